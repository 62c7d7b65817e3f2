"""The import contract that import-linter lacks: a list of all that some modules may import, and nothing else."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyImportsContract(Contract):
    """Modules that import the standard library, each other and the `allowed` packages only.

    Attributes
    ----------
    importers
        Modules held to the contract, with their descendants.
    allowed
        Packages they may import, with their descendants.
    """

    type_name = "only_imports"
    importers = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compare the direct imports of each module with the list."""
        del verbose
        importers = cast("list[str]", self.importers)  # the fields of a contract hold their parsed values
        permitted = [*importers, *cast("list[str]", self.allowed)]
        breaches = [
            (importer, imported)
            for root in importers
            for importer in sorted({root, *graph.find_descendants(root)})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.partition(".")[0] not in sys.stdlib_module_names
            and not any(imported == package or imported.startswith(f"{package}.") for package in permitted)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line per import that is not on the list."""
        for importer, imported in check.metadata["breaches"]:
            output.print_error(f"{importer} may not import {imported}", bold=False)
        output.new_line()

"""Two import contracts that import-linter lacks: all that a part may import, and all who may import a package."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _ImportsContract(Contract):
    """A contract whose breaches are direct imports, printed one per line."""

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that should not be."""
        for importer, imported in check.metadata["breaches"]:
            output.print_error(f"{importer} may not import {imported}", bold=False)
        output.new_line()


class OnlyImportsContract(_ImportsContract):
    """Modules that import the standard library, each other and the `allowed` packages only.

    Attributes
    ----------
    importers
        Modules held to the contract, with their descendants; each must exist.
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
            if imported.partition(".")[0] not in sys.stdlib_module_names and not _within(imported, permitted)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})


class ReservedContract(_ImportsContract):
    """External packages that the `importers` alone import.

    Unlike import-linter's *protected* contract, it may name an importer that is not written yet, or a package that
    nobody imports: either allows nothing.

    Attributes
    ----------
    packages
        External packages, by the name they are imported under.
    importers
        Modules that may import them, with their descendants.
    """

    type_name = "reserved"
    packages = fields.ListField(subfield=fields.StringField())
    importers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for an importer that is not on the list."""
        del verbose
        importers = cast("list[str]", self.importers)
        breaches = [
            (importer, package)
            for package in cast("list[str]", self.packages)
            if package in graph.modules
            for importer in sorted(graph.find_modules_that_directly_import(package))
            if not _within(importer, importers)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})


def _within(module: str, packages: list[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)

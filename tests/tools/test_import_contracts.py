from typing import Any

import pytest
from grimp import ImportGraph

from tools.import_contracts import OnlyImportsContract


def contract(**options: Any) -> OnlyImportsContract:
    return OnlyImportsContract(name="only", session_options={}, contract_options=options)


@pytest.fixture
def graph() -> ImportGraph:
    graph = ImportGraph()
    for module in ("checker", "checker.tours", "models", "models.plan", "models_of_cars", "json", "numpy"):
        graph.add_module(module)
    for imported in ("checker", "models.plan", "json"):
        graph.add_import(importer="checker.tours", imported=imported, line_number=1, line_contents="import")
    return graph


def test_the_standard_library_the_list_and_each_other_are_allowed(graph: ImportGraph) -> None:
    assert contract(importers=["checker"], allowed=["models"]).check(graph, verbose=False).kept


@pytest.mark.parametrize("imported", ["numpy", "models_of_cars"])
def test_anything_else_breaks_the_contract(graph: ImportGraph, imported: str) -> None:
    graph.add_import(importer="checker.tours", imported=imported, line_number=2, line_contents="import")
    check = contract(importers=["checker"], allowed=["models"]).check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["breaches"] == [("checker.tours", imported)]

import pytest
from grimp import ImportGraph

from tools.import_contracts import OnlyImportsContract, ReservedContract


@pytest.fixture
def graph() -> ImportGraph:
    graph = ImportGraph()
    for module in ("checker", "checker.tours", "models", "models.plan", "models_of_cars", "json"):
        graph.add_module(module)
    graph.add_module("numpy", is_squashed=True)
    for imported in ("checker", "models.plan", "json"):
        graph.add_import(importer="checker.tours", imported=imported, line_number=1, line_contents="import")
    return graph


@pytest.fixture
def only_models() -> OnlyImportsContract:
    options = {"importers": ["checker"], "allowed": ["models"]}
    return OnlyImportsContract(name="only", session_options={}, contract_options=options)


def reserved(*importers: str) -> ReservedContract:
    options = {"packages": ["numpy", "pandas"], "importers": list(importers)}
    return ReservedContract(name="reserved", session_options={}, contract_options=options)


def test_the_standard_library_the_list_and_each_other_are_allowed(
    graph: ImportGraph, only_models: OnlyImportsContract
) -> None:
    assert only_models.check(graph, verbose=False).kept


@pytest.mark.parametrize("imported", ["numpy", "models_of_cars"])
def test_anything_off_the_list_is_a_breach(graph: ImportGraph, only_models: OnlyImportsContract, imported: str) -> None:
    graph.add_import(importer="checker.tours", imported=imported, line_number=2, line_contents="import")
    check = only_models.check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["breaches"] == [("checker.tours", imported)]


def test_a_reserved_package_is_imported_by_the_list_alone(graph: ImportGraph) -> None:
    assert reserved("checker").check(graph, verbose=False).kept
    graph.add_import(importer="checker.tours", imported="numpy", line_number=3, line_contents="import")
    assert reserved("not_written_yet", "checker").check(graph, verbose=False).kept
    check = reserved("models", "check").check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["breaches"] == [("checker.tours", "numpy")]

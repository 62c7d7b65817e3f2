"""The declared tables cover the vocabulary, and keep to what spreadsheets allow."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from instances import read_instance
from instances.book import plain_words
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Column, Table
from instances.tables.territory import HOLIDAYS_REGION, SCHOOL_ZONE
from instances.workbook_help import EXAMPLE_FOLDER, column_examples
from models.base import Frozen
from models.instance import Instance
from models.territory import Territory

EVERY = (TERRITORY, *TABLES)
COLUMNS = [pytest.param(table, column, id=f"{table.key}.{column.path}") for table in EVERY for column in table.columns]


def nested(annotation: Any) -> type[BaseModel] | None:
    """The class a field holds one of, if any."""
    kinds = [annotation, *get_args(annotation)]
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def is_list(annotation: Any) -> bool:
    return "tuple" in str(annotation)


def fields(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Dotted paths of every value a row of a class holds, lists counted as one."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = nested(field.annotation)
        if inner is not None and not is_list(field.annotation) and inner.__name__ not in ("Window", "Figure"):
            found |= fields(inner, f"{prefix}{name}.")
        elif name != "kind" or field.is_required():  # the kind of a place is its class
            found.add(prefix + name)
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_field_of_the_vocabulary_has_a_column_or_a_table(table: Table) -> None:
    elsewhere = {child.parents[table.key] for child in TABLES if table.key in child.parents}
    columns = {column.path for column in table.columns if not column.path.startswith("@")}
    presence = {path for path in columns if any(other.startswith(f"{path}.") for other in columns)}
    assert columns - presence == fields(table.model) - elsewhere


def test_the_instance_is_covered() -> None:
    homes = {table.home for table in TABLES if table.home}
    columns = {column.path for column in TERRITORY.columns} - {HOLIDAYS_REGION, SCHOOL_ZONE}
    paths = {path for path in fields(Instance) if not path.startswith("territory.")}
    paths |= {f"territory.{path}" for path in fields(Territory)}
    own = {path if path in fields(Instance) else f"territory.{path}" for path in columns}
    assert own | homes == paths


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_examples_can_be_read(table: Table, column: Column) -> None:
    example = column_examples()[table.key, column.path]
    assert example, f"{table.key}.{column.path} shows no example"
    assert column.kind.parse(example, True) is not None


def test_the_example_is_an_instance_without_a_fault() -> None:
    assert read_instance(EXAMPLE_FOLDER)[1] == ()


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.key)
def test_names_are_fit_for_a_spreadsheet(table: Table) -> None:
    assert 0 < len(table.sheet) <= 31
    assert not set(table.sheet) & set("[]:*?/\\'")
    headers = [plain_words(column.header) for column in table.columns]
    assert len(set(headers)) == len(headers)
    assert not set(headers) & {column.file_header for column in table.columns} - {
        column.file_header for column in table.columns if plain_words(column.header) == column.file_header
    }


def test_sheets_and_files_have_names_of_their_own() -> None:
    names = [plain_words(name) for table in EVERY for name in {table.sheet, table.key}]
    by_name: dict[str, set[str]] = {}
    for table in EVERY:
        for name in (table.sheet, table.key):
            by_name.setdefault(plain_words(name), set()).add(table.key)
    assert all(len(keys) == 1 for keys in by_name.values()), names


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_references_name_tables_with_ids(table: Table, column: Column) -> None:
    for key in column.refs:
        assert {"id", "profile"} & TABLE_BY_KEY[key].by_path.keys(), f"{table.key}.{column.path}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_required_columns_are_those_without_a_default(table: Table) -> None:
    def required(model: type[BaseModel], path: str) -> bool:
        first, _, rest = path.partition(".")
        field = model.model_fields[first]
        inner = nested(field.annotation)
        return field.is_required() and (not rest or (inner is not None and required(inner, rest)))

    for column in table.columns:
        if not column.path.startswith("@"):
            assert column.required == required(table.model, column.path), column.path


def test_rows_are_of_the_vocabulary() -> None:
    assert all(issubclass(table.model, Frozen) for table in EVERY)

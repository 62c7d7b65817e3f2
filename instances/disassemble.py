"""From an instance to the rows of its tables: the inverse of ``assemble``, in the order of the instance."""

from collections.abc import Iterator, Mapping
from typing import Any

from instances.cells import Cell
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Column, Table
from instances.tables.schema import PARENT_ID, PARENT_TABLE
from instances.tables.territory import OF_INSTANCE
from models.base import Frozen
from models.instance import Instance


def own_values(instance: Instance) -> dict[str, Any]:
    """The territory's own values by column path, calendars aside."""
    return {
        column.path: field_of(instance if column.path.startswith(OF_INSTANCE) else instance.territory, column.path)
        for column in TERRITORY.columns
        if column.path.split(".")[0] in (*OF_INSTANCE, *type(instance.territory).model_fields)
    }


def records(instance: Instance, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as values by column path."""
    if not table.parents:
        for item in field_of(instance, table.home):
            yield {column.path: field_of(item, column.path) for column in table.columns}
        return
    paths = [column.path for column in table.columns if not column.path.startswith("@")]
    for parent, into in table.parents.items():
        for owner in field_of(instance, TABLE_BY_KEY[parent].home):
            for item in getattr(owner, into):
                yield {PARENT_TABLE: parent, PARENT_ID: owner.id, **{path: field_of(item, path) for path in paths}}


def used_columns(table: Table, rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    """The columns to write: all but the rare ones no row needs."""
    return tuple(column for column in table.columns if not column.rare or any(row[column.path] for row in rows))


def cell_of(column: Column, value: Any, french: bool) -> Cell:
    """A value as the cell of a column; ``None`` for no value."""
    return None if value is None else column.kind.format(value, french)


def all_records(instance: Instance) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, the empty tables too."""
    return {table.key: list(records(instance, table)) for table in TABLES}


def key_of_item(table: Table, item: Frozen) -> str:
    """What an item is called in notices: its id, or the values that tell it from others."""
    return "/".join(str(field_of(item, path)) for path in table.key_paths)


def key_of_body(table: Table, body: Mapping[str, Any]) -> str:
    """The same, of an item's JSON."""
    return "/".join(str(body[path]) for path in table.key_paths)


def field_of(item: Frozen, path: str) -> Any:
    """The value at a dotted path; ``None`` where a part on the way is absent."""
    value: Any = item
    for name in path.split("."):
        value = None if value is None else getattr(value, name)
    return value

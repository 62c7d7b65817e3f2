"""From a fault of an item to the row it was read from."""

from collections.abc import Iterable

from instances.assemble import Assembly
from instances.book import Row
from instances.cells import text_of
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Table
from models.notices import Location, Notice

_OF_REFERENCES = ("reference.", "id.", "person.")


def located(notices: Iterable[Notice], assembly: Assembly, *, territory_known: bool = False) -> list[Notice]:
    """Notices of an instance, each at the row and under the header its item was read from.

    What follows from a row that was malformed, and so left out, is not told again.

    Parameters
    ----------
    territory_known
        Whether the instance has a territory of its own where the rows hold none that is sound.
    """
    whole = assembly.instance is not None or territory_known
    return [
        notice.model_copy(update={"location": _place(notice, assembly)})
        for notice in notices
        if not _follows(notice, assembly) and (whole or notice.code.startswith(_OF_REFERENCES))
    ]


def _follows(notice: Notice, assembly: Assembly) -> bool:
    """Whether a fault comes from a row left out: one it names, or the diplomas of a person."""
    if notice.code == "person.no_credential":
        return ("credentials", "people", notice.location.item) in assembly.child_rows
    values = notice.what.values
    named = values.get("id"), values.get("profile")
    return notice.code != "id.duplicate" and any(name in assembly.malformed for name in named if name is not None)


def _place(notice: Notice, assembly: Assembly) -> Location:
    where = notice.location
    table = TABLE_BY_KEY.get(where.source)
    if table is TERRITORY:
        return _own_value(where, assembly)
    rows = assembly.rows.get((where.source, where.item), [])
    if table is None or not rows:
        return where
    if child := _child_table(where, assembly):
        field = next((c for c in child.columns if c.path == "@id"), None)
        return assembly.reader.locate(child, _child_row(notice, child, assembly), field)
    row = rows[min(len(rows) - 1, 1 if notice.code == "id.duplicate" else 0)]
    column = table.find_column(where.field)
    place = assembly.reader.locate(table, row, column)
    if column:
        return place
    missing = next((child for child in TABLES if child.parents.get(table.key) == where.field), None)
    return place.model_copy(update={"field": assembly.reader.sheet(missing).source if missing else where.field})


def _own_value(where: Location, assembly: Assembly) -> Location:
    column = TERRITORY.find_column(where.field)
    rows = assembly.reader.sheet(TERRITORY).rows
    row = next((row for row in rows if column and column.path in row.cells), Row(None, {}))
    return assembly.reader.locate(TERRITORY, row, column)


def _child_table(where: Location, assembly: Assembly) -> Table | None:
    return next(
        (
            table
            for table in TABLES
            if table.parents.get(where.source) == where.field
            and (table.key, where.source, where.item) in assembly.child_rows
        ),
        None,
    )


def _child_row(notice: Notice, child: Table, assembly: Assembly) -> Row:
    """The row of a part that holds the value a notice tells of, or the first one."""
    where = notice.location
    rows = assembly.child_rows[child.key, where.source, where.item]
    named = {str(value) for value in notice.what.values.values()}
    return next((row for row in rows if named & {text_of(cell) for cell in row.cells.values()}), rows[0])

"""Whatever a file holds, reading ends in an instance or in notices, never in a traceback."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from instances import read_instance
from instances.book import Book, Row, Sheet
from instances.cells import BrokenCell, Cell
from instances.disassemble import all_records, cell_of, own_values
from instances.read import instance_of
from instances.tables import TABLE_BY_KEY, TERRITORY, Table
from models.instance import Instance
from models.notices import InvalidInstance, Notice, Severity
from models.pins import Pin
from tests.instances.tiny import tiny

INSTANCE = tiny().model_copy(update={"pins": (Pin(item="r1@2027-01-14", people=("paul",)),)})
WORDS = [
    "lun-ven",
    "08:00-12:00",
    "2 x",
    "8 places",
    "oui",
    "-1",
    "1e9",
    "31/02/2027",
    "garage",
    "r1",
    "@",
    "a > b",
    "?",
    ";",
]
cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(min_value=datetime(1890, 1, 1)),
    st.times(),
    st.timedeltas(),
    st.just(BrokenCell("#REF!")),
)


def sheet(table: Table, rows: list[dict[str, Any]], french: bool) -> Sheet:
    written = [
        {column.path: cell_of(column, row.get(column.path), french) for column in table.columns if column.path in row}
        for row in rows
    ]
    filled = tuple(
        Row(number, {path: cell for path, cell in row.items() if cell is not None})
        for number, row in enumerate(written, 2)
    )
    headers = {column.path: (column.header if french else column.file_header, french) for column in table.columns}
    return Sheet(table.sheet, headers, filled)


def book(french: bool) -> Book:
    """The book a workbook or a folder of the instance comes down to."""
    sheets = {TERRITORY.key: sheet(TERRITORY, [own_values(INSTANCE)], french)}
    for key, rows in all_records(INSTANCE).items():
        sheets[key] = sheet(TABLE_BY_KEY[key], rows, french)
    return Book(french=french, sheets=sheets)


def outcome(read: Callable[[], tuple[Instance, tuple[Notice, ...]]]) -> tuple[Instance | None, tuple[Notice, ...]]:
    try:
        return read()
    except InvalidInstance as fault:
        return None, fault.notices


def test_the_book_is_sound_before_it_is_spoiled() -> None:
    for french in (True, False):
        assert instance_of(book(french)) == (INSTANCE, ())


@settings(max_examples=150, deadline=None)
@given(data=st.data(), french=st.booleans())
def test_any_cells_end_in_an_instance_or_in_notices(data: st.DataObject, french: bool) -> None:
    spoiled = book(french)
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from([key for key, found in spoiled.sheets.items() if found.rows]))
        found = spoiled.sheets[key]
        index = data.draw(st.integers(0, len(found.rows) - 1))
        path = data.draw(st.sampled_from([column.path for column in TABLE_BY_KEY[key].columns]))
        changed = {**found.rows[index].cells, path: data.draw(cells)}
        row = Row(found.rows[index].number, {name: cell for name, cell in changed.items() if cell is not None})
        rows = (*found.rows[:index], row, *found.rows[index + 1 :])
        spoiled.sheets[key] = Sheet(found.source, found.headers, rows)
    instance, notices = outcome(lambda: instance_of(spoiled))
    assert any(notice.severity is Severity.ERROR for notice in notices) == (instance is None)
    assert all(notice.text("fr") and notice.location.source for notice in notices)


values: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9), st.just([]), st.just({})
)


def leaves(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path] * bool(path) + [leaf for key, value in items for leaf in leaves(value, (*path, key))]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_json_ends_in_an_instance_or_in_notices(data: st.DataObject) -> None:
    document = json.loads(INSTANCE.model_dump_json())
    *outer, last = data.draw(st.sampled_from(leaves(document)))
    inner = document
    for key in outer:
        inner = inner[key]
    inner[last] = data.draw(values)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        instance, notices = outcome(lambda: read_instance(path))
    assert any(notice.severity is Severity.ERROR for notice in notices) == (instance is None)
    assert all(notice.text("fr") and notice.location.source == "x.json" for notice in notices)


def test_the_cells_drawn_are_of_every_type_a_spreadsheet_gives() -> None:
    assert {str, int, float, bool, date, datetime, time, timedelta} <= set(Cell.__args__)

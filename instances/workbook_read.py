"""A workbook as an instance: one sheet per kind of rows, cells as a spreadsheet last computed them."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from instances.archive import DAMAGE, find_bomb
from instances.book import Book, Row, Sheet, bind, close_to, is_blank, match_headers, plain_words
from instances.cells import BrokenCell, Cell, text_of
from instances.decode import read_bytes
from instances.faults import error, warning
from instances.tables import TABLES, TERRITORY, Table
from models.notices import InvalidInstance, Location, Notice
from models.text import message

HELP_SHEET = "Lisez-moi"
LISTS_SHEET = "Listes"
MAX_ROWS = 100_000
MAX_COLUMNS = 256
_EMPTY: object = EMPTY_CELL

# What openpyxl lets through on files that are damaged, or made to be.
_DAMAGE = (*DAMAGE, TypeError, AttributeError, SyntaxError, InvalidFileException)


def read_workbook(path: Path) -> Book:
    """The rows of a workbook's sheets, with the notices met while reading them.

    Raises
    ------
    InvalidInstance
        When the file is no workbook, is too large, or holds none of the sheets known.
    """
    book = read_sheets(path, _tables_by_name())
    if not book.sheets:
        what = message("the workbook holds nothing to plan: none of its sheets is known, or all are empty")
        remedy = message("begin with the workbook that `halte template` writes")
        raise InvalidInstance((*book.notices, error("workbook.empty", Location(source=path.name), what, remedy)))
    return book


def read_sheets(path: Path, tables: Mapping[str, Table]) -> Book:
    """The rows of the sheets that are known, perhaps none, with the notices met.

    Parameters
    ----------
    tables
        What each sheet holds, by its name in plain words.

    Raises
    ------
    InvalidInstance
        When the file is no workbook, or is too large.
    """
    data = read_bytes(path)
    _refuse_bombs(data, path.name)
    book = Book(french=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # drop-down lists and styles openpyxl does not keep
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                _read_sheet(cast("Worksheet", sheet), book, tables)
    except _DAMAGE as reason:
        raise InvalidInstance((_not_a_workbook(path.name, str(reason) or type(reason).__name__),)) from None
    return book


def _refuse_bombs(data: bytes, name: str) -> None:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        reason = "an older format, or a password" if old else "not a zip archive"
        raise InvalidInstance((_not_a_workbook(name, reason),))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            bomb = find_bomb(archive, name)
    except _DAMAGE as reason:
        raise InvalidInstance((_not_a_workbook(name, str(reason)),)) from None
    if bomb is not None:
        raise InvalidInstance((bomb,))


def _not_a_workbook(name: str, reason: str) -> Notice:
    what = message("the file is not a workbook that can be read ({reason})", reason=reason[:200])
    return error("file.not_a_workbook", Location(source=name), what, message("save it as .xlsx, without a password"))


def _read_sheet(sheet: Worksheet, book: Book, tables: Mapping[str, Table]) -> None:
    title = plain_words(sheet.title)
    if title in (plain_words(HELP_SHEET), plain_words(LISTS_SHEET)):
        return
    table = tables.get(title)
    if table is None:
        close = close_to(title, tables)
        remedy = message("did you mean {close}?", close=tables[close].sheet) if close else message("it is ignored")
        what = message("no such sheet is known")
        book.notices.append(warning("sheet.unknown", Location(source=sheet.title), what, remedy))
        return
    if table.key in book.sheets:
        what, remedy = message("the sheet is there twice"), message("keep one of them")
        book.notices.append(error("sheet.duplicate", Location(source=sheet.title), what, remedy))
        return
    lines = _lines(sheet, book.notices)
    if table is TERRITORY:
        found = _bind_values(table, sheet.title, lines, book.notices)
    else:
        found = bind(table, sheet.title, lines, book.notices)
        if found is not None and not found.rows:
            return
    if found is not None:
        book.sheets[table.key] = found


@cache
def _tables_by_name() -> dict[str, Table]:
    return {plain_words(word): table for table in (TERRITORY, *TABLES) for word in (table.sheet, table.key)}


def _lines(sheet: Worksheet, notices: list[Notice]) -> Iterator[tuple[int, Sequence[Cell]]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined] # what the file says about its size is not always true
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > MAX_ROWS:
            what = message("the sheet has more than {limit} rows", limit=MAX_ROWS)
            remedy = message("take away the rows below, even when they look empty")
            notices.append(error("sheet.too_long", Location(source=sheet.title, row=number), what, remedy))
            return
        width = len(cells) - next((n for n, cell in enumerate(reversed(cells)) if cell is not _EMPTY), len(cells))
        yield number, [_cell(cell) for cell in cells[:width]]


def _cell(cell: SheetCell | MergedCell) -> Cell:
    return BrokenCell(cell.value) if cell.data_type == "e" else cast("Cell", cell.value)


def _bind_values(
    table: Table, source: str, lines: Iterator[tuple[int, Sequence[Cell]]], notices: list[Notice]
) -> Sheet | None:
    """Read a sheet of one value per line, its name before it; the first line holds headers."""
    known = match_headers(table)
    headers: dict[str, tuple[str, bool]] = {}
    rows: list[Row] = []
    for number, cells in lines:
        if is_blank(cells) or number == 1:
            continue
        name, value = text_of(cells[0]).rstrip("* "), cells[1] if len(cells) > 1 else None
        column, french = known.get(plain_words(name), (None, False))
        where = Location(source=source, row=number, field=name)
        if column is None:
            close = close_to(plain_words(name), known)
            remedy = message("did you mean {close}?", close=close) if close else message("it is ignored")
            notices.append(warning("field.unknown", where, message("there is no such field"), remedy))
        elif column.path in headers:
            what, remedy = message("the value is there twice"), message("keep one of them")
            notices.append(error("field.duplicate", where, what, remedy))
        elif value is not None and text_of(value):
            headers[column.path] = (name, french)
            rows.append(Row(number, {column.path: value}))
    return Sheet(source, headers, tuple(rows)) if rows else None

"""What every table format comes down to: rows of cells under known columns, with where each row stood."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from instances.cells import Cell, text_of
from instances.faults import error, warning
from instances.tables.schema import Column, Table
from models.notices import Location, Notice
from models.text import message


@dataclass(frozen=True)
class Row:
    """Cells that are not empty, by column; ``number`` counts the lines of the file or sheet from 1."""

    number: int | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """The rows read of one table; ``headers`` gives, by column, the header as written and whether it is French."""

    source: str
    headers: Mapping[str, tuple[str, bool]]
    rows: Sequence[Row] = ()


@dataclass
class Book:
    """All that was read of an instance, by table, with the notices met on the way; workbooks are ``french``."""

    french: bool = False
    sheets: dict[str, Sheet] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


def plain_words(text: str) -> str:
    """Text without case, accents and doubled spaces, to compare headers and sheet names."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("’", "'").rstrip("* ").split())


def close_to(word: str, known: Iterable[str]) -> str:
    """The known word most like another, or nothing."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def match_headers(table: Table) -> dict[str, tuple[Column, bool]]:
    """Columns by each header they go by: the field's name, or the French header (then True)."""
    return {plain_words(column.header): (column, True) for column in table.columns} | {
        column.file_header: (column, False) for column in table.columns
    }


def bind(table: Table, source: str, lines: Iterator[tuple[int, Sequence[Cell]]], notices: list[Notice]) -> Sheet | None:
    """Read a table whose first line that is not blank holds the headers.

    Returns
    -------
    Sheet or None
        ``None`` when there is no line at all, or no header that is known.
    """
    number, head = next(((n, cells) for n, cells in lines if not is_blank(cells)), (0, ()))
    known = match_headers(table)
    columns: dict[int, Column] = {}
    headers: dict[str, tuple[str, bool]] = {}
    for index, cell in enumerate(head):
        written = text_of(cell).rstrip("* ")
        if not written:
            continue
        column, french = known.get(plain_words(written), (None, False))
        where = Location(source=source, row=number, field=written)
        if column is None:
            close = close_to(plain_words(written), known)
            remedy = message("did you mean {close}?", close=close) if close else message("it is ignored")
            notices.append(warning("column.unknown", where, message("no such column is known"), remedy))
        elif column.path in headers:
            notices.append(
                error("column.duplicate", where, message("the column is there twice"), message("keep one of them"))
            )
        else:
            columns[index], headers[column.path] = column, (written, french)
    width = max((i for i, cell in enumerate(head) if not _empty(cell)), default=-1) + 1
    sheet = Sheet(source, headers, tuple(_rows(source, columns, width, lines, notices)))
    french_file = any(french for _, french in headers.values())
    if sheet.rows:
        notices += [
            error(
                "column.missing",
                Location(source=source, row=number, field=column.header if french_file else column.file_header),
                message("the column is missing"),
                message("add it: no row can be read without it"),
            )
            for column in table.columns
            if column.required and column.path not in headers
        ]
    return sheet if headers else None


def _rows(
    source: str,
    columns: Mapping[int, Column],
    width: int,
    lines: Iterator[tuple[int, Sequence[Cell]]],
    notices: list[Notice],
) -> Iterator[Row]:
    for number, cells in lines:
        if is_blank(cells):
            continue
        if not is_blank(cells[width:]):
            notices.append(
                error(
                    "row.too_long",
                    Location(source=source, row=number),
                    message("the row has more cells than there are headers"),
                    message("give the column a header, or put quotes around values that hold the separator"),
                )
            )
            continue
        yield Row(number, {columns[i].path: cell for i, cell in enumerate(cells) if i in columns and not _empty(cell)})


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a line holds nothing."""
    return all(_empty(cell) for cell in cells)

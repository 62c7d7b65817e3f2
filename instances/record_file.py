"""Record sheets: written blank from a plan, filled in by hand, read back as a workbook, CSV or JSON."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from instances.book import Book, bind, match_headers, plain_words
from instances.decode import decode, guard, read_bytes, read_lines
from instances.disassemble import cell_of, field_of
from instances.faults import error
from instances.json_file import read_document
from instances.rows import RowReader
from instances.tables.record import RECORD
from instances.workbook_read import read_sheets
from models.notices import InvalidInstance, Location, Notice, Severity
from models.plan import Plan
from models.record import Outcome, Record
from models.record_faults import find_overlaps, find_record_faults
from models.text import message

Located = tuple[Outcome, Location]


def read_records(paths: Sequence[Path], plans: Sequence[Plan]) -> tuple[tuple[Outcome, ...], tuple[Notice, ...]]:
    """The outcomes in record files of some plans, with what is worth knowing about them.

    Raises
    ------
    InvalidInstance
        With every fault of every file, each at its row and header.
    """
    notices: list[Notice] = list(find_overlaps(plans))
    rows: list[Located] = []
    for path in paths:
        try:
            rows += _read(path, notices)
        except InvalidInstance as fault:
            notices += fault.notices
    notices += find_record_faults(rows, plans)
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise InvalidInstance(tuple(notices))
    return tuple(outcome for outcome, _ in rows), tuple(notices)


def _read(path: Path, notices: list[Notice]) -> list[Located]:
    suffix = path.suffix.lower()
    if suffix == ".json":
        record = read_document(Record, path)
        return [
            (outcome, Location(source=path.name, field=f"outcomes[{k}]", item=outcome.item))
            for k, outcome in enumerate(record.outcomes)
        ]
    if suffix == ".csv":
        return _rows(_csv_book(path), path, notices)
    if suffix in (".xlsx", ".xlsm"):
        return _rows(read_sheets(path, {plain_words(RECORD.sheet): RECORD, RECORD.key: RECORD}), path, notices)
    what = message("the file is of no form known")
    remedy = message("give a record sheet in .xlsx, .csv or .json")
    raise InvalidInstance((error("file.format", Location(source=path.name), what, remedy),))


def _csv_book(path: Path) -> Book:
    book = Book()
    text = decode(read_bytes(path), path.name, book.notices)
    try:
        lines = read_lines(text or "", frozenset(match_headers(RECORD)))
        sheet = bind(RECORD, path.name, lines, book.notices)
    except csv.Error as reason:
        what = message("the file is not comma- or semicolon-separated text: {reason}", reason=str(reason))
        remedy = message("save it as “CSV UTF-8”")
        raise InvalidInstance((error("file.separator", Location(source=path.name), what, remedy),)) from None
    if sheet is not None:
        book.sheets[RECORD.key] = sheet
    return book


def _rows(book: Book, path: Path, notices: list[Notice]) -> list[Located]:
    if RECORD.key not in book.sheets and not any(n.severity is Severity.ERROR for n in book.notices):
        what = message("the file holds no record sheet, or an empty one")
        remedy = message("begin with the sheet that `halte record` writes")
        book.notices.append(error("record.empty", Location(source=path.name), what, remedy))
    reader = RowReader(book)
    found: list[Located] = []
    for row in reader.sheet(RECORD).rows:
        values, sound = reader.parse(RECORD, row)
        outcome = reader.validate(RECORD, row, values, sound)
        if isinstance(outcome, Outcome):
            found.append((outcome, reader.locate(RECORD, row).model_copy(update={"source": _source(path, reader)})))
    notices += [_in_file(notice, path, reader) for notice in reader.notices]
    return found


def _source(path: Path, reader: RowReader) -> str:
    """The file, and the sheet where that is not the file itself: several records are read together."""
    sheet = reader.sheet(RECORD).source
    return path.name if sheet == path.name else f"{path.name} {sheet}"


def _in_file(notice: Notice, path: Path, reader: RowReader) -> Notice:
    if notice.location.source != reader.sheet(RECORD).source:
        return notice
    return notice.model_copy(update={"location": notice.location.model_copy(update={"source": _source(path, reader)})})


def record_csv(record: Record) -> bytes:
    """A record as CSV in UTF-8, its headers the fields' names; no text in it is taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.file_header for column in RECORD.columns)
    for outcome in record.outcomes:
        cells = [cell_of(column, field_of(outcome, column.path), french=False) for column in RECORD.columns]
        writer.writerow(guard(cell) if isinstance(cell, str) else cell for cell in cells)
    return buffer.getvalue().encode()


def record_json(record: Record) -> bytes:
    """A record as JSON."""
    return (record.model_dump_json(indent=1) + "\n").encode()

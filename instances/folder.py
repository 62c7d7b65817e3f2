"""A folder as an instance: ``territory.toml`` for the territory's own values, one CSV file per kind of rows."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from instances.book import Book, Row, Sheet, bind, close_to, match_headers
from instances.cells import Cell
from instances.decode import decode, guard, read_bytes, read_lines
from instances.disassemble import all_records, cell_of, own_values, used_columns
from instances.faults import error, warning
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY
from models.instance import Instance
from models.notices import InvalidInstance, Location
from models.text import message

TERRITORY_FILE = "territory.toml"


def read_folder(folder: Path) -> Book:
    """The rows of a folder's files, with the notices met while reading them."""
    book = Book()
    _read_territory(folder, book)
    for path in sorted(folder.glob("*.csv")):
        table = TABLE_BY_KEY.get(path.stem)
        if table is None or table is TERRITORY:
            close = close_to(path.stem, (t.key for t in TABLES))
            remedy = message("did you mean {close}?", close=f"{close}.csv") if close else message("it is ignored")
            what = message("no such table is known")
            book.notices.append(warning("file.unknown", Location(source=path.name), what, remedy))
            continue
        try:
            text = decode(read_bytes(path), path.name, book.notices)
        except InvalidInstance as fault:
            book.notices += fault.notices
            continue
        if text is None:
            continue
        try:
            sheet = bind(table, path.name, read_lines(text, frozenset(match_headers(table))), book.notices)
        except csv.Error as reason:
            what = message("the file is not comma- or semicolon-separated text: {reason}", reason=str(reason))
            book.notices.append(
                error("file.separator", Location(source=path.name), what, message("save it as “CSV UTF-8”"))
            )
            continue
        if sheet is None:
            what = message("no header of the first line is known")
            remedy = message(
                "begin with the headers {headers}", headers=", ".join(c.file_header for c in table.columns[:4])
            )
            book.notices.append(error("file.headers", Location(source=path.name, row=1), what, remedy))
        else:
            book.sheets[table.key] = sheet
    return book


def _read_territory(folder: Path, book: Book) -> None:
    where = Location(source=TERRITORY_FILE)
    if not (folder / TERRITORY_FILE).exists():
        what = message("the folder holds no {file}", file=TERRITORY_FILE)
        book.notices.append(error("file.missing", where, what, message("add it: it names the territory and the week")))
        return
    try:
        text = decode(read_bytes(folder / TERRITORY_FILE), TERRITORY_FILE, book.notices)
        document = tomllib.loads(text) if text is not None else {}
    except InvalidInstance as fault:
        book.notices += fault.notices
        return
    except tomllib.TOMLDecodeError as reason:
        what = message("the file is not TOML: {reason}", reason=str(reason))
        book.notices.append(error("file.toml", where, what, message("correct it there")))
        return
    cells: dict[str, Cell] = {}
    for path, value in _flat(document):
        if path in TERRITORY.by_path:
            cells[path] = value
        else:
            close = close_to(path, TERRITORY.by_path)
            remedy = message("did you mean {close}?", close=close) if close else message("take it away")
            place = Location(source=TERRITORY_FILE, field=path)
            book.notices.append(error("field.unknown", place, message("there is no such field"), remedy))
    headers = {path: (path, False) for path in cells}
    book.sheets[TERRITORY.key] = Sheet(TERRITORY_FILE, headers, (Row(None, cells),))


def _flat(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", "; ".join(map(str, value)) if isinstance(value, list) else value


def write_folder(instance: Instance, folder: Path) -> None:
    """Write an instance as a folder; tables without rows get no file, and files of a former writing go."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TERRITORY_FILE).write_bytes(tomli_w.dumps(_toml(own_values(instance))).encode())
    for key, rows in all_records(instance).items():
        path = folder / f"{key}.csv"
        if rows:
            path.write_text(_csv(key, rows), encoding="utf-8", newline="")
        else:
            path.unlink(missing_ok=True)


def _toml(values: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in values.items():
        cell = cell_of(TERRITORY.by_path[path], value, french=False)
        if cell is None:
            continue
        outer, _, last = path.rpartition(".")
        inner = document.setdefault(outer, {}) if outer else document
        inner[last] = value if isinstance(value, date) else cell
    return document


def _csv(key: str, rows: list[dict[str, Any]]) -> str:
    columns = used_columns(TABLE_BY_KEY[key], rows)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.file_header for column in columns)
    for row in rows:
        cells = (cell_of(column, row[column.path], french=False) for column in columns)
        writer.writerow(guard(cell) if isinstance(cell, str) else cell for cell in cells)
    return buffer.getvalue()

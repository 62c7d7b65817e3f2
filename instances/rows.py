"""One row at a time: its cells read, its values validated, its faults told where they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from instances.book import Book, Row, Sheet
from instances.cells import PRESENT, BrokenCell, Cell, text_of
from instances.faults import detail_notice, error, fault_notice
from instances.tables import TERRITORY, Column, Table
from models.base import Fault, Frozen
from models.notices import Location, Notice
from models.text import message


class RowReader:
    """Reads the rows of a book's sheets.

    Attributes
    ----------
    notices : list of Notice
        The faults met, in reading order.
    """

    def __init__(self, book: Book) -> None:
        self.notices: list[Notice] = list(book.notices)
        self._book = book

    def sheet(self, table: Table) -> Sheet:
        """The sheet of a table, an empty one when the book has none."""
        source = table.sheet if self._book.french else f"{table.key}.{'toml' if table is TERRITORY else 'csv'}"
        return self._book.sheets.get(table.key) or Sheet(source, {})

    def header(self, table: Table, column: Column) -> str:
        """The header of a column as written, or as it would be."""
        default = column.header if self._book.french else column.file_header
        return self.sheet(table).headers.get(column.path, (default, False))[0]

    def locate(self, table: Table, row: Row, column: Column | None = None) -> Location:
        """Where a row's cell stands."""
        field = self.header(table, column) if column else ""
        return Location(source=self.sheet(table).source, row=row.number, field=field, item=key_of(table, row))

    def parse(self, table: Table, row: Row) -> tuple[dict[str, Any], bool]:
        """Values of a row's cells by path, and whether all could be read."""
        values: dict[str, Any] = {}
        sound, headers = True, self.sheet(table).headers
        for path, cell in row.cells.items():
            column = table.by_path[path]
            try:
                values[path] = _value(column, cell, headers[path][1])
            except Fault as fault:
                sound = False
                self.notices.append(fault_notice(fault, self.locate(table, row, column)))
        return values, sound

    def validate(self, table: Table, row: Row, values: Mapping[str, Any], sound: bool) -> Frozen | None:
        """The item a row's values make; ``None`` when some could not be read, or do not fit."""
        absent = [path for path, value in values.items() if value is False and _tells_presence(table, path)]
        document: dict[str, Any] = {}
        for path, value in values.items():
            told_absent = next((outer for outer in absent if path.startswith(f"{outer}.")), None)
            if told_absent:
                sound = False
                column = table.by_path[told_absent]
                what = message("the cell says no, and the row holds values for it")
                self.notices.append(
                    error(
                        "value.contradiction", self.locate(table, row, column), what, message("empty one or the other")
                    )
                )
            elif path not in absent:
                put(document, path, {} if value is True and _tells_presence(table, path) else value)
        try:
            item = table.model.model_validate(document)
        except ValidationError as errors:
            self._report(table, row, errors, sound)
            return None
        return item if sound else None

    def _report(self, table: Table, row: Row, errors: ValidationError, sound: bool) -> None:
        headers = self.sheet(table).headers
        for detail in errors.errors(include_url=False):
            column = table.find_column(dotted(detail["loc"]))
            unread = column is not None and detail["type"] == "missing" and column.path in row.cells
            absent = column is not None and column.required and column.path not in headers
            if not (unread or absent or (column is None and not sound)):  # else it was told already
                self.notices.append(detail_notice(detail, self.locate(table, row, column)))

    def missing(self, table: Table, row: Row, path: str) -> None:
        """Tell that a cell is empty, unless its whole column is missing."""
        if path not in row.cells and path in self.sheet(table).headers:
            where = self.locate(table, row, table.by_path[path])
            self.notices.append(error("value.missing", where, message("the value is missing"), message("fill it in")))


def _value(column: Column, cell: Cell, french: bool) -> Any:
    if isinstance(cell, BrokenCell):
        raise Fault("the cell shows the error {value}", value=str(cell))
    return column.kind.parse(cell, french)


def key_of(table: Table, row: Row) -> str:
    """What a row is called in notices: its id, or the values that tell it from others."""
    return "/".join(text_of(row.cells[path]) for path in table.key_paths if path in row.cells)


def dotted(loc: Sequence[int | str]) -> str:
    """The path of a place pydantic names."""
    return ".".join(str(part) for part in loc)


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *outer, last = path.split(".")
    for name in outer:
        document = document.setdefault(name, {})
    if not (value == {} and last in document):
        document[last] = value


def _tells_presence(table: Table, path: str) -> bool:
    return path in table.by_path and table.by_path[path].kind is PRESENT

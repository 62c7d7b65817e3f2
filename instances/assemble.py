"""From a book of rows to an instance: each row validated where it stands, every fault told at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from instances.book import Book, Row, Sheet
from instances.faults import detail_notice, error, fault_notice
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Table
from instances.tables.schema import PARENT_ID, PARENT_TABLE
from instances.tables.territory import HOLIDAYS_REGION, SCHOOL_ZONE
from models.base import Fault, Frozen
from models.instance import Instance
from models.notices import Location, Notice
from models.territory import Territory
from models.text import message

_OF_INSTANCE = ("week", "anchor", "cycle_weeks", "settings")
_NO_SHEET = Sheet("", {})
_STAND_IN_WEEK = date(2024, 1, 1)


class Assembly:
    """The instance made of a book.

    Attributes
    ----------
    instance : Instance or None
        Made of the rows that are well formed; ``None`` when the territory's own values are not.
    notices : list of Notice
    rows : dict
        For each table and id, where the rows of that id stand.
    malformed : set of str
        Ids of rows that were left out, which others may name all the same.
    region, school_zone : str
        The calendars the territory asks for.
    """

    def __init__(self, book: Book) -> None:
        self.notices: list[Notice] = list(book.notices)
        self.rows: dict[tuple[str, str], list[Location]] = defaultdict(list)
        self.malformed: set[str] = set()
        self._sheets = book.sheets
        self._children: dict[tuple[str, str], dict[str, list[Frozen]]] = defaultdict(lambda: defaultdict(list))
        self._parent_rows: dict[tuple[str, str], Location] = {}
        own = self._cells_of_territory()
        self.region, self.school_zone = str(own.pop(HOLIDAYS_REGION, "")), str(own.pop(SCHOOL_ZONE, ""))
        for table in TABLES:
            if table.parents:
                self._gather_children(table)
        document: dict[str, Any] = {}
        for table in TABLES:
            if not table.parents:
                _put(document, table.home, tuple(self._items(table)))
        self._report_orphans()
        self.instance = self._instance(document, own)

    def header_of(self, table: str, path: str) -> str:
        """The header a field of a table goes by in the file read."""
        found = TABLE_BY_KEY[table].find_column(path) if table in TABLE_BY_KEY else None
        sheet = self._sheets.get(table, _NO_SHEET)
        return sheet.headers.get(found.path, (found.path, False))[0] if found else path

    def _cells_of_territory(self) -> dict[str, Any]:
        sheet = self._sheets.get(TERRITORY.key, _NO_SHEET)
        values: dict[str, Any] = {}
        for row in sheet.rows:  # one row per value
            values |= dict(self._parsed(TERRITORY, sheet, row)[0])
        return values

    def _parsed(self, table: Table, sheet: Sheet, row: Row) -> tuple[dict[str, Any], bool]:
        """Values of a row's cells by path, and whether all could be read."""
        values, sound = {}, True
        for path, cell in row.cells.items():
            column = table.by_path[path]
            french = sheet.headers.get(path, ("", False))[1]
            try:
                value = column.kind.parse(cell, french)
            except Fault as fault:
                sound = False
                self.notices.append(fault_notice(fault, sheet.locate(row.number, path, _id_of(row))))
            else:
                if value is not None:
                    values[path] = value
        return values, sound

    def _gather_children(self, table: Table) -> None:
        sheet = self._sheets.get(table.key, _NO_SHEET)
        for row in sheet.rows:
            values, sound = self._parsed(table, sheet, row)
            parent_id = values.pop(PARENT_ID, None)
            parent = values.pop(PARENT_TABLE, None) if PARENT_TABLE in table.by_path else next(iter(table.parents))
            for path, value in ((PARENT_TABLE, parent), (PARENT_ID, parent_id)):
                if value is None and path not in row.cells and path in sheet.headers:
                    self._missing(sheet, row, path)
            item = self._validated(table, sheet, row, values, sound)
            if parent is None or parent_id is None:
                continue
            self._parent_rows.setdefault((parent, parent_id), sheet.locate(row.number, PARENT_ID, parent_id))
            children = self._children[parent, parent_id][table.parents[parent]]
            if item is not None:
                children.append(item)

    def _missing(self, sheet: Sheet, row: Row, path: str) -> None:
        where = sheet.locate(row.number, path)
        self.notices.append(error("value.missing", where, message("the value is missing"), message("fill it in")))

    def _items(self, table: Table) -> Iterator[Frozen]:
        sheet = self._sheets.get(table.key, _NO_SHEET)
        for row in sheet.rows:
            values, sound = self._parsed(table, sheet, row)
            id_ = _id_of(row)
            values.update(self._children.pop((table.key, id_), {}) if id_ else {})
            self._parent_rows.pop((table.key, id_), None)
            item = self._validated(table, sheet, row, values, sound)
            if item is None:
                self.malformed.add(id_)
            else:
                self.rows[table.key, id_].append(sheet.locate(row.number, "", id_))
                yield item

    def _validated(self, table: Table, sheet: Sheet, row: Row, values: Mapping[str, Any], sound: bool) -> Frozen | None:
        document: dict[str, Any] = {}
        try:
            for path, value in values.items():
                _put(document, path, tuple(value) if isinstance(value, list) else value)
            item = table.model.model_validate(document)
        except ValidationError as errors:
            self._report(table, sheet, row, errors, sound)
            return None
        return item if sound else None

    def _report(self, table: Table, sheet: Sheet, row: Row, errors: ValidationError, sound: bool) -> None:
        for detail in errors.errors(include_url=False):
            column = table.find_column(_dotted(detail["loc"]))
            unread = [path for path in row.cells if column and path == column.path and detail["type"] == "missing"]
            absent = column is not None and column.required and column.path not in sheet.headers
            if unread or absent or (column is None and not sound):
                continue  # told already: the cell could not be read, or the whole column is not there
            where = sheet.locate(row.number, column.path if column else "", _id_of(row))
            self.notices.append(detail_notice(detail, where))

    def _report_orphans(self) -> None:
        for (parent, parent_id), where in self._parent_rows.items():
            if parent_id not in self.malformed:
                self.notices.append(
                    error(
                        "reference.unknown",
                        where,
                        message("{id} is not in {table}", id=parent_id, table=self._name_of(parent)),
                        message("correct the identifier, or add it there"),
                    )
                )

    def _name_of(self, table: str) -> str:
        sheet = self._sheets.get(table)
        return sheet.source if sheet else TABLE_BY_KEY[table].sheet

    def _instance(self, document: dict[str, Any], own: Mapping[str, Any]) -> Instance | None:
        for path, value in own.items():
            _put(document, path if path.startswith(_OF_INSTANCE) else f"territory.{path}", value)
        document.setdefault("anchor", document.get("week"))
        for calendar in ("travel.profiles", "travel.overrides"):
            _drop_empty(document["territory"], calendar)
        sheet = self._sheets.get(TERRITORY.key, _NO_SHEET)
        territory = document["territory"]
        try:
            document["territory"] = Territory.model_validate(territory)
        except ValidationError as errors:
            self._report_territory(sheet, errors)
            document["territory"] = None
        try:
            return Instance.model_validate(document)
        except ValidationError as errors:
            self._report_territory(sheet, errors)
            return None

    def _report_territory(self, sheet: Sheet, errors: ValidationError) -> None:
        rows = {path: row.number for row in sheet.rows for path in row.cells}
        for detail in errors.errors(include_url=False):
            path = _dotted(detail["loc"])
            if path == "territory" or (path == "anchor" and "week" not in rows):
                continue
            if isinstance(cause := (detail.get("ctx") or {}).get("error"), Fault) and not path:
                path = str(cause.values.get("name", ""))
            column = TERRITORY.find_column(path)
            path = column.path if column else path
            if detail["type"] == "missing" and path in rows:
                continue
            self.notices.append(detail_notice(detail, sheet.locate(rows.get(path), path)))


def _id_of(row: Row) -> str:
    cell = row.cells.get("id", row.cells.get("profile"))
    return "" if cell is None else TABLE_BY_KEY["communes"].by_path["id"].kind.parse(cell, False)


def _dotted(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for name in outer:
        document = document.setdefault(name, {})
    if value == {} and isinstance(document.get(last), dict):
        return
    document[last] = value


def _drop_empty(document: dict[str, Any], path: str) -> None:
    outer, _, last = path.rpartition(".")
    if not document.get(outer, {}).get(last):
        document.get(outer, {}).pop(last, None)

"""From a book of rows to an instance: each row validated where it stands, every fault told at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from instances.book import Book, Row
from instances.faults import detail_notice, error
from instances.rows import RowReader, dotted, key_of, put
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY, Table
from instances.tables.schema import PARENT_ID, PARENT_TABLE
from instances.tables.territory import HOLIDAYS_REGION, OF_INSTANCE, SCHOOL_ZONE
from models.base import Fault, Frozen
from models.instance import Instance
from models.territory import SpeedProfile, Territory, Travel
from models.text import message

_SOME_MONDAY = date(2024, 1, 1)


class Assembly:
    """The instance made of a book.

    Attributes
    ----------
    instance : Instance or None
        Made of the rows that are well formed; ``None`` when the territory's own values are not.
    stand_in : Instance
        The same rows under a territory that always is, so that their references can be checked all the same.
    reader : RowReader
        With the notices met.
    rows, child_rows : dict
        Rows by table and key; rows that belong to another by table, the other's table and its id.
    malformed : set of str
        Keys of rows that were left out, which others may name all the same.
    region, school_zone : str
        The calendars the territory asks for.
    """

    def __init__(self, book: Book) -> None:
        self.reader = RowReader(book)
        self.rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.child_rows: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self.malformed: set[str] = set()
        self._children: dict[tuple[str, str], dict[str, list[Frozen]]] = defaultdict(lambda: defaultdict(list))
        own = self._own_values()
        self.region, self.school_zone = str(own.pop(HOLIDAYS_REGION, "")), str(own.pop(SCHOOL_ZONE, ""))
        for table in TABLES:
            if table.parents:
                self._gather_children(table)
        document: dict[str, Any] = {}
        for table in TABLES:
            if not table.parents:
                put(document, table.home, tuple(self._items(table)))
        self._report_orphans()
        self.stand_in = _stand_in(document)
        self.instance = self._instance(document, own)

    def _own_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for row in self.reader.sheet(TERRITORY).rows:  # a workbook has one row per value
            values |= self.reader.parse(TERRITORY, row)[0]
        return values

    def _gather_children(self, table: Table) -> None:
        for row in self.reader.sheet(table).rows:
            values, sound = self.reader.parse(table, row)
            parent_id = values.pop(PARENT_ID, None)
            parent = values.pop(PARENT_TABLE, None) if PARENT_TABLE in table.by_path else next(iter(table.parents))
            item = self.reader.validate(table, row, values, sound)
            if parent is None:
                self.reader.missing(table, row, PARENT_TABLE)
            if parent_id is None:
                self.reader.missing(table, row, PARENT_ID)
            if parent is not None and parent_id is not None:
                self.child_rows[table.key, parent, parent_id].append(row)
                if item is not None:
                    self._children[parent, parent_id][table.parents[parent]].append(item)

    def _items(self, table: Table) -> Iterator[Frozen]:
        for row in self.reader.sheet(table).rows:
            values, sound = self.reader.parse(table, row)
            key = key_of(table, row)
            children = self._children.pop((table.key, key), {})
            values |= {field: tuple(items) for field, items in children.items()}
            item = self.reader.validate(table, row, values, sound)
            if item is None:
                self.malformed.add(key)
            else:
                self.rows[table.key, key].append(row)
                yield item

    def _report_orphans(self) -> None:
        for (key, parent, parent_id), rows in self.child_rows.items():
            if parent_id in self.malformed or (parent, parent_id) in self.rows:
                continue
            table, sheet = TABLE_BY_KEY[key], self.reader.sheet(TABLE_BY_KEY[parent])
            self.reader.notices += [
                error(
                    "reference.unknown",
                    self.reader.locate(table, row, table.by_path[PARENT_ID]),
                    message("{id} is not in {table}", id=parent_id, table=sheet.source),
                    message("correct the identifier, or add it there"),
                )
                for row in rows
            ]

    def _instance(self, document: dict[str, Any], own: Mapping[str, Any]) -> Instance | None:
        territory = document["territory"]
        for name in [name for name, items in territory["travel"].items() if not items]:
            del territory["travel"][name]  # the vocabulary's own profiles
        for path, value in own.items():
            put(document, path if path.startswith(OF_INSTANCE) else f"territory.{path}", value)
        if "week" in document:
            document.setdefault("anchor", document["week"])
        found = None
        try:
            document["territory"] = Territory.model_validate(territory)
        except ValidationError as errors:
            self._report_territory(errors)
            document["territory"] = self.stand_in.territory
            territory = None
        try:
            found = Instance.model_validate(document)
        except ValidationError as errors:
            self._report_territory(errors)
        return found if territory is not None else None

    def _report_territory(self, errors: ValidationError) -> None:
        rows = {path: row for row in self.reader.sheet(TERRITORY).rows for path in row.cells}
        for detail in errors.errors(include_url=False):
            cause, path = (detail.get("ctx") or {}).get("error"), dotted(detail["loc"])
            if isinstance(cause, Fault) and "name" in cause.values:  # the whole instance tells which of its fields
                path = str(cause.values["name"])
            column = TERRITORY.find_column(path)
            unread = detail["type"] == "missing" and column is not None and column.path in rows
            follows = path == "anchor" and path not in rows
            if not unread and not follows:
                row = rows.get(column.path if column else "", Row(None, {}))
                self.reader.notices.append(detail_notice(detail, self.reader.locate(TERRITORY, row, column)))


def _stand_in(document: Mapping[str, Any]) -> Instance:
    territory = document["territory"]
    profiles: tuple[SpeedProfile, ...] = territory["travel"]["profiles"] or Travel().profiles
    unique = {profile.id: profile for profile in profiles}
    travel = Travel(
        profiles=tuple(unique.values()),
        own_car_profile=next(iter(unique)),
        overrides=territory["travel"]["overrides"],
    )
    return Instance.model_validate(
        {
            **document,
            "territory": Territory(id="unknown", name="unknown", seasons=territory["seasons"], travel=travel),
            "week": _SOME_MONDAY,
            "anchor": _SOME_MONDAY,
            "cycle_weeks": 4,
        }
    )

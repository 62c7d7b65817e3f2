"""A file that holds a part of an instance, to be laid over one that is there: new items, and others for old ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from instances.assemble import Assembly
from instances.book import Book
from instances.disassemble import key_of_item
from instances.faults import warning
from instances.fill import fill_calendars, fill_rules
from instances.folder import read_folder
from instances.json_file import located_in_json, read_partial_json
from instances.locate import located
from instances.tables import TABLE_BY_KEY, TABLES, TERRITORY
from instances.workbook_read import read_workbook
from models.base import Frozen
from models.instance import Instance
from models.notices import Location, Notice
from models.text import message

OWN = ("territory", "cycle_weeks", "anchor", "week", "settings")
"""What an instance says once."""


@dataclass(frozen=True)
class Parts:
    """What a file holds.

    ``own`` are the values said once that it states, ``items`` its items by field of `Instance`; ``notices`` were met
    while reading, ``locate`` brings those of an instance to the rows they come from.
    """

    own: Mapping[str, Any]
    items: Mapping[str, tuple[Frozen, ...]]
    notices: tuple[Notice, ...]
    locate: Callable[[Iterable[Notice]], list[Notice]]

    def with_notices(self, notices: Iterable[Notice]) -> "Parts":
        """The same, with what was met before they were read."""
        return replace(self, notices=(*notices, *self.notices))

    def over(self, instance: Instance) -> Instance:
        """The instance with these parts: an item takes the place of the one of its key, or comes after the rest."""
        update: dict[str, Any] = dict(self.own)
        for name, items in self.items.items():
            table = TABLE_BY_KEY[name]
            new: dict[str, list[Frozen]] = {}
            for item in items:
                new.setdefault(key_of_item(table, item), []).append(item)
            kept = [new.pop(key_of_item(table, old), [old]) for old in getattr(instance, name)]
            update[name] = tuple(item for group in (*kept, *new.values()) for item in group)
        return fill_rules(instance.model_copy(update=update))


def read_parts(path: Path) -> Parts:
    """What a folder, a workbook or a JSON file holds; it may leave out tables, and the territory's own values.

    Raises
    ------
    InvalidInstance
        When the file cannot be read at all, or JSON is not of the vocabulary.
    """
    if path.suffix.lower() == ".json":
        found, given = read_partial_json(path)
        own = {name: getattr(found, name) for name in OWN if name in given}
        items = {name: getattr(found, name) for name in given if name not in OWN}
        return Parts(own, items, (), partial(located_in_json, instance=found, name=path.name))
    return _of_book(read_folder(path) if path.is_dir() else read_workbook(path))


def _of_book(book: Book) -> Parts:
    assembly = Assembly(book)
    notices, own = assembly.reader.notices, dict[str, Any]()
    if TERRITORY.key not in book.sheets:
        source = assembly.reader.sheet(TERRITORY).source
        notices = [notice for notice in notices if notice.location.source != source]
        notices += _ignored_calendars(book)
    elif assembly.instance is not None:
        whole, unknown = fill_calendars(assembly.instance, assembly.region, assembly.school_zone)
        notices += located(unknown, assembly)
        own = {name: getattr(whole, name) for name in OWN}
    items = {
        table.home: getattr(assembly.stand_in, table.home)
        for table in TABLES
        if table.key in book.sheets and table.home and "." not in table.home
    }
    return Parts(own, items, tuple(notices), partial(located, assembly=assembly, territory_known=True))


def _ignored_calendars(book: Book) -> list[Notice]:
    what = message("these rows belong to the territory's own values, which are not in the file")
    remedy = message("they are ignored; add the sheet {sheet}", sheet=TERRITORY.sheet)
    keys = [table.key for table in TABLES if "territory" in (table.home.split(".")[0], *_owners(table.parents))]
    return [
        warning("sheet.ignored", Location(source=book.sheets[key].source), what, remedy)
        for key in keys
        if key in book.sheets
    ]


def _owners(parents: Iterable[str]) -> list[str]:
    return [TABLE_BY_KEY[parent].home.split(".")[0] for parent in parents]

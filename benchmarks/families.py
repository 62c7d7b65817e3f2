"""The instance families: how to read them and their best known values, every fault of every file at once."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.cordeau import read_cordeau
from benchmarks.lilim import read_lilim
from benchmarks.nodes import Nodes
from models.notices import InvalidInstance, Location, Notice, error
from models.text import Message, message

INSTANCES = Path(__file__).parent / "instances"
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """One instance to solve, with the ids its file gives the nodes."""

    nodes: Nodes
    ids: Sequence[int]


@dataclass(frozen=True)
class Best:
    """Best known value: cost, and number of routes where they count first."""

    cost: float
    routes: int | None = None


def darp_cases(folder: Path) -> list[Case]:
    """All dial-a-ride instances of a folder, by name.

    Raises
    ------
    InvalidInstance
        With everything that is wrong with its files.
    """
    return [Case(one, range(2 * one.requests + 1)) for one in _read_all(folder, read_cordeau)]


def pdptw_cases(folder: Path) -> list[Case]:
    """All pickup-and-delivery instances of a folder, by name.

    Raises
    ------
    InvalidInstance
        With everything that is wrong with its files.
    """
    return [Case(one.nodes, one.ids) for one in _read_all(folder, read_lilim)]


def read_best(path: Path) -> dict[str, Best]:
    """Best known values: columns ``instance`` and ``cost``, or ``instance``, ``routes`` and ``distance``.

    Raises
    ------
    InvalidInstance
        With everything that is wrong with the file.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            columns = set(reader.fieldnames or ())
            rows = list(enumerate(reader, start=2))
    except (OSError, UnicodeDecodeError, csv.Error):
        what = message("this is not a text file that can be read")
        raise InvalidInstance((_fault(path, what, message("give another file")),)) from None
    wanted = ("routes", "distance") if "routes" in columns else ("cost",)
    if not columns.issuperset(("instance", *wanted)):
        what = message("the columns {columns} are expected", columns=", ".join(("instance", *wanted)))
        remedy = message("name the columns in the first line, with commas between")
        raise InvalidInstance((_fault(path, what, remedy, line=1),))
    notices = [notice for line, row in rows for notice in _row_faults(path, line, row, wanted)]
    if notices:
        raise InvalidInstance(tuple(notices))
    return {
        row["instance"]: Best(float(row[wanted[-1]]), int(row["routes"]) if "routes" in wanted else None)
        for _, row in rows
    }


def _read_all(folder: Path, read: Callable[[Path], T]) -> list[T]:
    found: list[T] = []
    notices: list[Notice] = []
    for path in sorted(folder.rglob("*.txt")) if folder.is_dir() else [folder]:
        try:
            found.append(read(path))
        except InvalidInstance as fault:
            notices += fault.notices
    if notices:
        raise InvalidInstance(tuple(notices))
    return found


def _row_faults(path: Path, line: int, row: dict[str, str], wanted: Sequence[str]) -> Iterator[Notice]:
    for name in wanted:
        text = row[name] or ""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0 and (name != "routes" or value == int(value))):
            what = message("{word} is not a number above 0", word=text or "∅")
            yield _fault(path, what, message("give a number, with a decimal point"), line=line, name=name)


def _fault(path: Path, what: Message, remedy: Message, line: int | None = None, name: str = "") -> Notice:
    return error("bench-file", Location(source=path.name, row=line, field=name), what, remedy)

"""Rows of numbers in a text file: every fault of it is collected, and told at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from models.notices import InvalidInstance, Location, Notice, error
from models.text import Message, message

LONGEST_LIST = 20
"""Faults told of one file: of a file in another format, every line is one."""

FARTHEST = 100_000_000
"""Greatest coordinate and time: beyond it nothing fits the integers of the search."""

HEAVIEST = 100_000
"""Greatest capacity and load, likewise."""

MOST_ROWS = 10_002
"""Of 5,000 requests: beyond, matrices of all pairs no longer fit into a few gigabytes."""


@dataclass(frozen=True)
class Row:
    """A line that is not empty: its number, the first being 1, and its numbers."""

    line: int
    values: tuple[float, ...]


@dataclass
class Reading:
    """A file being read, and what is wrong with it so far."""

    path: Path
    notices: list[Notice] = field(default_factory=list)

    def rows(self, columns: Sequence[Sequence[str]]) -> list[Row]:
        """The rows; those whose numbers cannot be read are faults, and left out.

        Parameters
        ----------
        columns
            Names of the columns of the first row, and of all others; further columns are not looked at.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self.fault(message("this is not a text file that can be read"), remedy=message("give another file"))
            return []
        found: list[Row] = []
        for line, words in enumerate(map(str.split, text.splitlines()), start=1):
            if not words:
                continue
            row = self._row(line, words, columns[min(len(found), 1)])
            if row is not None:
                found.append(row)
            elif not found:
                break
        if len(found) > MOST_ROWS + 1:
            what = message("{found} nodes are too many for a matrix of all pairs", found=len(found) - 1)
            self.fault(what, remedy=message("give {most} at most", most=MOST_ROWS))
        if not found and not self.notices:
            self.fault(message("the file is empty"), remedy=message("give another file"))
        return found

    def fault(self, what: Message, *, line: int | None = None, name: str = "", remedy: Message) -> None:
        """Note a fault."""
        where = Location(source=self.path.name, row=line, field=name)
        self.notices.append(error("bench-file", where, what, remedy))

    def window(self, line: int, opens: float, closes: float) -> None:
        """Note a window that is empty or begins before time 0."""
        if not 0 <= opens <= closes:
            what = message("the window [{opens}, {closes}] is empty", opens=f"{opens:g}", closes=f"{closes:g}")
            self.fault(what, line=line, remedy=message("give 0 or more, and an end that is not before the start"))

    def number(self, line: int, name: str, value: float, least: float, most: float, *, whole: bool = False) -> None:
        """Note a number that is out of its range, or not whole."""
        if not least <= value <= most:
            what = message("{value} is out of range", value=f"{value:g}")
            self.fault(
                what,
                line=line,
                name=name,
                remedy=message("give {least} to {most}", least=f"{least:g}", most=f"{most:g}"),
            )
        elif whole and value != int(value):
            what = message("{value} is not a whole number", value=f"{value:g}")
            self.fault(what, line=line, name=name, remedy=message("give a whole number"))

    def node(self, row: Row, columns: Sequence[str]) -> None:
        """Note what is wrong with the numbers that every format has."""
        values = dict(zip(columns, row.values, strict=True))
        self.number(row.line, "x", values["x"], -FARTHEST, FARTHEST)
        self.number(row.line, "y", values["y"], -FARTHEST, FARTHEST)
        self.number(row.line, "service", values["service"], 0, FARTHEST)
        self.number(row.line, "closes", values["closes"], 0, FARTHEST)
        self.window(row.line, values["opens"], values["closes"])

    def refuse(self) -> NoReturn:
        """Raise what was found."""
        told, more = self.notices[:LONGEST_LIST], len(self.notices) - LONGEST_LIST
        if more > 0:
            what = message("there are {more} more faults in this file", more=more)
            told.append(error("bench-file", Location(source=self.path.name), what, _FORMATS))
        raise InvalidInstance(tuple(told))

    def _row(self, line: int, words: Sequence[str], names: Sequence[str]) -> Row | None:
        before = len(self.notices)
        values = []
        for name, word in zip(names, words, strict=False):
            try:
                values.append(float(word))
            except ValueError:
                values.append(math.nan)
            if not math.isfinite(values[-1]):
                remedy = message("give a number, with a decimal point")
                self.fault(message("{word} is not a number", word=word), line=line, name=name, remedy=remedy)
        if len(words) < len(names):
            what = message("{found} numbers where {wanted} are expected", found=len(words), wanted=len(names))
            self.fault(what, line=line, remedy=message("give {names}", names=" ".join(names)))
        return Row(line, tuple(values)) if len(self.notices) == before else None


_FORMATS = message("the formats are described in benchmarks/instances/README.md")

"""The instance families: how to read, what counts, and which solvers can play."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cordeau import Nodes, read_cordeau
from benchmarks.lilim import read_lilim

INSTANCES = Path(__file__).parent / "instances"


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
    """All dial-a-ride instances of a folder, by name."""
    nodes = [read_cordeau(path) for path in sorted(folder.rglob("*.txt"))]
    return [Case(one, range(2 * one.requests + 1)) for one in nodes]


def pdptw_cases(folder: Path) -> list[Case]:
    """All pickup-and-delivery instances of a folder, by name."""
    read = [read_lilim(path) for path in sorted(folder.rglob("*.txt"))]
    return [Case(one.nodes, one.ids) for one in read]


def read_best(path: Path) -> dict[str, Best]:
    """Best known values: columns ``instance`` and ``cost``, or ``instance``, ``routes`` and ``distance``."""
    with path.open(newline="") as file:
        return {
            row["instance"]: Best(float(row["distance"]), int(row["routes"]))
            if "routes" in row
            else Best(float(row["cost"]))
            for row in csv.DictReader(file)
        }


Reader = Callable[[Path], list[Case]]

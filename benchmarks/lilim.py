"""Pickup-and-delivery instances in the format of Li and Lim (2001)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.nodes import Nodes
from benchmarks.rows import HEAVIEST, Reading, Row
from models.text import message

HEADER = "vehicles", "capacity"
COLUMNS = "id", "x", "y", "demand", "opens", "closes", "service", "pickup", "delivery"


@dataclass(frozen=True)
class LiLim:
    """A Li and Lim instance: its nodes renumbered so that pick-up i is delivered at n + i, and the ids of the file.

    Attributes
    ----------
    ids
        Id in the file of each node of `nodes`.
    """

    nodes: Nodes
    ids: tuple[int, ...]


def read_lilim(path: Path) -> LiLim:
    """Read one file: ``vehicles capacity speed``, then rows ``id x y demand opens closes service pickup delivery``.

    Raises
    ------
    InvalidInstance
        With everything that is wrong with the file.
    """
    reading = Reading(path)
    rows = reading.rows((HEADER, COLUMNS))
    for row in rows[:1]:
        reading.number(row.line, "vehicles", row.values[0], 1, HEAVIEST, whole=True)
        reading.number(row.line, "capacity", row.values[1], 0, HEAVIEST, whole=True)
    table: dict[int, Row] = {}
    for row in rows[1:]:
        _check_node(reading, row, table)
    if rows and 0 not in table:
        reading.fault(message("there is no node 0, the depot"), remedy=message("list the depot as node 0"))
    pickups = [node for node, row in table.items() if node != 0 and row.values[8] != 0]
    for node in table:
        _check_pair(reading, table, node)
    if reading.notices:
        reading.refuse()
    deliveries = [int(table[node].values[8]) for node in pickups]
    ids = (0, *pickups, *deliveries)
    ordered = np.array([table[node].values for node in ids])
    infinite = float("inf")
    nodes = Nodes(
        path.stem,
        int(rows[0].values[0]),
        int(rows[0].values[1]),
        infinite,
        infinite,
        ordered[:, 1:3],
        ordered[:, 6],
        ordered[:, 3].astype(np.int64),
        ordered[:, 4],
        ordered[:, 5],
    )
    return LiLim(nodes, ids)


def _check_node(reading: Reading, row: Row, table: dict[int, Row]) -> None:
    node = int(row.values[0])
    reading.number(row.line, "id", row.values[0], 0, HEAVIEST, whole=True)
    if node in table:
        what = message("node {node} stands on line {line} already", node=node, line=table[node].line)
        reading.fault(what, line=row.line, name="id", remedy=message("give each node a number of its own"))
    table.setdefault(node, row)
    reading.node(row, COLUMNS)


def _check_pair(reading: Reading, table: Mapping[int, Row], node: int) -> None:
    """A node is a pick-up that names its delivery, or a delivery that names its pick-up; both name each other."""
    if node == 0:
        return
    row = table[node]
    before, after = int(row.values[7]), int(row.values[8])
    if (before == 0) == (after == 0):
        what = message("node {node} is neither a pick-up nor a delivery", node=node)
        remedy = message("name its pick-up or its delivery, and give 0 for the other")
        reading.fault(what, line=row.line, remedy=remedy)
        return
    other, name = (after, "delivery") if after else (before, "pickup")
    mate = table.get(other)
    if mate is None or int(mate.values[7 if after else 8]) != node:
        what = message("node {node} names node {other}, which does not name it", node=node, other=other)
        remedy = message("a pick-up and its delivery name each other; is this a file of Li and Lim's format?")
        reading.fault(what, line=row.line, name=name, remedy=remedy)
    elif after and mate.values[3] != -row.values[3]:
        what = message("the loads of nodes {pickup} and {delivery} do not cancel out", pickup=node, delivery=other)
        reading.fault(what, line=mate.line, name="demand", remedy=message("what is picked up is delivered"))
    if after:
        reading.number(row.line, "demand", row.values[3], 0, HEAVIEST, whole=True)

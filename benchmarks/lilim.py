"""Pickup-and-delivery instances in the format of Li and Lim (2001)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cordeau import Nodes


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
    ValueError
        If a pick-up and its delivery do not name each other.
    """
    rows = [[float(word) for word in line.split()] for line in path.read_text().splitlines() if line.strip()]
    vehicles, capacity = int(rows[0][0]), int(rows[0][1])
    table = {int(row[0]): row for row in rows[1:]}
    pickups = [node for node, row in table.items() if node != 0 and row[8] != 0]
    deliveries = [int(table[node][8]) for node in pickups]
    for pickup, delivery in zip(pickups, deliveries, strict=True):
        if int(table[delivery][7]) != pickup:
            raise ValueError(f"{path}: node {pickup} is delivered at {delivery}, which names {table[delivery][7]:g}")
    ids = (0, *pickups, *deliveries)
    ordered = np.array([table[node] for node in ids])
    load = ordered[:, 3].astype(np.int64)
    infinite = float("inf")
    nodes = Nodes(
        path.stem,
        vehicles,
        capacity,
        infinite,
        infinite,
        ordered[:, 1:3],
        ordered[:, 6],
        load,
        ordered[:, 4],
        ordered[:, 5],
    )
    return LiLim(nodes, ids)

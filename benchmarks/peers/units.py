"""What all peers are given: whole units, rounded so that what is feasible for them is feasible; a price per vehicle."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from benchmarks.nodes import Nodes
from benchmarks.runs import Limit

SCALE = 1000
"""Units per unit of distance and of time."""

VEHICLE_COST = 10_000 * SCALE
"""Cost of a vehicle where routes count first: about ten times the distance of a whole solution of Li and Lim's."""


def units(nodes: Nodes) -> npt.NDArray[np.int64]:
    """Distances, which are travel times too, rounded up; shape ``(2n + 1, 2n + 1)``."""
    return np.asarray(np.ceil(nodes.distance * SCALE - 1e-6), dtype=np.int64)


def window(nodes: Nodes, node: int) -> tuple[int, int]:
    """Window of the start of service, rounded inwards."""
    opens, closes = float(nodes.opens[node]), float(nodes.closes[node])
    return math.ceil(opens * SCALE - 1e-6), math.floor(closes * SCALE + 1e-6)


def service(nodes: Nodes, node: int) -> int:
    """Duration of the service, rounded up."""
    return math.ceil(float(nodes.service[node]) * SCALE - 1e-6)


def seconds_of(limit: Limit, solver: str) -> float:
    """The limit of a solver that knows no other: elapsed seconds, of one thread.

    Raises
    ------
    ValueError
        If the limit is in iterations, which mean something else to each solver.
    """
    if limit.seconds is None:
        raise ValueError(f"{solver} needs a limit in seconds")
    return limit.seconds

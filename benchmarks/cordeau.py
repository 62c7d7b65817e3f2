"""Dial-a-ride instances in the formats of Cordeau (2006) and Cordeau and Laporte (2003)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from optimiser.search import Bucket, Item, Ride, RideProblem, Route, StopOption

SCALE = 1_000_000
"""Units of the search per unit of distance: rounded up by at most a millionth a leg, what fits there fits exactly."""


@dataclass(frozen=True)
class Nodes:
    """A pickup-and-delivery instance: node 0 is the depot, node ``n + i`` is where node i is delivered.

    Attributes
    ----------
    xy
        Coordinates, shape ``(2n + 1, 2)``; distance is Euclidean and unrounded, time equals distance.
    service, load, opens, closes
        Per node, the window being that of the start of service.
    vehicles, capacity, max_duration, max_ride
        Of every vehicle and every request; the last two may be infinite.
    """

    name: str
    vehicles: int
    capacity: int
    max_duration: float
    max_ride: float
    xy: npt.NDArray[np.float64]
    service: npt.NDArray[np.float64]
    load: npt.NDArray[np.int64]
    opens: npt.NDArray[np.float64]
    closes: npt.NDArray[np.float64]

    @property
    def requests(self) -> int:
        """Number of requests n."""
        return len(self.load) // 2

    @property
    def distance(self) -> npt.NDArray[np.float64]:
        """Euclidean distances, shape ``(2n + 1, 2n + 1)``."""
        apart = self.xy[:, None] - self.xy[None]
        return np.hypot(apart[..., 0], apart[..., 1])


def read_cordeau(path: Path) -> Nodes:
    """Read one file: ``vehicles requests duration capacity ride``, then rows ``id x y service load opens closes``.

    The 2003 set writes twice the number of requests, and the 2006 set repeats the depot at its end.

    Raises
    ------
    ValueError
        If the rows do not pair up.
    """
    rows = [[float(word) for word in line.split()] for line in path.read_text().splitlines() if line.strip()]
    vehicles, _, duration, capacity, ride = rows[0]
    table = np.array([row[:7] for row in rows[1:]])
    if len(table) % 2 == 0:
        table = table[:-1]
    n = len(table) // 2
    load = table[:, 4].astype(np.int64)
    if (load[1 : n + 1] != -load[n + 1 :]).any():
        raise ValueError(
            f"{path}: the loads of nodes i and n + i do not cancel out; is this a file of Cordeau's format?"
        )
    return Nodes(
        path.stem,
        int(vehicles),
        int(capacity),
        duration,
        ride,
        table[:, 1:3],
        table[:, 3],
        load,
        table[:, 5],
        table[:, 6],
    )


def ride_problem(nodes: Nodes, *, vehicles: int | None = None, vehicle_cost: int = 0) -> RideProblem:
    """The same instance for the search: distances rounded up to a millionth, every request an item that must be served.

    Parameters
    ----------
    vehicles
        Number of vehicles, that of the instance by default.
    vehicle_cost
        Cost of using a vehicle, in units of distance.
    """
    units = np.ceil(nodes.distance * SCALE - 1e-4).astype(np.int64)

    def scaled(value: float) -> int:
        return round(value * SCALE)

    n = nodes.requests
    longest = scaled(min(nodes.max_ride, float(nodes.closes.max())))

    def option(node: int) -> StopOption:
        return StopOption(node, scaled(nodes.opens[node]), scaled(nodes.closes[node]))

    rides = tuple(
        Ride(
            pickups=(option(i),),
            dropoffs=(option(n + i),),
            max_ride=longest,
            item=i - 1,
            boarding=scaled(nodes.service[i]),
            alighting=scaled(nodes.service[n + i]),
            load=(int(nodes.load[i]), 0, 0),
            party=0,
        )
        for i in range(1, n + 1)
    )
    route = Route(
        start=0,
        end=0,
        earliest=scaled(nodes.opens[0]),
        latest=scaled(nodes.closes[0]),
        layouts=((nodes.capacity, 0, 0),),
        max_duration=scaled(nodes.max_duration) if np.isfinite(nodes.max_duration) else None,
        used_cost=vehicle_cost * SCALE,
        distance_cost=1,
    )
    return RideProblem(
        time=units[None],
        distance=units,
        rides=rides,
        items=tuple(Item(1, i) for i in range(n)),
        buckets=tuple(Bucket(1) for _ in range(n)),
        routes=(route,) * (nodes.vehicles if vehicles is None else vehicles),
        unreachable=1 << 40,
    )

"""From decimal distances to the integers of the search."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.nodes import Nodes
from optimiser.search import Bucket, Item, Ride, RideProblem, Route, StopOption
from optimiser.search.problem import TIME_CEILING

FINEST = 1_000_000
"""Units of the search per unit of distance: rounded up by at most a millionth a leg, what fits there fits exactly."""

SLACK = 1e-4
"""Share of a unit by which a product of decimals may be off."""


def scale_of(nodes: Nodes) -> int:
    """Units of the search per unit of distance: `FINEST`, or the greatest power of ten whose times the search holds.

    Raises
    ------
    ValueError
        If times are too large even in whole units.
    """
    longest = max(float(nodes.closes.max()), float(nodes.distance.max()), float(nodes.service.max()))
    scale = FINEST
    while scale * longest > TIME_CEILING and scale > 1:
        scale //= 10
    if scale * longest > TIME_CEILING:
        raise ValueError(f"{nodes.name}: times of up to {longest:g}, {TIME_CEILING} at most")
    return scale


def ride_problem(nodes: Nodes, *, vehicles: int | None = None, vehicle_cost: int = 0) -> RideProblem:
    """The same instance for the search: distances rounded up to a millionth, every request an item that must be served.

    Parameters
    ----------
    vehicles
        Number of vehicles, that of the instance by default.
    vehicle_cost
        Cost of using a vehicle, in units of distance.
    """
    scale = scale_of(nodes)
    units = np.ceil(nodes.distance * scale - SLACK).astype(np.int64)

    def later(value: float) -> int:
        return math.ceil(value * scale - SLACK)

    def sooner(value: float) -> int:
        return math.floor(value * scale + SLACK)

    n = nodes.requests
    longest = sooner(min(nodes.max_ride, float(nodes.closes.max())))

    def option(node: int) -> StopOption:
        return StopOption(node, later(nodes.opens[node]), sooner(nodes.closes[node]))

    rides = tuple(
        Ride(
            pickups=(option(i),),
            dropoffs=(option(n + i),),
            max_ride=longest,
            item=i - 1,
            boarding=later(nodes.service[i]),
            alighting=later(nodes.service[n + i]),
            load=(int(nodes.load[i]), 0, 0),
            party=0,
        )
        for i in range(1, n + 1)
    )
    route = Route(
        start=0,
        end=0,
        earliest=later(nodes.opens[0]),
        latest=sooner(nodes.closes[0]),
        layouts=((nodes.capacity, 0, 0),),
        max_duration=sooner(nodes.max_duration) if np.isfinite(nodes.max_duration) else None,
        used_cost=vehicle_cost * scale,
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

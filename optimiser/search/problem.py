"""The day of rides that the search plans: rows a person can read, checked when they are built.

Every quantity is an integer. In production times are minutes, distances metres and costs thousandths of a cent (so
that a price per metre is an integer too); benchmarks use other scales, and nothing below depends on the choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from optimiser.search.matrix import obeys_triangle

IntArray: TypeAlias = npt.NDArray[np.int64]
Load: TypeAlias = tuple[int, int, int]

ANYWHERE = -1
"""Place of a fixed stop made where the vehicle happens to be (a break taken at the roadside)."""

FORBIDDEN = -1
"""Maximum ride time of a (pick-up option, drop-off option) pair that zone rules or walking distance exclude."""

TIME_CEILING = 1_900_000_000
"""Largest time of a window: the kernels keep travel times in 32 bits."""

LOAD_CEILING = 1 << 18
MAX_LAYOUTS = 62


@dataclass(frozen=True, slots=True)
class StopOption:
    """One stop where a party may board or alight, and the window of the start of that service."""

    place: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Ride:
    """One party's journey: a pick-up, then a drop-off, in one vehicle (R1, R5).

    Parameters
    ----------
    pickups, dropoffs
        The stops to choose from, with their windows (R2, R6).
    max_ride
        Shape ``(len(pickups), len(dropoffs))``: longest time from the end of boarding to the start of alighting (R3),
        or `FORBIDDEN`. A scalar stands for all pairs.
    item
        Row of the item this ride belongs to; rides of one item are all served or none (R5).
    boarding, alighting
        Durations of the two services (R4).
    load
        Seats, wheelchair places and child seats taken between the two services.
    direct
        Direct time of each pair, for comfort; same shape as `max_ride`.
    party
        Number of people, the weight of this ride in comfort.
    routes
        Rows of the routes allowed to serve it; None for all.
    """

    pickups: tuple[StopOption, ...]
    dropoffs: tuple[StopOption, ...]
    max_ride: int | IntArray
    item: int
    boarding: int = 0
    alighting: int = 0
    load: Load = (1, 0, 0)
    direct: int | IntArray = 0
    party: int = 1
    routes: tuple[int, ...] | None = None

    def limits(self) -> IntArray:
        """Maximum ride times, shape ``(len(pickups), len(dropoffs))``."""
        return np.broadcast_to(np.asarray(self.max_ride, dtype=np.int64), self._shape)

    def directs(self) -> IntArray:
        """Direct times, shape ``(len(pickups), len(dropoffs))``."""
        return np.broadcast_to(np.asarray(self.direct, dtype=np.int64), self._shape)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.pickups), len(self.dropoffs)


@dataclass(frozen=True, slots=True)
class Item:
    """What is served whole or not at all: one ride, or an outbound and its return.

    A `mandatory` item (pinned, or promised) comes before everything else in the objective.
    """

    weight: int
    bucket: int
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """A commune and service whose unserved weight costs more and more (tier 1).

    Parameters
    ----------
    asked
        Weight asked over the whole plan, of which the items of this day may be a part.
    shortfall
        Shortfall carried over from before.
    unserved
        Weight already unserved elsewhere in the plan.
    """

    asked: int
    shortfall: int = 0
    unserved: int = 0

    def cost(self, unserved: int) -> int:
        """Four times the cost of `unserved` on top of what lacks already: 1 to 4 a unit by quarters of `asked`."""
        low = self.shortfall + self.unserved
        return _four_slopes(self.asked, low + unserved) - _four_slopes(self.asked, low)


def _four_slopes(asked: int, level: int) -> int:
    return sum(max(0, 4 * level - quarter * asked) for quarter in range(4))


@dataclass(frozen=True, slots=True)
class FixedStop:
    """Something a route must do, in its turn: a session kept, a crew dropped, a break, a charge.

    Parameters
    ----------
    place
        Where, or `ANYWHERE`: then the vehicle stays where its previous stop was.
    load
        Change of the load (crew carried takes seats).
    passengers
        Whether passengers may be aboard meanwhile.
    charges
        Whether the vehicle leaves with its full range.
    """

    key: str
    place: int
    earliest: int
    latest: int
    duration: int = 0
    load: Load = (0, 0, 0)
    passengers: bool = False
    charges: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle driven by one driver during one shift. Unused, it costs nothing; with fixed stops it is always used.

    Parameters
    ----------
    earliest, latest
        Earliest departure from `start` and latest arrival at `end`.
    layouts
        Capacities (seats, wheelchair places, child seats), one of which must hold from start to end (T3).
    max_duration
        Longest time from departure to arrival, the departure being free; None for no limit.
    used_cost, distance_cost, time_cost
        Cost of using the route, per unit of distance, and per unit of time between departure and arrival.
    range_m
        Longest distance between two charges, the vehicle being full at the start (T6); None for no limit.
    """

    start: int
    end: int
    earliest: int
    latest: int
    layouts: tuple[Load, ...]
    profile: int = 0
    max_duration: int | None = None
    fixed: tuple[FixedStop, ...] = ()
    used_cost: int = 0
    distance_cost: int = 0
    time_cost: int = 0
    range_m: int | None = None
    key: str = ""


@dataclass(frozen=True)
class RideProblem:
    """One day of rides.

    Parameters
    ----------
    time
        Travel times, shape ``(profiles, places, places)``. The triangle inequality makes the search fast and is not
        needed for its results to be right.
    distance
        Distances, shape ``(places, places)`` or as `time`.
    unreachable
        Entries of `time` from this value on are never used.
    """

    time: IntArray
    distance: IntArray
    rides: tuple[Ride, ...]
    items: tuple[Item, ...]
    buckets: tuple[Bucket, ...]
    routes: tuple[Route, ...]
    unreachable: int = 1_000_000
    ride_rows_of_item: tuple[tuple[int, ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        time = np.array(self.time, dtype=np.int64)
        if time.ndim != 3 or time.shape[1] != time.shape[2]:
            raise ValueError(f"time has shape {time.shape}; give (profiles, places, places)")
        distance = np.array(np.broadcast_to(np.asarray(self.distance, dtype=np.int64), time.shape))
        for matrix, name in ((time, "time"), (distance, "distance")):
            if matrix.size and matrix.min() < 0:
                raise ValueError(f"{name} has the negative entry {matrix.min()}")
            matrix.setflags(write=False)
            object.__setattr__(self, name, matrix)
        rows: list[list[int]] = [[] for _ in self.items]
        for row, ride in enumerate(self.rides):
            self._check_ride(row, ride)
            rows[ride.item].append(row)
        for row, item in enumerate(self.items):
            if item.weight < 0 or not 0 <= item.bucket < len(self.buckets):
                raise ValueError(f"item {row}: weight {item.weight}, bucket {item.bucket} of {len(self.buckets)}")
            if not rows[row]:
                raise ValueError(f"item {row} has no ride")
        for row, bucket in enumerate(self.buckets):
            if min(bucket.asked, bucket.shortfall, bucket.unserved) < 0:
                raise ValueError(f"bucket {row} has a negative weight: {bucket}")
        for row, route in enumerate(self.routes):
            self._check_route(row, route)
        object.__setattr__(self, "ride_rows_of_item", tuple(tuple(row) for row in rows))

    @property
    def n_places(self) -> int:
        """Number of places."""
        return int(self.time.shape[1])

    @cached_property
    def triangle(self) -> bool:
        """Whether every profile's times obey the triangle inequality (sampled beyond 600 places)."""
        return obeys_triangle(self.time, self.unreachable)

    def _check_ride(self, row: int, ride: Ride) -> None:
        name = f"ride {row}"
        if not ride.pickups or not ride.dropoffs:
            raise ValueError(f"{name} has no stop option")
        if not 0 <= ride.item < len(self.items):
            raise ValueError(f"{name} belongs to item {ride.item} of {len(self.items)}")
        for option in (*ride.pickups, *ride.dropoffs):
            self._check_place(name, option.place)
            _check_window(name, option.earliest, option.latest)
        _check_load(name, ride.load, lowest=0)
        if min(ride.boarding, ride.alighting, ride.party) < 0:
            raise ValueError(
                f"{name}: negative boarding {ride.boarding}, alighting {ride.alighting} or party {ride.party}"
            )
        ride.limits()
        ride.directs()
        if ride.routes is not None and not all(0 <= r < len(self.routes) for r in ride.routes):
            raise ValueError(f"{name} allows routes {ride.routes} of {len(self.routes)}")

    def _check_route(self, row: int, route: Route) -> None:
        name = f"route {row}"
        self._check_place(name, route.start)
        self._check_place(name, route.end)
        _check_window(name, route.earliest, route.latest)
        if not 0 <= route.profile < len(self.time):
            raise ValueError(f"{name} has speed profile {route.profile} of {len(self.time)}")
        if not 1 <= len(route.layouts) <= MAX_LAYOUTS:
            raise ValueError(f"{name} has {len(route.layouts)} layouts; give 1 to {MAX_LAYOUTS}")
        for layout in route.layouts:
            _check_load(name, layout, lowest=0)
        if min(route.used_cost, route.distance_cost, route.time_cost) < 0:
            raise ValueError(f"{name} has a negative cost")
        aboard = (0, 0, 0)
        for stop in route.fixed:
            if stop.place != ANYWHERE:
                self._check_place(f"{name}, stop {stop.key}", stop.place)
            _check_window(f"{name}, stop {stop.key}", stop.earliest, stop.latest)
            aboard = (aboard[0] + stop.load[0], aboard[1] + stop.load[1], aboard[2] + stop.load[2])
            _check_load(f"{name}, after stop {stop.key}", aboard, lowest=0)

    def _check_place(self, name: str, place: int) -> None:
        if not 0 <= place < self.n_places:
            raise ValueError(f"{name}: place {place} is not one of the {self.n_places} places")


def _check_window(name: str, earliest: int, latest: int) -> None:
    if not 0 <= earliest <= latest <= TIME_CEILING:
        raise ValueError(f"{name}: window [{earliest}, {latest}] is empty or outside [0, {TIME_CEILING}]")


def _check_load(name: str, load: Sequence[int], *, lowest: int) -> None:
    if len(load) != 3 or min(load) < lowest or max(load) >= LOAD_CEILING:
        raise ValueError(f"{name}: load {tuple(load)}; give three numbers in [{lowest}, {LOAD_CEILING})")

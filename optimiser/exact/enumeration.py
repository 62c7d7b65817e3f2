"""Every set of rides that one route can serve, with its least cost: labels, of which none worse than another is kept.

Label setting after Dumas, Desrosiers and Soumis (1991); the times of a label are exact (`times`), so that ride time
limits need no correction afterwards. Nothing is assumed of travel times, not even the triangle inequality.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from optimiser.exact.times import ABOARD, DEPARTURE, FREE, ORIGIN, Times, allows_all, departing, followed, kept
from optimiser.search.matrix import close_travel
from optimiser.search.problem import ANYWHERE, FORBIDDEN, FixedStop, Load, Ride, RideProblem, Route
from optimiser.search.solution import VisitKind

Stop = tuple[VisitKind, int, int]
"""What is done at a stop, the row of the ride or fixed stop, and the stop option."""


class TooLargeError(Exception):
    """The day has more routes than can be listed within the limits."""


@dataclass
class Budget:
    """Labels and seconds that are left, over all routes."""

    labels: int
    seconds: float
    _began: float = field(default_factory=time.monotonic)

    def spend(self, labels: int) -> None:
        """Count labels.

        Raises
        ------
        TooLargeError
            When nothing is left.
        """
        self.labels -= labels
        if self.labels < 0 or time.monotonic() - self._began > self.seconds:
            raise TooLargeError


@dataclass(frozen=True, slots=True)
class Label:
    """One way to have come somewhere.

    Attributes
    ----------
    since
        Distance from the last charge.
    layouts
        Bits of those still open.
    came, stop
        The label before, and the stop made since.
    """

    times: Times
    load: Load
    distance: int
    since: int
    layouts: int
    came: Label | None = None
    stop: Stop | None = None

    def stops(self) -> tuple[Stop, ...]:
        """All stops made, in order."""
        made: list[Stop] = []
        label: Label | None = self
        while label is not None and label.stop is not None:
            made.append(label.stop)
            label = label.came
        return tuple(reversed(made))


@dataclass(frozen=True, slots=True)
class Drive:
    """The cheapest way found to serve a set of rides: its cost and the label it ends with (None: not driven)."""

    cost: int
    label: Label | None


@dataclass(frozen=True, slots=True)
class Where:
    """Labels at one `Where` can be followed by the same stops: rides done, (ride, option) aboard, place, stops made."""

    done: int
    aboard: tuple[tuple[int, int], ...]
    place: int
    fixed: int


def cheapest_drives(problem: RideProblem, row: int, budget: Budget) -> dict[int, Drive]:
    """The cheapest way to serve each set of rides that a route can serve; sets are bit masks.

    Raises
    ------
    TooLargeError
        When there are too many.
    """
    return _Enumeration(problem, row).run(budget)


class _Enumeration:
    def __init__(self, problem: RideProblem, row: int) -> None:
        self.problem = problem
        self.route: Route = problem.routes[row]
        self.time = problem.time[self.route.profile].tolist()
        self.distance = problem.distance[self.route.profile].tolist()
        self.rides = {q: ride for q, ride in enumerate(problem.rides) if ride.routes is None or row in ride.routes}
        # Without the triangle inequality a detour may be shorter.
        self._shortest = close_travel(problem.time[[self.route.profile]], problem.unreachable)[0].tolist()
        self.limits = {q: ride.limits().tolist() for q, ride in self.rides.items()}

    def run(self, budget: Budget) -> dict[int, Drive]:
        route = self.route
        drives: dict[int, Drive] = {}
        remembered = bool(route.time_cost) or route.max_duration is not None
        times = departing(route.earliest, route.latest, remembered=remembered)
        start = Label(times, (0, 0, 0), 0, 0, (1 << len(route.layouts)) - 1)
        level: dict[Where, list[Label]] = {Where(0, (), route.start, 0): [start]}
        while level:
            following: dict[Where, list[Label]] = {}
            for where, labels in level.items():
                for label in labels:
                    if not where.aboard and where.fixed == len(route.fixed):
                        self._close(where, label, drives)
                    for then, new in self._steps(where, label):
                        if self._hopeless(then, new):
                            continue
                        _keep(following.setdefault(then, []), new)
                budget.spend(len(labels))
            level = following
        if not route.fixed and drives:
            drives[0] = Drive(0, None)
        return drives

    def _close(self, where: Where, label: Label, drives: dict[int, Drive]) -> None:
        """Drive home."""
        route = self.route
        far = self._leg(label, where.place, route.end)
        if far is None:
            return
        distance, _, hop = far
        limit = route.max_duration
        since = None if limit is None else DEPARTURE
        ties = followed(label.times, hop, route.earliest, route.latest, since=since, most=limit or 0)
        if ties is None:
            return
        duration = ties[0][DEPARTURE] if route.time_cost else 0
        cost = route.used_cost + route.distance_cost * distance + route.time_cost * duration
        known = drives.get(where.done)
        if known is None or cost < known.cost:
            drives[where.done] = Drive(cost, label)

    def _hopeless(self, where: Where, label: Label) -> bool:
        """Whether somebody aboard can no longer alight anywhere in time, even if driven there at once."""
        free = label.times[ORIGIN][FREE]
        for position, (q, boarded) in enumerate(where.aboard):
            aboard = label.times[ABOARD + position][FREE]
            if not any(
                free + hop <= stop.latest and aboard + hop <= limit
                for stop, limit in zip(self.rides[q].dropoffs, self.limits[q][boarded], strict=True)
                for hop in (self._shortest[where.place][stop.place],)
            ):
                return True
        return False

    def _steps(self, where: Where, label: Label) -> Iterator[tuple[Where, Label]]:
        route = self.route
        if where.fixed < len(route.fixed):
            stop = route.fixed[where.fixed]
            if stop.passengers or not where.aboard:
                yield from self._make(where, label, stop)
        aboard = {q for q, _ in where.aboard}
        for q, ride in self.rides.items():
            if q not in aboard and not where.done >> q & 1:
                yield from self._board(where, label, q, ride)
        for position, (q, boarded) in enumerate(where.aboard):
            yield from self._alight(where, label, position, q, boarded)

    def _make(self, where: Where, label: Label, stop: FixedStop) -> Iterator[tuple[Where, Label]]:
        place = where.place if stop.place == ANYWHERE else stop.place
        far = (label.distance, label.since, 0) if stop.place == ANYWHERE else self._leg(label, where.place, place)
        if far is None:
            return
        distance, since, hop = far
        busy = stop.duration
        ties = followed(label.times, hop + busy, stop.earliest + busy, stop.latest + busy)
        if ties is None:
            return
        load = _sum(label.load, stop.load, 1)
        layouts = self._fitting(label.layouts, load)
        if layouts:
            new = len(label.times)
            order = [ORIGIN, DEPARTURE, new, *range(ABOARD, new)]
            here = VisitKind.FIXED, where.fixed, 0
            charged = 0 if stop.charges else since
            made = Label(kept(label.times, ties, order), load, distance, charged, layouts, label, here)
            yield Where(where.done, where.aboard, place, where.fixed + 1), made

    def _board(self, where: Where, label: Label, q: int, ride: Ride) -> Iterator[tuple[Where, Label]]:
        load = _sum(label.load, ride.load, 1)
        layouts = self._fitting(label.layouts, load)
        if not layouts:
            return
        for option, stop in enumerate(ride.pickups):
            far = self._leg(label, where.place, stop.place)
            if far is None or all(limit == FORBIDDEN for limit in self.limits[q][option]):
                continue
            distance, since, hop = far
            busy = ride.boarding
            ties = followed(label.times, hop + busy, stop.earliest + busy, stop.latest + busy)
            if ties is None:
                continue
            aboard = tuple(sorted((*where.aboard, (q, option))))
            at = aboard.index((q, option))
            new = len(label.times)
            before = [*range(ABOARD, ABOARD + at)]
            order = [ORIGIN, DEPARTURE, new, *before, new, *range(ABOARD + at, new)]
            yield (
                Where(where.done, aboard, stop.place, where.fixed),
                Label(
                    kept(label.times, ties, order), load, distance, since, layouts, label, (VisitKind.PICKUP, q, option)
                ),
            )

    def _alight(self, where: Where, label: Label, position: int, q: int, boarded: int) -> Iterator[tuple[Where, Label]]:
        ride = self.rides[q]
        mate = ABOARD + position
        for option, stop in enumerate(ride.dropoffs):
            limit = self.limits[q][boarded][option]
            far = self._leg(label, where.place, stop.place)
            if far is None or limit == FORBIDDEN:
                continue
            distance, since, hop = far
            busy = ride.alighting
            low, high = stop.earliest + busy, stop.latest + busy
            ties = followed(label.times, hop + busy, low, high, since=mate, most=limit + busy)
            if ties is None:
                continue
            new = len(label.times)
            order = [ORIGIN, DEPARTURE, new, *(k for k in range(ABOARD, new) if k != mate)]
            aboard = (*where.aboard[:position], *where.aboard[position + 1 :])
            load = _sum(label.load, ride.load, -1)
            here = VisitKind.DROPOFF, q, option
            yield (
                Where(where.done | 1 << q, aboard, stop.place, where.fixed),
                Label(kept(label.times, ties, order), load, distance, since, label.layouts, label, here),
            )

    def _leg(self, label: Label, origin: int, destination: int) -> tuple[int, int, int] | None:
        """Distance in all and since the last charge after a leg, and its time; None when it cannot be driven."""
        minutes, far = self.time[origin][destination], self.distance[origin][destination]
        since = label.since + far
        if minutes >= self.problem.unreachable or (self.route.range_m is not None and since > self.route.range_m):
            return None
        return label.distance + far, since if self.route.range_m is not None else 0, minutes

    def _fitting(self, layouts: int, load: Load) -> int:
        return sum(
            1 << k
            for k, layout in enumerate(self.route.layouts)
            if layouts >> k & 1 and all(taken <= there for taken, there in zip(load, layout, strict=True))
        )


def _sum(load: Load, change: Load, sign: int) -> Load:
    return load[0] + sign * change[0], load[1] + sign * change[1], load[2] + sign * change[2]


def _keep(labels: list[Label], new: Label) -> None:
    """Add a label unless another is no worse in anything, and drop those it makes needless."""
    if any(_covers(old, new) for old in labels):
        return
    labels[:] = [old for old in labels if not _covers(new, old)]
    labels.append(new)


def _covers(a: Label, b: Label) -> bool:
    return (
        a.distance <= b.distance
        and a.since <= b.since
        and a.layouts & b.layouts == b.layouts
        and allows_all(a.times, b.times)
    )

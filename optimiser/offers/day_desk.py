"""One day of a plan held ready: its shifts as far as they may stretch, with rows kept free for rides to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from models.base import Window
from models.fleet import Layout
from models.horizon import RideItem
from models.rides import Leg, RideRequest, RideService, Trip
from optimiser.draft import Charge, CrewCall, Pause, RideCall, Shift
from optimiser.offers.offer import Shifted
from optimiser.offers.turns import spare_turns, stands, widened
from optimiser.rides.asked import FORBIDDEN, AskedRide, Journey, Option
from optimiser.rides.day import day_problem
from optimiser.rides.day_search import layouts_on
from optimiser.rides.shifts import read_solution
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn
from optimiser.rides.warm_start import start_from
from optimiser.search import (
    Bucket,
    InsertionDesk,
    Ride,
    RideSolution,
    RouteVisits,
    Spot,
    StopOption,
    Tiers,
)

LEGS: tuple[Leg, ...] = "outbound", "return"
FREE = ""
"""Item of the rows that stand for no ride yet."""

DROPOFFS = 8
"""Drop-offs a free row has room for; it has room for a pick-up at every place."""

FIRST_CHOICES, SECOND_CHOICES = 4, 3
"""Spots of an outbound, and of the return after each of them, that are looked at together."""

Call = RideCall | CrewCall | Pause | Charge

Way = tuple[int, tuple[Spot, ...]]
"""What serving a request adds to the cost, and where each direction goes."""


@dataclass(frozen=True)
class Driven:
    """A shift of the day as it would be driven, its row, and who is moved."""

    row: int
    shift: Shift
    shifted: tuple[Shifted, ...]


class DayDesk:
    """A day of a plan.

    Parameters
    ----------
    turns
        The turns driven on all days.
    shifts
        The day's shifts that may take further passengers, each with its turn.
    """

    def __init__(
        self, s: Situation, day: date, turns: Sequence[Turn], shifts: Sequence[tuple[Turn, Shift, Layout]]
    ) -> None:
        self.s, self.day, self.driven = s, day, turns
        self.widened = [widened(s, turns, turn) for turn, _, _ in shifts]
        self.shifts = [shift for _, shift, _ in shifts]
        spare = spare_turns(s, turns, day)
        layouts: dict[str, Sequence[Layout]] = {turn.vehicle: layouts_on(s, day, turn.vehicle) for turn in spare}
        layouts |= {turn.vehicle: (layout,) for turn, _, layout in shifts}
        self.turns = [*self.widened, *(turn for turn in spare if layouts[turn.vehicle])]
        carried = {journey for shift in self.shifts for journey in _journeys(shift)}
        asked = []
        for ride in s.requests.asked:
            # A direction that goes otherwise, by taxi or with a crew, stays there.
            legs = tuple(j for j in ride.journeys if (ride.item.id, j.leg) in carried)
            if ride.day == day and legs:
                asked.append(replace(ride, journeys=legs))
        key = next(iter(s.need), ("", ""))
        free = _free_row(s, day, key)
        self.problem = day_problem(
            s.instance,
            s.times,
            s.workdays[day],
            [*asked, free],
            self.turns,
            layouts,
            s.kits_of,
            {},
            {one: Bucket(need.asked, need.carried) for one, need in s.need.items()} or {key: Bucket(0)},
        )
        self.row_of = {place: row for row, place in enumerate(self.problem.places)}
        self.desk = InsertionDesk(self.problem.problem, start_from(self.problem, self.shifts))
        self.first_free = len(self.problem.rides) - len(LEGS)
        kept = range(len(self.shifts))
        self.open = [
            r for r in range(len(self.turns)) if r not in kept or (r in self.desk.planned and self.desk.holds(r))
        ]

    def _taken_over(self, row: int) -> bool:
        planned = self.desk.planned.get(row)
        if planned is None or not self.desk.holds(row):
            return False
        known = [self.problem.rides[ride] for ride in planned.rides]
        return {(ride.item.id, journey.leg) for ride, journey in known} == _journeys(self.shifts[row])

    def ways(self, ride: AskedRide) -> list[Way]:
        """The best ways to serve a ride on this day, cheapest first."""
        for k, journey in enumerate(ride.journeys):
            self.desk.ask(self.first_free + k, self._row(ride, journey))
        firsts = self.desk.spots(self.first_free)
        if len(ride.journeys) == 1:
            return [(spot.added, (spot,)) for spot in firsts]
        found: list[Way] = []
        for first in firsts[:FIRST_CHOICES]:
            self.desk.put(first)
            for second in self.desk.spots(self.first_free + 1)[:SECOND_CHOICES]:
                if self._go_together(first.route, second.route):
                    found.append((first.added + second.added, (first, second)))
            self.desk.take_out(self.first_free)
        return sorted(found)

    def drive(self, spots: Sequence[Spot], item: str) -> list[Driven]:
        """The shifts that change when an item goes where told; the desk stays as it is."""
        for spot in spots:
            self.desk.put(spot)
        found = []
        for row in dict.fromkeys(spot.route for spot in spots):
            route, delays = self.desk.driven(row)
            moved = [(self.problem.rides[one.ride], one) for one in delays]
            shifted = tuple(Shifted(ride.item.id, j.leg, one.pickup, one.dropoff) for (ride, j), one in moved)
            found.append(Driven(row, self._shift(route, item), shifted))
        for spot in reversed(spots):
            self.desk.take_out(spot.ride)
        return found

    def stands(self, changed: Sequence[Driven]) -> bool:
        """Whether the shifts so changed break no rule on hours, rests and reserves."""
        replaced = [self._driven_turn(self.shifts[one.row]) for one in changed if one.row < len(self.shifts)]
        rest = [turn for turn in self.driven if turn not in replaced]
        new = []
        for one in changed:
            start, end = one.shift.stops[0].arrival, one.shift.stops[-1].departure
            new.append(replace(self.turns[one.row], start=start, end=end, duty_start=start, duty_end=end))
        return stands(self.s, rest, new)

    def _driven_turn(self, shift: Shift) -> Turn:
        return next(
            turn
            for turn in self.driven
            if (turn.day, turn.vehicle, turn.driver) == (self.day, shift.vehicle, shift.driver)
            and turn.start == shift.stops[0].arrival
        )

    def _shift(self, route: RouteVisits, item: str) -> Shift:
        served = np.zeros(len(self.problem.asked), dtype=np.bool_)
        alone = RideSolution((route,), served, Tiers(0, 0, 0, 0))
        (shift,) = read_solution(self.s.instance, self.s.times, self.problem, alone).shifts
        stops = tuple(replace(stop, calls=tuple(_named(call, item) for call in stop.calls)) for stop in shift.stops)
        return replace(shift, stops=stops)

    def _go_together(self, first: int, second: int) -> bool:
        """Whether two directions may go on these routes: on one, or on two of different vehicles and drivers."""
        one, other = self.turns[first], self.turns[second]
        return first == second or (one.vehicle != other.vehicle and one.driver != other.driver)

    def _row(self, ride: AskedRide, journey: Journey) -> Ride:
        vehicles, drivers = ride.vehicles_for(journey.leg), ride.drivers_for(journey.leg)
        served_by = tuple(
            r
            for r in self.open
            if self.turns[r].vehicle in vehicles and (drivers is None or self.turns[r].driver in drivers)
        )
        profiles = sorted({self.s.instance.vehicle_by_id[self.turns[r].vehicle].profile for r in served_by})
        limits = [journey.limit(profile) for profile in profiles] or [np.full(journey.allowed.shape, FORBIDDEN)]
        direct = [journey.direct(profile) for profile in profiles] or [np.zeros(journey.allowed.shape, dtype=np.int64)]
        return Ride(
            tuple(StopOption(self.row_of[o.place], o.earliest, o.latest) for o in journey.pickups),
            tuple(StopOption(self.row_of[o.place], o.earliest, o.latest) for o in journey.dropoffs),
            np.min(limits, axis=0),
            len(self.problem.asked) - 1,
            journey.boarding,
            journey.alighting,
            ride.load,
            np.min(direct, axis=0),
            ride.request.people,
            served_by,
        )


def _journeys(shift: Shift) -> set[tuple[str, Leg]]:
    """Items and directions that a shift carries."""
    return {(call.item, call.leg) for stop in shift.stops for call in stop.calls if isinstance(call, RideCall)}


def _named(call: Call, item: str) -> Call:
    """The free row's calls as those of an item."""
    return replace(call, item=item) if isinstance(call, RideCall) and call.item == FREE else call


def _free_row(s: Situation, day: date, key: tuple[str, str]) -> AskedRide:
    """An item that nobody asks for: rows with room for any request."""
    places = tuple(Option(place, 0, 0) for place in s.times.index)
    dropoffs = places[:1] * DROPOFFS
    shape = len(places), len(dropoffs)

    def never(_profile: str) -> npt.NDArray[np.int64]:
        return np.full(shape, FORBIDDEN, dtype=np.int64)

    journeys = tuple(
        Journey(leg, places, dropoffs, np.zeros(shape, dtype=np.bool_), 0, 0, never, never) for leg in LEGS
    )
    request = RideRequest(
        id="free", service="free", origin="a", destination="b", date=day, outbound=Trip(pickup=Window(start=0, end=1))
    )
    item = RideItem(FREE, request.id, key[1], key[0], day, None, LEGS, 0)
    return AskedRide(item, request, RideService(id="free", name="free"), day, journeys, ())

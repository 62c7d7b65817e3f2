"""When vehicles and people are there: their windows of a day, and what already fills them.

Every time is a whole minute since the horizon's Monday 00:00.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.base import DAY_MIN, Period
from models.fleet import Vehicle
from models.horizon import Horizon
from models.instance import Instance
from models.people import Person
from models.profiles import WorkRules, work_rules_on
from models.territory import windows_on
from optimiser.binds import binds
from optimiser.draft import Draft, Outing
from optimiser.travel import UNREACHABLE, TravelTimes

Span = tuple[int, int]
"""Start and end, in minutes."""


def minus(windows: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of windows once the holes are cut out, in order."""
    left = sorted(windows)
    for start, end in holes:
        left = [
            piece
            for a, b in left
            for piece in ([(a, b)] if end <= a or b <= start else [(a, start), (end, b)])
            if piece[0] < piece[1]
        ]
    return tuple(left)


def _periods(periods: Sequence[Period], horizon: Horizon) -> list[Span]:
    return [(horizon.minute(period.start), horizon.minute(period.end)) for period in periods]


@dataclass(frozen=True)
class Busy:
    """Something that already fills a stretch of a vehicle's or a person's day; an outing, or a fixed activity."""

    start: int
    end: int
    outing: Outing | None = None


@dataclass(frozen=True)
class VehicleDay:
    """A vehicle on a day: the windows a tour may lie in, one of them, and its outings."""

    vehicle: Vehicle
    day: date
    windows: tuple[Span, ...]
    busy: tuple[Busy, ...]


@dataclass(frozen=True)
class PersonDay:
    """A person on a day: the windows a duty may lie in, one of them, what fills it, and the rules in force."""

    person: Person
    day: date
    windows: tuple[Span, ...]
    busy: tuple[Busy, ...]
    rules: WorkRules


@binds("T2.availability")
def vehicle_day(instance: Instance, horizon: Horizon, vehicle: Vehicle, day: date, draft: Draft) -> VehicleDay:
    """A vehicle's day; only the window that holds its outings is left, or the longest: a day's runs are one tour."""
    start = horizon.day_start(day)
    there = windows_on(vehicle.availability, day, instance.territory.seasons_on(day))
    windows = minus(((start + a, start + b) for a, b in there), _periods(vehicle.unavailable, horizon))
    busy = tuple(
        Busy(outing.depart, outing.back, outing)
        for outing in sorted(draft.outings, key=lambda o: o.depart)
        if outing.vehicle == vehicle.id and outing.day == day
    )
    left = _holding(windows, busy) if busy else windows
    longest = max(left, key=lambda window: (window[1] - window[0], -window[0]), default=None)
    return VehicleDay(vehicle, day, (longest,) if longest is not None else (), busy)


@binds("P2.availability", "P2.absence")
def person_day(
    instance: Instance, horizon: Horizon, times: TravelTimes, person: Person, day: date, draft: Draft
) -> PersonDay | None:
    """A person's day, None when no working-time rules are in force.

    With outings or fixed activities, only the window that holds them is left.
    """
    try:
        rules = work_rules_on(instance.work_rules, person.work_rules, day)
    except KeyError:
        return None
    start = horizon.day_start(day)
    there = windows_on(person.availability, day, instance.territory.seasons_on(day))
    absences = [hole for hole in _periods(person.absences, horizon) if hole[0] < start + DAY_MIN and start < hole[1]]
    windows = minus(((start + a, start + b) for a, b in there), absences)
    busy = [
        Busy(outing.depart, outing.back, outing)
        for outing in draft.outings
        if outing.day == day and person.id in outing.people
    ]
    for activity in person.activities:
        if activity.start.date() == day:
            drive = times.minutes(person.base, activity.place, instance.territory.travel.own_car_profile, day)
            back = times.minutes(activity.place, person.base, instance.territory.travel.own_car_profile, day)
            if max(drive, back) >= UNREACHABLE:
                return None
            busy.append(Busy(horizon.minute(activity.start) - drive, horizon.minute(activity.end) + back))
    ordered = tuple(sorted(busy, key=lambda one: (one.start, one.end)))
    return PersonDay(person, day, _holding(windows, ordered), ordered, rules)


def _holding(windows: tuple[Span, ...], busy: Sequence[Busy]) -> tuple[Span, ...]:
    if not busy:
        return windows
    start, end = busy[0].start, max(one.end for one in busy)
    return tuple(window for window in windows if window[0] <= start and end <= window[1])


def gaps(windows: Iterable[Span], busy: Iterable[Busy]) -> tuple[Span, ...]:
    """The free stretches of windows, in order."""
    return minus(windows, [(one.start, one.end) for one in busy])

"""Vehicle time that nothing uses, for the reserve (rule L3)."""

from collections.abc import Iterator
from datetime import date

from models.base import Period, WeeklyWindow, Window
from models.people import PASSENGER_ATTESTATION
from models.rides import RideService
from models.territory import windows_on
from optimiser.check.facts import Facts
from optimiser.check.fixed import fixed_hours


def free_minutes(facts: Facts, service: RideService, day: date, window: Window, *, empty: bool = False) -> int:
    """Vehicle minutes of a window that vehicles and drivers, counted minute by minute, both have free.

    Parameters
    ----------
    empty
        Count as if nothing were planned but the fixed activities: all that the fleet and the people have.
    """
    first = facts.horizon.day_start(day)
    span = (first + window.start, first + window.end)
    fit = [v for v in facts.instance.vehicles if set(service.vehicle_features) <= set(v.features)]
    licences = {vehicle.licence for vehicle in fit}
    vehicles = [0] * (span[1] - span[0])
    drivers = [0] * (span[1] - span[0])
    for vehicle in fit:
        busy = [] if empty else [(run.start, run.end) for run in facts.runs_of.get(vehicle.id, [])]
        _count(vehicles, span, _free(facts, day, vehicle.availability, vehicle.unavailable, busy))
    for person in facts.instance.people:
        holds = person.holds(PASSENGER_ATTESTATION, day) and any(person.holds(licence, day) for licence in licences)
        if holds:
            shifts = facts.shifts_of.get(person.id, [])
            busy = fixed_hours(facts, person, day) if empty else [(shift.start, shift.end) for shift in shifts]
            _count(drivers, span, _free(facts, day, person.availability, person.absences, busy))
    return sum(map(min, vehicles, drivers))


def _free(
    facts: Facts,
    day: date,
    availability: tuple[WeeklyWindow, ...],
    without: tuple[Period, ...],
    busy: list[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """Available stretches of a day, minutes since the horizon's Monday, less absences and what is busy."""
    first = facts.horizon.day_start(day)
    blocked = sorted([*busy, *((facts.minute(period.start), facts.minute(period.end)) for period in without)])
    for start, end in windows_on(availability, day, facts.seasons(day)):
        reached = first + start
        for a, b in blocked:
            if reached < min(a, first + end):
                yield reached, min(a, first + end)
            reached = max(reached, b)
        if reached < first + end:
            yield reached, first + end


def _count(minutes: list[int], span: tuple[int, int], free: Iterator[tuple[int, int]]) -> None:
    for start, end in free:
        for minute in range(max(start, span[0]), min(end, span[1])):
            minutes[minute - span[0]] += 1

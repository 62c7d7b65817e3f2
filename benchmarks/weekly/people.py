"""People of a generated territory: qualifications by the work there is, contracts, days off, own cars."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle
from random import Random

from benchmarks.weekly.services import ADVICE, CHILD, DIGITAL, HABITS, LICENCE, TOYS
from benchmarks.weekly.size import Size
from instances.generators.words import attestation, contract, credentials, weekly
from models.base import Period, WeeklyWindow, at
from models.people import Credential, FixedActivity, Person
from models.territory import Depot

FIRST_NAMES = (
    "Alice Bruno Carole Denis Élise Farid Gaëlle Hugo Inès Jean Karine Luc Maud Nadia Omar Paul Rose Simon Tania Victor"
).split()
HOURLY = {CHILD: 27.0, DIGITAL: 27.5, ADVICE: 28.5, TOYS: 25.0}
SECOND = {CHILD: (TOYS, 0.30), DIGITAL: (ADVICE, 0.30), ADVICE: (DIGITAL, 0.20), TOYS: (CHILD, 0.35)}
"""A second qualification, and how often it is held."""

HOURS = (20, 24, 28, 28, 30, 35)
LICENSED, OWN_CAR, MEETING, ABSENT = 0.85, 0.35, 0.08, 0.06


def draw_people(
    rng: Random, size: Size, counts: dict[str, int], depots: Sequence[Depot], monday: date, *, rides: bool
) -> tuple[Person, ...]:
    """People in proportion to the hours each qualification is asked for; one at a depot at least drives."""
    load = dict.fromkeys(HOURLY, 0.0)
    for service, count in counts.items():
        for qualification, heads in HABITS[service].crews:
            load[qualification] += heads * count * HABITS[service].hours
    kinds = _apportioned(load, size.people)
    homes = {kind: cycle([*depots[k % len(depots) :], *depots[: k % len(depots)]]) for k, kind in enumerate(load)}
    people = []
    for k, kind in enumerate(kinds):
        people.append(_person(rng, k, kind, next(homes[kind]), monday, rides=rides))
    return tuple(people)


def _apportioned(load: dict[str, float], seats: int) -> list[str]:
    """So many seats shared out by load, each kind one at least, by the greatest quotients (Webster's method)."""
    given = dict.fromkeys(load, 1)
    for _ in range(seats - len(load)):
        given[max(load, key=lambda kind: load[kind] / (2 * given[kind] + 1))] += 1
    return [kind for kind, count in given.items() for _ in range(count)]


def _person(rng: Random, k: int, kind: str, depot: Depot, monday: date, *, rides: bool) -> Person:
    held = [kind]
    other, often = SECOND[kind]
    if rng.random() < often:
        held.append(other)
    licensed = rng.random() < LICENSED
    more: tuple[Credential, ...] = ()
    if licensed:
        held.append(LICENCE)
        more = (attestation(),) if rides and rng.random() < 0.7 else ()
    hours = rng.choice(HOURS)
    name = FIRST_NAMES[k % len(FIRST_NAMES)]
    return Person(
        id=f"p{k + 1:03d}",
        name=name if k < len(FIRST_NAMES) else f"{name} {k // len(FIRST_NAMES) + 1}",
        base=depot.id,
        credentials=(*credentials(*held), *more),
        contract=contract(hours, HOURLY[kind] + rng.choice((0.0, 1.5, 3.0))),
        availability=_availability(rng, hours),
        absences=_absences(rng, monday),
        own_car=licensed and kind in (ADVICE, DIGITAL) and rng.random() < OWN_CAR,
        activities=_activities(rng, k, depot, monday),
    )


def _availability(rng: Random, hours: int) -> tuple[WeeklyWindow, ...]:
    """Part-timers have a day off: the shorter the week, the more often Wednesday."""
    days = [1, 2, 3, 4, 5]
    if hours <= 24:
        days.remove(rng.choice((1, 3, 3, 5)))
    elif hours <= 28 and rng.random() < 0.5:
        days.remove(3 if rng.random() < 0.4 else 5)
    return (weekly("07:00", "19:00", *days),)


def _absences(rng: Random, monday: date) -> tuple[Period, ...]:
    if rng.random() >= ABSENT:
        return ()
    day = rng.randrange(5)
    return (Period(start=at(monday, day * 1440), end=at(monday, (day + 1) * 1440), reason="congé"),)


def _activities(rng: Random, k: int, depot: Depot, monday: date) -> tuple[FixedActivity, ...]:
    """A weekly meeting of some, in the first week's late Thursday."""
    if rng.random() >= MEETING:
        return ()
    start, end = at(monday, 3 * 1440 + 17 * 60), at(monday, 3 * 1440 + 18 * 60)
    return (FixedActivity(id=f"reunion-{k + 1}", name="Réunion", place=depot.id, start=start, end=end),)

"""The driving shifts a day could hold: who may drive which vehicle, from when to when, with which pauses.

A turn is such a possible shift; the roster chooses among them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.horizon import Horizon, Occurrence
from models.instance import Instance
from models.people import PASSENGER_ATTESTATION
from optimiser.binds import binds
from optimiser.draft import Draft, Outing
from optimiser.rides.free_times import PersonDay, Span, VehicleDay, gaps, person_day, vehicle_day
from optimiser.rides.pauses import PauseAsked, day_work
from optimiser.travel import TravelTimes

BIN_MIN = 30
"""Half hours, by which demand and hours are reckoned; k is minutes [30 k, 30 k + 30) of the horizon."""
GRID_MIN = BIN_MIN
SHORTEST_MIN = 60


@dataclass(frozen=True)
class Turn:
    """A driver may have a vehicle from ``start`` to ``end``, away from the depot or waiting at it.

    Parameters
    ----------
    pauses
        What the driver's day asks to be held within.
    carries
        The outing whose crew the driver takes out and fetches, its vehicle being released meanwhile.
    slot
        Which free stretch of the driver's day it lies in.
    extra_work_min
        Minutes of work it adds to what the driver does that day anyway.
    duty_start, duty_end
        First and last minute of the driver's day with it.
    """

    day: date
    vehicle: str
    driver: str
    start: int
    end: int
    pauses: tuple[PauseAsked, ...]
    slot: int
    extra_work_min: int
    duty_start: int
    duty_end: int
    carries: Outing | None = None


def bins_of(turn: Turn) -> range:
    """The half hours of the horizon at least half of which lie in a turn."""
    return range((turn.start + BIN_MIN // 2) // BIN_MIN, (turn.end + BIN_MIN // 2) // BIN_MIN)


def carrying(turn: Turn, k: int) -> bool:
    """Whether the crew of the outing that a turn carries is aboard in a half hour."""
    outing = turn.carries
    if outing is None:
        return False
    first, last = outing.visits[0].set_up_start, outing.visits[-1].tear_down_end
    return outing.depart // BIN_MIN <= k <= first // BIN_MIN or last // BIN_MIN <= k <= outing.back // BIN_MIN


@dataclass(frozen=True)
class Workday:
    """A day with the days of its vehicles and people by id.

    ``hours`` is the stretch that rides could fill; ``released`` are outings whose vehicle may leave while their
    sessions run.
    """

    day: date
    vehicles: Mapping[str, VehicleDay]
    people: Mapping[str, PersonDay]
    hours: Span
    released: frozenset[Outing] = frozenset()


def workday(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    draft: Draft,
    day: date,
    hours: Span,
    asked: Mapping[str, Occurrence],
) -> Workday:
    """The free times of a day; ``asked`` are the horizon's session occurrences by id."""
    people = {person.id: person_day(instance, horizon, times, person, day, draft) for person in instance.people}
    return Workday(
        day=day,
        vehicles={v.id: vehicle_day(instance, horizon, v, day, draft) for v in instance.vehicles},
        people={id_: found for id_, found in people.items() if found is not None},
        hours=hours,
        released=frozenset(o for o in draft.outings if o.day == day and releasable(instance, asked, o)),
    )


@binds("P1.base", "P9.licence", "P9.attestation", "T2.depot", "P2.availability")
def turns_on(workday: Workday, vehicles: Sequence[str], grid_min: int = GRID_MIN) -> Iterator[Turn]:
    """Every turn of the day that is legal alone, with the vehicles named.

    The driver's base is the vehicle's depot, and holds on that day the licence and the attestation to carry the public.
    """
    for vehicle_id in vehicles:
        there = workday.vehicles[vehicle_id]
        for person in workday.people.values():
            if not may_drive(person, there):
                continue
            for turn in (
                *_free_turns(workday.hours, there, person, grid_min),
                *_releases(there, person, workday.released, grid_min),
            ):
                if (legal := with_pauses(turn, person)) is not None:
                    yield legal


def may_drive(person: PersonDay, vehicle: VehicleDay) -> bool:
    """Whether somebody may carry the public in a vehicle on its day, from their base."""
    who = person.person
    return (
        who.base == vehicle.vehicle.depot
        and who.holds(vehicle.vehicle.licence, vehicle.day)
        and who.holds(PASSENGER_ATTESTATION, vehicle.day)
    )


def with_pauses(turn: Turn, person: PersonDay, others: Sequence[Span] = ()) -> Turn | None:
    """The turn with the pauses and the work of its day, or None when that day would not be legal."""
    found = whole_day(turn, person, others)
    return None if isinstance(found, str) else found


def whole_day(turn: Turn, person: PersonDay, others: Sequence[Span] = ()) -> Turn | str:
    """The turn with the pauses and the work of its day, or the code of the rule that day would break.

    Parameters
    ----------
    others
        Further turns of the driver that day.
    """
    busy = [*((one.start, one.end) for one in person.busy), *others]
    alone, whole = day_work(person.rules, busy, None), day_work(person.rules, busy, (turn.start, turn.end))
    if isinstance(whole, str):
        return whole
    if not any(a <= whole.start and whole.end <= b for a, b in person.windows):
        return "P2"
    known_min = whole.work_min if isinstance(alone, str) else alone.work_min
    return replace(
        turn,
        pauses=whole.pauses,
        extra_work_min=max(0, whole.work_min - known_min),
        duty_start=whole.start,
        duty_end=whole.end,
    )


def blank_turn(vehicle: VehicleDay, person: PersonDay, span: Span, carries: Outing | None = None) -> Turn:
    """A turn whose day was not looked at yet."""
    slot = sum(1 for one in person.busy if one.end <= span[0])
    return Turn(vehicle.day, vehicle.vehicle.id, person.person.id, *span, (), slot, 0, *span, carries)


def _free_turns(hours: Span, vehicle: VehicleDay, person: PersonDay, grid_min: int) -> Iterator[Turn]:
    for a in gaps(vehicle.windows, vehicle.busy):
        for b in gaps(person.windows, person.busy):
            free = max(a[0], b[0], hours[0]), min(a[1], b[1], hours[1])
            yield from (blank_turn(vehicle, person, span) for span in _spans(free, grid_min))


def _spans(free: Span, grid_min: int) -> Iterator[Span]:
    """Stretches on the grid within a free one, its own ends included."""
    if free[1] - free[0] < SHORTEST_MIN:
        return
    inner = range(-(-free[0] // grid_min) * grid_min, free[1] + 1, grid_min)
    points = sorted({free[0], *inner, free[1]})
    for k, start in enumerate(points):
        for end in points[k + 1 :]:
            if end - start >= SHORTEST_MIN:
                yield start, end


@binds("S9.back")
def _releases(vehicle: VehicleDay, person: PersonDay, released: frozenset[Outing], grid_min: int) -> Iterator[Turn]:
    """Turns in which somebody else drives the crew of an outing out and home, and uses the vehicle in between."""
    for k, busy in enumerate(vehicle.busy):
        outing = busy.outing
        if outing is None or outing not in released or person.person.id in outing.people:
            continue
        rest = (*vehicle.busy[:k], *vehicle.busy[k + 1 :])
        for a in gaps(vehicle.windows, rest):
            for b in gaps(person.windows, person.busy):
                free = max(a[0], b[0]), min(a[1], b[1])
                if not (free[0] <= busy.start and busy.end <= free[1]):
                    continue
                starts = [busy.start, max(free[0], busy.start - 2 * grid_min)]
                ends = [busy.end, min(free[1], busy.end + 2 * grid_min)]
                for start in sorted(set(starts)):
                    for end in sorted(set(ends)):
                        yield blank_turn(vehicle, person, (start, end), outing)


@binds("T3.seats")
def releasable(instance: Instance, asked: Mapping[str, Occurrence], outing: Outing) -> bool:
    """Whether no session of an outing keeps the vehicle, and the whole crew finds seats beside another driver."""
    if outing.vehicle is None:
        return False
    services = [instance.service_by_id[asked[visit.occurrence].service] for visit in outing.visits]
    seats = max(layout.seats for layout in instance.vehicle_by_id[outing.vehicle].layouts)
    return seats >= len(outing.people) and all(service.vehicle_use != "keeps" for service in services)

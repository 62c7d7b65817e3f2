"""What may be driven on a day: turns kept where sessions leave them, the rest of the day offered by chance.

Which turns a day is given decides more than the search of its tours: hours and handovers are tried here at random, and
judged by what the search makes of them.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from optimiser.draft import Outing, Shift
from optimiser.rides.free_times import Span, VehicleDay, gaps, minus
from optimiser.rides.idle_time import idle_spans, stretched
from optimiser.rides.openings import hindrance, spans_of
from optimiser.rides.situation import Situation
from optimiser.rides.turns import SHORTEST_MIN, Turn, blank_turn, may_drive, whole_day

GRID_MIN = 15
LENGTHS_MIN = (660, 600, 540, 480, 420, 360, 300, 240, 180, 120)
"""Lengths of turns tried where nobody can have all of an idle stretch."""
STRETCHED = 0.7
"""How often a turn that stays is offered the idle time around it."""
AROUND_MIN = (0, 30, 60, 120, 240)
"""Minutes that a turn which carries a crew may begin before it and end after it."""


def kept_turns(s: Situation, turns: Sequence[Turn], shifts: Sequence[Shift]) -> list[Turn]:
    """The turns given, and those of some shifts as far as vehicles, people and rules still leave them."""
    kept = list(turns)
    for shift in shifts:
        work = s.workdays[shift.day]
        vehicle, person = work.vehicles[shift.vehicle], work.people.get(shift.driver)
        span = shift.stops[0].arrival, shift.stops[-1].departure
        if person is None or not may_drive(person, vehicle):
            continue
        carries = shift.carries if shift.carries in work.released else None
        for a in _free(vehicle, kept, carries):
            for b in gaps(person.windows, person.busy):
                free = max(a[0], b[0], span[0]), min(a[1], b[1], span[1])
                if free[0] < free[1] and _holds(free, carries):
                    _add(s, kept, blank_turn(vehicle, person, free, carries))
    return kept


def offered(s: Situation, turns: Sequence[Turn], day: date, rng: Random, *, carry: float) -> tuple[Turn, ...]:
    """Turns of a day: those given, some stretched, and what else vehicles and people could drive, by chance.

    Parameters
    ----------
    turns
        The turns of every day.
    carry
        How likely somebody is sought for each crew whose vehicle could be released.
    """
    offer = list(turns)
    released = sorted(s.workdays[day].released, key=lambda one: (one.depart, one.vehicle or "", one.people))
    for outing in rng.sample(released, len(released)):
        if rng.random() < carry and not any(turn.carries == outing for turn in offer):
            _carry(s, offer, outing, rng)
    for position, turn in enumerate(offer):
        if turn.day == day and turn.carries is None and rng.random() < STRETCHED:
            offer[position] = stretched(s, offer, turn)
    vehicles = s.vehicles_on(day)
    for vehicle in rng.sample(vehicles, len(vehicles)):
        for idle in idle_spans(s, offer, day, vehicle):
            _fill(s, offer, day, vehicle, idle, rng)
    return tuple(turn for turn in offer if turn.day == day)


def make_room(
    s: Situation, turns: list[Turn], day: date, vehicle: str, span: Span, drivers: frozenset[str] | None, rng: Random
) -> bool:
    """Whether somebody can have a vehicle for a while; then a turn for it is among the turns, and what met it is not.

    Parameters
    ----------
    drivers
        Who may drive; None for anybody.
    """
    there = s.workdays[day].vehicles[vehicle]
    mine = [turn for turn in turns if (turn.day, turn.vehicle) == (day, vehicle)]
    if any(
        turn.start <= span[0] and span[1] <= turn.end and (drivers is None or turn.driver in drivers) for turn in mine
    ):
        return True
    touching = [turn for turn in mine if turn.start < span[1] and span[0] < turn.end]
    people = [
        person
        for id_, person in s.workdays[day].people.items()
        if may_drive(person, there) and (drivers is None or id_ in drivers)
    ]
    for person in rng.sample(people, len(people)):
        same = [turn for turn in touching if turn.driver == person.person.id and turn.carries is None]
        wide = min([span[0], *(turn.start for turn in same)]), max([span[1], *(turn.end for turn in same)])
        rivals = [turn for turn in turns if turn.day == day and _in_the_way(turn, vehicle, person.person.id, wide)]
        rest = [turn for turn in turns if turn not in rivals]
        for want in dict.fromkeys((wide, span)):
            room = any(a <= want[0] and want[1] <= b for a, b in _free(there, rest, None))
            if room and _add(s, rest, blank_turn(there, person, want)):
                turns[:] = rest
                return True
    return False


def _in_the_way(turn: Turn, vehicle: str, driver: str, span: Span) -> bool:
    return (turn.vehicle == vehicle or turn.driver == driver) and turn.start < span[1] and span[0] < turn.end


def _carry(s: Situation, offer: list[Turn], outing: Outing, rng: Random) -> None:
    """A turn in which somebody drives a crew out and home and has the vehicle meanwhile; others make room for it."""
    work = s.workdays[outing.day]
    vehicle = work.vehicles[outing.vehicle or ""]
    crew = outing.depart, outing.back
    drivers = [p for p in work.people.values() if may_drive(p, vehicle) and p.person.id not in outing.people]
    around = outing.depart - rng.choice(AROUND_MIN), outing.back + rng.choice(AROUND_MIN)
    for person in rng.sample(drivers, len(drivers)):
        rivals = [
            t for t in offer if t.day == outing.day and _in_the_way(t, vehicle.vehicle.id, person.person.id, crew)
        ]
        rest = [turn for turn in offer if turn not in rivals]
        # Whoever drives already goes on with it, the crew coming in between.
        whole = min([crew[0], *(t.start for t in rivals)]), max([crew[1], *(t.end for t in rivals)])
        for a in _free(vehicle, rest, outing):
            for b in gaps(person.windows, person.busy):
                free = max(a[0], b[0]), min(a[1], b[1])
                if not _holds(free, outing):
                    continue
                for wish in (whole, around, crew):
                    span = max(free[0], wish[0]), min(free[1], wish[1])
                    if _add(s, rest, blank_turn(vehicle, person, span, outing)):
                        offer[:] = rest
                        return


def _free(vehicle: VehicleDay, turns: Sequence[Turn], carries: Outing | None) -> tuple[Span, ...]:
    """Stretches in which a vehicle has neither an outing nor a turn, the outing carried aside."""
    busy = [one for one in vehicle.busy if carries is None or one.outing != carries]
    driven = [(t.start, t.end) for t in turns if (t.vehicle, t.day) == (vehicle.vehicle.id, vehicle.day)]
    return minus(gaps(vehicle.windows, busy), driven)


def _holds(free: Span, carries: Outing | None) -> bool:
    return carries is None or (free[0] <= carries.depart and carries.back <= free[1])


def _fill(s: Situation, offer: list[Turn], day: date, vehicle: str, idle: Span, rng: Random) -> None:
    """Turns in an idle stretch, one after another, until nothing longer than the shortest is left that somebody can."""
    work = s.workdays[day]
    there = work.vehicles[vehicle]
    drivers = [person for person in work.people.values() if may_drive(person, there)]
    left = [idle]
    while left:
        free = left.pop()
        if free[1] - free[0] < SHORTEST_MIN:
            continue
        for span in _pieces(free, rng):
            order = rng.sample(drivers, len(drivers))
            if any(_add(s, offer, blank_turn(there, person, span)) for person in order):
                left += [(free[0], span[0]), (span[1], free[1])]
                break


def _pieces(free: Span, rng: Random) -> list[Span]:
    """The whole stretch, then ever shorter parts of it, each from its beginning, to its end or in between."""
    pieces = [free]
    for length in LENGTHS_MIN:
        if length < free[1] - free[0]:
            last = free[1] - length
            between = range(-(-free[0] // GRID_MIN) * GRID_MIN, last + 1, GRID_MIN)
            start = rng.choice((free[0], last, rng.choice(between) if between else last))
            pieces.append((start, start + length))
    # Shorter ones first now and then, so that a day is not always cut where its longest turn ends.
    return pieces[rng.randrange(len(pieces)) :] + pieces if rng.random() < 0.5 else pieces


def _add(s: Situation, offer: list[Turn], turn: Turn) -> bool:
    """Whether nothing stands against a turn beside the others; then it is one of them."""
    person = s.workdays[turn.day].people[turn.driver]
    if hindrance(s, offer, s.reserved, turn, person) is not None:
        return False
    found = whole_day(turn, person, spans_of(offer, turn))
    if isinstance(found, str):
        return False
    offer.append(found)
    return True

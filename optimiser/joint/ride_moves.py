"""Moves that leave the sessions as they are: other turns for a day or for a person's week, its tours searched anew."""

from collections.abc import Collection, Iterable
from datetime import date
from random import Random

from optimiser.joint.incumbent import Incumbent, Move
from optimiser.joint.turn_sets import kept_turns, make_room, offered
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn

CARRY = 0.3
"""How often a crew whose vehicle could be released is sought a driver."""
CARRY_AT_ONCE = 0.8
"""How often that is so once sessions changed."""
LACKING = 4
"""A day with rides left out is chosen this many times as often as another, and once more for each of them."""


def same_turns(now: Incumbent, rng: Random) -> Move | None:
    """A day's turns as they are, and idle time offered."""
    day = pick_day(now, rng)
    return None if day is None else _without(now, (), (day,), rng)


def other_turn(now: Incumbent, rng: Random) -> Move | None:
    """One turn of a day goes, or another one of its vehicle as well."""
    day = pick_day(now, rng)
    turns = [turn for turn in now.turns if turn.day == day]
    if day is None or not turns:
        return None
    return _without(now, rng.sample(turns, min(len(turns), rng.choice((1, 1, 2)))), (day,), rng)


def other_vehicle(now: Incumbent, rng: Random) -> Move | None:
    """All turns of a vehicle on a day go."""
    day = pick_day(now, rng)
    vehicles = sorted({turn.vehicle for turn in now.turns if turn.day == day})
    if day is None or not vehicles:
        return None
    vehicle = rng.choice(vehicles)
    return _without(now, [turn for turn in now.turns if (turn.day, turn.vehicle) == (day, vehicle)], (day,), rng)


def other_day(now: Incumbent, rng: Random) -> Move | None:
    """All turns of a day go."""
    day = pick_day(now, rng)
    return None if day is None else _without(now, [turn for turn in now.turns if turn.day == day], (day,), rng)


def other_week(now: Incumbent, rng: Random) -> Move | None:
    """The turns of a driver go on two days or more, so that hours of one day can be worked on another."""
    drivers = sorted({turn.driver for turn in now.turns})
    day = pick_day(now, rng)
    if day is None or not drivers:
        return None
    driver = rng.choice(drivers)
    elsewhere = sorted({turn.day for turn in now.turns if turn.driver == driver} - {day})
    days = (day, *rng.sample(elsewhere, min(len(elsewhere), rng.choice((1, 1, 2)))))
    gone = [turn for turn in now.turns if turn.day in days and turn.driver == driver]
    return _without(now, gone, days, rng)


def for_ride_left_out(now: Incumbent, rng: Random) -> Move | None:
    """Somebody with a vehicle at the times of a ride left out; turns in the way go."""
    s, left = now.situation, [(day, id_) for day, result in now.days.items() for id_ in result.unserved]
    if not left:
        return None
    day, id_ = rng.choice(left)
    want = next(one for one in s.wanted[day] if one.ride.item.id == id_)
    if not all(want.journeys):
        return None
    kept = list(now.turns)
    for journey, vehicles, drivers in zip(want.journeys, want.vehicles, want.drivers, strict=True):
        if vehicles and not make_room(s, kept, day, rng.choice(vehicles), rng.choice(journey).span, drivers, rng):
            return None
    return Move(s, frozenset((day,)), offers(s, kept, (day,), rng))


def _without(now: Incumbent, gone: Collection[Turn], days: Iterable[date], rng: Random) -> Move:
    s = now.situation
    kept, touched = [turn for turn in now.turns if turn not in gone], tuple(days)
    return Move(s, frozenset(touched), offers(s, kept, touched, rng))


def offers(
    s: Situation, kept: list[Turn], days: Iterable[date], rng: Random, *, carry: float = CARRY
) -> dict[date, tuple[Turn, ...]]:
    """What may be driven on some days beside the turns kept, one day after another."""
    turns, found = kept, {}
    for day in days:
        found[day] = offered(s, turns, day, rng, carry=carry)
        turns = [*(turn for turn in turns if turn.day != day), *found[day]]
    return found


def offers_after(now: Incumbent, s: Situation, days: Collection[date], rng: Random) -> dict[date, tuple[Turn, ...]]:
    """What may be driven on days whose sessions are others now, beside what is driven on all other days."""
    elsewhere = [turn for turn in now.turns if turn.day not in days]
    shifts = [shift for shift in now.draft.shifts if shift.day in days]
    kept = kept_turns(s, elsewhere, rng.sample(shifts, len(shifts)))
    ordered = sorted(day for day in days if s.wanted.get(day))
    return offers(s, kept, rng.sample(ordered, len(ordered)), rng, carry=CARRY_AT_ONCE)


def pick_day(now: Incumbent, rng: Random) -> date | None:
    """A day with rides, more often one that leaves some out; None when there is none."""
    days = sorted(now.situation.wanted)
    if not days:
        return None
    weights = [1 + (LACKING + len(left) if (left := now.days[day].unserved) else 0) for day in days]
    return rng.choices(days, weights)[0]

"""The kinds of moves, from the best plan so far to a change of it."""

from collections.abc import Callable, Mapping
from random import Random

from optimiser.joint.incumbent import Incumbent, Move
from optimiser.joint.ride_moves import (
    for_ride_left_out,
    offers_after,
    other_day,
    other_turn,
    other_vehicle,
    other_week,
    same_turns,
)
from optimiser.joint.session_moves import (
    Chance,
    Change,
    both,
    crew_changed,
    crew_thinned,
    day_moved,
    start_moved,
    vehicle_changed,
)
from optimiser.joint.session_side import SessionSide, looks_lawful
from optimiser.rides.situation import resurvey

TRIES = 8
"""Changes of sessions looked at before a move is given up."""

RideMove = Callable[[Incumbent, Random], Move | None]

RIDE_MOVES: Mapping[str, RideMove] = {
    "same turns": same_turns,
    "ride left out": for_ride_left_out,
    "other turn": other_turn,
    "other vehicle": other_vehicle,
    "other day": other_day,
    "other week": other_week,
}

SESSION_MOVES: Mapping[str, Change] = {
    "start": start_moved,
    "day": day_moved,
    "vehicle": vehicle_changed,
    "crew": crew_changed,
    "thinner crew": crew_thinned,
    "vehicle and crew": both(vehicle_changed, crew_changed),
    "start and vehicle": both(start_moved, vehicle_changed),
    "start and crew": both(start_moved, crew_changed),
    "day and vehicle": both(day_moved, vehicle_changed),
    "day and crew": both(day_moved, crew_changed),
    "two starts": both(start_moved, start_moved),
    "two days": both(day_moved, day_moved),
    "two vehicles": both(vehicle_changed, vehicle_changed),
    "two crews": both(crew_changed, crew_changed),
}


def propose(kind: str, now: Incumbent, side: SessionSide, rng: Random) -> Move | None:
    """A move of a kind; None when chance found none that looks lawful."""
    if kind in RIDE_MOVES:
        return RIDE_MOVES[kind](now, rng)
    chance = Chance(side, now.pressure, rng)
    for _ in range(TRIES):
        changed = SESSION_MOVES[kind](now.situation, now.situation.draft, chance)
        if changed is None:
            continue
        s = resurvey(now.situation, changed.draft, changed.days)
        elsewhere = [turn for turn in now.turns if turn.day not in changed.days]
        if looks_lawful(s, changed.days, elsewhere):
            days = changed.days | {day for day in now.days if s.wanted.get(day) != now.situation.wanted.get(day)}
            return Move(s, frozenset(days), offers_after(now, s, days, rng))
    return None

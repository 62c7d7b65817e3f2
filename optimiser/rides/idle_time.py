"""Idle vehicles and the hours drivers have left: turns that are offered to a day whose rides do not all fit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from optimiser.rides.free_times import Span, gaps, minus
from optimiser.rides.openings import hindrance, spans_of
from optimiser.rides.situation import Situation
from optimiser.rides.turns import SHORTEST_MIN, Turn, blank_turn, may_drive, whole_day

PIECES_MIN = (360, 240, 120)
"""Lengths tried at either end of an idle stretch when nobody can have all of it."""


def with_idle_time(s: Situation, turns: Sequence[Turn], day: date) -> tuple[Turn, ...]:
    """The turns with those of a day stretched, and new ones in what is still idle, as far as hours and rests allow.

    Parameters
    ----------
    turns
        The turns of every day; those of other days stay as they are.
    """
    offered = list(turns)
    for position, turn in enumerate(offered):
        if turn.day == day and turn.carries is None:
            offered[position] = stretched(s, offered, turn)
    for vehicle in s.vehicles_on(day):
        for idle in idle_spans(s, offered, day, vehicle):
            if (found := _first_driver(s, offered, day, vehicle, idle)) is not None:
                offered.append(found)
    return tuple(offered)


def idle_spans(s: Situation, turns: Sequence[Turn], day: date, vehicle: str) -> tuple[Span, ...]:
    """Stretches within the hours of the day's rides in which a vehicle stands at its depot."""
    work = s.workdays[day]
    driven = [(turn.start, turn.end) for turn in turns if turn.day == day and turn.vehicle == vehicle]
    free = minus(gaps(work.vehicles[vehicle].windows, work.vehicles[vehicle].busy), driven)
    clipped = [(max(a, work.hours[0]), min(b, work.hours[1])) for a, b in free]
    return tuple((a, b) for a, b in clipped if b - a >= SHORTEST_MIN)


def stretched(s: Situation, turns: Sequence[Turn], turn: Turn) -> Turn:
    """A turn from the end of the one before to the start of the next, or as much of that as its driver can do."""
    person = s.workdays[turn.day].people[turn.driver]
    others = [one for one in turns if one != turn]
    around = [(a, b) for a, b in idle_spans(s, others, turn.day, turn.vehicle) if a <= turn.start and turn.end <= b]
    if not around:
        return turn
    room = around[0]
    halves = (turn.start + room[0]) // 2, (turn.end + room[1]) // 2
    one_side = ((room[0], turn.end), (turn.start, room[1]))
    for start, end in (room, *one_side, halves, (halves[0], turn.end), (turn.start, halves[1])):
        wider = replace(turn, start=start, end=end)
        if hindrance(s, others, s.reserved, wider, person) is None:
            found = whole_day(wider, person, spans_of(others, wider))
            return turn if isinstance(found, str) else found
    return turn


def _first_driver(s: Situation, turns: Sequence[Turn], day: date, vehicle: str, idle: Span) -> Turn | None:
    """The longest turn in an idle stretch that somebody can drive."""
    there = s.workdays[day].vehicles[vehicle]
    for span in _pieces(idle):
        for person in s.workdays[day].people.values():
            if not may_drive(person, there):
                continue
            turn = blank_turn(there, person, span)
            if hindrance(s, turns, s.reserved, turn, person) is None:
                found = whole_day(turn, person, spans_of(turns, turn))
                if not isinstance(found, str):
                    return found
    return None


def _pieces(idle: Span) -> Iterator[Span]:
    yield idle
    for length in PIECES_MIN:
        if length < idle[1] - idle[0]:
            yield idle[0], idle[0] + length
            yield idle[1] - length, idle[1]

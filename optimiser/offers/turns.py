"""How far the shifts of a plan may stretch for one more ride, and who could still go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from models.base import DAY_MIN
from models.territory import windows_on
from optimiser.rides.openings import hindrance, spans_of
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn, turns_on, whole_day

STEP_MIN = 15
SPARE_GRID_MIN = 60
MOST_STEPS = 16
DRIVERS = 2
"""Drivers tried for a vehicle that is not out."""


def widened(s: Situation, turns: Sequence[Turn], turn: Turn) -> Turn:
    """A turn that begins earlier and ends later, by turns, as long as no rule stands against it and pauses stay."""
    person = s.workdays[turn.day].people[turn.driver]
    others = [one for one in turns if one != turn]
    now = turn
    moving = {-1: True, 1: True}
    for _ in range(MOST_STEPS):
        for side in (1, -1):
            if not moving[side]:
                continue
            wider = replace(now, end=now.end + STEP_MIN) if side > 0 else replace(now, start=now.start - STEP_MIN)
            legal = _legal(s, others, wider)
            moving[side] = legal is not None and legal.pauses == turn.pauses
            if legal is not None and moving[side]:
                now = legal
    found = whole_day(now, person, spans_of(others, now))
    return now if isinstance(found, str) else found


def spare_turns(s: Situation, turns: Sequence[Turn], day: date) -> list[Turn]:
    """Turns of vehicles that stay in all day: what each of some drivers could drive of the hours rides may be asked.

    Those are the hours of the rides asked, and together with them the services' own, where they have some. Where they
    are longer than a day's work, one turn is the earliest of the longest, another one the latest.
    """
    out = {turn.vehicle for turn in turns if turn.day == day}
    found: list[Turn] = []
    work, midnight = s.workdays[day], s.horizon.day_start(day)
    whole = replace(work, hours=(midnight, midnight + DAY_MIN), released=frozenset())
    idle = [id_ for id_, vehicle in work.vehicles.items() if id_ not in out and not vehicle.busy]
    possible = list(turns_on(whole, idle, SPARE_GRID_MIN))
    for hours, way in product(dict.fromkeys((work.hours, _asked_hours(s, day, work.hours))), (1, -1)):
        done: dict[str, set[str]] = {}
        for turn in sorted(possible, key=lambda turn: (turn.vehicle, *_length(turn, hours), way * turn.start)):
            drivers = done.setdefault(turn.vehicle, set())
            if len(drivers) >= DRIVERS or turn.driver in drivers:
                continue
            legal = _legal(s, turns, turn)
            if legal is not None:
                drivers.add(turn.driver)
                found += [legal] if legal not in found else []
    return found


def _asked_hours(s: Situation, day: date, known: tuple[int, int]) -> tuple[int, int]:
    """The hours rides are asked, and those in which they may be, where services say."""
    seasons, midnight = s.instance.territory.seasons_on(day), s.horizon.day_start(day)
    spans = [] if known == (0, 0) else [known]
    for service in s.instance.ride_services:
        if service.hours:
            spans += [(midnight + a, midnight + b) for a, b in windows_on(service.hours, day, seasons)]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else known


def _length(turn: Turn, hours: tuple[int, int]) -> tuple[int, int, str]:
    """Order of turns: the longest within some hours, then the longest altogether."""
    within = max(0, min(turn.end, hours[1]) - max(turn.start, hours[0]))
    return -within, turn.start - turn.end, turn.driver


def stands(s: Situation, turns: Sequence[Turn], changed: Sequence[Turn]) -> bool:
    """Whether turns that replace others stand beside each other and the rest."""
    rest = list(turns)
    for turn in changed:
        if _legal(s, rest, turn) is None:
            return False
        rest.append(turn)
    return True


def _legal(s: Situation, others: Sequence[Turn], turn: Turn) -> Turn | None:
    work = s.workdays[turn.day]
    vehicle, person = work.vehicles[turn.vehicle], work.people[turn.driver]
    if not any(a <= turn.start and turn.end <= b for a, b in vehicle.windows):
        return None
    taken = [(one.start, one.end) for one in vehicle.busy]
    taken += [(one.start, one.end) for one in others if (one.vehicle, one.day) == (turn.vehicle, turn.day)]
    if any(a < turn.end and turn.start < b for a, b in taken):
        return None
    if hindrance(s, others, s.reserved, turn, person) is not None:
        return None
    found = whole_day(turn, person, spans_of(others, turn))
    return None if isinstance(found, str) else found

"""Where the pauses of a driving shift go, and how many minutes of work a day comes to (rules P3, P4, P6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from models.base import DAY_MIN
from models.profiles import WorkRules
from optimiser.binds import binds
from optimiser.rides.free_times import Span


@dataclass(frozen=True)
class PauseAsked:
    """A pause a shift must hold: it lasts ``minutes`` and begins between ``earliest`` and ``latest``."""

    kind: Literal["meal", "break"]
    earliest: int
    latest: int
    minutes: int


@dataclass(frozen=True)
class DayWork:
    """A legal day: its minutes of work, from its first to its last minute, and the pauses its shift must hold."""

    work_min: int
    start: int
    end: int
    pauses: tuple[PauseAsked, ...]


@binds("P3.day", "P4.amplitude", "P6.break", "P6.meal")
def day_work(rules: WorkRules, busy: Sequence[Span], shift: Span | None) -> DayWork | str:
    """The day of somebody who is busy at these times and drives a shift, or the code of a rule it would break.

    Everything counts as work but a meal that must be taken and waits between two occupations where the profile says
    so. What a busy stretch holds inside is taken to be legal in itself and to end without a pause; it is counted as
    work from end to end.
    """
    pieces = sorted([*busy, *([shift] if shift else [])])
    if not pieces:
        return DayWork(0, 0, 0, ())
    start, end = pieces[0][0], max(b for _, b in pieces)
    midnight = start // DAY_MIN * DAY_MIN
    meal_min = rules.meal_min.value
    gaps = [(a[1], b[0]) for a, b in pairwise(pieces) if b[0] > a[1]]
    meal: Span | None = None
    unpaid = 0
    pauses: list[PauseAsked] = []
    if meal_min and start <= midnight + rules.meal_from and end >= midnight + rules.meal_until:
        served = (midnight + rules.meal_from, midnight + rules.meal_until)
        if not any(_common(gap, served) >= meal_min for gap in gaps):
            if shift is not None and _common(shift, served) >= meal_min:
                meal = (max(shift[0], served[0]), min(shift[1], served[1]) - meal_min)
            elif not _spans(busy, served):
                return "P6"
        if meal is not None or any(_common(gap, served) >= meal_min for gap in gaps):
            unpaid += 0 if rules.meal_is_work else meal_min
    if not rules.waiting_is_work:
        idle = sum(b - a for a, b in gaps)
        unpaid = max(unpaid, idle) if meal is None else unpaid + idle
    if shift is not None:
        found = _pauses_inside(rules, pieces, shift, meal)
        if found is None:
            return "P6"
        pauses = found
    work = end - start - unpaid
    if shift is not None and end - start > rules.day_amplitude_min.value:
        return "P4"
    if shift is not None and work > rules.day_work_min.value:
        return "P3"
    return DayWork(work, start, end, tuple(pauses))


def _common(a: Span, b: Span) -> int:
    return min(a[1], b[1]) - max(a[0], b[0])


def _spans(busy: Sequence[Span], served: Span) -> bool:
    """Whether the day already spanned the meal hours, so that a meal stands in one of its occupations."""
    return bool(busy) and min(a for a, _ in busy) <= served[0] and max(b for _, b in busy) >= served[1]


def _pauses_inside(rules: WorkRules, pieces: Sequence[Span], shift: Span, meal: Span | None) -> list[PauseAsked] | None:
    """The pauses inside the shift that keep every run of work within the limit; ``meal`` bounds its meal's start."""
    limit, rest = rules.break_before_work_min.value, rules.break_min.value
    at = list(pieces).index(shift)
    before = _run(pieces[: at + 1][::-1], rest)
    after = _run(pieces[at:], rest)
    length = shift[1] - shift[0]
    if meal is None:
        if before + length + after <= limit:
            return []
        earliest = max(shift[0], shift[1] + after - limit - rest)
        latest = min(shift[1] - rest, shift[0] + limit - before)
        return [PauseAsked("break", earliest, latest, rest)] if earliest <= latest else None
    meal_min = rules.meal_min.value
    earliest = max(meal[0], shift[1] + after - limit - meal_min)
    latest = min(meal[1], shift[0] + limit - before)
    if earliest <= latest:
        return [PauseAsked("meal", earliest, latest, meal_min)]
    if meal[0] > latest:
        # The morning alone is too long: a break before the meal, which then keeps the afternoon short enough.
        if meal[1] < shift[1] + after - limit - meal_min:
            return None
        lead = PauseAsked("break", max(shift[0], meal[1] - limit - rest), shift[0] + limit - before, rest)
        meal_at = PauseAsked("meal", max(meal[0], earliest), meal[1], meal_min)
        return [lead, meal_at] if lead.earliest <= lead.latest else None
    # The afternoon alone is too long: a break after the meal.
    tail = PauseAsked("break", shift[1] + after - limit - rest, min(shift[1] - rest, meal[0] + meal_min + limit), rest)
    meal_at = PauseAsked("meal", meal[0], latest, meal_min)
    return [meal_at, tail] if tail.earliest <= tail.latest and meal[0] <= latest else None


def _run(pieces: Sequence[Span], rest: int) -> int:
    """Minutes of work that adjoin the first piece without a pause, that piece aside; the nearest pieces first."""
    total = 0
    for near, far in pairwise(pieces):
        gap = max(near[0], far[0]) - min(near[1], far[1])
        if gap >= rest:
            break
        total += gap + far[1] - far[0]
    return total

"""One person's day in a plan of timed tours: whether it is lawful, what is paid for, when the meal is."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.binds import binds
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Span, Week


@dataclass(frozen=True)
class Day:
    """A lawful day: from, until, minutes paid, start of a meal taken between its parts (None where there is none)."""

    start: int
    end: int
    paid: int
    meal: int | None


def fixed_spans(week: Week, p: int, day: int) -> list[Span]:
    """A person's fixed activities of a day at their base, minutes after midnight."""
    base = week.horizon.day_start(week.days[day])
    return [
        (week.horizon.minute(a.start) - base, week.horizon.minute(a.end) - base)
        for a in week.instance.people[p].activities
        if a.start.date() == week.days[day]
    ]


def away_activity(week: Week, p: int, day: int) -> bool:
    """Whether a fixed activity of the day is elsewhere than at the person's base: no tour is then put beside it."""
    person = week.instance.people[p]
    return any(a.start.date() == week.days[day] and a.place != person.base for a in person.activities)


@binds("P1.place", "P1.fixed", "P2.availability", "P2.absence", "P3.day", "P4.amplitude", "P6.meal")
def day_of(week: Week, p: int, day: int, tours: Sequence[Timed]) -> Day | None:
    """A person's day with these tours and its fixed activities; None when it would break a rule.

    A meal between two parts is at the base, as early as the meal hours allow.
    """
    if not tours:
        return None
    there, rules = week.person_there[p][day], week.rules(p, day)
    fixed = fixed_spans(week, p, day)
    if there is None or away_activity(week, p, day):
        return None
    parts = sorted([(t.depart, t.back) for t in tours] + fixed)
    start, end = parts[0][0], max(high for _, high in parts)
    if start < there[0] or end > there[1] or end - start > rules.day_amplitude_min.value:
        return None
    if any(a[1] > b[0] for a, b in itertools.pairwise(parts)):
        return None
    length = rules.meal_min.value
    low, high = rules.meal_from, rules.meal_until
    credit = 0 if rules.meal_is_work else length
    meal = None
    if length and not any(t.fed for t in tours):
        gaps = [(max(a[1], low), min(b[0], high)) for a, b in itertools.pairwise(parts)]
        meal = next((a for a, b in gaps if b - a >= length), None)
        if meal is None and start <= low and end >= high:
            return None
    eaten = credit if meal is not None or any(t.fed for t in tours) else 0
    if sum(t.fed for t in tours) > 1:
        return None
    paid = end - start - eaten
    return Day(start, end, paid, meal) if paid <= rules.day_work_min.value else None


def idle_paid(week: Week, p: int, day: int) -> int:
    """Minutes paid on a day with nothing but its fixed activities."""
    spans = fixed_spans(week, p, day)
    if not spans:
        return 0
    rules = week.rules(p, day)
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    ordered = sorted(spans)
    gaps = [(max(a[1], rules.meal_from), min(b[0], rules.meal_until)) for a, b in itertools.pairwise(ordered)]
    ate = rules.meal_min.value and any(b - a >= rules.meal_min.value for a, b in gaps)
    return end - start - (rules.meal_min.value if ate and not rules.meal_is_work else 0)

"""Spans of the horizon in which vehicles and people are there."""

from datetime import date

from models.base import DAY_MIN, Period
from models.fleet import Vehicle
from models.people import Person
from models.territory import windows_on
from optimiser.master.context import Context

Span = tuple[int, int]
"""Minutes since the horizon's Monday, the end excluded."""


def unavailable(ctx: Context, vehicle: Vehicle) -> list[Span]:
    """Spans of the horizon in which a vehicle is not there, weekly hours and periods together."""
    spans = []
    for day in ctx.scope.horizon.days:
        base, reached = ctx.scope.horizon.day_start(day), 0
        for low, high in windows_on(vehicle.availability, day, ctx.scope.instance.territory.seasons_on(day)):
            if low > reached:
                spans.append((base + reached, base + low))
            reached = max(reached, high)
        if reached < DAY_MIN:
            spans.append((base + reached, base + DAY_MIN))
    return merge(spans + periods(ctx, vehicle.unavailable))


def periods(ctx: Context, found: tuple[Period, ...]) -> list[Span]:
    """Periods cut to the horizon."""
    spans = [
        (max(0, ctx.scope.horizon.minute(period.start)), min(ctx.horizon_min, ctx.scope.horizon.minute(period.end)))
        for period in found
    ]
    return [(low, high) for low, high in spans if low < high]


def merge(spans: list[Span]) -> list[Span]:
    """Spans sorted and joined where they touch, so that fixed intervals never overlap each other."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def free_stretches(ctx: Context, person: Person, day: date) -> list[Span]:
    """Spans of a day in which a duty may lie: availability less absences."""
    known = ctx.scope.stretches
    if (person.id, day) not in known:
        known[person.id, day] = _free(ctx, person, day)
    return known[person.id, day]


def _free(ctx: Context, person: Person, day: date) -> list[Span]:
    base = ctx.scope.horizon.day_start(day)
    windows = windows_on(person.availability, day, ctx.scope.instance.territory.seasons_on(day))
    spans = [(base + low, base + high) for low, high in windows]
    for low, high in merge(periods(ctx, person.absences)):
        spans = [
            piece
            for a, b in spans
            for piece in ([(a, b)] if high <= a or b <= low else [(a, low), (high, b)])
            if piece[0] < piece[1]
        ]
    return spans

"""On which days a demand-responsive service runs within which hours, as GTFS services with dates of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.exports.gtfs.areas import made_id
from api.exports.ride_hours import hours_on
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.rides import RideService

AHEAD_WEEKS = 8
"""Weeks the feed tells, from its first day; a longer plan is told to its end."""
_BEHIND = timedelta(weeks=2)


@dataclass(frozen=True)
class Shift:
    """Hours of a service that hold on some days. ``id`` names the hours, so that it outlives changes of the days."""

    id: str
    start: int
    end: int
    days: tuple[date, ...]


def feed_days(plan: Plan) -> tuple[date, ...]:
    """From the day of publication (at most two weeks before the plan) for eight weeks, and to the plan's end.

    A week is published before it begins, and whoever loads the feed then still travels in the days before.
    """
    first = max(min(plan.made_at.date(), plan.monday), plan.monday - _BEHIND)
    after = max(first + timedelta(weeks=AHEAD_WEEKS), Horizon(plan.monday, plan.weeks).end)
    return tuple(first + timedelta(days=k) for k in range((after - first).days))


def shifts_of(service: RideService, instance: Instance, days: Sequence[date]) -> tuple[Shift, ...]:
    """The hours that the service promises (rule R8), by start and end.

    These are not the hours a plan has drivers out: those follow from the rides booked, and a resident books from the
    hours promised.
    """
    held: dict[tuple[int, int], list[date]] = {}
    for day in days:
        for window in hours_on(service, instance, day):
            held.setdefault(window, []).append(day)
    return tuple(
        Shift(made_id(service.id, f"{_clock(start)}-{_clock(end)}"), start, end, tuple(on))
        for (start, end), on in sorted(held.items())
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}{minute % 60:02d}"

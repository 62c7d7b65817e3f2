"""Several published weeks as one plan: files and calendars show all that is in force, not the last week published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.base import WEEK_DAYS
from models.instance import Instance
from models.plan import FeedEvent, Plan

_MERGED = (
    "communes", "depots", "venues", "stops", "addresses", "vehicles", "kits", "people", "services", "demands",
    "ride_services", "rides", "work_rules", "childcare_rules",
)  # fmt: skip


@dataclass(frozen=True)
class Week:
    """A plan in force (of one or more weeks) with the snapshot it was made from."""

    plan: Plan
    instance: Instance

    @property
    def end(self) -> date:
        """The Monday after it."""
        return self.plan.monday + timedelta(weeks=self.plan.weeks)


def together(weeks: Sequence[Week], made_at: datetime, feed: tuple[FeedEvent, ...] = ()) -> Week:
    """All weeks as one.

    Parameters
    ----------
    weeks : sequence of Week
        At least one; the last is what was made last, whose data holds where they differ.
    made_at : datetime
        Local time of the publication.
    feed : tuple of FeedEvent
        The state of the calendars.

    Returns
    -------
    Week
        What is asked of it is what the latest snapshot asks, and what older ones asked of sessions and rides that they
        held. Its tiers are none: values of different plans do not add up.
    """
    newest = weeks[-1]
    ordered = sorted(weeks, key=lambda week: week.plan.monday)
    first, end = ordered[0].plan.monday, max(week.end for week in weeks)
    joined: dict[str, Any] = {
        name: tuple(one for week in ordered for one in getattr(week.plan, name))
        for name in ("tours", "sessions", "rides", "duties", "unserved", "events")
    }
    plan = newest.plan.model_copy(
        update={
            **joined,
            "monday": first,
            "weeks": (end - first).days // WEEK_DAYS,
            "made_at": made_at,
            "tiers": (),
            "notices": (),
            "overtime_cents": sum(week.plan.overtime_cents for week in weeks),
            "feed": feed,
        }
    )
    return Week(plan, _merged([newest.instance, *(week.instance for week in weeks[:-1])]))


def _merged(instances: Sequence[Instance]) -> Instance:
    """The first, and what the others know beside it."""
    first, *others = instances
    added: dict[str, Any] = {}
    for name in _MERGED:
        known = {_key(one): one for one in getattr(first, name)}
        before = len(known)
        for other in others:
            for one in getattr(other, name):
                known.setdefault(_key(one), one)
        if len(known) > before:
            added[name] = tuple(known.values())
    return first.model_copy(update=added) if added else first


def _key(entity: Any) -> object:
    return entity.id if hasattr(entity, "id") else entity

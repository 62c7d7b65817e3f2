"""The state of the calendars from one publication to the next.

A calendar program recognises an event by its uid and believes the copy with the highest SEQUENCE; an event that merely
disappears stays on many phones. So each publication counts on from the one before, and keeps what it removed, marked
as cancelled, until every subscriber has surely looked.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from api.exports import wording
from api.exports.feeds.entries import Entry, entries
from api.exports.lookup import Lookup
from models.base import at, format_local
from models.instance import Instance
from models.plan import FeedEvent, Plan
from models.text import Language

KEPT = timedelta(days=14)
"""How long a removed event, and a past one of a cycle planned before, stays in its feeds."""


def publish(plan: Plan, instance: Instance, previous: Plan | None = None, *, language: Language = "fr") -> Plan:
    """The plan with the events of its calendars, counted on from the previous publication.

    Parameters
    ----------
    plan : Plan
        Its ``made_at`` is the moment of publication.
    previous : Plan, optional
        The plan published before, with its ``feed``. Its events outside this plan's weeks stay as they are for
        ``KEPT``; those inside are changed, or cancelled and kept as long.
    """
    before = {event.uid: event for event in previous.feed} if previous else {}
    current = [
        _event(entry, instance, plan.made_at, before.get(entry.uid), language)
        for entry in entries(Lookup(plan, instance), language)
    ]
    uids = {event.uid for event in current}
    left = _left_over(plan, [event for event in before.values() if event.uid not in uids])
    feed = sorted((*current, *left), key=lambda event: (event.start, event.uid))
    return plan.model_copy(update={"feed": tuple(feed)})


def _event(entry: Entry, instance: Instance, now: datetime, before: FeedEvent | None, language: Language) -> FeedEvent:
    event = FeedEvent(
        uid=entry.uid,
        feeds=entry.feeds,
        sequence=0,
        modified=now,
        digest=_digest(entry, instance, language),
        start=entry.start,
        end=entry.end,
        summary=entry.summary,
        description=entry.description,
        place=entry.place,
    )
    if before is None:
        return event
    if before.digest == event.digest and not before.cancelled:
        return before
    return event.model_copy(update=_next(before, now))


def _left_over(plan: Plan, events: list[FeedEvent]) -> Iterator[FeedEvent]:
    """What the publication before had and this plan has not: carried over, or cancelled, and in time forgotten."""
    first, after = at(plan.monday, 0), at(plan.monday + timedelta(weeks=plan.weeks), 0)
    for event in events:
        planned_anew = first <= event.start < after
        if planned_anew and not event.cancelled:
            yield event.model_copy(update={"cancelled": True, **_next(event, plan.made_at)})
        elif plan.made_at < max(event.modified, event.end) + KEPT:
            yield event


def _next(before: FeedEvent, now: datetime) -> dict[str, object]:
    """A later state of an event: both marks grow, even when two publications share a minute."""
    return {"sequence": before.sequence + 1, "modified": max(now, before.modified + timedelta(minutes=1))}


def _digest(entry: Entry, instance: Instance, language: Language) -> str:
    """SHA-256 of all that subscribers see of an event."""
    place = instance.places[entry.place]
    seen = (
        format_local(entry.start),
        format_local(entry.end),
        entry.summary,
        entry.description,
        wording.place_name(instance, entry.place, language),
        (place.lon, place.lat),
        entry.feeds,
    )
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()

"""The feeds of a published plan, one calendar each."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from api.exports import ride_hours, wording
from api.exports.feeds.calendar import calendar_bytes
from api.exports.feeds.names import (
    commune_feed,
    feed_file,
    is_public,
    person_feed,
    service_feed,
    stop_feed,
    vehicle_feed,
)
from api.exports.feeds.publication import KEPT
from models.base import at
from models.horizon import Horizon
from models.instance import Instance
from models.plan import FeedEvent, Plan
from models.text import Language, message

AHEAD = timedelta(weeks=8)
"""How far feeds look ahead; a plan that goes on longer is told to its end."""


def write_feeds(
    plan: Plan, instance: Instance, folder: Path, *, alarm_min: int | None = None, language: Language = "fr"
) -> tuple[Path, ...]:
    """Write every feed into a folder, made if it is missing; the files written, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in build_feeds(plan, instance, alarm_min=alarm_min, language=language).items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return tuple(written)


def build_feeds(
    plan: Plan, instance: Instance, *, alarm_min: int | None = None, language: Language = "fr"
) -> dict[str, bytes]:
    """One calendar per vehicle, person, commune, service and stop, those without events too: somebody may follow it.

    Parameters
    ----------
    plan : Plan
        A plan that ``publish`` has given its events.
    alarm_min : int, optional
        Minutes before each event at which the calendars of vehicles and people ring; without it they do not.

    Returns
    -------
    dict of str to bytes
        By file name, such as ``vehicle-M1.ics``; characters that file systems dislike are percent-encoded. Events
        that ended two weeks before the publication, and were not changed since, are no longer shown.
    """
    shown = _shown(plan)
    return {
        feed_file(feed): calendar_bytes(
            title,
            shown.get(feed, ()),
            instance,
            public=is_public(feed),
            alarm_min=None if is_public(feed) else alarm_min,
            language=language,
        )
        for feed, title in feed_titles(plan, instance, language).items()
    }


def build_feed(
    plan: Plan, instance: Instance, feed: str, *, alarm_min: int | None = None, language: Language = "fr"
) -> bytes:
    """One of the calendars, by the name of its feed (``feeds.names``), as ``build_feeds`` makes it; it may ring.

    Raises
    ------
    KeyError
        When the publication has no such feed.
    """
    title = feed_titles(plan, instance, language)[feed]
    events, public = _shown(plan).get(feed, ()), is_public(feed)
    return calendar_bytes(title, events, instance, public=public, alarm_min=alarm_min, language=language)


def feed_titles(plan: Plan, instance: Instance, language: Language) -> dict[str, str]:
    """What each feed is called, in order; a vehicle or person gone since the last publication keeps its feed."""
    titles = dict(_known(instance, language))
    gone = {feed for event in plan.feed for feed in event.feeds} - titles.keys()
    return titles | {feed: feed for feed in sorted(gone)}


def _shown(plan: Plan) -> dict[str, list[FeedEvent]]:
    """The events of each feed that has any, from two weeks ago to eight weeks ahead."""
    since, until = plan.made_at - KEPT, max(plan.made_at + AHEAD, at(Horizon(plan.monday, plan.weeks).end, 0))
    events: dict[str, list[FeedEvent]] = {}
    for event in plan.feed:
        if max(event.end, event.modified) > since and event.start < until:
            for feed in event.feeds:
                events.setdefault(feed, []).append(event)
    return events


def _known(instance: Instance, language: Language) -> Iterator[tuple[str, str]]:
    for vehicle in instance.vehicles:
        yield vehicle_feed(vehicle.id), message("{vehicle}: tours", vehicle=vehicle.name).text(language)
    for person in instance.people:
        yield person_feed(person.id), message("{person}: working days", person=person.name).text(language)
    for commune in instance.communes:
        yield commune_feed(commune.id), message("{commune}: itinerant services", commune=commune.name).text(language)
    for service in instance.services:
        yield service_feed(service.id), message("{service}: dates", service=service.name).text(language)
    for stop in ride_hours.served_stops(instance):
        name = wording.place_name(instance, stop.id, language)
        yield stop_feed(stop.id), message("{stop}: calls of the minibus", stop=name).text(language)

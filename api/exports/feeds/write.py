"""Writes the feeds of a published plan, one file each."""

from collections.abc import Iterator
from pathlib import Path

from api.exports.feeds.calendar import calendar_bytes
from api.exports.feeds.entries import commune_feed, feed_file, person_feed, vehicle_feed
from models.instance import Instance
from models.plan import Plan
from models.text import Language, message


def write_feeds(plan: Plan, instance: Instance, folder: Path, *, language: Language = "fr") -> tuple[Path, ...]:
    """One ``.ics`` file per vehicle, person and commune, those without events too: somebody may have subscribed.

    Parameters
    ----------
    plan : Plan
        A plan that ``publish`` has given its events.
    folder : Path
        Made if it is missing. Files are called after the feeds, such as ``vehicle-M1.ics``; characters that file
        systems dislike are percent-encoded.

    Returns
    -------
    tuple of Path
        The files written, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for feed, title in _titles(plan, instance, language).items():
        events = [event for event in plan.feed if feed in event.feeds]
        path = folder / feed_file(feed)
        path.write_bytes(calendar_bytes(title, events, instance, public=feed.startswith("commune-"), language=language))
        written.append(path)
    return tuple(written)


def _titles(plan: Plan, instance: Instance, language: Language) -> dict[str, str]:
    """What each feed is called, in order; a vehicle or person gone since the last publication keeps its feed."""
    titles = dict(_known(instance, language))
    gone = {feed for event in plan.feed for feed in event.feeds} - titles.keys()
    return titles | {feed: feed for feed in sorted(gone)}


def _known(instance: Instance, language: Language) -> Iterator[tuple[str, str]]:
    for vehicle in instance.vehicles:
        yield vehicle_feed(vehicle.id), message("{vehicle}: tours", vehicle=vehicle.name).text(language)
    for person in instance.people:
        yield person_feed(person.id), message("{person}: working days", person=person.name).text(language)
    for commune in instance.communes:
        yield commune_feed(commune.id), message("{commune}: itinerant services", commune=commune.name).text(language)

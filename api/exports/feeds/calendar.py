"""Writes one feed with the ``ics`` package, which by itself knows neither local times nor folding nor an order.

Local times go into each event's ``extra`` lines with their TZID; the serialiser below puts the calendar's own lines and
its VTIMEZONE first and the events in order; the text is folded at the end.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ics import Calendar, Event
from ics.grammar.parse import Container, ContentLine
from ics.parsers.icalendar_parser import CalendarParser
from ics.serializers.icalendar_serializer import CalendarSerializer
from ics.utils import escape_string

from api.exports import wording
from api.exports.feeds.entries import map_link
from api.exports.feeds.timezone import vtimezone
from models.instance import Instance
from models.plan import FeedEvent
from models.territory import Address
from models.text import Language, message

_FOLD_OCTETS = 75
_REFRESH = "PT1H"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class _FeedSerializer(CalendarSerializer):  # type: ignore[misc]
    """Called by the package in the order of the names: version, producer, then these, then nothing of its own."""

    def serialize_2names(calendar: "_Feed", container: Container) -> None:  # noqa: N805 - as the package calls it
        lines = {"NAME": calendar.title, "X-WR-CALNAME": calendar.title, "X-WR-TIMEZONE": calendar.zone}
        container.append(ContentLine("CALSCALE", value="GREGORIAN"))
        container.extend(ContentLine(name, value=escape_string(value)) for name, value in lines.items())
        container.append(ContentLine("REFRESH-INTERVAL", {"VALUE": ["DURATION"]}, _REFRESH))
        container.append(ContentLine("X-PUBLISHED-TTL", value=_REFRESH))
        container.append(vtimezone(calendar.zone))

    def serialize_event(calendar: "_Feed", container: Container) -> None:  # noqa: N805
        container.extend(event.serialize() for event in calendar.in_order)


class _Feed(Calendar):  # type: ignore[misc]
    class Meta:
        name = "VCALENDAR"
        parser = CalendarParser
        serializer = _FeedSerializer

    def __init__(self, title: str, zone: str, in_order: Sequence[Event]) -> None:
        super().__init__(creator="-//Halte//Halte//FR")
        self.title = title
        self.zone = zone
        self.in_order = in_order


def calendar_bytes(
    title: str,
    events: Sequence[FeedEvent],
    instance: Instance,
    *,
    public: bool,
    alarm_min: int | None = None,
    language: Language,
) -> bytes:
    """One feed as iCalendar text, UTF-8.

    Parameters
    ----------
    title : str
        What calendar programs call the feed.
    events : sequence of FeedEvent
        In the order they are written.
    public : bool
        Whether anybody may read it; if so its events do not block the readers' time.
    alarm_min : int, optional
        Minutes before each event at which the calendar rings.
    """
    zone = instance.territory.time_zone
    written = []
    for event in events:
        written.append(_event(event, instance, public=public, language=language))
        if alarm_min is not None and not event.cancelled:
            written[-1].extra.append(_alarm(alarm_min, written[-1].name))
    return _fold(_Feed(_clean(title), zone, written).serialize())


def _alarm(minutes: int, text: str) -> Container:
    return Container(
        "VALARM",
        ContentLine("ACTION", value="DISPLAY"),
        ContentLine("DESCRIPTION", value=escape_string(text)),
        ContentLine("TRIGGER", value=f"-PT{minutes}M"),
    )


def _event(event: FeedEvent, instance: Instance, *, public: bool, language: Language) -> Event:
    summary = _clean(event.summary)
    if event.cancelled:
        summary = message("Cancelled: {what}", what=summary).text(language)
    modified = event.modified.replace(tzinfo=instance.territory.zone)
    written = Event(
        name=summary,
        uid=event.uid,
        description=_clean(event.description),
        created=modified,  # written as DTSTAMP: without METHOD, the moment the event was last revised
        last_modified=modified,
        transparent=public or event.cancelled,
        status="CANCELLED" if event.cancelled else "CONFIRMED",
        classification="PUBLIC" if public else "PRIVATE",
    )
    place = instance.places.get(event.place) if event.place else None
    if place is not None:
        written.location = _clean(wording.place_name(instance, place.id, language))
        if not isinstance(place, Address):
            written.location += f" ({place.lat:.5f}, {place.lon:.5f})"
            written.geo = (place.lat, place.lon)
            written.url = map_link(place)
    zone = {"TZID": [instance.territory.time_zone]}
    end = max(event.end, event.start + timedelta(minutes=1))
    written.extra.append(ContentLine("DTSTART", zone, _local(event.start)))
    written.extra.append(ContentLine("DTEND", zone, _local(end)))
    written.extra.append(ContentLine("SEQUENCE", value=str(event.sequence)))
    return written


def _local(when: datetime) -> str:
    return when.strftime("%Y%m%dT%H%M%S")


def _clean(text: str) -> str:
    """Text with line feeds as its only control characters: iCalendar can escape no other."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def _fold(text: str) -> bytes:
    """Lines of 75 octets at most, ended by CRLF, no character cut in two (RFC 5545, section 3.1)."""
    folded = bytearray()
    for line in text.split("\r\n"):
        room = _FOLD_OCTETS
        for character in line:
            octets = character.encode()
            if len(octets) > room:
                folded += b"\r\n "
                room = _FOLD_OCTETS - 1
            folded += octets
            room -= len(octets)
        folded += b"\r\n"
    return bytes(folded)

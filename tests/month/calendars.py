"""What a subscriber sees: the feeds of each publication, read back and held against those before."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar

KEPT = timedelta(days=14)


@dataclass(frozen=True)
class Seen:
    """An event as it was last read."""

    sequence: int
    stamp: datetime
    end: datetime
    cancelled: bool
    content: tuple[str, ...]


@dataclass
class Calendars:
    """A folder of feeds that somebody has subscribed to from the first publication on."""

    folder: Path
    feeds: dict[str, dict[str, Seen]] = field(default_factory=dict)
    events_read: int = 0
    _bytes: dict[str, bytes] = field(default_factory=dict)

    def read(self, now: datetime) -> None:
        """Read what has changed, as of a moment of publication.

        Raises
        ------
        AssertionError
            When a feed or an event disappeared, or changed without its SEQUENCE growing.
        """
        files = {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.ics"))}
        assert self.feeds.keys() <= files.keys(), f"feeds are gone: {sorted(self.feeds.keys() - files.keys())}"
        for name, text in files.items():
            if self._bytes.get(name) != text:
                found = _events(text)
                self.events_read += len(found)
                _compare(name, self.feeds.get(name, {}), found, now)
                self.feeds[name] = found
                self._bytes[name] = text

    def uids(self, prefix: str) -> set[str]:
        """UIDs of the events of a kind that stand."""
        standing = {uid for feed in self.feeds.values() for uid, seen in feed.items() if not seen.cancelled}
        return {uid for uid in standing if uid.startswith(prefix)}


def _events(text: bytes) -> dict[str, Seen]:
    calendar = icalendar.Calendar.from_ical(text)
    found: dict[str, Seen] = {}
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        assert uid not in found, f"{uid} stands twice"
        parts = ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "GEO", "URL")
        content = tuple(_text(event[part]) if part in event else "" for part in parts)
        start, end = _moment(event.decoded("DTSTART")), _moment(event.decoded("DTEND"))
        found[uid] = Seen(
            sequence=int(_text(event["SEQUENCE"])),
            stamp=_moment(event.decoded("LAST-MODIFIED" if "LAST-MODIFIED" in event else "DTSTAMP")),
            end=end,
            cancelled=str(event.get("STATUS", "")) == "CANCELLED",
            content=(*content, start.isoformat(), end.isoformat()),
        )
    return found


def _text(value: Any) -> str:
    text = value.to_ical()
    return text if isinstance(text, str) else text.decode()


def _moment(value: date) -> datetime:
    when = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return when.replace(tzinfo=None)


def _compare(name: str, before: dict[str, Seen], now: dict[str, Seen], published: datetime) -> None:
    for uid, old in before.items():
        new = now.get(uid)
        if new is None:
            # Stamps are in UTC, an hour or two off.
            assert published + timedelta(hours=3) >= max(old.stamp, old.end) + KEPT, f"{uid} disappeared from {name}"
            continue
        assert new.sequence >= old.sequence, f"the SEQUENCE of {uid} shrank"
        if new.content != old.content:
            assert new.sequence > old.sequence, f"{uid} changed and its SEQUENCE did not grow"
            assert new.stamp > old.stamp, f"{uid} changed and its stamp did not"
        else:
            assert new == old, f"{uid} was counted on although nothing changed"

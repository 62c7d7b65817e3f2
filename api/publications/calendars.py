"""The state of a territory's calendars: what every event said last, and how often it was changed.

It names who works, so that it is sealed; only the last state is kept.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.store.sealing import Seal
from api.store.tables import CalendarsRow, TerritoryRow
from models.plan import FeedEvent

_EVENTS = TypeAdapter(tuple[FeedEvent, ...])


def read_events(session: Session, seal: Seal, territory: TerritoryRow) -> tuple[FeedEvent, ...]:
    """The events as they were last published; none before the first publication."""
    row = session.get(CalendarsRow, territory.id)
    if row is None:
        return ()
    return _EVENTS.validate_json(zlib.decompress(seal.open_bytes(row.sealed, _owner(territory))))


def write_events(
    session: Session, seal: Seal, territory: TerritoryRow, events: tuple[FeedEvent, ...], moment: datetime
) -> None:
    """Keep the events for the next publication."""
    sealed = seal.close_bytes(zlib.compress(_EVENTS.dump_json(events)), _owner(territory))
    row = session.get(CalendarsRow, territory.id)
    if row is None:
        session.add(CalendarsRow(territory_id=territory.id, sealed=sealed, changed_at=moment))
    else:
        row.sealed, row.changed_at = sealed, moment
    session.flush()


def changed_feeds(before: Iterable[FeedEvent], after: Iterable[FeedEvent]) -> frozenset[str]:
    """Names of the feeds that do not show the same events in both."""
    old, new = ({event.uid: event for event in events} for events in (before, after))
    differing = {uid for uid in old.keys() | new.keys() if old.get(uid) != new.get(uid)}
    return frozenset(
        feed for uid in differing for event in (old.get(uid), new.get(uid)) if event is not None for feed in event.feeds
    )


def _owner(territory: TerritoryRow) -> str:
    return f"{territory.id}/calendars"

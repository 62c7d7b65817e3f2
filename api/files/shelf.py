"""Published files at hand: calendar programs ask again and again, mostly for what they have already.

A file stays at hand as long as this process writes nothing and, since other processes may, for a second at most. So
a change is seen at once where it was made and a second later elsewhere, and an unchanged file costs no query.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.feeds.tokens import feed_of
from api.files.rendering import calendar_path
from api.files.replacing import body_of
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import FeedTokenRow, OrganisationRow, PublishedFileRow, TerritoryRow

FRESH_S = 1.0
MOST_BYTES = 64 * 1024 * 1024
MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """A file that anybody may read, by the names its address has."""

    organisation: str
    territory: str
    path: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A calendar by the hash of its secret."""

    token_hash: bytes


Key = Named | Secret


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file as it is sent."""

    body: bytes
    etag: str
    media_type: str
    changed_at: datetime


@dataclass(slots=True)
class _Entry:
    file: Shelved | None
    commits: int
    until: float


class Shelf:
    """Files at hand of one process; safe to use from several threads."""

    def __init__(self, store: Store, seal: Seal) -> None:
        self._store, self._seal = store, seal
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def at_hand(self, key: Key) -> tuple[bool, Shelved | None]:
        """Whether it is known, without asking the database, what lies there; and that."""
        entry = self._entries.get(key)
        if entry is None or entry.commits != self._store.commits or entry.until < time.monotonic():
            return False, None
        return True, entry.file

    def fetch(self, key: Key) -> Shelved | None:
        """What lies there, from the database; a file that did not change is not read again."""
        commits, until = self._store.commits, time.monotonic() + FRESH_S
        known = self._entries.get(key)
        with self._store.reading() as session:
            file = self._read(session, key, known.file if known is not None else None)
        self._keep(key, _Entry(file, commits, until))
        return file

    def _read(self, session: Session, key: Key, known: Shelved | None) -> Shelved | None:
        found = _named(session, key) if isinstance(key, Named) else _secret(session, key)
        if found is None:
            return None
        territory_id, path = found
        marks = session.execute(
            select(PublishedFileRow.etag, PublishedFileRow.audience).where(
                PublishedFileRow.territory_id == territory_id, PublishedFileRow.path == path
            )
        ).one_or_none()
        if marks is None or (isinstance(key, Named) and marks.audience != "public"):
            return None
        if known is not None and known.etag == marks.etag:
            return known
        row = session.get_one(PublishedFileRow, (territory_id, path))
        return Shelved(body_of(self._seal, row), row.etag, row.media_type, row.changed_at)

    def _keep(self, key: Key, entry: _Entry) -> None:
        with self._lock:
            self._bytes -= _size(self._entries.pop(key, None))
            self._entries[key] = entry
            self._bytes += _size(entry)
            while self._bytes > MOST_BYTES or len(self._entries) > MOST_FILES:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(entry: _Entry | None) -> int:
    return len(entry.file.body) if entry is not None and entry.file is not None else 0


def _named(session: Session, key: Named) -> tuple[str, str] | None:
    territory = session.scalar(
        select(TerritoryRow.id)
        .join(OrganisationRow, OrganisationRow.id == TerritoryRow.organisation_id)
        .where(OrganisationRow.slug == key.organisation, TerritoryRow.slug == key.territory)
    )
    return None if territory is None else (territory, key.path)


def _secret(session: Session, key: Secret) -> tuple[str, str] | None:
    row = session.scalar(select(FeedTokenRow).where(FeedTokenRow.token_hash == key.token_hash))
    if row is None or row.revoked_at is not None:
        return None
    return row.territory_id, calendar_path(feed_of(row))

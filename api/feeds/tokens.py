"""Secret addresses of calendars: given out once, kept as hashes, ended for good."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access.secrets import hash_secret, new_secret
from api.deps import Page
from api.exports.feeds.names import person_feed, vehicle_feed
from api.owned import of_territory
from api.problems import not_found
from api.store.tables import EntityRow, FeedTokenRow, TerritoryRow

TokenKind = Literal["vehicle", "person"]
_ENTITIES: dict[str, str] = {"vehicle": "vehicles", "person": "people"}


class FeedTokens:
    """Secret addresses of one territory."""

    def __init__(self, session: Session, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory

    def rows(self, page: Page) -> tuple[list[FeedTokenRow], str | None]:
        """A part of the addresses given out, without their secrets."""
        query = select(FeedTokenRow).where(FeedTokenRow.territory_id == self._territory.id)
        rows = self._session.scalars(page.select(query, FeedTokenRow.id)).all()
        return page.cut(rows, lambda row: row.id)

    def row(self, id_: str) -> FeedTokenRow:
        """One of them.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, FeedTokenRow, id_, self._territory)

    def make(self, kind: TokenKind, subject: str) -> tuple[FeedTokenRow, str]:
        """A new address of a vehicle's or person's calendar, and its secret.

        Raises
        ------
        Problem
            404 when the territory has no such vehicle or person.
        """
        if self._session.get(EntityRow, (self._territory.id, _ENTITIES[kind], subject)) is None:
            raise not_found()
        secret = new_secret()
        row = FeedTokenRow(
            organisation_id=self._territory.organisation_id,
            territory_id=self._territory.id,
            kind=kind,
            subject=subject,
            token_hash=hash_secret(secret),
        )
        self._session.add(row)
        self._session.flush()
        return row, secret


def feed_of(row: FeedTokenRow) -> str:
    """Name of the feed an address leads to."""
    return vehicle_feed(row.subject) if row.kind == "vehicle" else person_feed(row.subject)

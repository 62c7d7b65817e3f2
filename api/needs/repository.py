"""Rows of needs of one territory."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.store.sealing import Seal
from api.store.tables import NeedRow, TerritoryRow


class Needs:
    """What residents of a territory said is missing."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._seal, self._territory = session, seal, territory

    def page(self, page: Page, commune: str | None, answered: bool | None) -> tuple[list[NeedRow], str | None]:
        """A part of them, the newest first, of one commune or all, answered or not."""
        query = select(NeedRow).where(NeedRow.territory_id == self._territory.id)
        if commune is not None:
            query = query.where(NeedRow.commune == commune)
        if answered is not None:
            query = query.where(NeedRow.answered_at.is_not(None) if answered else NeedRow.answered_at.is_(None))
        rows = self._session.scalars(page.select(query, NeedRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def need(self, id_: str) -> NeedRow:
        """One of them.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, NeedRow, id_, self._territory)

    def by_commune(self) -> list[tuple[str, int, int, datetime]]:
        """Commune, needs that wait, needs answered, and the latest, the most waiting first."""
        total, answered = func.count(), func.count(NeedRow.answered_at)
        query = (
            select(NeedRow.commune, total - answered, answered, func.max(NeedRow.made_at))
            .where(NeedRow.territory_id == self._territory.id)
            .group_by(NeedRow.commune)
            .order_by((total - answered).desc(), NeedRow.commune)
        )
        return [(commune, waiting, done, latest) for commune, waiting, done, latest in self._session.execute(query)]

    def contact(self, row: NeedRow) -> str | None:
        """What the resident left to be reached by."""
        if row.sealed is None:
            return None
        found: str | None = self._seal.open(row.sealed, owner_of(row.id)).get("contact")
        return found


def owner_of(id_: str) -> str:
    """What a need's contact is sealed to; it holds ``{"contact": ...}``."""
    return f"need/{id_}"

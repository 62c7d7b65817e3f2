"""Rows of plans and snapshots, bound to a territory."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.store.tables import InstanceRow, PlanRow, TerritoryRow


class Plans:
    """The plans and snapshots of one territory."""

    def __init__(self, session: Session, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory

    def plan(self, id_: str) -> PlanRow:
        """One plan.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, PlanRow, id_, self._territory)

    def plans(self, page: Page, monday: date | None, origin: str | None) -> tuple[list[PlanRow], str | None]:
        """A part of the plans, the newest first."""
        query = select(PlanRow).where(PlanRow.territory_id == self._territory.id)
        if monday is not None:
            query = query.where(PlanRow.monday == monday)
        if origin is not None:
            query = query.where(PlanRow.origin == origin)
        rows = self._session.scalars(page.select(query, PlanRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def instance(self, id_: str) -> InstanceRow:
        """One snapshot.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, InstanceRow, id_, self._territory)

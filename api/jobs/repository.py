"""Rows of jobs, bound to a territory."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.jobs.schemas import State
from api.owned import of_territory
from api.store.tables import JobRow, TerritoryRow


class Jobs:
    """The jobs of one territory."""

    def __init__(self, session: Session, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory

    def job(self, id_: str) -> JobRow:
        """One job.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, JobRow, id_, self._territory)

    def jobs(self, page: Page, kind: str | None, state: State | None) -> tuple[list[JobRow], str | None]:
        """A part of the jobs, the newest first."""
        query = select(JobRow).where(JobRow.territory_id == self._territory.id)
        if kind is not None:
            query = query.where(JobRow.kind == kind)
        if state is not None:
            query = query.where(JobRow.state == state)
        rows = self._session.scalars(page.select(query, JobRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

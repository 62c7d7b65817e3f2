"""Rows of publications, bound to a territory of the caller's organisation."""

from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.problems import not_found
from api.store.tables import InstanceRow, PlanRow, PublicationRow, TerritoryRow

LONGEST = timedelta(weeks=4)
"""How long a plan is at most."""


class Publications:
    """Publications of one territory."""

    def __init__(self, session: Session, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory

    def hold(self) -> None:
        """Let nobody else publish for the territory until the transaction ends."""
        self._session.execute(select(TerritoryRow.id).where(TerritoryRow.id == self._territory.id).with_for_update())

    def row(self, id_: str) -> PublicationRow:
        """One publication.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, PublicationRow, id_, self._territory)

    def rows(self, page: Page, monday: date | None) -> tuple[list[PublicationRow], str | None]:
        """A part of the publications, the newest first; of one week when its Monday is given."""
        query = select(PublicationRow).where(PublicationRow.territory_id == self._territory.id)
        if monday is not None:
            query = query.where(PublicationRow.monday == monday)
        rows = self._session.scalars(page.select(query, PublicationRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def plan_row(self, id_: str) -> PlanRow:
        """A plan of the territory that its job ended with.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        row = of_territory(self._session, PlanRow, id_, self._territory)
        if not row.final:
            raise not_found()
        return row

    def plan_and_snapshot(self, row: PublicationRow) -> tuple[PlanRow, InstanceRow]:
        """The plan that was published, and what it was made from."""
        plan = self._session.get_one(PlanRow, row.plan_id)
        return plan, self._session.get_one(InstanceRow, plan.instance_id)

    def current(self, monday: date) -> PublicationRow | None:
        """What is in force for the weeks that begin on a Monday."""
        query = self._in_force().where(PublicationRow.monday == monday)
        newest = query.order_by(PublicationRow.major.desc(), PublicationRow.minor.desc()).limit(1)
        return self._session.scalar(newest)

    def in_force(self, since: date) -> list[PublicationRow]:
        """What is in force of weeks that end after a day, by Monday."""
        query = self._in_force().where(PublicationRow.monday > since - LONGEST)
        rows = self._session.scalars(
            query.order_by(PublicationRow.monday, PublicationRow.major, PublicationRow.minor)
        ).all()
        latest = {row.monday: row for row in rows}
        return [row for row in latest.values() if self._end(row) > since]

    def overlapping(self, monday: date, weeks: int) -> list[PublicationRow]:
        """What is in force on days of a plan, but begins on another Monday."""
        end = monday + timedelta(weeks=weeks)
        return [row for row in self.in_force(monday) if row.monday != monday and row.monday < end]

    def before(self, monday: date) -> PublicationRow | None:
        """What is in force of the weeks before a Monday, the latest of it."""
        query = self._in_force().where(PublicationRow.monday < monday)
        newest = (PublicationRow.monday.desc(), PublicationRow.major.desc(), PublicationRow.minor.desc())
        return self._session.scalar(query.order_by(*newest).limit(1))

    def next_number(self, monday: date, major: int | None = None) -> tuple[int, int]:
        """The number of the next version, of a major one when it is named; withdrawn ones keep theirs."""
        numbers = select(func.max(PublicationRow.major if major is None else PublicationRow.minor)).where(
            PublicationRow.territory_id == self._territory.id, PublicationRow.monday == monday
        )
        if major is None:
            return (self._session.scalar(numbers) or 0) + 1, 0
        return major, (self._session.scalar(numbers.where(PublicationRow.major == major)) or 0) + 1

    def _in_force(self) -> Select[PublicationRow]:
        return select(PublicationRow).where(
            PublicationRow.territory_id == self._territory.id, PublicationRow.withdrawn_at.is_(None)
        )

    def _end(self, row: PublicationRow) -> date:
        weeks: int = self._session.scalars(select(PlanRow.weeks).where(PlanRow.id == row.plan_id)).one()
        return row.monday + timedelta(weeks=weeks)


def version_text(row: PublicationRow) -> str:
    """``2.1``."""
    return f"{row.major}.{row.minor}"

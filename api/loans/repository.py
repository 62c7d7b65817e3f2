"""Rows of loans, of the lender's territory or to the borrower."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.store.tables import LoanRow, OrganisationRow, TerritoryRow


class Loans:
    """Loans as one organisation sees them."""

    def __init__(self, session: Session, organisation_id: str) -> None:
        self._session, self._organisation_id = session, organisation_id

    def given(self, territory: TerritoryRow, page: Page) -> tuple[list[LoanRow], str | None]:
        """A part of what a territory lent, the newest first."""
        query = select(LoanRow).where(LoanRow.territory_id == territory.id)
        rows = self._session.scalars(page.select(query, LoanRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def taken(self, page: Page) -> tuple[list[LoanRow], str | None]:
        """A part of what was lent to the organisation and not ended, the newest first."""
        query = select(LoanRow).where(LoanRow.borrower_id == self._organisation_id, LoanRow.ended_at.is_(None))
        rows = self._session.scalars(page.select(query, LoanRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def loan(self, territory: TerritoryRow, id_: str) -> LoanRow:
        """One loan of a territory.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, LoanRow, id_, territory)

    def is_lent(self, territory: TerritoryRow, kind: str, item: str, first: date, last: date) -> bool:
        """Whether a thing is lent on one of the days."""
        query = select(LoanRow.id).where(
            LoanRow.territory_id == territory.id,
            LoanRow.kind == kind,
            LoanRow.entity_id == item,
            LoanRow.ended_at.is_(None),
            LoanRow.first <= last,
            LoanRow.last >= first,
        )
        return self._session.scalar(query.limit(1)) is not None

    def borrower(self, slug: str) -> OrganisationRow | None:
        """The other organisation of that id."""
        query = select(OrganisationRow).where(OrganisationRow.slug == slug, OrganisationRow.id != self._organisation_id)
        return self._session.scalar(query)

    def slug_of(self, organisation_id: str) -> str:
        """The id, in addresses, of a borrower."""
        return self._session.get_one(OrganisationRow, organisation_id).slug

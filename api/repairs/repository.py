"""Rows of price lists, bound to a territory."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.store.tables import PriceListRow, TerritoryRow


class PriceLists:
    """The price lists of one territory."""

    def __init__(self, session: Session, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory

    def row(self, id_: str) -> PriceListRow:
        """One price list.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, PriceListRow, id_, self._territory)

    def rows(self, page: Page) -> tuple[list[PriceListRow], str | None]:
        """A part of the price lists, the newest first."""
        query = select(PriceListRow).where(PriceListRow.territory_id == self._territory.id)
        rows = self._session.scalars(page.select(query, PriceListRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

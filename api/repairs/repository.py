"""Rows of price lists, bound to a territory."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.problems import not_found
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
        row = self._session.get(PriceListRow, id_)
        if row is None or row.territory_id != self._territory.id:
            raise not_found()
        return row

    def rows(self, page: Page) -> tuple[list[PriceListRow], str | None]:
        """A part of the price lists, the newest first."""
        query = select(PriceListRow).where(PriceListRow.territory_id == self._territory.id)
        rows = self._session.scalars(page.select(query, PriceListRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

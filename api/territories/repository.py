"""Rows of territories, bound to an organisation."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.deps import Page
from api.store.sealing import Seal
from api.store.tables import AccountRow, TerritoryRow
from api.territories.entities import Entities
from api.territories.folders import backgrounds_of
from api.territories.schemas import FileOut, TerritoryOut


class Territories:
    """The territories of one organisation."""

    def __init__(self, session: Session, seal: Seal, organisation_id: str) -> None:
        self._session, self._seal, self._organisation_id = session, seal, organisation_id

    def page(self, page: Page) -> tuple[list[TerritoryRow], str | None]:
        """A part of them, by id."""
        query = select(TerritoryRow).where(TerritoryRow.organisation_id == self._organisation_id)
        return page.cut(self._session.scalars(page.select(query, TerritoryRow.slug)).all(), lambda row: row.slug)

    def is_taken(self, slug: str) -> bool:
        """Whether there is one of that id."""
        query = select(TerritoryRow.id).where(
            TerritoryRow.organisation_id == self._organisation_id, TerritoryRow.slug == slug
        )
        return self._session.scalar(query) is not None

    def remove(self, row: TerritoryRow) -> None:
        """Take a territory away with all that hangs on it; accounts of it stay, without it."""
        self._session.execute(
            update(AccountRow).where(AccountRow.territory_id == row.id).values(territory_id=None, person=None)
        )
        self._session.delete(row)
        self._session.flush()

    def told(self, row: TerritoryRow) -> TerritoryOut:
        """A territory as it is told."""
        size = self._session.scalar(select(func.length(TerritoryRow.extract)).where(TerritoryRow.id == row.id))
        outlines = backgrounds_of(row)
        return TerritoryOut(
            **row.body,
            id=row.slug,
            version=row.version,
            made_at=row.made_at,
            counts=Entities(self._session, self._seal, row).counts(),
            roads=FileOut(name=row.extract_name, size=size) if row.extract_name and size else None,
            outlines=[name for name in ("communes", "roads") if getattr(outlines, name) is not None],
        )

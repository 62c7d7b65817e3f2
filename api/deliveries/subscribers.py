"""Who is told of changes, and where: people who work, and communes; addresses are sealed."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Page
from api.owned import of_territory
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import SubscriberRow, TerritoryRow


class Subscribers:
    """Subscribers of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._seal, self._territory = session, seal, territory

    def row(self, id_: str) -> SubscriberRow:
        """One subscriber.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, SubscriberRow, id_, self._territory)

    def rows(self, page: Page) -> tuple[list[SubscriberRow], str | None]:
        """A part of the subscribers."""
        query = select(SubscriberRow).where(SubscriberRow.territory_id == self._territory.id)
        rows = self._session.scalars(page.select(query, SubscriberRow.id)).all()
        return page.cut(rows, lambda row: row.id)

    def add(self, kind: str, subject: str, email: str) -> SubscriberRow:
        """A new subscriber."""
        id_ = new_id()
        row = SubscriberRow(
            id=id_,
            organisation_id=self._territory.organisation_id,
            territory_id=self._territory.id,
            kind=kind,
            subject=subject,
            sealed=self._seal.close({"email": email}, _owner(id_)),
        )
        self._session.add(row)
        self._session.flush()
        return row

    def change(self, row: SubscriberRow, email: str) -> None:
        """Another address of the same subscriber."""
        row.sealed = self._seal.close({"email": email}, _owner(row.id))
        row.version += 1
        self._session.flush()

    def address(self, row: SubscriberRow) -> str:
        """The mail address."""
        return str(self._seal.open(row.sealed, _owner(row.id))["email"])

    def addresses(self, kind: str, subject: str) -> Iterator[str]:
        """Where somebody is told."""
        query = select(SubscriberRow).where(
            SubscriberRow.territory_id == self._territory.id,
            SubscriberRow.kind == kind,
            SubscriberRow.subject == subject,
        )
        for row in self._session.scalars(query.order_by(SubscriberRow.id)):
            yield self.address(row)


def _owner(id_: str) -> str:
    return f"subscriber/{id_}"

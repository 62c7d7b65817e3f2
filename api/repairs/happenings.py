"""What happened within a published week: events, sealed, since they tell of people."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import Principal
from api.deps import Page
from api.owned import of_territory
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import HappeningRow, TerritoryRow
from models.events import Event

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class Happenings:
    """The happenings of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._seal, self._territory = session, seal, territory

    def add(self, event: Event, principal: Principal) -> HappeningRow:
        """Note an event."""
        id_ = new_id()
        row = HappeningRow(
            id=id_,
            organisation_id=self._territory.organisation_id,
            territory_id=self._territory.id,
            sealed=self._seal.close(event.model_dump(mode="json"), _owner(id_)),
            made_by=principal.actor,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def row(self, id_: str) -> HappeningRow:
        """One happening.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, HappeningRow, id_, self._territory)

    def rows(self, page: Page) -> tuple[list[HappeningRow], str | None]:
        """A part of the happenings, the newest first."""
        query = select(HappeningRow).where(HappeningRow.territory_id == self._territory.id)
        rows = self._session.scalars(page.select(query, HappeningRow.id, newest_first=True)).all()
        return page.cut(rows, lambda row: row.id)

    def event(self, row: HappeningRow) -> Event:
        """What happened."""
        return _EVENT.validate_python(self._seal.open(row.sealed, _owner(row.id)))


def events_of(session: Session, seal: Seal, territory: TerritoryRow, ids: Sequence[str]) -> tuple[Event, ...]:
    """Events by their ids.

    Raises
    ------
    Problem
        404 when one is not there.
    """
    happenings = Happenings(session, seal, territory)
    return tuple(happenings.event(happenings.row(id_)) for id_ in ids)


def _owner(id_: str) -> str:
    return f"happening/{id_}"

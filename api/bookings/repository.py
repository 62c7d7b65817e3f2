"""Rows of bookings, bound to a territory of an organisation, beside the rides that plans are made with."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from api.bookings.dates import first_day, last_day
from api.owned import of_territory
from api.store.ids import new_id
from api.store.sealing import Seal
from api.store.tables import BookingRow, EntityRow, PassengerRow, TerritoryRow
from api.territories.entities import Entities
from models.rides import RideRequest

OPEN = ("asked", "confirmed")
PREFIX = "b-"
CHUNK = 200
KEPT = timedelta(weeks=8)
"""How long rides that are past stay among those that plans are made with."""


class Bookings:
    """The bookings of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._session, self._territory = session, territory
        self._entities = Entities(session, seal, territory)

    def row(self, id_: str) -> BookingRow:
        """One booking.

        Raises
        ------
        Problem
            404 when the territory has none of that id.
        """
        return of_territory(self._session, BookingRow, id_, self._territory)

    def rows(
        self,
        after: str | None,
        *,
        states: Collection[str] = (),
        passenger: str | None = None,
        day: date | None = None,
    ) -> Iterator[BookingRow]:
        """Rows after an id, in order of their ids: of some states, of a passenger, of those that may be on a day."""
        query = select(BookingRow).where(BookingRow.territory_id == self._territory.id)
        if states:
            query = query.where(BookingRow.state.in_(states))
        if passenger is not None:
            query = query.where(BookingRow.passenger_id == passenger)
        if day is not None:
            query = query.where(or_(BookingRow.first.is_(None), BookingRow.first <= day))
            query = query.where(or_(BookingRow.last.is_(None), BookingRow.last >= day))
        while True:
            part = query if after is None else query.where(BookingRow.id > after)
            rows = self._session.scalars(part.order_by(BookingRow.id).limit(CHUNK)).all()
            yield from rows
            if len(rows) < CHUNK:
                return
            after = rows[-1].id

    def add(self, request: RideRequest, passenger: PassengerRow, actor: str, today: date) -> BookingRow:
        """A new booking of a request (whose id is made here), and the ride it asks for."""
        id_ = new_id()
        row = BookingRow(
            id=id_,
            organisation_id=self._territory.organisation_id,
            territory_id=self._territory.id,
            passenger_id=passenger.id,
            ride=f"{PREFIX}{id_}",
            state="asked",
            version=0,
            made_by=actor,
        )
        self._session.add(row)
        self.write(row, request.model_copy(update={"id": row.ride}), today)
        return row

    def write(self, row: BookingRow, request: RideRequest, today: date) -> None:
        """Keep what a booking asks for, in its row and in the ride that plans are made with; the version grows."""
        row.request = request.model_dump(mode="json")
        row.first, row.last = first_day(request), last_day(request)
        row.version += 1
        if row.state != "cancelled":
            self._entities.put("rides", row.ride, row.request)
        elif entity := self._entities.row("rides", row.ride):
            self._entities.remove(entity)
        passenger = self._session.get(PassengerRow, row.passenger_id) if row.passenger_id else None
        if passenger is not None:
            coming = row.last if row.last is not None and row.state in OPEN else today
            passenger.last_ride = max(passenger.last_ride or date.min, coming)
        self._session.flush()

    def promise(self, request: RideRequest) -> None:
        """Keep what a ride is promised, wherever it came from."""
        promises = request.model_dump(mode="json")["promises"]
        if (entity := self._entities.row("rides", request.id)) is not None:
            self._entities.put("rides", request.id, {**self._entities.body(entity), "promises": promises})
        query = select(BookingRow).where(BookingRow.territory_id == self._territory.id, BookingRow.ride == request.id)
        for row in self._session.scalars(query).all():
            row.request = {**row.request, "promises": promises}
            row.version += 1
        self._session.flush()


def put_away(session: Session, today: date) -> None:
    """Take rides long past from those that plans are made with; their bookings stay."""
    over = select(BookingRow.ride).where(
        BookingRow.territory_id == EntityRow.territory_id, BookingRow.last < today - KEPT
    )
    session.execute(delete(EntityRow).where(EntityRow.kind == "rides", EntityRow.id.in_(over)))

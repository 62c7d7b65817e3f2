"""All that is known of one passenger."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.passengers.schemas import ExportOut, KnownBooking, KnownRide, PassengerOut
from api.store.tables import BookingRow, PlanRow, PublicationRow, TerritoryRow
from models.plan import Plan


def export_passenger(session: Session, passenger: PassengerOut) -> ExportOut:
    """Everything kept of a passenger: who they are, what they booked, and the rides that were published for them."""
    query = select(BookingRow).where(BookingRow.passenger_id == passenger.id).order_by(BookingRow.id)
    rows = session.scalars(query).all()
    slugs = {id_: session.get_one(TerritoryRow, id_).slug for id_ in {row.territory_id for row in rows}}
    bookings = [
        KnownBooking(
            id=row.id, territory=slugs[row.territory_id], state=row.state, made_at=row.made_at, request=row.request
        )
        for row in rows
    ]
    rides = [ride for id_, slug in slugs.items() for ride in _rides(session, id_, slug, {row.ride for row in rows})]
    return ExportOut(passenger=passenger, bookings=bookings, rides=rides)


def _rides(session: Session, territory_id: str, slug: str, requests: set[str]) -> Iterator[KnownRide]:
    """Rides of the last version of each week, in order of time."""
    query = (
        select(PublicationRow.monday, PlanRow.body)
        .join(PlanRow, PlanRow.id == PublicationRow.plan_id)
        .where(PublicationRow.territory_id == territory_id)
        .order_by(PublicationRow.monday, PublicationRow.major, PublicationRow.minor)
    )
    last = {monday: body for monday, body in session.execute(query)}  # noqa: C416 - rows are no pairs to dict
    for body in last.values():
        for ride in Plan.model_validate_json(body).rides:
            if ride.request in requests:
                yield KnownRide(
                    territory=slug,
                    **ride.model_dump(include={"item", "leg", "pickup", "dropoff", "boarding_start", "alighting_end"}),
                )

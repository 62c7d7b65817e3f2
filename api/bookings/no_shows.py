"""Nobody was there: the ride was driven and carried nobody."""

from fastapi import Response
from sqlalchemy.orm import Session

from api import audit
from api.bookings.confirming import open_request
from api.bookings.office import Office
from api.bookings.schemas import BookingOut, NoShowIn, RideOut
from api.deps import Match, tag
from api.problems import conflict
from api.store.tables import OutcomeRow, TerritoryRow
from models.record import Outcome
from models.text import message


def record_no_show(
    office: Office, session: Session, booking: str, body: NoShowIn, match: Match, response: Response
) -> BookingOut:
    """Record that nobody came to a published ride; a booking of one day is over with it.

    Raises
    ------
    Problem
        409 when no ride of the booking was due.
    """
    territory = office.territory(session)
    bookings = office.bookings(session, territory)
    row = bookings.row(booking)
    match.check(row.version)
    request, now = open_request(row), office.now(territory)
    showing = office.showing(session, territory)
    due = [ride for ride in showing.booking(row).rides if ride.boarding_start <= now]
    due = [ride for ride in due if body.date in (None, ride.boarding_start.date())]
    if not due:
        raise conflict("not-due", message("no ride of this booking was due yet"))
    last = max(ride.boarding_start.date() for ride in due)
    for ride in due:
        if ride.boarding_start.date() == last:
            _write(session, territory, ride, office.principal.actor)
    if request.date is not None:
        row.state = "no_show"
    bookings.write(row, request, now.date())
    audit.record(session, office.principal, "booking.no-show", row.id, date=last.isoformat())
    tag(response, row.version)
    return showing.booking(row)


def _write(session: Session, territory: TerritoryRow, ride: RideOut, actor: str) -> None:
    day = ride.boarding_start.date()
    outcome = Outcome(item=ride.item, leg=ride.leg, date=day, delivered=True, attended=0)
    row = session.get(OutcomeRow, (territory.id, ride.item, ride.leg))
    if row is None:
        row = OutcomeRow(territory_id=territory.id, item=ride.item, leg=ride.leg, version=0)
        session.add(row)
    row.day, row.body, row.made_by = day, outcome.model_dump(mode="json"), actor
    row.version += 1

"""Confirming a booking: an offer taken into the published week, or a ride promised to the next plan.

The search and the checker run outside of any transaction; then, under the territory's lock, the version they were made
for must still be in force. Whoever was overtaken searches anew: the offer may stand in the new version too.
"""

from datetime import datetime

from fastapi import Response
from sqlalchemy.orm import Session

from api import audit
from api.bookings.minor import Draft, OvertakenError, lock, publish, with_offer
from api.bookings.offers import Offered, find_again, offer_out, offers_on, read_token
from api.bookings.office import Office
from api.bookings.repository import OPEN
from api.bookings.schemas import BookingOut, ConfirmationIn
from api.bookings.showing import asked_items
from api.bookings.weeks import Week
from api.deps import Match, tag
from api.idempotency import Once
from api.problems import Problem, conflict
from api.store.tables import BookingRow, TerritoryRow
from models.rides import RideRequest
from models.text import message

TRIES = 5
NEXT_OFFERS = 5


def confirm(
    office: Office, booking: str, body: ConfirmationIn, match: Match, once: Once, response: Response
) -> BookingOut:
    """Take an offer for a booking.

    Raises
    ------
    Problem
        409: ``taken`` with the next offers, when the offer no longer stands; ``deadline`` when it is too late;
        ``offer-needed`` where a week is published and none is named; ``not-published`` the other way round. 503 when
        others were faster again and again.
    """
    office.check_force(body.force)
    told = read_token(body.offer) if body.offer is not None else None
    for _ in range(TRIES):
        with office.store.reading() as session:
            once.peek(session)
            territory = office.territory(session)
            row = office.bookings(session, territory).row(booking)
            match.check(row.version)
            request, now = open_request(row), office.now(territory)
            week = _week(office, session, territory, request, told, now)
            service = office.requests(session, territory).service(request)
        draft: Draft | None = None
        if told is not None and week is not None:
            office.check_deadline(service, told.legs[0].boarding_start, now, force=body.force)
            draft, request = _take(week, request, told, now, forced=body.force)
        try:
            return _keep(office, booking, match, once, response, draft, request)
        except OvertakenError:
            continue
    raise Problem(503, "busy", message("others are booking at the same time: try again"), headers={"Retry-After": "1"})


def open_request(row: BookingRow) -> RideRequest:
    """What a booking asks for, while it may still change.

    Raises
    ------
    Problem
        409 when it was cancelled, or nobody came.
    """
    if row.state == "cancelled":
        raise conflict("closed", message("the booking was cancelled"))
    if row.state not in OPEN:
        raise conflict("closed", message("nobody came to this ride: it is over"))
    return RideRequest.model_validate(row.request)


def _week(
    office: Office, session: Session, territory: TerritoryRow, request: RideRequest, told: Offered | None, now: datetime
) -> Week | None:
    """The published week an offer is of; None when there is no offer, nor a week that asks for one."""
    if told is not None:
        found = office.running(session, territory, request, told.day, told.day)
        if not found:
            raise conflict("not-published", message("no week is published for this day: confirm without an offer"))
        return found[0]
    for week in office.running(session, territory, request, now.date(), None):
        if any(day >= now.date() for _, day in asked_items(week.plan, request)):
            raise conflict("offer-needed", message("a week of this ride is published: name one of its offers"))
    return None


def _take(week: Week, request: RideRequest, told: Offered, now: datetime, *, forced: bool) -> tuple[Draft, RideRequest]:
    """The week with the offer taken, and the request as promised."""
    if week.is_frozen(told.day) and not forced:
        raise conflict("frozen", message("the day is frozen, its day sheets are out; a planner may force it"))
    free = request.model_copy(update={"booked_at": None}) if forced else request
    offer = find_again(week, free, told, now)
    if offer is not None:
        try:
            return with_offer(week, free, offer, now, forced=forced)
        except ValueError:
            pass  # the desk looks at a day, the checker at all of them
    offers, _ = offers_on(week, free, [told.day], now, NEXT_OFFERS)
    raise Problem(
        409,
        "taken",
        message("this offer no longer stands: choose another"),
        members={"offers": [offer_out(one).model_dump(mode="json") for one in offers]},
    )


def _keep(
    office: Office,
    booking: str,
    match: Match,
    once: Once,
    response: Response,
    draft: Draft | None,
    request: RideRequest,
) -> BookingOut:
    with office.store.writing() as session:
        territory = lock(session, office.territory(session).id)
        once.claim(session)
        bookings = office.bookings(session, territory)
        row = bookings.row(booking)
        match.check(row.version)
        if draft is not None:
            publish(session, office, territory, draft)
            for other in draft.moved:
                bookings.promise(other)
        row.state = "confirmed"
        bookings.write(row, request, office.now(territory).date())
        audit.record(session, office.principal, "booking.confirm", row.id)
        tag(response, row.version)
        answer = office.showing(session, territory).booking(row)
        return once.keep(session, answer, response, 200)

"""Bookings given up or asked for otherwise: what the published weeks hold of them goes, in a minor version each."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Response
from sqlalchemy.orm import Session

from api import audit
from api.bookings.confirming import TRIES, open_request
from api.bookings.minor import Draft, OvertakenError, lock, publish, without_items
from api.bookings.office import Office
from api.bookings.schemas import BookingChange, BookingOut, CancellationIn
from api.bookings.showing import asked_items
from api.bookings.weeks import Week
from api.deps import Match, tag
from api.problems import Problem, conflict, not_found
from api.store.tables import BookingRow
from models.plan import PlannedRide
from models.rides import RideRequest, RideService
from models.text import message

DATES = frozenset({"date", "recurrence", "session", "without", "promises", "booked_at", "priority"})
"""Fields of a request that say when it is, or how it stands; the others are its terms."""


@dataclass(frozen=True)
class Change:
    """What a booking becomes: its request, its state, and which of the rides served go."""

    request: RideRequest
    state: str
    goes: Callable[[str, date], bool]
    action: str


def cancel(office: Office, booking: str, body: CancellationIn, match: Match, response: Response) -> BookingOut:
    """Give up a booking, or one day or session of it.

    Raises
    ------
    Problem
        404 when it does not ask for that day; 409 ``deadline`` when it is too late, ``begun`` when it is past.
    """

    def decide(_: Session, row: BookingRow, request: RideRequest, weeks: Iterable[Week]) -> Change:
        if body.date is None and body.occurrence is None:
            return Change(request, "cancelled", lambda _item, _day: True, "booking.cancel")
        label = body.occurrence if body.occurrence is not None else str(body.date)
        if request.date is not None and body.date == request.date:
            return Change(request, "cancelled", lambda _item, _day: True, "booking.cancel")
        left = _without(request, body, weeks)
        if left is None:
            raise not_found()
        gone = f"{request.id}@{label}"
        return Change(left, row.state, lambda item, _day: item == gone, "booking.cancel-one")

    return _change(office, booking, match, response, decide, force=body.force)


def change(office: Office, booking: str, body: BookingChange, match: Match, response: Response) -> BookingOut:
    """Ask for a booking otherwise: rides published for days or terms it no longer has are given up.

    Raises
    ------
    Problem
        409 ``deadline`` when it is too late; ``begun`` when the terms of a ride change that already ran this week.
    """

    def decide(session: Session, row: BookingRow, request: RideRequest, weeks: Iterable[Week]) -> Change:
        territory = office.territory(session)
        now, requests = office.now(territory), office.requests(session, territory)
        passenger = requests.passenger(row.passenger_id or "")
        new = requests.build(body, passenger, None if body.force else now)
        office.check_coming(new, requests.service(new), now, force=body.force)
        new = new.model_copy(update={"id": request.id})
        if new.model_dump(exclude=set(DATES)) != request.model_dump(exclude=set(DATES)):
            return Change(new, "asked", lambda _item, _day: True, "booking.change")
        asked = {item for week in weeks for item, _ in asked_items(week.plan, new)}
        kept = tuple(one for one in request.promises if any(one.date.isoformat() in item for item in asked))
        new = new.model_copy(update={"promises": kept, "booked_at": request.booked_at})
        stays = row.state if kept or not request.promises else "asked"
        return Change(new, stays, lambda item, _day: item not in asked, "booking.change")

    return _change(office, booking, match, response, decide, force=body.force)


def _change(
    office: Office,
    booking: str,
    match: Match,
    response: Response,
    decide: Callable[[Session, BookingRow, RideRequest, list[Week]], Change],
    *,
    force: bool,
) -> BookingOut:
    office.check_force(force)
    for _ in range(TRIES):
        with office.store.reading() as session:
            territory = office.territory(session)
            row = office.bookings(session, territory).row(booking)
            match.check(row.version)
            request, now = open_request(row), office.now(territory)
            weeks = office.running(session, territory, request, now.date(), None)
            service = office.requests(session, territory).service(request)
            wanted = decide(session, row, request, weeks)
        drafts = []
        for week in weeks:
            going = _going(office, week, request.id, wanted, service, now, force=force)
            if going:
                drafts.append(without_items(week, request.id, going, now))
        try:
            return _keep(office, booking, match, response, drafts, wanted)
        except OvertakenError:
            continue
    raise Problem(503, "busy", message("others are booking at the same time: try again"), headers={"Retry-After": "1"})


def _going(
    office: Office,
    week: Week,
    request: str,
    wanted: Change,
    service: RideService,
    now: datetime,
    *,
    force: bool,
) -> Collection[str]:
    """The rides of a week that are given up; a day is given up whole, outbound and return.

    Raises
    ------
    Problem
        409 when one of them has begun, or its deadline is past.
    """
    going: dict[str, PlannedRide] = {}
    for ride in week.plan.rides:
        if ride.request == request and wanted.goes(ride.item, ride.boarding_start.date()):
            going.setdefault(ride.item, ride)
    coming = {item: ride for item, ride in going.items() if ride.boarding_start > now}
    if len(coming) < len(going) and (wanted.action == "booking.change" or not coming):
        raise conflict("begun", message("the ride has begun, or is past"))
    for ride in coming.values():
        office.check_deadline(service, ride.boarding_start, now, force=force)
    return coming.keys()


def _keep(
    office: Office, booking: str, match: Match, response: Response, drafts: list[Draft], wanted: Change
) -> BookingOut:
    with office.store.writing() as session:
        territory = lock(session, office.territory(session).id)
        bookings = office.bookings(session, territory)
        row = bookings.row(booking)
        match.check(row.version)
        for draft in drafts:
            publish(session, office, territory, draft)
        row.state = wanted.state
        bookings.write(row, wanted.request, office.now(territory).date())
        audit.record(session, office.principal, wanted.action, row.id)
        tag(response, row.version)
        return office.showing(session, territory).booking(row)


def _without(request: RideRequest, body: CancellationIn, weeks: Iterable[Week]) -> RideRequest | None:
    """The request without one day or session; None when it does not ask for it."""
    rule = request.recurrence
    if rule is not None and body.date is not None:
        if body.date in rule.without or body.date.isoweekday() not in rule.weekdays or body.date not in rule.days:
            return None
        days = rule.model_copy(update={"without": (*rule.without, body.date)})
        promises = tuple(one for one in request.promises if one.date != body.date)
        return request.model_copy(update={"recurrence": days, "promises": promises})
    held = {session.id for week in weeks for session in week.plan.sessions if session.demand == request.session}
    if body.occurrence is None or body.occurrence not in held or body.occurrence in request.without:
        return None
    return request.model_copy(update={"without": (*request.without, body.occurrence)})

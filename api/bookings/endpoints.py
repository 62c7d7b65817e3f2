"""Routes of bookings: wish, book, confirm, change, give up; and who waits."""

from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Query, Response

from api import audit
from api.access import Permission, Principal, needs
from api.bookings import schemas
from api.bookings.cancelling import cancel, change
from api.bookings.confirming import confirm
from api.bookings.no_shows import record_no_show
from api.bookings.office import CurrentOffice
from api.bookings.repository import OPEN
from api.bookings.suggesting import suggest
from api.deps import CurrentLanguage, CurrentMatch, CurrentPage, Transaction, reads, tag
from api.idempotency import CurrentOnce
from api.problems import responses

router = APIRouter(
    prefix="/territories/{territory}/bookings", tags=["bookings"], responses=responses(401, 403, 404, 422)
)
Reader = Annotated[Principal, Depends(needs(Permission.BOOKINGS_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.BOOKINGS_WRITE))]
BookingId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$", description="The booking's id")]
State = Literal["asked", "confirmed", "cancelled", "no_show"]


@router.post("/suggestions", response_model=schemas.SuggestionsOut)
@reads
def suggest_times(
    body: schemas.WishIn, office: CurrentOffice, session: Transaction, _: Writer, language: CurrentLanguage
) -> schemas.SuggestionsOut:
    """Times that can be promised in the published weeks, the cheapest first, and who is moved by how much."""
    return suggest(office, session, body, language)


@router.get("", response_model=schemas.BookingsOut, responses=responses(400))
def list_bookings(
    office: CurrentOffice,
    session: Transaction,
    _: Reader,
    page: CurrentPage,
    day: Annotated[schemas.Day | None, Query(description="that ask for a ride on the day")] = None,
    state: Annotated[State | None, Query()] = None,
    passenger: Annotated[schemas.Pseudonym | None, Query()] = None,
) -> schemas.BookingsOut:
    """The bookings: of a day, of a state, of a passenger."""
    territory = office.territory(session)
    showing = office.showing(session, territory)
    states = () if state is None else (state,)
    rows = office.bookings(session, territory).rows(page.after, states=states, passenger=passenger, day=day)
    items, after = page.fill(rows, lambda row: day is None or showing.asks_on(row, day), lambda row: row.id)
    return schemas.BookingsOut(items=[showing.booking(row) for row in items], next=after)


@router.get("/waiting", response_model=schemas.WaitListOut, responses=responses(400))
def wait_list(
    office: CurrentOffice, session: Transaction, _: Reader, page: CurrentPage, language: CurrentLanguage
) -> schemas.WaitListOut:
    """Bookings with rides that the published weeks leave out, with the reasons."""
    territory = office.territory(session)
    showing = office.showing(session, territory)
    rows = office.bookings(session, territory).rows(page.after, states=OPEN)
    waiting = (one for row in rows if (one := showing.waiting(row, language)) is not None)
    items, after = page.fill(waiting, lambda _: True, lambda one: one.booking.id)
    return schemas.WaitListOut(items=items, next=after)


@router.post("", response_model=schemas.BookingOut, status_code=201, responses=responses(409))
def book(
    body: schemas.BookingIn,
    office: CurrentOffice,
    response: Response,
    session: Transaction,
    principal: Writer,
    once: CurrentOnce,
) -> schemas.BookingOut:
    """Ask for a ride: on a day, with its return, again and again, or to a session. It waits until it is confirmed."""
    office.check_force(body.force)
    once.claim(session)
    territory = office.territory(session)
    now, requests = office.now(territory), office.requests(session, territory)
    passenger = requests.passenger(body.passenger)
    request = requests.build(body, passenger, None if body.force else now)
    office.check_coming(request, requests.service(request), now, force=body.force)
    row = office.bookings(session, territory).add(request, passenger, principal.actor, now.date())
    audit.record(session, principal, "booking.add", row.id)
    tag(response, row.version)
    return once.keep(session, office.showing(session, territory).booking(row), response, 201)


@router.get("/{booking}", response_model=schemas.BookingOut)
def read_booking(
    booking: BookingId, office: CurrentOffice, response: Response, session: Transaction, _: Reader
) -> schemas.BookingOut:
    """One booking."""
    territory = office.territory(session)
    row = office.bookings(session, territory).row(booking)
    tag(response, row.version)
    return office.showing(session, territory).booking(row)


@router.put("/{booking}", response_model=schemas.BookingOut, responses=responses(409, 412, 428, 503))
@reads
def change_booking(
    booking: BookingId,
    body: schemas.BookingChange,
    office: CurrentOffice,
    response: Response,
    session: Transaction,
    _: Writer,
    match: CurrentMatch,
) -> schemas.BookingOut:
    """Ask for it otherwise; what the published weeks hold of it is given up where it no longer fits."""
    session.rollback()  # its connection is wanted by the transactions to come
    return change(office, booking, body, match, response)


@router.post("/{booking}/confirmation", response_model=schemas.BookingOut, responses=responses(409, 412, 428, 503))
@reads
def confirm_booking(
    booking: BookingId,
    body: schemas.ConfirmationIn,
    office: CurrentOffice,
    response: Response,
    session: Transaction,
    _: Writer,
    match: CurrentMatch,
    once: CurrentOnce,
    background: BackgroundTasks,
) -> schemas.BookingOut:
    """Take an offer: the week is published anew with the ride in it. What others took is answered by what is left."""
    session.rollback()  # its connection is wanted by the transactions to come
    background.add_task(office.weeks.warm)
    return confirm(office, booking, body, match, once, response)


@router.post("/{booking}/cancellation", response_model=schemas.BookingOut, responses=responses(409, 412, 428, 503))
@reads
def cancel_booking(
    booking: BookingId,
    body: schemas.CancellationIn,
    office: CurrentOffice,
    response: Response,
    session: Transaction,
    _: Writer,
    match: CurrentMatch,
    background: BackgroundTasks,
) -> schemas.BookingOut:
    """Give up a booking, or one day or session of it; the week is published anew without it."""
    session.rollback()  # its connection is wanted by the transactions to come
    background.add_task(office.weeks.warm)
    return cancel(office, booking, body, match, response)


@router.post("/{booking}/no-show", response_model=schemas.BookingOut, responses=responses(409, 412, 428))
def nobody_came(
    booking: BookingId,
    body: schemas.NoShowIn,
    office: CurrentOffice,
    response: Response,
    session: Transaction,
    _: Writer,
    match: CurrentMatch,
) -> schemas.BookingOut:
    """Record that the vehicle came and nobody was there."""
    return record_no_show(office, session, booking, body, match, response)

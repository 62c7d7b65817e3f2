"""A wish answered from the published weeks."""

from datetime import timedelta

from sqlalchemy.orm import Session

from api.bookings.offers import offer_out, offers_on
from api.bookings.office import Office
from api.bookings.schemas import SuggestionsOut, WishIn
from models.rides import RideRequest
from models.text import Language, Message, message
from optimiser.offers import Offer


def suggest(office: Office, session: Session, wish: WishIn, language: Language) -> SuggestionsOut:
    """The best offers for a wish over its days."""
    territory = office.territory(session)
    now, requests = office.now(territory), office.requests(session, territory)
    passenger = None
    if wish.booking is not None:
        row = office.bookings(session, territory).row(wish.booking)
        passenger = requests.passenger(row.passenger_id or "")
    days = [wish.first + timedelta(days=k) for k in range((wish.last - wish.first).days + 1)]
    asked = [
        requests.build(wish, passenger, now, date=None if wish.session else day, session=wish.session)
        for day in ([days[0]] if wish.session else days)
    ]
    found: list[Offer] = []
    reasons: list[Message] = []
    weeks = office.running(session, territory, asked[0], days[0], days[-1])
    if not weeks:
        reasons.append(message("no week is published for these days: the ride is booked for the next plan"))
    for week in weeks:
        open_days = [day for day in days if not week.is_frozen(day)]
        if len(open_days) < len(days):
            reasons.append(message("a day is frozen: its day sheets are out"))
        for request in asked:
            offers, why = offers_on(week, _for(wish, request), open_days, now, wish.most)
            found, reasons = [*found, *offers], [*reasons, *why]
    found.sort(key=lambda one: (one.added_cents, one.day))
    outbound, return_trip = wish.trips()
    return SuggestionsOut(
        offers=[offer_out(one) for one in found[: wish.most]],
        outbound=outbound,
        return_trip=return_trip,
        reasons=[] if found else list(dict.fromkeys(why.text(language) for why in reasons)),
    )


def _for(wish: WishIn, request: RideRequest) -> RideRequest:
    """The wish, under the id of the booking it is for."""
    return request if wish.booking is None else request.model_copy(update={"id": f"b-{wish.booking}"})

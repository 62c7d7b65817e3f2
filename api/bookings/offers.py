"""Offers for a wish, from the published weeks: times that can be kept, cheapest first."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from api.bookings.schemas import Day, DelayOut, LegOut, OfferOut
from api.bookings.weeks import Week
from api.problems import Problem
from models.base import DAY_MIN, LocalDateTime, Window
from models.horizon import RideItem, occurrences, ride_items
from models.rides import Leg, Promise, RideRequest, Trip
from models.text import Message, message
from optimiser.draft import ShiftStop
from optimiser.offers import Offer, OfferDesk
from optimiser.offers.booking import with_request


class OfferedLeg(BaseModel):
    """What a passenger is told of a direction."""

    leg: Leg
    pickup: str
    dropoff: str
    boarding_start: LocalDateTime
    alighting_start: LocalDateTime


class Offered(BaseModel):
    """What a passenger is told: the day, the stops, the times. Whoever drives may still change."""

    day: Day
    occurrence: str | None
    legs: tuple[OfferedLeg, ...] = Field(min_length=1, max_length=2)

    @model_validator(mode="after")
    def _of_the_day(self) -> Self:
        if any(leg.boarding_start.date() != self.day for leg in self.legs):
            raise ValueError("a leg of another day")
        return self

    def token(self) -> str:
        """The offer as a word."""
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode()


def read_token(token: str) -> Offered:
    """The offer that a word tells.

    Raises
    ------
    Problem
        422 when it is none that was given out.
    """
    try:
        return Offered.model_validate_json(base64.urlsafe_b64decode(token.encode("ascii")))
    except (binascii.Error, ValueError, ValidationError):
        raise Problem(422, "offer", message("the offer is not one that was made")) from None


def offered(offer: Offer) -> Offered:
    """What a passenger is told of an offer."""
    legs = tuple(
        OfferedLeg(
            leg=ride.leg,
            pickup=ride.pickup,
            dropoff=ride.dropoff,
            boarding_start=ride.boarding_start,
            alighting_start=ride.alighting_start,
        )
        for ride in offer.rides
    )
    session = offer.request.session is not None
    return Offered(day=offer.day, occurrence=offer.item.partition("@")[2] if session else None, legs=legs)


def offer_out(offer: Offer) -> OfferOut:
    """An offer as it is sent."""
    told = offered(offer)
    return OfferOut(
        offer=told.token(),
        date=offer.day,
        legs=[
            LegOut(**leg.model_dump(), vehicle=vehicle) for leg, vehicle in zip(told.legs, offer.vehicles, strict=True)
        ],
        added_cents=max(0, round(offer.added_cents)),
        delayed=[
            DelayOut(item=one.item, leg=one.leg, pickup_min=one.pickup_min, dropoff_min=one.dropoff_min)
            for one in offer.shifted
        ],
    )


def items_of(week: Week, request: RideRequest) -> tuple[RideItem, ...]:
    """The rides that a request asks for within a published week; at sessions, where they are held."""
    alone = with_request(week.instance, request, alone=True)
    asked = occurrences(week.instance, week.horizon) if request.session is not None else ()
    return ride_items(alone, week.horizon, asked)


def day_of(week: Week, item: RideItem) -> date | None:
    """The day of an item; None for a session that is not held."""
    if item.day is not None:
        return item.day
    return next((one.start.date() for one in week.plan.sessions if one.id == item.occurrence), None)


def offers_on(
    week: Week, request: RideRequest, days: Sequence[date], now: datetime, most: int
) -> tuple[list[Offer], list[Message]]:
    """Offers for a request on some days of a week, and why there is none where there is none.

    Parameters
    ----------
    now
        Local time: nothing that has begun by then changes.
    """
    served = {ride.item for ride in week.plan.rides}
    found: list[Offer] = []
    reasons: list[Message] = []
    for item in items_of(week, request):
        day = day_of(week, item)
        if day is None or day not in days or item.id in served:
            continue
        if day < now.date():
            reasons.append(message("the day is past"))
            continue
        with week.desk(day) as desk, _waiting_vehicles(desk, day, now):
            made = [one for one in desk.suggest_item(item, request, most=most) if keeps_past(desk, one, now)]
            found += made
            if not made and item.day is not None:
                why = desk.why_not(request, day)
                reasons += [why.text] if why is not None else []
    return sorted(found, key=lambda one: (one.added_cents, one.day))[:most], reasons


@contextmanager
def _waiting_vehicles(desk: OfferDesk, day: date, now: datetime) -> Iterator[None]:
    """A desk that offers no shift that has begun: its vehicle is on the road, its driver told."""
    rows, minute = desk.days[day], desk.horizon.minute(now)
    every = rows.open
    rows.open = [r for r in every if r >= len(rows.shifts) or rows.shifts[r].stops[0].arrival >= minute]
    try:
        yield
    finally:
        rows.open = every


def find_again(week: Week, request: RideRequest, told: Offered, now: datetime) -> Offer | None:
    """An offer made before, if it still stands: the same stops and times, whoever drives."""
    trips = {
        leg.leg: Trip(pickup=_exactly(leg.boarding_start), dropoff=_exactly(leg.alighting_start)) for leg in told.legs
    }
    if "outbound" not in trips:
        return None
    exact = request.model_copy(update={"outbound": trips["outbound"], "return_trip": trips.get("return")})
    if (exact.return_trip is None) != (request.return_trip is None):
        return None
    offers, _ = offers_on(week, exact, [told.day], now, most=20)
    same = (one for one in offers if offered(one).legs == told.legs and offered(one).occurrence == told.occurrence)
    again = next(same, None)
    return None if again is None else replace(again, request=request)


def promised(request: RideRequest, offer: Offer) -> RideRequest:
    """The request with the pick-ups of an offer promised (rule R9)."""
    day = offer.day
    kept = tuple(one for one in request.promises if one.date != day)
    new = tuple(Promise(date=day, leg=ride.leg, pickup=_minute(ride.boarding_start)) for ride in offer.rides)
    return request.model_copy(update={"promises": (*kept, *new)})


def keeps_past(desk: OfferDesk, offer: Offer, now: datetime) -> bool:
    """Whether an offer changes nothing that has begun by a moment."""
    minute = desk.horizon.minute(now)
    if desk.horizon.minute(offer.pickup) < minute:
        return False
    before = desk.days[offer.day].shifts
    for row, shift in offer.shifts:
        new = _begun(shift.stops, minute)
        if new != (_begun(before[row].stops, minute) if row < len(before) else []):
            return False
    return True


def _begun(stops: Sequence[ShiftStop], minute: int) -> list[tuple[str, int, int | None]]:
    """Stops reached before a minute, with their departures where those are past as well."""
    return [
        (stop.place, stop.arrival, stop.departure if stop.departure < minute else None)
        for stop in stops
        if stop.arrival < minute
    ]


def _exactly(when: datetime) -> Window:
    return Window(start=_minute(when), end=_minute(when))


def _minute(when: datetime) -> int:
    return (when.hour * 60 + when.minute) % DAY_MIN

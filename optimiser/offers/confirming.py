"""An offer confirmed: it becomes a promise, unless somebody else has had the seat meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from models.base import Window
from models.instance import Instance
from models.plan import Plan, PlannedRide
from models.rides import RideRequest, Trip
from optimiser.offers.desk import OfferDesk
from optimiser.offers.offer import Offer
from optimiser.travel import TravelTimes


class TakenError(ValueError):
    """What was offered is no longer there; ``offers`` are those there are instead, cheapest first."""

    def __init__(self, request: RideRequest, offers: list[Offer]) -> None:
        self.offers = offers
        super().__init__(f"the place offered to {request.id} is taken; {len(offers)} others")


def confirm(
    instance: Instance, plan: Plan, offer: Offer, now: datetime, times: TravelTimes | None = None
) -> tuple[Instance, Plan]:
    """The instance and the plan with an offer taken, which is a promise from then on.

    An offer made for an earlier revision of the plan holds as long as its pick-ups are still possible to the minute.

    Parameters
    ----------
    plan
        The plan as it is now, whatever was confirmed since the offer was made.
    now
        When the passenger says yes.

    Raises
    ------
    TakenError
        When the pick-ups offered are no longer possible.
    ValueError
        When the plan serves the request already.
    """
    if offer.revision != plan.revision or offer.pickup <= now:
        return confirm_at(instance, plan, offer.request, offer.rides, now, times)
    return OfferDesk(instance, plan, times, days=(offer.day,)).insert(offer, now)


def confirm_at(
    instance: Instance,
    plan: Plan,
    request: RideRequest,
    rides: Sequence[PlannedRide],
    now: datetime,
    times: TravelTimes | None = None,
) -> tuple[Instance, Plan]:
    """The same for pick-ups offered at some time, by whatever vehicle now makes them, at the least cost.

    Parameters
    ----------
    request
        Of one day.
    rides
        A direction each, as offered: their pick-ups are kept to the minute.
    """
    day = rides[0].boarding_start.date()
    desk = OfferDesk(instance, plan, times, days=(day,))
    wished = {ride.leg: (ride.pickup, ride.boarding_start) for ride in rides}
    coming = min(when for _, when in wished.values()) > now and day in desk.days
    found = desk.suggest(_to_the_minute(request, rides)) if coming else []
    same = [one for one in found if {r.leg: (r.pickup, r.boarding_start) for r in one.rides} == wished]
    if not same:
        raise TakenError(request, _others(instance, plan, request, now, times))
    return desk.insert(replace(same[0], request=request), now)


def _others(
    instance: Instance, plan: Plan, request: RideRequest, now: datetime, times: TravelTimes | None
) -> list[Offer]:
    return [one for one in OfferDesk(instance, plan, times).suggest(request) if one.pickup > now]


def _to_the_minute(request: RideRequest, rides: Sequence[PlannedRide]) -> RideRequest:
    """The request with no other pick-ups than those offered."""
    narrowed = {ride.leg: _at(request.trip(ride.leg) or Trip(), ride) for ride in rides}
    fields = {"outbound": narrowed["outbound"]} | ({"return_trip": narrowed["return"]} if "return" in narrowed else {})
    return request.model_copy(update=fields)


def _at(trip: Trip, ride: PlannedRide) -> Trip:
    minute = ride.boarding_start.hour * 60 + ride.boarding_start.minute
    return trip.model_copy(update={"pickup": Window(start=minute, end=minute)})

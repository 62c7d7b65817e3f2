"""An offer confirmed: it becomes a promise, unless somebody else has had the seat meanwhile."""

from __future__ import annotations

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

    def __init__(self, offer: Offer, offers: list[Offer]) -> None:
        self.offers = offers
        super().__init__(f"the place offered to {offer.request.id} on {offer.day} is taken; {len(offers)} others")


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
    desk = OfferDesk(instance, plan, times, days=(offer.day,))
    if offer.day not in desk.days or offer.pickup <= now:
        raise TakenError(offer, [])
    if offer.revision == plan.revision:
        return desk.insert(offer, now)
    wished = {ride.leg: ride for ride in offer.rides}
    same = [
        one
        for one in desk.suggest(_to_the_minute(offer))
        if {r.leg: r.boarding_start for r in one.rides} == {leg: ride.boarding_start for leg, ride in wished.items()}
    ]
    if not same:
        raise TakenError(offer, OfferDesk(instance, plan, times).suggest(offer.request))
    return desk.insert(replace(same[0], request=offer.request), now)


def _to_the_minute(offer: Offer) -> RideRequest:
    """The request with no other pick-ups than those offered."""
    narrowed = {ride.leg: _at(offer.request.trip(ride.leg) or Trip(), ride) for ride in offer.rides}
    fields = {"outbound": narrowed["outbound"]} | ({"return_trip": narrowed["return"]} if "return" in narrowed else {})
    return offer.request.model_copy(update=fields)


def _at(trip: Trip, ride: PlannedRide) -> Trip:
    minute = ride.boarding_start.hour * 60 + ride.boarding_start.minute
    return trip.model_copy(update={"pickup": Window(start=minute, end=minute)})

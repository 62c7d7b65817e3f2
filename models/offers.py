"""Offers made to somebody who asks for a ride, as a file holds them until one is confirmed."""

from pydantic import Field

from models.base import Cents, Frozen, Id
from models.plan import PlannedRide
from models.rides import Leg, RideRequest


class Delayed(Frozen):
    """A passenger planned before whose times move within the promise, in minutes later (negative: earlier)."""

    item: Id
    leg: Leg
    pickup_min: int
    dropoff_min: int


class RideOffer(Frozen):
    """One way to serve the ride: a direction each, at these times, for so much more money."""

    number: int = Field(ge=1)
    rides: tuple[PlannedRide, ...] = Field(min_length=1, max_length=2)
    vehicles: tuple[Id, ...]
    drivers: tuple[Id, ...]
    added_cents: Cents
    delayed: tuple[Delayed, ...] = ()


class RideOffers(Frozen):
    """What was offered, cheapest first; nothing is kept free for it."""

    request: RideRequest
    offers: tuple[RideOffer, ...] = ()

"""The outside taxi: which journeys it could take, between which stops, at what price (tier 3)."""

from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.rides import Leg
from optimiser.rides.asked import AskedRide, feasible_pairs
from optimiser.travel import TravelTimes

HALF_DAY_MIN = 12 * 60


@dataclass(frozen=True)
class TaxiLeg:
    """A journey as the taxi would make it; ``latest`` is after its end, in minutes since the horizon's Monday."""

    item: str
    leg: Leg
    pickup: str
    dropoff: str
    load: tuple[int, int, int]
    latest: int
    cents: int


def taxi_legs(instance: Instance, times: TravelTimes, ride: AskedRide) -> tuple[TaxiLeg, ...]:
    """Every journey of an item by taxi; none when the taxi cannot make one of them."""
    taxi = ride.service.taxi
    if taxi is None or (ride.request.wheelchairs and not taxi.wheelchairs):
        return ()
    if ride.ordered or any(pin.vehicle is not None or pin.people or pin.after is not None for pin in ride.pins):
        return ()
    profile = instance.territory.travel.own_car_profile
    legs = []
    for journey in ride.journeys:
        direct, limit = journey.direct(profile), journey.limit(profile)
        possible = feasible_pairs(journey, direct, direct) & (limit >= 0)
        if not possible.any():
            return ()
        a, b = divmod(int(np.where(possible, direct, np.iinfo(np.int64).max).argmin()), direct.shape[1])
        pickup, dropoff = journey.pickups[a].place, journey.dropoffs[b].place
        metres = times.metres(pickup, dropoff, profile, ride.day)
        cents = taxi.base_cents + (2 * taxi.km_cents * metres + 1000) // 2000
        latest = journey.dropoffs[b].latest + journey.alighting + HALF_DAY_MIN
        legs.append(TaxiLeg(ride.item.id, journey.leg, pickup, dropoff, ride.load, latest, cents))
    return tuple(legs)

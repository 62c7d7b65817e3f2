"""Days of rides made up at any size: as many rides an hour and vehicle on each, in a territory that grows no denser."""

from __future__ import annotations

import numpy as np

from optimiser.search import Bucket, Item, Ride, RideProblem, Route, StopOption, close_travel

RIDES_PER_VEHICLE = 12
DAY_MIN = 14 * 60
WINDOW_MIN = 30
PLACES = 120
EXTENT_KM = 25.0
BOARDING_MIN = 1


def made_day(rides: int, seed: int) -> RideProblem:
    """A day of one-seat rides by minibuses of eight; minutes, metres, and costs in thousandths of a cent.

    Parameters
    ----------
    rides
        Number of rides; there is a vehicle for each twelve.
    """
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, EXTENT_KM, (PLACES, 2))
    kilometres = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * 1.3
    minutes = close_travel(np.ceil(kilometres * 60 / 50).astype(np.int64)[None])
    asked = []
    for item in range(rides):
        origin, destination = (int(place) for place in rng.choice(PLACES, 2, replace=False))
        direct = int(minutes[0, origin, destination])
        at = int(rng.integers(0, DAY_MIN - 2 * WINDOW_MIN - direct))
        pickups = (StopOption(origin, at, at + WINDOW_MIN),)
        dropoffs = (StopOption(destination, at, at + 2 * WINDOW_MIN + direct),)
        asked.append(Ride(pickups, dropoffs, 2 * direct + 10, item, BOARDING_MIN, BOARDING_MIN, (1, 0, 0), direct))
    vehicles = -(-rides // RIDES_PER_VEHICLE)
    van = Route(0, 0, 0, DAY_MIN, ((8, 0, 0),), used_cost=1_000_000, distance_cost=40, time_cost=33_000)
    items = tuple(Item(1, 0) for _ in asked)
    metres = np.ceil(kilometres * 1000).astype(np.int64)
    return RideProblem(minutes, metres, tuple(asked), items, (Bucket(rides),), (van,) * vehicles)

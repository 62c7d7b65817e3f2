"""A bound on the need that rides leave unserved, whatever sessions, shifts and drivers a plan chooses.

On each small day every vehicle is taken to be free, with a driver, from the first to the last minute it is there, and
to need no charge; rides that follow a session, or are pinned, are taken to be served. That only makes more possible.
The least need of such a day is then found by listing every route (`optimiser.exact`). As the cost of unserved weight
is convex and nothing at nothing, the sum of the days' needs, each reckoned as if it came first, bounds that of the
whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models.fleet import Vehicle
from models.horizon import Horizon, RideItem
from models.instance import Instance
from models.territory import windows_on
from optimiser.draft import Draft
from optimiser.exact import Limits, TooLargeError, day_bound
from optimiser.need import Bucket as NeedBucket
from optimiser.rides.asked import AskedRide
from optimiser.rides.day import day_problem
from optimiser.rides.requests import RequestBuilder
from optimiser.rides.taxi import taxi_legs
from optimiser.rides.turns import Turn, workday
from optimiser.search import Bucket, RideProblem, Route
from optimiser.travel import TravelTimes

MOST_RIDES = 16
LABELS_PER_DAY = 2_000
MOST_DAYS = 14
"""Small days looked at: so that the bound takes a second or two, and the same plan comes out whatever the machine."""


@dataclass(frozen=True)
class RideNeed:
    """Bounds of the days that were small enough, and how many days have rides."""

    by_day: dict[date, int]
    days: int


def ride_need(instance: Instance, horizon: Horizon, times: TravelTimes, items: Sequence[RideItem]) -> RideNeed:
    """Least tier 1 of the rides of each small day."""
    free = [item for item in items if item.day is not None]
    asked: dict[date, list[AskedRide]] = {}
    pinned = {pin.item for pin in instance.pins}
    for ride in RequestBuilder(instance, horizon, times, Draft()).build(free).asked:
        if ride.item.id not in pinned:
            asked.setdefault(ride.day, []).append(ride)
    weights: dict[tuple[str, str], int] = {}
    for item in items:
        weights[item.commune, item.service] = weights.get((item.commune, item.service), 0) + item.weight
    carried = {(s.commune, s.service): s.weight for s in instance.shortfalls}
    need = {key: NeedBucket(weight, carried.get(key, 0)) for key, weight in weights.items()}
    bounds: dict[date, int] = {}
    small = [day for day, rides in sorted(asked.items()) if sum(len(one.journeys) for one in rides) <= MOST_RIDES]
    for day in small[:MOST_DAYS]:
        problem = _relaxed(instance, horizon, times, day, asked[day], need)
        try:
            bound = day_bound(problem, Limits(MOST_RIDES, LABELS_PER_DAY, seconds=60.0)).need
        except TooLargeError:
            continue
        if bound is not None:
            bounds[day] = bound
    return RideNeed(bounds, len({item.day for item in free}))


def _relaxed(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    day: date,
    asked: Sequence[AskedRide],
    need: dict[tuple[str, str], NeedBucket],
) -> RideProblem:
    """The day with every vehicle free and driven whenever it is there."""
    work = workday(instance, horizon, times, Draft(), day, (0, 0), {})
    turns = list(_turns(instance, horizon, day, instance.vehicles))
    taxis = {(leg.item, leg.leg): leg for ride in asked for leg in taxi_legs(instance, times, ride)}
    day_of_rides = day_problem(
        instance,
        times,
        work,
        asked,
        turns,
        {vehicle.id: vehicle.layouts for vehicle in instance.vehicles},
        {},
        taxis,
        {key: Bucket(one.asked, one.carried) for key, one in need.items()},
    )
    problem = day_of_rides.problem
    profiles = sorted({vehicle.profile for vehicle in instance.vehicles} | {instance.territory.travel.own_car_profile})
    # A slow vehicle may take longer than a quick one: any ride that some vehicle may make so long counts as lawful.
    rides = tuple(
        replace(ride, max_ride=np.max([journey.limit(profile) for profile in profiles], axis=0))
        for ride, (_, journey) in zip(problem.rides, day_of_rides.rides, strict=True)
    )
    routes = tuple(_free_of_charge(route) for route in problem.routes)
    items = tuple(replace(item, mandatory=False) for item in problem.items)
    return replace(problem, rides=rides, routes=routes, items=items)


def _free_of_charge(route: Route) -> Route:
    return replace(route, range_m=None, used_cost=0, distance_cost=0, time_cost=0)


def _turns(instance: Instance, horizon: Horizon, day: date, vehicles: Iterable[Vehicle]) -> Iterable[Turn]:
    # Who drives does not matter: nobody is named by the rides that are left.
    anybody = next((person.id for person in instance.people), None)
    start = horizon.day_start(day)
    for vehicle in vehicles:
        there = windows_on(vehicle.availability, day, instance.territory.seasons_on(day))
        if not there or anybody is None:
            continue
        first, last = start + min(a for a, _ in there), start + max(b for _, b in there)
        yield Turn(day, vehicle.id, anybody, first, last, (), 0, 0, first, last)


def least_need(bounds: RideNeed, lost: int) -> int:
    """A bound of the whole; `lost` is the tier 1 of the rides that nothing can serve."""
    return max(lost, sum(bounds.by_day.values()))

"""One day's rides as a problem of the search, and the way from its rows back to turns, items and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.fleet import Layout
from models.instance import Instance
from models.rides import Leg
from optimiser.binds import binds
from optimiser.rides.asked import FORBIDDEN, AskedRide, Journey
from optimiser.rides.routes import MILLI, TurnRoute, turn_route
from optimiser.rides.situation import BucketKey
from optimiser.rides.taxi import TaxiLeg
from optimiser.rides.turns import Turn, Workday
from optimiser.search import Bucket, Item, Ride, RideProblem, Route, StopOption
from optimiser.travel import TravelMatrix, TravelTimes


@dataclass(frozen=True)
class DayProblem:
    """A problem with its rows' meaning: ``rides`` (item, journey) and ``routes`` row by row, then the taxi's routes."""

    problem: RideProblem
    asked: tuple[AskedRide, ...]
    rides: tuple[tuple[AskedRide, Journey], ...]
    turns: tuple[TurnRoute, ...]
    taxis: tuple[TaxiLeg, ...]
    places: tuple[str, ...]


@binds("R1.order", "R1.once", "R5.party", "R5.return", "R3.ride_time", "T1.travel", "T3.seats", "L1.pin", "L2.promised")
def day_problem(
    instance: Instance,
    times: TravelTimes,
    workday: Workday,
    asked: Sequence[AskedRide],
    turns: Sequence[Turn],
    layouts: Mapping[str, Sequence[Layout]],
    kits_of: Mapping[str, str | None],
    taxis: Mapping[tuple[str, Leg], TaxiLeg],
    buckets: Mapping[BucketKey, Bucket],
) -> DayProblem:
    """The problem of one day.

    Parameters
    ----------
    layouts
        What each vehicle may be set up as that day.
    kits_of
        Kit of each held session, by occurrence.
    taxis
        Journeys that may go to a taxi, each a route of its own at the taxi's price.
    buckets
        Levels of tier 1, by commune and service.
    """
    own_car = instance.territory.travel.own_car_profile
    chosen_taxis = tuple(
        taxis[ride.item.id, j.leg] for ride in asked for j in ride.journeys if (ride.item.id, j.leg) in taxis
    )
    profiles = sorted(
        {instance.vehicle_by_id[t.vehicle].profile for t in turns} | ({own_car} if chosen_taxis else set())
    )
    profiles = profiles or [own_car]
    place_ids = _places(instance, asked, turns)
    row = {id_: k for k, id_ in enumerate(place_ids)}
    rows = np.array([times.index[id_] for id_ in place_ids], dtype=np.int64)
    matrices = [times.matrix(profile, workday.day) for profile in profiles]
    time = np.array([matrix.minutes[np.ix_(rows, rows)] for matrix in matrices], dtype=np.int64)
    metres = np.array([matrix.metres[np.ix_(rows, rows)] for matrix in matrices], dtype=np.int64)
    turn_routes = []
    for turn in turns:
        vehicle = instance.vehicle_by_id[turn.vehicle]
        siblings = [one for one in turns if one.vehicle == turn.vehicle]
        profile = profiles.index(vehicle.profile)
        matrix = matrices[profile]

        def drive(origin: str, destination: str, matrix: TravelMatrix = matrix) -> int:
            return int(matrix.minutes[matrix.index[origin], matrix.index[destination]])

        turn_routes.append(
            turn_route(
                instance,
                workday,
                turn,
                siblings,
                layouts[turn.vehicle],
                kits_of,
                row.__getitem__,
                drive,
                profile,
            )
        )
    routes: list[Route] = [one.route for one in turn_routes]
    routes += [_taxi_route(taxi, row, profiles.index(own_car)) for taxi in chosen_taxis]
    taxi_row = {(taxi.item, taxi.leg): len(turn_routes) + k for k, taxi in enumerate(chosen_taxis)}
    keys = sorted(buckets)
    items, rides, meaning = [], [], []
    for k, ride in enumerate(asked):
        bucket = keys.index((ride.item.commune, ride.item.service))
        items.append(Item(ride.item.weight, bucket, ride.mandatory))
        for journey in ride.journeys:
            served_by = _routes_for(ride, journey.leg, turns)
            if (ride.item.id, journey.leg) in taxi_row:
                served_by = (*served_by, taxi_row[ride.item.id, journey.leg])
            used = sorted({routes[r].profile for r in served_by} or {0})
            limit, direct = _limits(journey, [profiles[p] for p in used])
            rides.append(
                Ride(
                    pickups=tuple(StopOption(row[o.place], o.earliest, o.latest) for o in journey.pickups),
                    dropoffs=tuple(StopOption(row[o.place], o.earliest, o.latest) for o in journey.dropoffs),
                    max_ride=limit,
                    item=k,
                    boarding=journey.boarding,
                    alighting=journey.alighting,
                    load=ride.load,
                    direct=direct,
                    party=ride.request.people,
                    routes=served_by,
                )
            )
            meaning.append((ride, journey))
    problem = RideProblem(
        time=time,
        distance=metres,
        rides=tuple(rides),
        items=tuple(items),
        buckets=tuple(buckets[key] for key in keys),
        routes=tuple(routes),
    )
    return DayProblem(problem, tuple(asked), tuple(meaning), tuple(turn_routes), chosen_taxis, place_ids)


def _places(instance: Instance, asked: Sequence[AskedRide], turns: Sequence[Turn]) -> tuple[str, ...]:
    used = {instance.vehicle_by_id[turn.vehicle].depot for turn in turns}
    for turn in turns:
        if turn.carries is not None:
            used |= {*turn.carries.via, *(visit.venue for visit in turn.carries.visits)}
    for ride in asked:
        for journey in ride.journeys:
            used |= {option.place for option in (*journey.pickups, *journey.dropoffs)}
    return tuple(sorted(used))


def _routes_for(ride: AskedRide, leg: Leg, turns: Sequence[Turn]) -> tuple[int, ...]:
    vehicles, drivers = ride.vehicles_for(leg), ride.drivers_for(leg)
    return tuple(
        k for k, turn in enumerate(turns) if turn.vehicle in vehicles and (drivers is None or turn.driver in drivers)
    )


def _limits(journey: Journey, profiles: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Longest rides that hold whatever vehicle serves, and direct times of the quickest.

    The limit grows with the direct time, so the quickest vehicle's holds for all; a slower one may be left out where
    its own limit would do.
    """
    limits = np.array([journey.limit(profile) for profile in profiles])
    direct = np.array([journey.direct(profile) for profile in profiles]).min(axis=0)
    least = np.where(limits == FORBIDDEN, np.iinfo(np.int64).max, limits).min(axis=0)
    return np.where(least == np.iinfo(np.int64).max, FORBIDDEN, least), direct


def _taxi_route(taxi: TaxiLeg, row: Mapping[str, int], profile: int) -> Route:
    """A vehicle that stands at the pick-up, drives this one ride, and is paid for it."""
    return Route(
        start=row[taxi.pickup],
        end=row[taxi.dropoff],
        earliest=0,
        latest=taxi.latest,
        layouts=(taxi.load,),
        profile=profile,
        used_cost=taxi.cents * MILLI,
        key=f"taxi {taxi.item} {taxi.leg}",
    )

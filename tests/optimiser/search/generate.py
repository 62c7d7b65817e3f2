"""Ride problems drawn at random with every feature mixed."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from optimiser.search import (
    ANYWHERE,
    FORBIDDEN,
    Bucket,
    FixedStop,
    Item,
    Ride,
    RideProblem,
    RideSolution,
    Route,
    StopOption,
    Visit,
    VisitKind,
    close_travel,
)

UNREACHABLE = 1_000_000
HORIZON = 400


def draw_problem(seed: int, *, max_rides: int, triangle: bool = True) -> RideProblem:
    """A problem of at most `max_rides` rides; without `triangle`, some legs are longer than the detour."""
    rng = np.random.default_rng(seed)
    n_places = int(rng.integers(3, 9))
    points = rng.integers(0, 30, (n_places, 2))
    straight = np.abs(points[:, None] - points[None]).sum(axis=2)
    profiles = int(rng.integers(1, 3))
    time = np.stack([straight * (profile + 1) for profile in range(profiles)])
    if rng.random() < 0.2:
        time[:, rng.integers(n_places), rng.integers(n_places)] = UNREACHABLE
    time = close_travel(time) if triangle else np.where(rng.random(time.shape) < 0.3, time * 3, time)
    for profile in range(profiles):
        np.fill_diagonal(time[profile], 0)
    n_routes = int(rng.integers(0 if rng.random() < 0.05 else 1, 4))
    n_items = int(rng.integers(1, max(2, max_rides)))
    rides: list[Ride] = []
    items = []
    buckets = tuple(
        Bucket(int(rng.integers(0, 12)), int(rng.integers(0, 5)), int(rng.integers(0, 3)))
        for _ in range(int(rng.integers(1, 4)))
    )
    for item in range(n_items):
        pair = 2 if rng.random() < 0.3 else 1
        if len(rides) + pair > max_rides:
            break
        items.append(Item(int(rng.integers(1, 5)), int(rng.integers(len(buckets))), bool(rng.random() < 0.1)))
        rides.extend(_ride(rng, item, n_places, n_routes, straight) for _ in range(pair))
    routes = tuple(_route(rng, n_places, profiles) for _ in range(n_routes))
    return RideProblem(time, straight * 7, tuple(rides), tuple(items), buckets, routes)


def promised(problem: RideProblem, solution: RideSolution, tolerance: int) -> RideProblem:
    """The problem once its solution was told to the passengers: what it serves stays, at about the times it says."""
    told: dict[tuple[int, VisitKind], Visit] = {
        (visit.row, visit.kind): visit
        for route in solution.routes
        for visit in route.visits
        if visit.kind in (VisitKind.PICKUP, VisitKind.DROPOFF)
    }

    def near(options: tuple[StopOption, ...], row: int, kind: VisitKind) -> tuple[StopOption, ...]:
        visit = told.get((row, kind))
        if visit is None:
            return options
        one = options[visit.option]
        window = max(one.earliest, visit.start - tolerance), min(one.latest, visit.start + tolerance)
        return tuple(StopOption(one.place, *window) if k == visit.option else other for k, other in enumerate(options))

    rides = tuple(
        replace(
            ride,
            pickups=near(ride.pickups, row, VisitKind.PICKUP),
            dropoffs=near(ride.dropoffs, row, VisitKind.DROPOFF),
        )
        for row, ride in enumerate(problem.rides)
    )
    items = tuple(
        replace(item, mandatory=item.mandatory or bool(done))
        for item, done in zip(problem.items, solution.served, strict=True)
    )
    return replace(problem, rides=rides, items=items)


def features(problem: RideProblem) -> set[str]:
    """What a problem has of all that the search can handle."""
    rides, routes = problem.rides, problem.routes
    stops = [stop for route in routes for stop in route.fixed]
    options = [option for ride in rides for option in (*ride.pickups, *ride.dropoffs)]
    found = {
        "several layouts": any(len(route.layouts) > 1 for route in routes),
        "wheelchairs": any(ride.load[1] for ride in rides),
        "child seats": any(ride.load[2] for ride in rides),
        "speed profiles": len({route.profile for route in routes}) > 1,
        "depots": len({route.start for route in routes}) > 1,
        "ends elsewhere": any(route.start != route.end for route in routes),
        "hours": len({(route.earliest, route.latest) for route in routes}) > 1,
        "compatibility": any(ride.routes is not None for ride in rides),
        "several stops": any(len(ride.pickups) + len(ride.dropoffs) > 2 for ride in rides),
        "both or neither": any(len(rows) > 1 for rows in problem.ride_rows_of_item),
        "priorities": len({item.weight for item in problem.items}) > 1,
        "mandatory": any(item.mandatory for item in problem.items),
        "shortfalls": any(bucket.shortfall for bucket in problem.buckets),
        "fixed stops": any(stop.place != ANYWHERE for stop in stops),
        "breaks": any(stop.place == ANYWHERE and stop.duration for stop in stops),
        "crew aboard": any(stop.load[0] > 0 for stop in stops),
        "stops with passengers": any(stop.passengers for stop in stops),
        "zones": any((ride.limits() == FORBIDDEN).any() for ride in rides),
        "range": any(route.range_m is not None for route in routes),
        "charges": any(stop.charges for route in routes if route.range_m is not None for stop in route.fixed),
        "duration": any(route.max_duration is not None for route in routes),
        "windows without width": any(option.earliest == option.latest for option in options),
        "unreachable": bool((problem.time >= problem.unreachable).any()),
        "no vehicle": not routes,
        "twice the same place": any(a.place == b.place for a, b in pairwise(options)),
    }
    return {name for name, has in found.items() if has}


def _ride(rng: np.random.Generator, item: int, n_places: int, n_routes: int, straight: np.ndarray) -> Ride:
    def options() -> tuple[StopOption, ...]:
        early = int(rng.integers(0, HORIZON - 50))
        width = 0 if rng.random() < 0.1 else int(rng.integers(5, 250))
        count = 1 if rng.random() < 0.7 else 2
        return tuple(StopOption(int(rng.integers(n_places)), early, early + width) for _ in range(count))

    pickups, dropoffs = options(), options()
    direct = np.array([[straight[p.place, d.place] for d in dropoffs] for p in pickups], dtype=np.int64)
    limit = (direct * rng.uniform(0.9, 3) + int(rng.integers(0, 60))).astype(np.int64)
    limit[rng.random(limit.shape) < 0.05] = FORBIDDEN
    load = ((1, 0, 0), (2, 0, 1), (0, 1, 0), (4, 0, 0))[int(rng.integers(4))]
    allowed = None
    if n_routes and rng.random() < 0.2:
        allowed = (int(rng.integers(n_routes)),)
    boarding, alighting = int(rng.integers(0, 4)), int(rng.integers(0, 4))
    return Ride(pickups, dropoffs, limit, item, boarding, alighting, load, direct, int(rng.integers(1, 5)), allowed)


def _route(rng: np.random.Generator, n_places: int, profiles: int) -> Route:
    early = int(rng.integers(0, 100))
    fixed: list[FixedStop] = []
    at = early
    for k in range(int(rng.integers(0, 4)) if rng.random() < 0.6 else 0):
        place = ANYWHERE if rng.random() < 0.3 else int(rng.integers(n_places))
        at += int(rng.integers(0, 70))
        crew = (1 if k == 0 else -1 if k == 1 else 0, 0, 0) if rng.random() < 0.5 else (0, 0, 0)
        if crew[0] < 0 and sum(stop.load[0] for stop in fixed) <= 0:
            crew = (0, 0, 0)
        charges = bool(rng.random() < 0.3)
        stop = FixedStop(f"f{k}", place, at, at + int(rng.integers(0, 100)), int(rng.integers(0, 30)), crew)
        fixed.append(
            FixedStop(stop.key, place, at, stop.latest, stop.duration, crew, bool(rng.random() < 0.5), charges)
        )
    layouts = ((4, 0, 1), (2, 1, 1)) if rng.random() < 0.5 else ((6, 1, 1),)
    return Route(
        int(rng.integers(n_places)),
        int(rng.integers(n_places)),
        early,
        early + int(rng.integers(150, HORIZON)),
        layouts,
        int(rng.integers(profiles)),
        int(rng.integers(80, 300)) if rng.random() < 0.5 else None,
        tuple(fixed),
        int(rng.integers(0, 200)),
        int(rng.integers(0, 4)),
        int(rng.integers(0, 4)) if rng.random() < 0.6 else 0,
        int(rng.integers(300, 1500)) if rng.random() < 0.3 else None,
    )

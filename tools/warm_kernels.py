"""Compiles the search kernels into their cache (`make setup`), so that the first plan does not wait for it."""

import numpy as np

from optimiser.search import (
    Bucket,
    Item,
    MaxIterations,
    Ride,
    RideProblem,
    RideSolution,
    Route,
    StopOption,
    solve_rides,
)


def smallest_day() -> RideProblem:
    """Two parties and one vehicle between three places on a line: enough for every kernel to be called."""
    time = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))[np.newaxis] * 10
    rides = tuple(
        Ride(pickups=(StopOption(origin, 0, 400),), dropoffs=(StopOption(2, 0, 400),), max_ride=60, item=origin)
        for origin in range(2)
    )
    return RideProblem(
        time=time,
        distance=time * 1000,
        rides=rides,
        items=(Item(1, 0), Item(1, 0)),
        buckets=(Bucket(2),),
        routes=(Route(start=0, end=0, earliest=0, latest=400, layouts=((8, 0, 0),), distance_cost=1),),
    )


def main() -> RideSolution:
    """Search the smallest day twice, afresh and from a solution."""
    first = solve_rides(smallest_day(), stop=MaxIterations(100))
    return solve_rides(smallest_day(), stop=MaxIterations(100), initial=first)


if __name__ == "__main__":
    main()

"""Problems that nobody can serve, or that are far too large: an answer, never a crash."""

from dataclasses import replace

import numpy as np
import pytest

from optimiser.search import (
    Bucket,
    Item,
    MaxIterations,
    MaxSeconds,
    Ride,
    RideProblem,
    RideSolution,
    Route,
    StopOption,
    check_solution,
    solve_rides,
)

UNREACHABLE = 1_000_000
LINE = np.abs(np.arange(4)[:, None] - np.arange(4)[None]) * 10
RIDE = Ride((StopOption(1, 0, 200),), (StopOption(3, 0, 200),), 60, item=0)
VAN = Route(0, 0, 0, 300, ((4, 0, 0),), distance_cost=1)


def _solve(problem: RideProblem) -> RideSolution:
    solution = solve_rides(problem, stop=MaxIterations(50), seed=1)
    assert check_solution(problem, solution) == []
    return solution


def _problem(ride: Ride = RIDE, *, routes: tuple[Route, ...] = (VAN,), time: np.ndarray = LINE) -> RideProblem:
    return RideProblem(time[None], LINE, (ride,), (Item(1, 0),), (Bucket(1),), routes)


def test_the_plain_ride_is_served_as_computed_by_hand() -> None:
    solution = _solve(_problem())
    assert solution.tiers.cost == 60
    assert solution.tiers.need == 0


@pytest.mark.parametrize(
    "problem",
    [
        _problem(routes=()),
        _problem(replace(RIDE, load=(5, 0, 0))),
        _problem(replace(RIDE, max_ride=19)),
        _problem(replace(RIDE, routes=())),
        _problem(time=np.where(np.eye(4, dtype=bool), 0, UNREACHABLE)),
        _problem(replace(RIDE, pickups=(StopOption(1, 100, 100),), dropoffs=(StopOption(3, 119, 119),))),
        _problem(routes=(replace(VAN, max_duration=59),)),
        _problem(routes=(replace(VAN, range_m=59),)),
    ],
    ids=["no vehicle", "load", "ride limit", "no allowed route", "unreachable", "windows", "duration", "range"],
)
def test_what_cannot_be_served_is_left_out(problem: RideProblem) -> None:
    solution = _solve(problem)
    assert solution.unserved.tolist() == [0]
    assert solution.tiers.need == 10


@pytest.mark.parametrize(
    "problem",
    [
        _problem(replace(RIDE, max_ride=20)),
        _problem(replace(RIDE, pickups=(StopOption(1, 100, 100),), dropoffs=(StopOption(3, 120, 120),))),
        _problem(routes=(replace(VAN, max_duration=60, range_m=60),)),
        _problem(replace(RIDE, dropoffs=(StopOption(1, 0, 200),))),
    ],
    ids=["ride limit", "windows without width", "duration and range", "twice the same place"],
)
def test_what_just_fits_is_served(problem: RideProblem) -> None:
    assert _solve(problem).unserved.tolist() == []


def test_nothing_to_do() -> None:
    solution = _solve(RideProblem(LINE[None], LINE, (), (), (), (VAN,)))
    assert solution.routes == ()


@pytest.mark.slow
def test_ten_thousand_rides_and_one_vehicle_are_answered() -> None:
    rng = np.random.default_rng(0)
    n = 10_000
    starts = rng.integers(0, 500, n)
    rides = tuple(
        Ride(
            (StopOption(int(rng.integers(4)), int(at), int(at) + 60),),
            (StopOption(int(rng.integers(4)), 0, 700),),
            90,
            k,
        )
        for k, at in enumerate(starts)
    )
    items = tuple(Item(1, 0) for _ in range(n))
    problem = RideProblem(LINE[None], LINE, rides, items, (Bucket(n),), (replace(VAN, latest=700),))
    solution = solve_rides(problem, stop=MaxSeconds(3.0), seed=1)
    assert check_solution(problem, solution) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"load": (-1, 0, 0)}, "load"),
        ({"pickups": (StopOption(9, 0, 5),)}, "place 9"),
        ({"pickups": (StopOption(1, 6, 5),)}, "window"),
        ({"pickups": ()}, "no stop option"),
        ({"item": 3}, "item 3"),
        ({"routes": (4,)}, "routes"),
    ],
)
def test_misuse_is_refused_with_the_values(change: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        _problem(replace(RIDE, **change))  # type: ignore[arg-type]

"""Bounds of generated days: never above the optimum of brute force, and equal to it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.exact import DayBound, Limits, TooLargeError, best_day, day_bound, or_best_day
from optimiser.search import (
    Bucket,
    Item,
    MaxIterations,
    Ride,
    RideProblem,
    Route,
    StopOption,
    check_solution,
    solve_rides,
)
from tests.optimiser.search.generate import draw_problem
from tests.optimiser.search.oracle import best_tiers

seeds = st.integers(0, 10**6)
LINE = np.abs(np.arange(6)[:, None] - np.arange(6)[None]) * 10


def _ride(item: int, origin: int, destination: int, **fields: object) -> Ride:
    known: dict[str, object] = {"max_ride": 60, "pickups": (StopOption(origin, 0, 300),)}
    known["dropoffs"] = (StopOption(destination, 0, 300),)
    return Ride(**{**known, **fields}, item=item)  # type: ignore[arg-type]


def _day(*rides: Ride, routes: tuple[Route, ...]) -> RideProblem:
    items = tuple(Item(1, 0) for _ in range(max(ride.item for ride in rides) + 1))
    return RideProblem(LINE[None], LINE, rides, items, (Bucket(len(items)),), routes)


VAN = Route(0, 0, 0, 300, ((1, 0, 0),), used_cost=100, distance_cost=1)


def test_two_rides_on_a_line_by_hand() -> None:
    # One seat: 0 -> 1 -> 3 -> 2 -> 4 -> 0 is 10 + 20 + 10 + 20 + 40 of road; with two seats 0 -> 4 -> 0 is.
    both = _ride(0, 1, 3), _ride(1, 2, 4)
    assert day_bound(_day(*both, routes=(VAN,))) == DayBound(0, 0, 200, exact=True)
    assert day_bound(_day(*both, routes=(replace(VAN, layouts=((2, 0, 0),)),))) == DayBound(0, 0, 180, exact=True)


def test_a_second_vehicle_where_one_is_not_enough() -> None:
    at_once = [_ride(0, 1, 3, pickups=(StopOption(1, 10, 10),)), _ride(1, 2, 4, pickups=(StopOption(2, 20, 20),))]
    assert day_bound(_day(*at_once, routes=(VAN, VAN))) == DayBound(0, 0, 100 + 60 + 100 + 80, exact=True)
    # One of two left out of a bucket of two: two quarters of its weight, at slopes 1 and 2.
    assert day_bound(_day(*at_once, routes=(VAN,))) == DayBound(0, Bucket(2).cost(1), 160, exact=True)


def test_nothing_can_serve() -> None:
    assert day_bound(_day(_ride(0, 1, 3), routes=())) == DayBound(0, Bucket(1).cost(1), 0, exact=True)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_the_bound_is_the_optimum_of_brute_force(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=4, triangle=triangle)
    broken = solve_rides(problem, stop=MaxIterations(0)).broken_routes
    bound = day_bound(problem)
    assert bound.exact
    assert (bound.mandatory, bound.need, bound.cost) == best_tiers(problem, broken)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_the_best_day_is_lawful_and_has_the_values_of_the_bound(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=5, triangle=triangle)
    bound, best = day_bound(problem), best_day(problem)
    assert best is not None
    assert check_solution(problem, best) == []
    assert (best.tiers.mandatory, best.tiers.need, best.tiers.cost) == (bound.mandatory, bound.need, bound.cost)
    assert best.broken_routes == solve_rides(problem, stop=MaxIterations(0)).broken_routes


def test_rides_that_fit_only_together() -> None:
    # Straight from 1 to 2 is beyond the vehicle's range, but not by way of 3, where the other ride goes.
    far = LINE.copy()
    far[1, 2] = far[2, 1] = 900
    van = replace(VAN, layouts=((2, 0, 0),), range_m=500)
    rides = _ride(0, 1, 2), _ride(1, 1, 3, dropoffs=(StopOption(3, 0, 60),))
    day = replace(_day(*rides, routes=(van,)), distance=far[None])
    best = best_day(day)
    assert best is not None
    assert best.served.all()
    assert or_best_day(day, solve_rides(day, stop=MaxIterations(0))).served.all()


def test_a_day_too_large_for_its_limits_has_no_best() -> None:
    day = _day(_ride(0, 1, 3), _ride(1, 2, 4), routes=(VAN,))
    assert best_day(day, Limits(labels=2)) is None
    assert best_day(day, Limits(rides=1)) is None


@given(seeds)
@settings(max_examples=15)
def test_no_search_beats_the_bound_of_a_larger_day(seed: int) -> None:
    problem = draw_problem(seed, max_rides=9)
    bound = day_bound(problem, Limits(labels=500_000, seconds=60.0))
    tiers = solve_rides(problem, stop=MaxIterations(300), seed=seed).tiers
    assert bound.exact
    assert (bound.mandatory, bound.need, bound.cost) <= (tiers.mandatory, tiers.need, tiers.cost)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_many_more_bounds_are_optima(block: int) -> None:
    for seed in range(50_000 + 60 * block, 50_060 + 60 * block):
        problem = draw_problem(seed, max_rides=5, triangle=seed % 3 > 0)
        broken = solve_rides(problem, stop=MaxIterations(0)).broken_routes
        bound = day_bound(problem)
        assert (bound.mandatory, bound.need, bound.cost) == best_tiers(problem, broken), seed


@given(seeds)
@settings(max_examples=15)
def test_a_bound_cut_short_by_time_is_still_a_bound(seed: int) -> None:
    problem = draw_problem(seed, max_rides=4)
    exact = day_bound(problem)
    try:
        cut = day_bound(problem, Limits(seconds=0.02))
    except TooLargeError:
        return
    assert (cut.mandatory, cut.need or 0) <= (exact.mandatory, exact.need or 0)


@pytest.mark.parametrize("limits", [Limits(rides=2), Limits(labels=3)])
def test_a_day_that_is_too_large_has_no_bound(limits: Limits) -> None:
    with pytest.raises(TooLargeError):
        day_bound(_day(_ride(0, 1, 3), _ride(1, 2, 4), _ride(2, 1, 4), routes=(VAN,)), limits)

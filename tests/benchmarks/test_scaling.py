import numpy as np
import pytest

from benchmarks.made_days import RIDES_PER_VEHICLE, made_day
from benchmarks.scaling import insertion, iteration_us, memory_mb, opened, suggest_over
from optimiser.search import MaxIterations, check_solution, solve_rides


@pytest.mark.parametrize("rides", [1, 30])
def test_a_made_up_day_is_the_same_each_time_and_can_be_served(rides: int) -> None:
    day = made_day(rides, 3)
    assert np.array_equal(day.time, made_day(rides, 3).time)
    assert day.rides == made_day(rides, 3).rides
    assert day.triangle
    assert len(day.routes) == -(-rides // RIDES_PER_VEHICLE)
    solution = solve_rides(day, stop=MaxIterations(300), seed=1)
    assert check_solution(day, solution) == []
    assert solution.served.mean() > 0.8


def test_the_best_spots_over_several_days_are_those_of_each_day_merged() -> None:
    days = [opened(made_day(25, seed), 1) for seed in (1, 2, 3)]
    ride = days[1].problem.rides[4]
    best = suggest_over(days, ride, most=2)
    everywhere = sorted(spot for desk in days for spot in desk.spots(24))
    assert best == everywhere[:2]
    assert best == suggest_over(days, ride, most=2)


def test_figures_are_positive_and_named() -> None:
    assert iteration_us(made_day(12, 1), 1) > 0
    assert 0 <= memory_mb(12, 1) < 500
    found = {figure.what: figure for figure in insertion(12, 1)}
    assert set(found) == {"insertion", "insertion, worst", "suggest over a week", "suggest over a week, worst"}
    assert 0 < found["insertion"].value <= found["insertion, worst"].value
    assert all(figure.rides == 12 for figure in found.values())

"""The temperature falls without a jump, and the same whether the clock or the iterations cool."""

import math

import pytest

from optimiser.search import MaxIterations, MaxSeconds, check_solution, solve_rides
from optimiser.search.cooling import COOLING, SHORT, last_stage, many_anneals, pool_shares, temperature_at
from optimiser.search.stop import Effort
from tests.optimiser.search.generate import draw_problem


@pytest.mark.parametrize("span", [(0.0, 1.0), (0.25, 0.5)])
def test_time_and_iterations_cool_alike(span: tuple[float, float]) -> None:
    limit, (first, last) = 10_000, span
    for part in (0.0, 0.3, 0.79, 0.81, 0.99):
        share = first + part * (last - first)
        now, still, _ = temperature_at(None, share, span)
        hottest, rate, _ = temperature_at(limit, share, span)
        assert still == 0.0
        assert hottest * math.exp(-rate * share * limit) == pytest.approx(now)


def test_every_stage_begins_and_ends_as_told() -> None:
    for part, told in COOLING[:-1]:
        assert temperature_at(None, part, (0.0, 1.0))[0] == pytest.approx(told)
    temperatures = [temperature_at(None, k / 100, (0.0, 1.0))[0] for k in range(100)]
    assert temperatures == sorted(temperatures, reverse=True)
    assert temperature_at(None, 1.0 - 1e-12, (0.0, 1.0))[0] == pytest.approx(COOLING[-1][1])


@pytest.mark.parametrize(("times", "count"), [(0.1, 1), (1, 1), (4, 2), (9, 3)])
def test_more_iterations_make_more_anneals_and_longer_ones(times: float, count: int) -> None:
    stop = MaxIterations(int(times * SHORT * 50))
    assert len(many_anneals(stop, Effort(), 50)) == count


@pytest.mark.parametrize("times", [1, 4, 9])
def test_anneals_follow_one_another_and_the_last_stage_begins_as_cold_as_they_end(times: int) -> None:
    anneals = many_anneals(MaxIterations(times * SHORT * 50), Effort(), 50)
    begin = 0.0
    for until, span in anneals:
        assert span[0] == pytest.approx(begin)
        assert temperature_at(None, begin, span)[0] == pytest.approx(COOLING[0][1])
        assert temperature_at(None, until, span)[0] == pytest.approx(COOLING[-2][1])
        begin = until
    assert temperature_at(None, begin, last_stage(anneals))[0] == pytest.approx(COOLING[-2][1])
    assert begin == pool_shares(anneals)[0] < pool_shares(anneals)[1] < 1.0


def test_time_limits_count_on_the_speed_so_far() -> None:
    effort = Effort(iterations=10_000)
    effort._wall -= 1.0  # a second ago
    fast, slow = (len(many_anneals(MaxSeconds(seconds), effort, 50)) for seconds in (500.0, 10.0))
    assert fast > slow == 1


def test_a_search_of_several_anneals_is_no_worse_than_its_first() -> None:
    problem = draw_problem(7, max_rides=12)
    rides = len(problem.rides)
    short = solve_rides(problem, stop=MaxIterations(SHORT * rides), seed=1)
    long = solve_rides(problem, stop=MaxIterations(4 * SHORT * rides), seed=1)
    assert (long.tiers.mandatory, long.tiers.need, long.tiers.cost) <= (
        short.tiers.mandatory,
        short.tiers.need,
        short.tiers.cost,
    )
    assert check_solution(problem, long) == []

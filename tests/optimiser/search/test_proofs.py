"""Proofs over many generated days: the independent checker accepts them all, and brute force finds nothing better."""

from collections import Counter

import pytest

from optimiser.exact import or_best_day
from optimiser.search import MaxIterations, RideSolution, check_solution, solve_rides
from tests.optimiser.search.generate import draw_problem, features, promised
from tests.optimiser.search.oracle import best_tiers

CHUNKS = 10
DAYS_PER_CHUNK = 50
ITERATIONS = 1500
SMALL_DAYS_PER_CHUNK = 24
TOLERANCE = 10


def _tiers(solution: RideSolution) -> tuple[int, int, int]:
    return solution.tiers.mandatory, solution.tiers.need, solution.tiers.cost


def _days(chunk: int) -> range:
    return range(DAYS_PER_CHUNK * chunk, DAYS_PER_CHUNK * (chunk + 1))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_solution_of_500_mixed_days_is_infeasible(chunk: int) -> None:
    for seed in _days(chunk):
        problem = draw_problem(seed, max_rides=20, triangle=seed % 5 > 0)
        solution = solve_rides(problem, stop=MaxIterations(ITERATIONS), seed=seed)
        assert check_solution(problem, solution) == [], seed
        told = promised(problem, solution, TOLERANCE)
        again = solve_rides(told, stop=MaxIterations(ITERATIONS), seed=seed + 1, initial=solution)
        assert check_solution(told, again) == [], seed
        assert again.tiers.mandatory <= sum(item.mandatory for item in problem.items), seed


def test_every_feature_is_met_in_many_of_those_days() -> None:
    drawn = [
        draw_problem(seed, max_rides=20, triangle=seed % 5 > 0) for chunk in range(CHUNKS) for seed in _days(chunk)
    ]
    met = Counter(name for problem in drawn for name in features(problem))
    everything = set().union(*map(features, drawn))
    assert len(everything) == 25
    assert min(met[name] for name in everything) >= 5
    assert min(met[name] for name in everything - {"no vehicle", "unreachable"}) >= 40
    assert max(len(problem.rides) for problem in drawn) >= 18


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_brute_force_finds_nothing_better_on_240_days_of_up_to_five_rides(chunk: int) -> None:
    served = 0
    for seed in range(10_000 + SMALL_DAYS_PER_CHUNK * chunk, 10_000 + SMALL_DAYS_PER_CHUNK * (chunk + 1)):
        problem = draw_problem(seed, max_rides=5, triangle=seed % 4 > 0)
        searched = solve_rides(problem, stop=MaxIterations(ITERATIONS), seed=seed)
        solution = or_best_day(problem, searched)
        assert check_solution(problem, solution) == [], seed
        best = best_tiers(problem, searched.broken_routes)
        assert _tiers(solution) == best, seed
        # One ride after another: rarely, the search alone misses rides that fit only together.
        if "both or neither" not in features(problem) and seed % 4 > 0:
            assert _tiers(searched) == best, seed
        served += int(solution.served.sum())
    assert served > SMALL_DAYS_PER_CHUNK // 3

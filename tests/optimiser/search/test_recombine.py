from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.search import MaxIterations, Search, check_solution
from optimiser.search.recombine import PoolEffort
from tests.optimiser.search.generate import draw_problem


@given(st.integers(0, 10**6), st.booleans())
@settings(max_examples=25)
def test_recombined_routes_make_a_solution_no_worse(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=16, triangle=triangle)
    search = Search(problem, seed=seed)
    stop = MaxIterations(200)
    search.fill(stop)
    search.run(stop)
    before = search.solution()
    improved = search.recombine(PoolEffort(5.0, 1.0), seed=seed)
    after = search.solution()
    assert check_solution(problem, after) == []
    told = (after.tiers.mandatory, after.tiers.need, after.tiers.cost)
    assert told <= (before.tiers.mandatory, before.tiers.need, before.tiers.cost)
    assert improved == (after.tiers.cost < before.tiers.cost)

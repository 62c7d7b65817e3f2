from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.search import MaxIterations, Search, VisitKind, check_solution, solve_rides
from tests.optimiser.search.generate import draw_problem
from tests.optimiser.search.oracle import best_tiers

seeds = st.integers(min_value=0, max_value=1_000_000)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_every_solution_passes_the_checker(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=20, triangle=triangle)
    assert check_solution(problem, solve_rides(problem, stop=MaxIterations(150), seed=seed)) == []


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_the_totals_kept_by_the_kernels_are_those_of_the_solution(seed: int, triangle: bool) -> None:
    search = Search(draw_problem(seed, max_rides=40, triangle=triangle), seed=seed)
    stop = MaxIterations(300)
    search.fill(stop)
    search.run(stop)
    kept, told = search.progress(1.0).tiers, search.solution().tiers
    assert (kept.mandatory, kept.need, kept.cost) == (told.mandatory, told.need, told.cost)
    assert kept.comfort <= told.comfort


@given(seeds, st.booleans())
@settings(max_examples=25)
def test_brute_force_finds_nothing_better_on_small_problems(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=3, triangle=triangle)
    solution = solve_rides(problem, stop=MaxIterations(400), seed=seed)
    found = (solution.tiers.mandatory, solution.tiers.need, solution.tiers.cost)
    best = best_tiers(problem, solution.broken_routes)
    assert found >= best
    # Rides go in one after another: where a detour can be faster, or an item has two, only both together may fit.
    if triangle and all(len(rides) == 1 for rides in problem.ride_rows_of_item):
        assert found == best


def test_same_seed_and_iterations_give_the_same_solution() -> None:
    problem = draw_problem(7, max_rides=20)
    first, second = (solve_rides(problem, stop=MaxIterations(500), seed=3) for _ in range(2))
    assert first.routes == second.routes
    assert first.tiers == second.tiers


@given(seeds)
@settings(max_examples=15)
def test_starting_from_a_solution_is_never_worse(seed: int) -> None:
    problem = draw_problem(seed, max_rides=12)
    first = solve_rides(problem, stop=MaxIterations(50), seed=1)
    again = solve_rides(problem, stop=MaxIterations(50), seed=2, initial=first)
    assert (again.tiers.mandatory, again.tiers.need, again.tiers.cost) <= (
        first.tiers.mandatory,
        first.tiers.need,
        first.tiers.cost,
    )


@given(seeds)
@settings(max_examples=15)
def test_no_item_is_served_in_part_when_a_route_of_the_start_does_not_fit(seed: int) -> None:
    problem = draw_problem(seed, max_rides=20)
    first = solve_rides(problem, stop=MaxIterations(50), seed=1)
    cut = first.routes[0].route if first.routes else 0
    routes = tuple(
        replace(route, latest=route.earliest + 1, fixed=()) if row == cut else route
        for row, route in enumerate(problem.routes)
    )
    changed = replace(problem, routes=routes)
    kept = tuple(
        replace(route, visits=tuple(visit for visit in route.visits if visit.kind is not VisitKind.FIXED))
        if route.route == cut
        else route
        for route in first.routes
    )
    again = solve_rides(changed, stop=MaxIterations(1), seed=2, initial=replace(first, routes=kept))
    assert check_solution(changed, again) == []


def test_asked_to_stop_it_answers_with_the_best_so_far() -> None:
    problem = draw_problem(7, max_rides=20)
    solution = solve_rides(problem, stop=MaxIterations(10**9), seed=3, should_stop=lambda: True)
    assert solution.iterations < 10**9
    assert check_solution(problem, solution) == []


def test_an_interrupt_keeps_the_best_so_far() -> None:
    problem = draw_problem(7, max_rides=20)

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    solution = solve_rides(problem, stop=MaxIterations(10**9), seed=3, on_progress=interrupt)
    assert check_solution(problem, solution) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_iteration_still_gives_a_feasible_solution(seed: int) -> None:
    problem = draw_problem(seed, max_rides=10)
    assert check_solution(problem, solve_rides(problem, stop=MaxIterations(0), seed=seed)) == []

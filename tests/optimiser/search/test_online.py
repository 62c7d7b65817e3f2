from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.search import (
    FORBIDDEN,
    InsertionDesk,
    Item,
    MaxIterations,
    Ride,
    StopOption,
    Tiers,
    best_insertions,
    check_solution,
    solve_rides,
)
from optimiser.search.report import unserved_cost
from optimiser.search.solution import RideSolution
from tests.optimiser.search.generate import draw_problem


@given(st.integers(0, 10**6), st.booleans())
@settings(max_examples=30)
def test_every_suggestion_is_feasible_and_costs_what_it_says(seed: int, triangle: bool) -> None:
    problem = draw_problem(seed, max_rides=10, triangle=triangle)
    solution = solve_rides(problem, stop=MaxIterations(0), seed=seed)
    planned = {route.route: route for route in solution.routes}
    for item in solution.unserved:
        rides = problem.ride_rows_of_item[item]
        suggestions = best_insertions(problem, solution, rides[0])
        assert [one.added_cost for one in suggestions] == sorted(one.added_cost for one in suggestions)
        for one in suggestions:
            before = planned[one.route.route].cost if one.route.route in planned else 0
            assert one.route.cost - before == one.added_cost
            if len(rides) == 1:
                assert check_solution(problem, _with(problem, solution, one)) == []


def _with(problem, solution, insertion) -> RideSolution:  # type: ignore[no-untyped-def]
    routes = (*(route for route in solution.routes if route.route != insertion.route.route), insertion.route)
    served = solution.served.copy()
    served[problem.rides[insertion.ride].item] = True
    mandatory, need = unserved_cost(problem, served)
    comfort = 0
    for route in routes:
        boarded = {visit.row: visit for visit in route.visits if visit.kind == "pickup"}
        for visit in route.visits:
            if visit.kind == "dropoff":
                ride = problem.rides[visit.row]
                direct = int(ride.directs()[boarded[visit.row].option, visit.option])
                comfort += ride.party * (visit.start - boarded[visit.row].departure - direct)
    tiers = Tiers(mandatory, need, sum(route.cost for route in routes), comfort)
    return RideSolution(routes, served, tiers, solution.broken_routes)


def test_a_committed_insertion_is_seen_by_the_next_question() -> None:
    problem = draw_problem(1, max_rides=20)
    everything = solve_rides(problem, stop=MaxIterations(200), seed=0)
    served = [ride for route in everything.routes for ride in route.rides]
    desk = InsertionDesk(problem, RideSolution((), everything.served & False, everything.tiers))
    suggestion = desk.suggest(served[0])[0]
    desk.insert(suggestion)
    assert served[0] in desk.planned[suggestion.route.route].rides
    with pytest.raises(ValueError, match="already served"):
        desk.suggest(served[0])


@given(st.integers(0, 10**6), st.booleans())
@settings(max_examples=30)
def test_a_row_kept_free_answers_as_a_desk_that_knew_the_ride(seed: int, triangle: bool) -> None:
    """Another ride in a spare row costs in each route what it costs where it stood in the problem from the start."""
    problem = draw_problem(seed, max_rides=10, triangle=triangle)
    solution = solve_rides(problem, stop=MaxIterations(0), seed=seed)
    for item in solution.unserved:
        for asked in problem.ride_rows_of_item[item]:
            ride = problem.rides[asked]
            places = tuple(StopOption(place, 0, 0) for place in range(problem.n_places))
            spare = Ride(places, places, FORBIDDEN, len(problem.items))
            kept = replace(problem, rides=(*problem.rides, spare), items=(*problem.items, Item(0, 0)))
            row = len(problem.rides)
            served = np.append(solution.served, False)
            desk = InsertionDesk(kept, replace(solution, served=served))
            desk.ask(row, replace(ride, item=len(problem.items)))
            before = best_insertions(problem, solution, asked, most=99)
            after = desk.suggest(row, most=99)
            assert [(one.route.route, one.added_cost) for one in after] == [
                (one.route.route, one.added_cost) for one in before
            ]


def test_a_ride_put_in_for_the_time_being_leaves_no_trace() -> None:
    problem = draw_problem(1, max_rides=20)
    everything = solve_rides(problem, stop=MaxIterations(200), seed=0)
    rides = [ride for route in everything.routes for ride in route.rides]
    desk = InsertionDesk(problem, RideSolution((), everything.served & False, everything.tiers))
    before = {ride: desk.spots(ride) for ride in rides}
    (spot, *_) = before[rides[0]]
    desk.put(spot)
    assert rides[0] in desk.driven(spot.route)[0].rides
    assert any(desk.spots(ride) != before[ride] for ride in rides[1:])
    desk.take_out(rides[0])
    assert {ride: desk.spots(ride) for ride in rides} == before


def test_a_spare_row_has_room_for_so_many_stops() -> None:
    problem = draw_problem(1, max_rides=20)
    desk = InsertionDesk(problem, solve_rides(problem, stop=MaxIterations(0)))
    free = int(np.argmin([len(ride.pickups) for ride in problem.rides]))
    many = replace(problem.rides[free], pickups=(StopOption(0, 0, 9),) * 9, max_ride=60, direct=0)
    with pytest.raises(ValueError, match=r"room|served"):
        desk.ask(free, many)

"""Fewest routes first, then least cost: for fleets of vehicles all alike."""

from __future__ import annotations

from dataclasses import replace

from optimiser.search.engine import Search
from optimiser.search.problem import RideProblem
from optimiser.search.solution import RideSolution
from optimiser.search.stop import Effort, Stop

FLEET_SHARE = 0.5
SETTLE_SHARE = 0.05


def solve_with_fewest_routes(problem: RideProblem, *, stop: Stop, seed: int = 0) -> RideSolution:
    """Serve as many items as with all routes, by as few routes as can be found, then at the least cost.

    Route after route is taken away as long as a search without it serves everything, within half of the effort.

    Parameters
    ----------
    problem
        Its routes must be alike and have no fixed stop.

    Raises
    ------
    ValueError
        If two routes differ.
    """
    if any(route != problem.routes[0] or route.fixed for route in problem.routes):
        raise ValueError("solve_with_fewest_routes needs routes that are all alike, without fixed stops")
    effort = Effort()
    search = Search(problem, seed=seed, effort=effort)
    search.fill(stop)
    search.run(stop, until=SETTLE_SHARE)
    best = search.solution()
    while best.routes and stop.progress(effort) < FLEET_SHARE:
        fewer = _with_routes(problem, len(best.routes) - 1)
        search = Search(fewer, seed=seed, initial=_renumbered(best, dropped=1), effort=effort)
        search.fill(stop)
        goal = best.tiers.mandatory, best.tiers.need
        search.run(
            stop,
            until=FLEET_SHARE,
            cooling=(stop.progress(effort), FLEET_SHARE),
            should_stop=lambda search=search, goal=goal: search.need() <= goal,  # type: ignore[misc]
        )
        if search.need() > goal:
            break
        best = search.solution()
    same = _with_routes(problem, len(best.routes))
    search = Search(same, seed=seed, initial=_renumbered(best, dropped=0), effort=effort)
    search.fill(stop)
    search.run(stop, cooling=(stop.progress(effort), 1.0))
    return search.solution()


def _with_routes(problem: RideProblem, count: int) -> RideProblem:
    return replace(problem, routes=problem.routes[:count])


def _renumbered(solution: RideSolution, *, dropped: int) -> RideSolution:
    """The solution without its `dropped` routes of fewest stops, the others numbered from 0."""
    kept = sorted(solution.routes, key=lambda route: len(route.visits))[dropped:]
    return replace(solution, routes=tuple(replace(route, route=row) for row, route in enumerate(kept)))

"""The project's own search as a benchmark solver: one process, one thread, processor time."""

from __future__ import annotations

import time

from benchmarks.as_rides import ride_problem
from benchmarks.nodes import Nodes
from benchmarks.runs import Answer, Limit
from optimiser.search import MaxIterations, MaxSeconds, RideSolution, Stop, VisitKind, compile_kernels, solve_rides
from optimiser.search.fleet import solve_with_fewest_routes


def solve_darp(nodes: Nodes, limit: Limit, seed: int) -> Answer:
    """Least distance with the vehicles given."""
    compile_kernels()
    start = time.process_time()
    solution = solve_rides(ride_problem(nodes), stop=_stop(limit), seed=seed)
    return _answer(nodes, solution, time.process_time() - start)


def solve_pdptw(nodes: Nodes, limit: Limit, seed: int) -> Answer:
    """Fewest routes, then least distance."""
    compile_kernels()
    start = time.process_time()
    solution = solve_with_fewest_routes(ride_problem(nodes), stop=_stop(limit), seed=seed)
    return _answer(nodes, solution, time.process_time() - start)


def _stop(limit: Limit) -> Stop:
    if limit.iterations is not None:
        return MaxIterations(limit.iterations)
    if limit.seconds is None:
        raise ValueError("give a limit in seconds or in iterations")
    return MaxSeconds(limit.seconds, cpu=True)


def _answer(nodes: Nodes, solution: RideSolution, seconds: float) -> Answer:
    routes = []
    for route in solution.routes:
        stops = [
            visit.row + 1 + (nodes.requests if visit.kind is VisitKind.DROPOFF else 0)
            for visit in route.visits
            if visit.kind in (VisitKind.PICKUP, VisitKind.DROPOFF)
        ]
        routes.append(stops)
    return Answer(routes, seconds, solution.iterations)

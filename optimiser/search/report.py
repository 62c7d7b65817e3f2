"""From sequences of nodes back to routes, times and tiers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from optimiser.search import fields as f
from optimiser.search.problem import ANYWHERE, FORBIDDEN, IntArray, RideProblem
from optimiser.search.solution import RideSolution, RouteVisits, Tiers, Visit, VisitKind
from optimiser.search.tables import Tables
from optimiser.search.timing import best_times

MAX_RIDE_TIME_STOPS = 200
"""Beyond this many stops in one route its duration alone is minimised: the flow of ride times would take seconds."""

_KINDS = {
    f.PICKUP: VisitKind.PICKUP,
    f.DROPOFF: VisitKind.DROPOFF,
    f.FIXED: VisitKind.FIXED,
    f.START: VisitKind.START,
    f.END: VisitKind.END,
}


def describe_solution(
    problem: RideProblem,
    tables: Tables,
    sequences: Sequence[IntArray],
    *,
    broken: Sequence[int] = (),
    iterations: int = 0,
    seconds: float = 0.0,
) -> RideSolution:
    """The solution that drives these sequences of nodes, one per route of the problem, with its best times.

    Raises
    ------
    ValueError
        If a sequence of a route that is not `broken` has no schedule.
    """
    routes: list[RouteVisits] = []
    served = np.zeros(len(problem.items), dtype=np.bool_)
    comfort = 0
    for row, sequence in enumerate(sequences):
        if row in broken or (len(sequence) == 2 and not problem.routes[row].fixed):
            continue
        described, discomfort = _describe_with_comfort(problem, tables, row, sequence)
        routes.append(described)
        comfort += discomfort
        for ride in described.rides:
            served[problem.rides[ride].item] = True
    mandatory, need = unserved_cost(problem, served)
    tiers = Tiers(mandatory, need, sum(route.cost for route in routes), comfort)
    return RideSolution(tuple(routes), served, tiers, tuple(broken), iterations, seconds)


def unserved_cost(problem: RideProblem, served: Sequence[bool] | np.typing.NDArray[np.bool_]) -> tuple[int, int]:
    """Number of mandatory items left out, and tier 1."""
    weights = [0] * len(problem.buckets)
    mandatory = 0
    for item, done in zip(problem.items, served, strict=True):
        if not done:
            weights[item.bucket] += item.weight
            mandatory += item.mandatory
    return mandatory, sum(bucket.cost(weight) for bucket, weight in zip(problem.buckets, weights, strict=True))


def describe_route(problem: RideProblem, tables: Tables, row: int, sequence: IntArray) -> RouteVisits:
    """One route driven in this order of nodes, at its best times.

    Raises
    ------
    ValueError
        If there is no schedule.
    """
    return _describe_with_comfort(problem, tables, row, sequence)[0]


def _describe_with_comfort(
    problem: RideProblem, tables: Tables, row: int, sequence: IntArray
) -> tuple[RouteVisits, int]:
    route = problem.routes[row]
    time = problem.time[route.profile]
    distance = problem.distance[route.profile]
    nodes = [int(node) for node in sequence]
    places = _places(tables, nodes)
    hops = [
        int(tables.node[a, f.N_DURATION])
        + (int(time[places[k], places[k + 1]]) if tables.node[b, f.N_PLACE] != ANYWHERE else 0)
        for k, (a, b) in enumerate(pairwise(nodes))
    ]
    pairs = _pairs(problem, tables, nodes)
    times = _times(problem, tables, row, nodes, hops, pairs)
    visits = []
    fixed = 0
    for k, node in enumerate(nodes):
        kind = _KINDS[int(tables.node[node, f.N_KIND])]
        ride, option = -1, 0
        if kind is VisitKind.FIXED:
            ride, fixed = fixed, fixed + 1
        elif kind in (VisitKind.PICKUP, VisitKind.DROPOFF):
            ride = int(tables.node[node, f.N_RIDE])
            first = f.Q_PICKUPS if kind is VisitKind.PICKUP else f.Q_DROPOFFS
            option = node - int(tables.ride[ride, first])
        arrival = times[k - 1] + hops[k - 1] if k else times[0]
        departure = times[k] + int(tables.node[node, f.N_DURATION])
        visits.append(Visit(kind, ride, option, places[k], arrival, times[k], departure))
    metres = sum(int(distance[a, b]) for a, b in pairwise(places))
    cost = route.used_cost + route.distance_cost * metres + route.time_cost * (times[-1] - times[0])
    comfort = sum(party * (times[d] - visits[p].departure - direct) for p, d, _, direct, party in pairs)
    return RouteVisits(row, _layout(problem, tables, row, nodes), tuple(visits), metres, cost), comfort


def _places(tables: Tables, nodes: Sequence[int]) -> list[int]:
    places: list[int] = []
    for node in nodes:
        own = int(tables.node[node, f.N_PLACE])
        places.append(places[-1] if own == ANYWHERE else own)
    return places


def _pairs(problem: RideProblem, tables: Tables, nodes: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """Positions of the two stops of each ride, its limit, direct time and party."""
    boarded: dict[int, int] = {}
    pairs = []
    for k, node in enumerate(nodes):
        ride = int(tables.node[node, f.N_RIDE])
        if ride < 0:
            continue
        if ride not in boarded:
            boarded[ride] = k
            continue
        options = (
            nodes[boarded[ride]] - int(tables.ride[ride, f.Q_PICKUPS]),
            node - int(tables.ride[ride, f.Q_DROPOFFS]),
        )
        limit = int(problem.rides[ride].limits()[options])
        if limit == FORBIDDEN:
            raise ValueError(f"ride {ride} uses the forbidden pair of options {options}")
        pairs.append((boarded[ride], k, limit, int(problem.rides[ride].directs()[options]), problem.rides[ride].party))
    return pairs


def _times(
    problem: RideProblem,
    tables: Tables,
    row: int,
    nodes: Sequence[int],
    hops: Sequence[int],
    pairs: Sequence[tuple[int, int, int, int, int]],
) -> list[int]:
    """Starts of service; position k is node k + 1 of the linear program, node 0 the origin of time."""
    route = problem.routes[row]
    last = len(nodes)
    arcs = [(0, k + 1, int(tables.node[v, f.N_EARLY])) for k, v in enumerate(nodes)]
    arcs += [(k + 1, 0, -int(tables.node[v, f.N_LATE])) for k, v in enumerate(nodes)]
    arcs += [(k + 1, k + 2, hop) for k, hop in enumerate(hops)]
    arcs += [(d + 1, p + 1, -limit - int(tables.node[nodes[p], f.N_DURATION])) for p, d, limit, _, _ in pairs]
    if route.max_duration is not None:
        arcs.append((last, 1, -route.max_duration))
    shortest = np.zeros(last + 1, dtype=np.int64)
    shortest[last], shortest[1] = 1, -1
    price = shortest
    if route.time_cost > 0:
        fastest = best_times(_checked(arcs, row, last), shortest)
        arcs.append((last, 1, int(fastest[1] - fastest[last])))
    if len(nodes) > MAX_RIDE_TIME_STOPS:
        return [int(time) for time in best_times(_checked(arcs, row, last), shortest)[1:]]
    span = max(1, int(tables.node[nodes[-1], f.N_LATE]) - int(tables.node[nodes[0], f.N_EARLY]) + 1)
    price = shortest.copy()
    for p, d, _, _, party in pairs:
        price[d + 1] += span * party
        price[p + 1] -= span * party
    times = best_times(_checked(arcs, row, last), price)
    return [int(time) for time in times[1:]]


def _checked(arcs: list[tuple[int, int, int]], row: int, last: int) -> IntArray:
    """The constraints as an array, once known to be feasible: otherwise the longest paths would never end."""
    times = [0] * (last + 1)
    for _ in range(last + 2):
        changed = False
        for i, j, least in arcs:
            if times[i] + least > times[j]:
                times[j] = times[i] + least
                changed = True
        if times[0] > 0:
            break
        if not changed:
            return np.array(arcs, dtype=np.int64)
    raise ValueError(f"the sequence of route {row} has no schedule")


def _layout(problem: RideProblem, tables: Tables, row: int, nodes: Sequence[int]) -> int:
    route = problem.routes[row]
    load = [0, 0, 0]
    most = [0, 0, 0]
    fixed = iter(route.fixed)
    for node in nodes:
        kind = int(tables.node[node, f.N_KIND])
        change = (0, 0, 0)
        if kind == f.FIXED:
            change = next(fixed).load
        elif kind in (f.PICKUP, f.DROPOFF):
            change = problem.rides[int(tables.node[node, f.N_RIDE])].load
        sign = -1 if kind == f.DROPOFF else 1
        load = [a + sign * b for a, b in zip(load, change, strict=True)]
        most = [max(a, b) for a, b in zip(most, load, strict=True)]
    for k, layout in enumerate(route.layouts):
        if all(a <= b for a, b in zip(most, layout, strict=True)):
            return k
    raise ValueError(f"no layout of route {row} holds {most}")

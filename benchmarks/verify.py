"""Whether routes are feasible on unrounded distances: Bellman and Ford over floats, sharing nothing with the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.nodes import Nodes

TOLERANCE = 1e-6


def breaches(nodes: Nodes, routes: Sequence[Sequence[int]]) -> list[str]:
    """What is wrong with a solution; empty when it is feasible.

    Parameters
    ----------
    routes
        Nodes visited by each vehicle, without the depot.
    """
    found = []
    if len(routes) > nodes.vehicles:
        found.append(f"{len(routes)} vehicles, {nodes.vehicles} at hand")
    visits = sorted(node for route in routes for node in route)
    if visits != list(range(1, 2 * nodes.requests + 1)):
        found.append("not every node is visited exactly once")
    for number, route in enumerate(routes):
        found += [f"vehicle {number}: {breach}" for breach in _route_breaches(nodes, route)]
    return found


def cost(nodes: Nodes, routes: Sequence[Sequence[int]]) -> float:
    """Total Euclidean distance, unrounded."""
    distance = nodes.distance
    return float(sum(distance[a, b] for route in routes for a, b in pairwise([0, *route, 0])))


def _route_breaches(nodes: Nodes, route: Sequence[int]) -> Iterator[str]:
    n = nodes.requests
    at = {node: k + 1 for k, node in enumerate(route)}
    load = 0
    for node in route:
        load += int(nodes.load[node])
        if load > nodes.capacity:
            yield f"load {load} after node {node}, capacity {nodes.capacity}"
    for node in route:
        if node <= n and at.get(n + node, 0) <= at[node]:
            yield f"node {node} is not delivered after its pick-up"
            return
    if not _has_schedule(nodes, route, at):
        yield "no schedule keeps the windows, ride times and duration"


def _has_schedule(nodes: Nodes, route: Sequence[int], at: dict[int, int]) -> bool:
    """Difference constraints ``b[j] - b[i] >= w`` over depot, stops, depot."""
    distance = nodes.distance
    stops = [0, *route, 0]
    last = len(stops) - 1
    arcs = [(k, k + 1, nodes.service[a] * (k > 0) + distance[a, b]) for k, (a, b) in enumerate(pairwise(stops))]
    for node in route:
        if node <= nodes.requests:
            p, d = at[node], at[nodes.requests + node]
            arcs.append((d, p, -nodes.max_ride - nodes.service[node] - TOLERANCE))
    arcs.append((last, 0, -nodes.max_duration - TOLERANCE))
    times = [float(nodes.opens[node]) for node in stops]
    for _ in range(len(stops) + 1):
        changed = False
        for i, j, least in arcs:
            if times[i] + least > times[j] + 1e-9:
                times[j] = times[i] + least
                changed = True
        if any(time > nodes.closes[node] + TOLERANCE for time, node in zip(times, stops, strict=True)):
            return False
        if not changed:
            return True
    return False

"""PyVRP: hybrid genetic and iterated local search, with pick-up and delivery pairs but no ride time."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.cordeau import Nodes
from benchmarks.runs import Answer, Limit

SCALE = 1000
VEHICLE_COST = 10_000


def solve(nodes: Nodes, limit: Limit, seed: int) -> Answer:
    """Fewest routes by a cost per vehicle above any distance, then least distance."""
    if limit.seconds is None:
        raise ValueError("PyVRP needs a limit in seconds")
    # An extra of its own: the package is whole without it.
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    start = time.process_time()
    model = Model()
    places = [model.add_location(*(float(value) for value in xy)) for xy in nodes.xy]
    units = np.ceil(nodes.distance * SCALE - 1e-6).astype(np.int64)
    for a, here in enumerate(places):
        for b, there in enumerate(places):
            model.add_edge(here, there, int(units[a, b]), int(units[a, b]))
    depot = model.add_depot(places[0], *_window(nodes, 0))
    model.add_vehicle_type(nodes.vehicles, nodes.capacity, depot, depot, VEHICLE_COST * SCALE, *_window(nodes, 0))
    n = nodes.requests
    for pickup in range(1, n + 1):
        delivery = n + pickup
        model.add_shipment(
            places[pickup],
            places[delivery],
            *_window(nodes, pickup),
            round(nodes.service[pickup] * SCALE),
            *_window(nodes, delivery),
            round(nodes.service[delivery] * SCALE),
            int(nodes.load[pickup]),
        )
    result = model.solve(MaxRuntime(limit.seconds), seed=seed, collect_stats=False, display=False)
    routes = [
        [
            1 + activity.idx + (n if activity.is_delivery() else 0)
            for activity in route.schedule()
            if activity.is_shipment()
        ]
        for route in result.best.routes()
    ]
    return Answer(routes, time.process_time() - start, int(result.num_iterations))


def _window(nodes: Nodes, node: int) -> tuple[int, int]:
    return round(nodes.opens[node] * SCALE), round(nodes.closes[node] * SCALE)

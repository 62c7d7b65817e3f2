"""PyVRP: hybrid genetic and iterated local search, with pick-up and delivery pairs but no ride time."""

from __future__ import annotations

import time

from benchmarks.nodes import Nodes
from benchmarks.peers.units import VEHICLE_COST, seconds_of, service, units, window
from benchmarks.runs import Answer, Limit


def solve(nodes: Nodes, limit: Limit, seed: int) -> Answer:
    """Fewest routes by a cost per vehicle above any distance, then least distance."""
    seconds = seconds_of(limit, "PyVRP")
    # An extra of its own: the package is whole without it.
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    start = time.process_time()
    model = Model()
    places = [model.add_location(*(float(value) for value in xy)) for xy in nodes.xy]
    distance = units(nodes)
    for a, here in enumerate(places):
        for b, there in enumerate(places):
            model.add_edge(here, there, int(distance[a, b]), int(distance[a, b]))
    depot = model.add_depot(places[0], *window(nodes, 0))
    model.add_vehicle_type(nodes.vehicles, nodes.capacity, depot, depot, VEHICLE_COST, *window(nodes, 0))
    n = nodes.requests
    for pickup in range(1, n + 1):
        delivery = n + pickup
        model.add_shipment(
            places[pickup],
            places[delivery],
            *window(nodes, pickup),
            service(nodes, pickup),
            *window(nodes, delivery),
            service(nodes, delivery),
            int(nodes.load[pickup]),
        )
    result = model.solve(MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    routes = [
        [
            1 + activity.idx + (n if activity.is_delivery() else 0)
            for activity in route.schedule()
            if activity.is_shipment()
        ]
        for route in result.best.routes()
    ]
    return Answer(routes, time.process_time() - start, int(result.num_iterations))

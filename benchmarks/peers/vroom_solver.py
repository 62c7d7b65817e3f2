"""VROOM: constructive heuristics, then local search; it ends by itself when nothing improves any more.

Vroom was made to answer in milliseconds, and has neither a ride time nor a seed.
"""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np

from benchmarks.nodes import Nodes
from benchmarks.peers.units import VEHICLE_COST, seconds_of, service, units, window
from benchmarks.runs import Answer, Limit

THOROUGH = 5
"""The greatest exploration level."""


def solve(nodes: Nodes, limit: Limit, _seed: int) -> Answer:
    """Fewest routes by a cost per vehicle above any distance, then least distance."""
    seconds = seconds_of(limit, "VROOM")
    # An extra of its own: the package is whole without it.
    import vroom

    start = time.process_time()
    n = nodes.requests
    problem = vroom.Input()
    problem.set_durations_matrix("car", units(nodes).astype(np.uint32))
    shift = vroom.TimeWindow(*window(nodes, 0))
    for vehicle in range(1, nodes.vehicles + 1):
        costs = vroom.VehicleCosts(fixed=VEHICLE_COST)
        capacity = vroom.Amount([nodes.capacity])
        problem.add_vehicle(vroom.Vehicle(vehicle, 0, 0, capacity=capacity, time_window=shift, costs=costs))
    for pickup in range(1, n + 1):
        steps = [
            vroom.ShipmentStep(
                pickup,
                location=node,
                default_service=service(nodes, node),
                time_windows=[vroom.TimeWindow(*window(nodes, node))],
            )
            for node in (pickup, n + pickup)
        ]
        problem.add_shipment(*steps, amount=vroom.Amount([int(nodes.load[pickup])]))
    found = problem.solve(exploration_level=THOROUGH, nb_threads=1, timeout=timedelta(seconds=seconds))
    routes: dict[int, list[int]] = {}
    for vehicle, kind, shipment in found.routes[["vehicle_id", "type", "id"]].itertuples(index=False):
        if kind in ("pickup", "delivery"):
            routes.setdefault(int(vehicle), []).append(int(shipment) + (n if kind == "delivery" else 0))
    return Answer(list(routes.values()), time.process_time() - start)

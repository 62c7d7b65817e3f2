"""OR-Tools routing: guided local search, as its documentation advises for pickups and deliveries.

It finds a first solution only when requests may be dropped at a penalty and the ride limit is given a second time, as
the limit from pick-up to delivery.
"""

from __future__ import annotations

import time

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.nodes import Nodes
from benchmarks.peers.units import SCALE, VEHICLE_COST, seconds_of, units, window
from benchmarks.peers.units import service as service_of
from benchmarks.runs import Answer, Limit

DROP_PENALTY = 100 * VEHICLE_COST
"""Above any number of vehicles: no request is worth dropping."""


def solve(nodes: Nodes, limit: Limit, _seed: int) -> Answer:
    """Least distance with the vehicles given; where routes count first, a vehicle costs more than any distance.

    The seed is not used: the search has no random part.
    """
    seconds = seconds_of(limit, "OR-Tools")
    start = time.process_time()
    n = nodes.requests
    driving = units(nodes)
    service = np.array([service_of(nodes, node) for node in range(2 * n + 1)], dtype=np.int64)
    manager = pywrapcp.RoutingIndexManager(2 * n + 1, nodes.vehicles, 0)
    routing = pywrapcp.RoutingModel(manager)
    distance = routing.RegisterTransitMatrix(driving.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(distance)
    elapsed = routing.RegisterTransitMatrix((driving + service[:, None]).tolist())
    horizon = int(nodes.closes.max() * SCALE)
    routing.AddDimension(elapsed, horizon, horizon, False, "time")
    times = routing.GetDimensionOrDie("time")
    load = routing.RegisterUnaryTransitVector(nodes.load.tolist())
    routing.AddDimension(load, 0, nodes.capacity, True, "load")
    if np.isfinite(nodes.max_duration):
        for vehicle in range(nodes.vehicles):
            times.SetSpanUpperBoundForVehicle(int(nodes.max_duration * SCALE), vehicle)
    else:
        routing.SetFixedCostOfAllVehicles(VEHICLE_COST)
    _add_requests(nodes, manager, routing, service)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(parameters)
    routes: list[list[int]] = []
    for vehicle in range(nodes.vehicles if found else 0):
        index = found.Value(routing.NextVar(routing.Start(vehicle)))
        route = []
        while not routing.IsEnd(index):
            route.append(manager.IndexToNode(index))
            index = found.Value(routing.NextVar(index))
        if route:
            routes.append(route)
    return Answer(routes, time.process_time() - start)


def _add_requests(
    nodes: Nodes,
    manager: pywrapcp.RoutingIndexManager,
    routing: pywrapcp.RoutingModel,
    service: np.typing.NDArray[np.int64],
) -> None:
    times = routing.GetDimensionOrDie("time")
    solver = routing.solver()
    n = nodes.requests
    for node in range(1, 2 * n + 1):
        times.CumulVar(manager.NodeToIndex(node)).SetRange(*window(nodes, node))
    for vehicle in range(nodes.vehicles):
        for end in (routing.Start(vehicle), routing.End(vehicle)):
            times.CumulVar(end).SetRange(*window(nodes, 0))
    for request in range(1, n + 1):
        pickup, delivery = manager.NodeToIndex(request), manager.NodeToIndex(n + request)
        routing.AddPickupAndDelivery(pickup, delivery)
        routing.AddDisjunction([pickup], DROP_PENALTY)
        routing.AddDisjunction([delivery], DROP_PENALTY)
        solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(delivery))
        solver.Add(times.CumulVar(pickup) <= times.CumulVar(delivery))
        solver.Add(routing.ActiveVar(pickup) == routing.ActiveVar(delivery))
        if np.isfinite(nodes.max_ride):
            longest = int(nodes.max_ride * SCALE) + int(service[request])
            solver.Add(times.CumulVar(delivery) - times.CumulVar(pickup) <= longest)
    if np.isfinite(nodes.max_ride):
        longest = int((nodes.max_ride + nodes.service[1 : n + 1].max()) * SCALE)
        times.SetPickupToDeliveryLimitFunctionForPair(lambda *_: longest, 0)

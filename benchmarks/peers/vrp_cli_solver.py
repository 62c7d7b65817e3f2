"""vrp-cli (reinterpretcat/vrp): ruin and recreate with other operators, in its "pragmatic" JSON format.

Its default objective is the one wanted: serve all, with few tours, at little cost. It has no limit on ride time in that
format, and takes no seed.
"""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.nodes import Nodes
from benchmarks.peers.units import VEHICLE_COST, seconds_of, service, units, window
from benchmarks.runs import Answer, Limit

MIDNIGHT = datetime(2020, 1, 1, tzinfo=UTC)
ONE_THREAD = {"parallelism": {"numThreadPools": 1, "threadsPerPool": 1}, "logging": {"enabled": False}}
QUIET = {"progress": {"enabled": False}, "metrics": {"enabled": True}}


def solve(nodes: Nodes, limit: Limit, _seed: int) -> Answer:
    """Fewest routes, then least distance. Its clock counts whole seconds: the limit is rounded up."""
    seconds = math.ceil(seconds_of(limit, "vrp-cli"))
    # An extra of its own: the package is whole without it.
    import vrp_cli

    start = time.process_time()
    config = {"termination": {"maxTime": seconds}, "environment": ONE_THREAD, "telemetry": QUIET}
    flat = units(nodes).ravel().tolist()
    matrix = {"profile": "car", "travelTimes": flat, "distances": flat}
    told = vrp_cli.solve_pragmatic(json.dumps(_problem(nodes)), [json.dumps(matrix)], json.dumps(config))
    found = json.loads(told)
    routes = [_nodes_of(tour, nodes.requests) for tour in found["tours"]]
    generations = int(found.get("extras", {}).get("metrics", {}).get("generations", 0))
    return Answer(routes, time.process_time() - start, generations)


def _problem(nodes: Nodes) -> dict[str, Any]:
    n = nodes.requests
    jobs = [
        {"id": str(node), "pickups": [_task(nodes, node)], "deliveries": [_task(nodes, n + node)]}
        for node in range(1, n + 1)
    ]
    opens, closes = (_clock(at) for at in window(nodes, 0))
    depot = {"index": 0}
    vehicles = {
        "typeId": "vehicle",
        "vehicleIds": [f"vehicle {k}" for k in range(nodes.vehicles)],
        "profile": {"matrix": "car"},
        "costs": {"fixed": VEHICLE_COST, "distance": 1, "time": 0},
        "shifts": [{"start": {"earliest": opens, "location": depot}, "end": {"latest": closes, "location": depot}}],
        "capacity": [nodes.capacity],
    }
    return {"plan": {"jobs": jobs}, "fleet": {"vehicles": [vehicles], "profiles": [{"name": "car"}]}}


def _task(nodes: Nodes, node: int) -> dict[str, Any]:
    times = [[_clock(at) for at in window(nodes, node)]]
    place = {"location": {"index": node}, "duration": service(nodes, node), "times": times}
    return {"demand": [abs(int(nodes.load[node]))], "places": [place]}


def _clock(at: int) -> str:
    """A unit of time is a second of that format."""
    return (MIDNIGHT + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _nodes_of(tour: dict[str, Any], n: int) -> list[int]:
    return [
        int(activity["jobId"]) + (n if activity["type"] == "delivery" else 0)
        for stop in tour["stops"]
        for activity in stop["activities"]
        if activity["type"] in ("pickup", "delivery")
    ]

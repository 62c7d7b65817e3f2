from dataclasses import replace

import numpy as np
import pytest

import benchmarks.peers
from benchmarks.families import INSTANCES, Best, Case, pdptw_cases
from benchmarks.nodes import Nodes
from benchmarks.peers import PEERS, missing_package
from benchmarks.runs import Limit, Solver, judge

# Two requests on a line: 1 -> 3 from x=1 to x=3, 2 -> 4 from x=2 to x=4; the depot at 0.
LINE = Nodes(
    "line",
    vehicles=2,
    capacity=2,
    max_duration=float("inf"),
    max_ride=float("inf"),
    xy=np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0]]),
    service=np.array([0.0, 1.0, 1.0, 1.0, 1.0]),
    load=np.array([0, 1, 1, -1, -1]),
    opens=np.zeros(5),
    closes=np.full(5, 30.0),
)
LIMIT = Limit(seconds=0.5)


def _solver(family: str, peer: str) -> Solver:
    package = missing_package(peer)
    if package is not None:
        pytest.skip(f"the extra `peers` is not installed: {package} is missing")
    return PEERS[family, peer]()


def _judged(family: str, peer: str, nodes: Nodes, routes: int, cost: float) -> None:
    answer = _solver(family, peer)(nodes, LIMIT, 1)
    record = judge(peer, Case(nodes, range(5)), answer, Best(cost, routes), 1)
    assert record.feasible
    assert record.routes == routes
    assert record.cost == pytest.approx(cost)


pdptw_peers = pytest.mark.parametrize("peer", [peer for family, peer in PEERS if family == "pdptw"])


def test_all_four_play_on_pickup_and_delivery_and_only_ortools_keeps_ride_times() -> None:
    assert {peer for family, peer in PEERS if family == "pdptw"} == {"ortools", "pyvrp", "vroom", "vrp-cli"}
    assert {peer for family, peer in PEERS if family == "darp"} == {"ortools"}


@pdptw_peers
def test_one_vehicle_serves_both_while_its_load_and_the_windows_allow(peer: str) -> None:
    _judged("pdptw", peer, LINE, 1, 8.0)


@pdptw_peers
def test_a_vehicle_with_one_seat_goes_back_for_the_second(peer: str) -> None:
    _judged("pdptw", peer, replace(LINE, capacity=1), 1, 10.0)


@pdptw_peers
def test_windows_that_clash_take_a_second_vehicle(peer: str) -> None:
    at_once = replace(LINE, capacity=1, closes=np.array([30.0, 2.0, 2.0, 30.0, 30.0]))
    _judged("pdptw", peer, at_once, 2, 14.0)


@pytest.mark.parametrize(("ride", "cost"), [(3.0, 8.0), (2.9, 10.0)])
def test_ortools_keeps_the_ride_time_and_the_duration(ride: float, cost: float) -> None:
    nodes = replace(LINE, vehicles=1, max_ride=ride, max_duration=20.0)
    answer = _solver("darp", "ortools")(nodes, LIMIT, 1)
    record = judge("ortools", Case(nodes, range(5)), answer, None, 1)
    assert record.feasible
    assert record.cost == pytest.approx(cost)


@pdptw_peers
def test_each_solves_a_real_instance_as_the_verifier_wants(peer: str) -> None:
    case = next(case for case in pdptw_cases(INSTANCES / "pdptw") if case.nodes.name == "lc101")
    assert judge(peer, case, _solver("pdptw", peer)(case.nodes, Limit(seconds=2.0), 1), None, 1).feasible


@pytest.mark.parametrize("peer", ["ortools", "pyvrp", "vroom", "vrp-cli"])
def test_iterations_are_no_limit_for_a_peer(peer: str) -> None:
    with pytest.raises(ValueError, match="needs a limit in seconds"):
        _solver("pdptw", peer)(LINE, Limit(iterations=5), 1)


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmarks.peers, "find_spec", lambda _: None)
    assert missing_package("vrp-cli") == "vrp_cli"

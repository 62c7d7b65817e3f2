from pathlib import Path

import pytest

from benchmarks.as_rides import ride_problem
from benchmarks.cordeau import read_cordeau
from benchmarks.families import INSTANCES, darp_cases, pdptw_cases, read_best
from benchmarks.halte import solve_darp, solve_pdptw
from benchmarks.runs import Limit, judge


def test_both_headers_of_the_dial_a_ride_sets_are_read() -> None:
    cases = {case.nodes.name: case.nodes for case in darp_cases(INSTANCES / "darp")}
    assert (cases["a2-16"].requests, cases["a2-16"].vehicles, cases["a2-16"].max_ride) == (16, 2, 30)
    assert (cases["R1a"].requests, cases["R1a"].vehicles, cases["R1a"].capacity) == (24, 3, 6)
    assert set(cases) == set(read_best(INSTANCES / "darp" / "bks.csv"))


def test_pairs_of_li_and_lim_keep_the_ids_of_their_file() -> None:
    cases = {case.nodes.name: case for case in pdptw_cases(INSTANCES / "pdptw")}
    lc101 = cases["lc101"]
    assert (lc101.ids[2], lc101.ids[2 + lc101.nodes.requests]) == (5, 7)
    assert lc101.nodes.load[2] == -lc101.nodes.load[2 + lc101.nodes.requests] == 10
    assert set(cases) == set(read_best(INSTANCES / "pdptw" / "bks.csv"))


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("1 1 10 1 5\n0 0 0 0 0 0 9\n1 0 0 0 1 0 9\n2 0 0 0 1 0 9\n")
    with pytest.raises(ValueError, match="Cordeau"):
        read_cordeau(path)


def test_units_are_rounded_up_and_exact_where_distances_are() -> None:
    nodes = next(case.nodes for case in pdptw_cases(INSTANCES / "pdptw") if case.nodes.name == "lr101")
    units = ride_problem(nodes).time[0]
    assert (units >= nodes.distance * 1e6 - 1e-3).all()
    assert (units - nodes.distance * 1e6 < 1.0).all()


def test_the_smallest_instance_is_solved_to_its_optimum() -> None:
    case = next(case for case in darp_cases(INSTANCES / "darp") if case.nodes.name == "a2-16")
    best = read_best(INSTANCES / "darp" / "bks.csv")["a2-16"]
    record = judge("halte", case, solve_darp(case.nodes, Limit(iterations=3000), 1), best, 1)
    assert record.feasible
    assert record.cost == pytest.approx(294.25, abs=0.005)


def test_routes_come_first_on_li_and_lim() -> None:
    case = next(case for case in pdptw_cases(INSTANCES / "pdptw") if case.nodes.name == "lr101")
    best = read_best(INSTANCES / "pdptw" / "bks.csv")["lr101"]
    record = judge("halte", case, solve_pdptw(case.nodes, Limit(iterations=3000), 1), best, 1)
    assert record.feasible
    assert record.routes == 19

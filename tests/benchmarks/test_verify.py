from dataclasses import replace

import numpy as np
import pytest

from benchmarks.families import Best, Case
from benchmarks.nodes import Nodes
from benchmarks.runs import Answer, judge, summarise, write_solution
from benchmarks.verify import breaches, cost

# Two requests on a line: 1 -> 3 from x=1 to x=3, 2 -> 4 from x=2 to x=4; the depot at 0.
LINE = Nodes(
    "line",
    vehicles=1,
    capacity=1,
    max_duration=20.0,
    max_ride=4.0,
    xy=np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0]]),
    service=np.array([0.0, 1.0, 1.0, 1.0, 1.0]),
    load=np.array([0, 1, 1, -1, -1]),
    opens=np.zeros(5),
    closes=np.full(5, 30.0),
)


def test_a_sequence_that_fits_has_no_breach_and_its_length_by_hand() -> None:
    assert breaches(LINE, [[1, 3, 2, 4]]) == []
    assert cost(LINE, [[1, 3, 2, 4]]) == pytest.approx(1 + 2 + 1 + 2 + 4)


@pytest.mark.parametrize(
    ("nodes", "routes", "told"),
    [
        (LINE, [[1, 3]], "exactly once"),
        (LINE, [[1, 2, 3, 4]], "capacity"),
        (LINE, [[3, 1, 2, 4]], "not delivered after"),
        (LINE, [[1, 3], [2, 4]], "vehicles"),
        (replace(LINE, max_duration=13.9), [[1, 3, 2, 4]], "no schedule"),
        (replace(LINE, max_ride=1.9), [[1, 3, 2, 4]], "no schedule"),
        (replace(LINE, closes=np.array([30.0, 0.5, 30.0, 30.0, 30.0])), [[1, 3, 2, 4]], "no schedule"),
    ],
)
def test_each_breach_is_told(nodes: Nodes, routes: list[list[int]], told: str) -> None:
    assert any(told in breach for breach in breaches(nodes, routes))


def test_waiting_before_the_pick_up_saves_a_ride_limit() -> None:
    late = replace(LINE, opens=np.array([0.0, 0.0, 0.0, 15.0, 0.0]), max_duration=30.0)
    assert breaches(late, [[1, 3, 2, 4]]) == []


def test_records_and_summary(tmp_path) -> None:  # type: ignore[no-untyped-def]
    case = Case(LINE, (0, 10, 20, 30, 40))
    good = judge("halte", case, Answer([[1, 3, 2, 4]], 0.5, 7), Best(10.0), 1)
    bad = judge("other", case, Answer([[1, 2, 3, 4]], 0.5), Best(10.0), 1)
    more = judge("third", case, Answer([[1, 3, 2, 4]], 0.5), Best(10.0, 0), 1)
    assert (good.gap_percent, good.feasible, good.iterations) == (0.0, True, 7)
    assert not bad.feasible
    assert more.gap_percent is None
    first, second, third = summarise([good, bad, more])
    assert (first.mean_gap, first.infeasible) == (0.0, 0)
    assert (second.mean_gap, second.infeasible) == (None, 1)
    assert third.more_routes == 1
    write_solution(tmp_path / "s" / "one.txt", case, Answer([[1, 3], [2, 4]], 0.0))
    assert (tmp_path / "s" / "one.txt").read_text() == "10 30\n20 40\n"

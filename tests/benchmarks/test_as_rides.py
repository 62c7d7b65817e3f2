from dataclasses import replace

import numpy as np
import pytest

from benchmarks.as_rides import FINEST, ride_problem, scale_of
from benchmarks.halte import solve_pdptw
from benchmarks.nodes import Nodes
from benchmarks.runs import Limit
from benchmarks.verify import breaches

PAIR = Nodes(
    "pair",
    vehicles=1,
    capacity=1,
    max_duration=float("inf"),
    max_ride=float("inf"),
    xy=np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 1.0]]),
    service=np.array([0.0, 1.5, 1.5]),
    load=np.array([0, 1, -1]),
    opens=np.array([0.0, 7.25, 0.0]),
    closes=np.array([3390.0, 7.25, 3390.0]),
)


def test_a_long_horizon_makes_units_coarser_and_solutions_stay_feasible() -> None:
    assert scale_of(replace(PAIR, closes=np.full(3, 1440.0))) == FINEST
    assert scale_of(PAIR) == FINEST // 10
    assert breaches(PAIR, solve_pdptw(PAIR, Limit(iterations=10), 1).routes) == []


def test_rounding_is_to_the_safe_side() -> None:
    fine = replace(PAIR, opens=np.array([0.0, 7.123456789, 0.0]), closes=np.array([3390.0, 7.987654321, 3390.0]))
    pickup = ride_problem(fine).rides[0].pickups[0]
    scale = scale_of(fine)
    assert pickup.earliest / scale >= 7.123456789
    assert pickup.latest / scale <= 7.987654321


def test_times_beyond_the_integers_of_the_search_are_refused() -> None:
    with pytest.raises(ValueError, match="pair: times of up to"):
        ride_problem(replace(PAIR, closes=np.full(3, 1e10)))

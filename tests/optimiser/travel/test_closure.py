from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.territory import PairOverride
from optimiser.travel import UNREACHABLE, Conditions, Point, Remark, RemarkKind, TravelMatrix
from optimiser.travel.closure import finish
from tests.optimiser.travel.drawing import point

IDS = "abcdef"
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS))


def on_a_line(*x_km: float) -> list[Point]:
    return [point(id_, 1000 * x, 0) for id_, x in zip(IDS, x_km, strict=False)]


def seconds_and_metres(seconds: list[list[float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    times = np.array(seconds, dtype=np.float64)
    return times, times * 10


def assert_triangles_hold(matrix: TravelMatrix) -> None:
    minutes = matrix.minutes.astype(np.int64)
    assert (minutes[:, None, :] <= minutes[:, :, None] + minutes[None, :, :]).all()


def test_seconds_are_rounded_up_once() -> None:
    points = on_a_line(0, 1, 2)
    matrix = finish(points, *seconds_and_metres([[0, 60, 61], [60, 0, 1], [61, 1, 0]]), Conditions())
    assert matrix.minutes.tolist() == [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    assert matrix.metres.tolist() == [[0, 600, 610], [600, 0, 10], [610, 10, 0]]


def test_floating_point_noise_costs_no_minute() -> None:
    points = on_a_line(0, 1)
    matrix = finish(points, *seconds_and_metres([[0, 120 + 1e-9], [180 - 1e-9, 0]]), Conditions())
    assert matrix.minutes.tolist() == [[0, 2], [3, 0]]


def test_places_at_one_spot_are_no_time_apart_and_others_at_least_a_minute() -> None:
    points = [point("a", 0, 0), point("b", 0, 0), point("c", 1, 0)]
    matrix = finish(points, *seconds_and_metres([[0, 5, 0], [5, 0, 0], [0, 0, 0]]), Conditions())
    assert matrix.minutes.tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


def test_two_points_of_one_id_are_refused() -> None:
    points = [point("a", 0, 0), point("a", 9, 0)]
    with pytest.raises(ValueError, match="'a'"):
        finish(points, np.zeros((2, 2)), np.zeros((2, 2)), Conditions())


def test_results_are_read_only() -> None:
    points = on_a_line(0, 1)
    matrix = finish(points, *seconds_and_metres([[0, 60], [60, 0]]), Conditions())
    with pytest.raises(ValueError, match="read-only"):
        matrix.minutes[0, 1] = 0


def test_a_shorter_override_shortens_the_ways_that_use_it() -> None:
    points = on_a_line(0, 1, 2)
    exact = seconds_and_metres([[0, 600, 1200], [600, 0, 600], [1200, 600, 0]])
    tunnel = PairOverride(origin="a", destination="b", minutes=4, metres=900)
    matrix = finish(points, *exact, Conditions(), [tunnel])
    assert matrix.minutes.tolist() == [[0, 4, 14], [10, 0, 10], [20, 10, 0]]
    assert matrix.metres[0].tolist() == [0, 900, 900 + 6000]
    assert matrix.rows_between(0, 2) == [1]
    assert matrix.remarks == ()


def test_an_override_longer_than_the_way_round_is_told() -> None:
    points = on_a_line(0, 1, 2)
    exact = seconds_and_metres([[0, 600, 600], [600, 0, 600], [600, 600, 0]])
    slow = PairOverride(origin="a", destination="b", minutes=50, metres=6000)
    matrix = finish(points, *exact, Conditions(), [slow])
    assert matrix.minutes[0, 1] == 20
    assert matrix.remarks == (Remark(RemarkKind.OVERRIDE_UNDERCUT, ("a", "b", "c"), 20),)


def test_an_override_is_slowed_by_the_season_and_rounded_up() -> None:
    points = on_a_line(0, 1)
    exact = seconds_and_metres([[0, 600], [600, 0]])
    stated = PairOverride(origin="a", destination="b", minutes=9, metres=6000)
    matrix = finish(points, *exact, Conditions(season_percent=80), [stated])
    assert matrix.minutes.tolist() == [[0, 12], [10, 0]]


def test_a_closed_pair_goes_round_in_its_direction_only() -> None:
    points = on_a_line(0, 1, 2)
    exact = seconds_and_metres([[0, 600, 1800], [600, 0, 1800], [1800, 1800, 0]])
    matrix = finish(points, *exact, Conditions(closed=frozenset({("a", "b")})))
    assert matrix.minutes[:2, :2].tolist() == [[0, 60], [10, 0]]
    assert matrix.metres[0, 1] == 36_000
    assert matrix.remarks == ()


def test_a_closed_pair_that_a_neighbour_bypasses_is_told() -> None:
    points = on_a_line(0, 1, 2)
    exact = seconds_and_metres([[0, 600, 120], [600, 0, 600], [120, 600, 0]])
    matrix = finish(points, *exact, Conditions(closed=frozenset({("a", "b")})))
    assert matrix.remarks == (Remark(RemarkKind.CLOSED_BYPASSED, ("a", "b", "c"), 12),)


def test_a_place_closed_off_in_one_direction_is_told_once() -> None:
    points = on_a_line(0, 1, 2)
    exact = seconds_and_metres([[0, 60, 60], [60, 0, 60], [60, 60, 0]])
    matrix = finish(points, *exact, Conditions(closed=frozenset({("a", "c"), ("b", "c")})))
    assert matrix.minutes[:, 2].tolist() == [UNREACHABLE, UNREACHABLE, 0]
    assert matrix.metres[:, 2].tolist() == [UNREACHABLE, UNREACHABLE, 0]
    assert matrix.remarks == (Remark(RemarkKind.UNREACHABLE, ("c", "a", "b"), 2),)


@pytest.mark.parametrize("seconds", [np.inf, np.nan, 60.0 * UNREACHABLE])
def test_what_is_not_a_time_is_unreachable(seconds: float) -> None:
    points = on_a_line(0, 1)
    matrix = finish(points, *seconds_and_metres([[0, seconds], [60, 0]]), Conditions())
    assert matrix.minutes.tolist() == [[0, UNREACHABLE], [1, 0]]
    assert matrix.metres.tolist() == [[0, UNREACHABLE], [600, 0]]


@given(
    seconds=st.lists(st.integers(0, 3000), min_size=36, max_size=36),
    no_way=st.sets(PAIRS, max_size=20),
    overrides=st.lists(st.tuples(PAIRS, st.integers(0, 60)), max_size=8),
    closed=st.frozensets(PAIRS, max_size=12),
    season_percent=st.sampled_from([50, 80, 100, 130]),
)
def test_any_input_is_closed_under_shortest_paths(
    seconds: list[int],
    no_way: set[tuple[str, str]],
    overrides: list[tuple[tuple[str, str], int]],
    closed: frozenset[tuple[str, str]],
    season_percent: int,
) -> None:
    points = on_a_line(*range(6))
    exact = np.array(seconds, dtype=np.float64).reshape(6, 6)
    for pair in no_way:
        exact[IDS.index(pair[0]), IDS.index(pair[1])] = np.inf
    stated = [
        PairOverride(origin=pair[0], destination=pair[1], minutes=minutes, metres=100 * minutes)
        for pair, minutes in overrides
    ]
    conditions = Conditions(season_percent=season_percent, closed=closed)
    matrix = finish(points, exact, exact * 7, conditions, stated)

    assert_triangles_hold(matrix)
    assert (np.diag(matrix.minutes) == 0).all()
    assert ((matrix.minutes == UNREACHABLE) == (matrix.metres == UNREACHABLE)).all()
    # The direct ways it was closed from, and the sums along the ways it names.
    direct, direct_m = direct_ways(exact, conditions, stated)
    for a in range(6):
        for b in range(6):
            rows = [a, *matrix.rows_between(a, b), b]
            if a != b and matrix.minutes[a, b] < UNREACHABLE:
                assert matrix.minutes[a, b] == sum(direct[pair] for pair in pairwise(rows))
                assert matrix.metres[a, b] == sum(direct_m[pair] for pair in pairwise(rows))
            if (a, b) in direct:
                assert matrix.minutes[a, b] <= direct[a, b]


def direct_ways(
    exact: NDArray[np.float64], conditions: Conditions, stated: list[PairOverride]
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    minutes: dict[tuple[int, int], int] = {}
    metres: dict[tuple[int, int], int] = {}
    for a in range(6):
        for b in range(6):
            if a != b and np.isfinite(exact[a, b]):
                minutes[a, b] = max(1, -(-int(exact[a, b]) // 60))
                metres[a, b] = int(exact[a, b]) * 7
    for pair in stated:
        key = IDS.index(pair.origin), IDS.index(pair.destination)
        if key[0] != key[1]:
            minutes[key] = -(-pair.minutes * 100 // conditions.season_percent)
            metres[key] = pair.metres
    for a_id, b_id in conditions.closed:
        minutes.pop((IDS.index(a_id), IDS.index(b_id)), None)
    return minutes, metres

"""Starts tried for a tour: all of a coarse grid, a spread of a fine one."""

from itertools import pairwise

import pytest

from optimiser.master.large.timed import Timer, spread
from optimiser.master.large.tours import all_tours, relieved_at
from tests.optimiser.master.large.weeks import made


@pytest.mark.parametrize(("count", "most"), [(1, 6), (6, 6), (7, 6), (97, 12), (2000, 500)])
def test_a_spread_keeps_both_ends_and_no_gap_is_much_wider_than_another(count: int, most: int) -> None:
    starts = list(range(0, 5 * count, 5))
    kept = spread(starts, most)
    assert len(kept) == len(set(kept)) == min(count, most)
    assert set(kept) <= set(starts)
    assert (kept[0], kept[-1]) == (starts[0], starts[-1])
    gaps = [b - a for a, b in pairwise(kept)]
    assert not gaps or max(gaps) - min(gaps) <= 5


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_is_needed_has_a_turn_at_the_meal(seed: int) -> None:
    week = made(25, 14, 5, seed=seed).week
    tours = all_tours(week, 100_000)
    timer = Timer(week, tours)
    relieved = 0
    for row in range(len(tours)):
        for way in timer(row):
            assert way.people >= max(map(len, way.heads))
            if way.relief >= 0:
                relieved += 1
                assert max(map(len, way.heads)) <= relieved_at(int(tours.relief[row]))[way.relief]
    assert relieved > 0

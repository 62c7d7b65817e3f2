"""Starts tried for a tour: all of a coarse grid, a spread of a fine one."""

from itertools import pairwise

import pytest

from optimiser.master.large.timed import spread


@pytest.mark.parametrize(("count", "most"), [(1, 6), (6, 6), (7, 6), (97, 12), (2000, 500)])
def test_a_spread_keeps_both_ends_and_no_gap_is_much_wider_than_another(count: int, most: int) -> None:
    starts = list(range(0, 5 * count, 5))
    kept = spread(starts, most)
    assert len(kept) == len(set(kept)) == min(count, most)
    assert set(kept) <= set(starts)
    assert (kept[0], kept[-1]) == (starts[0], starts[-1])
    gaps = [b - a for a, b in pairwise(kept)]
    assert not gaps or max(gaps) - min(gaps) <= 5

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.exact.times import ABOARD, DEPARTURE, FREE, ORIGIN, allows_all, departing, followed, kept

SMALL = st.integers(0, 6)


@given(SMALL, SMALL, SMALL, SMALL, SMALL, SMALL, SMALL, SMALL)
def test_the_times_left_are_those_of_some_schedule(
    earliest: int, width: int, hop: int, low: int, room: int, ride: int, opens: int, most: int
) -> None:
    """Set out, board, alight: what remains of (departure, end) is the set that trying every minute gives."""
    latest = earliest + width
    m = departing(earliest, latest, remembered=True)
    tried = {
        (s, y)
        for s, b, y in product(range(20), range(30), range(40))
        if earliest <= s <= latest
        and b >= s + hop
        and low <= b <= low + room
        and y >= b + ride
        and opens <= y <= 25
        and y - b <= most
    }
    ties = followed(m, hop, low, low + room)
    if ties is None:
        assert not tried
        return
    boarded = kept(m, ties, [ORIGIN, DEPARTURE, len(m), len(m)])
    ties = followed(boarded, ride, opens, 25, since=ABOARD, most=most)
    if ties is None:
        assert not tried
        return
    left = kept(boarded, ties, [ORIGIN, DEPARTURE, len(boarded)])
    allowed = {
        (s, y)
        for s, y in product(range(20), range(40))
        if s >= left[ORIGIN][DEPARTURE]
        and -s >= left[DEPARTURE][ORIGIN]
        and y >= left[ORIGIN][FREE]
        and -y >= left[FREE][ORIGIN]
        and y - s >= left[DEPARTURE][FREE]
        and s - y >= left[FREE][DEPARTURE]
    }
    assert allowed == tried


@pytest.mark.parametrize("remembered", [True, False])
def test_a_wider_window_allows_all_that_a_narrower_one_does(remembered: bool) -> None:
    wide, narrow = (departing(*window, remembered=remembered) for window in ((5, 20), (8, 12)))
    assert allows_all(wide, narrow)
    assert not allows_all(narrow, wide)

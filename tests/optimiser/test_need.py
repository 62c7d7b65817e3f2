"""Tier 1 against its definition, unit by unit."""

from hypothesis import given
from hypothesis import strategies as st

from optimiser.need import Bucket, need_lines


def by_unit(asked: int, carried: int, unserved: int) -> int:
    """Quarter units one after another: each costs one more than the quarter of the asked weight it falls in."""
    reached = range(4 * carried, 4 * (carried + unserved))
    return sum(min(unit // asked, 3) + 1 for unit in reached)


@given(st.integers(1, 40), st.integers(0, 60), st.data())
def test_the_cost_is_that_of_each_unit(asked: int, carried: int, data: st.DataObject) -> None:
    unserved = data.draw(st.integers(0, asked))
    bucket = Bucket(asked, carried)
    assert bucket.cost(unserved) == by_unit(asked, carried, unserved)
    assert max(4 * slope * unserved + offset for slope, offset in need_lines(bucket)) == bucket.cost(unserved)


def test_two_half_served_villages_are_worth_more_than_one_served_whole() -> None:
    village = Bucket(8)
    assert village.cost(4) + village.cost(4) < village.cost(0) + village.cost(8)

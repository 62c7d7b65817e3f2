import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.ledger.apportion import apportion


def test_the_cents_left_go_to_the_largest_remainders_then_to_the_first() -> None:
    assert apportion(100, (1, 1, 1)) == (34, 33, 33)
    assert apportion(7, (1, 5, 4)) == (1, 3, 3)  # exact shares 0.7, 3.5, 2.8
    assert apportion(5, (0, 0, 9)) == (0, 0, 5)
    assert apportion(0, (0, 0)) == (0, 0)


@pytest.mark.parametrize(("total", "weights"), [(1, ()), (1, (0, 0)), (-1, (1,)), (1, (2, -1))])
def test_what_cannot_be_split_is_refused(total: int, weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        apportion(total, weights)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1).filter(any))
def test_parts_add_up_and_are_less_than_a_unit_off(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
    assert all(not part for part, weight in zip(parts, weights, strict=True) if not weight)
    assert apportion(total, weights) == parts

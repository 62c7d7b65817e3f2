"""Copies of an instance with other values."""

from random import Random

from tests.optimiser.strategies.tiny import tiny_sessions


def test_a_copy_with_other_demands_does_not_find_the_old_ones() -> None:
    instance = tiny_sessions(Random(1))
    old = instance.demand_by_id
    moved = instance.demands[0].model_copy(update={"id": "moved"})
    changed = instance.model_copy(update={"demands": (moved,)})
    assert changed.demand_by_id == {"moved": moved}
    assert instance.demand_by_id is old


def test_a_plain_copy_is_equal_and_keeps_what_was_worked_out() -> None:
    instance = tiny_sessions(Random(1))
    known = instance.demand_by_id
    copied = instance.model_copy()
    assert copied == instance
    assert copied.demand_by_id is known

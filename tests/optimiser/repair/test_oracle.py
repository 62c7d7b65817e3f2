"""A breakdown takes no more things to tell than trying everything at the same times finds, and leaves no more need."""

from datetime import datetime, timedelta
from random import Random

import pytest

from models.base import at
from models.events import VehicleOut
from models.instance import Instance
from models.plan import Plan
from optimiser.repair import repair
from optimiser.repair.applying import after
from tests.optimiser.repair.happenings import planned
from tests.optimiser.repair.oracle import Oracle


def breakdown(seed: int) -> tuple[Instance, Plan, VehicleOut, datetime] | None:
    """A vehicle of a generated plan out for a whole day, told in the night before."""
    instance, plan = planned(seed)
    if not plan.tours:
        return None
    tour = Random(seed).choice(plan.tours)
    now = at(tour.date, 0)
    event = VehicleOut(kind="vehicle_out", id=tour.vehicle, start=now, end=now + timedelta(days=1))
    return instance, plan, event, now


def compare(seed: int) -> bool:
    """Whether there was something to compare."""
    found = breakdown(seed)
    if found is None:
        return False
    instance, plan, event, now = found
    best = Oracle(instance, after(instance, plan, (event,), now), plan, event).best()
    if best is None:
        return False
    need, told = best
    prices = repair(instance, plan, (event,), now)
    options = [(option.need, option.changes) for option in prices.options]
    assert options[-1][0] <= need, f"{options} against {need} with {told} to tell"
    assert min(changes for left, changes in options if left <= need) <= told, f"{options} against {need}, {told}"
    return True


@pytest.mark.parametrize("seed", [4, 8, 10, 15, 22])
def test_a_breakdown_is_answered_with_as_few_changes_as_an_exact_search(seed: int) -> None:
    assert compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_more_breakdowns(block: int) -> None:
    for seed in range(1000 + 4 * block, 1004 + 4 * block):
        try:
            compare(seed)
        except Exception as error:
            raise AssertionError(f"the breakdown of seed {seed}") from error

"""Of what an exact search at the same times finds, a price list has everything: no less need with as few told."""

from datetime import timedelta
from random import Random

import pytest

from models.base import at
from models.events import PersonAbsent, VehicleOut
from models.plan import Plan
from optimiser.repair import repair
from optimiser.repair.applying import after
from tests.optimiser.repair.happenings import Happening, planned
from tests.optimiser.repair.oracle import Oracle, TooLargeError
from tests.optimiser.repair.test_generated import check_prices


def missing(seed: int, kind: str) -> Happening | None:
    """A vehicle or somebody out for a whole day of a generated plan, told in the night before."""
    instance, plan = planned(seed, spare=True)
    event = _event(plan, kind, Random(seed))
    return None if event is None else Happening(instance, plan, (event,), event.start)


def _event(plan: Plan, kind: str, dice: Random) -> VehicleOut | PersonAbsent | None:
    if kind == "vehicle_out":
        if not plan.tours:
            return None
        tour = dice.choice(plan.tours)
        start = at(tour.date, 0)
        return VehicleOut(kind="vehicle_out", id=tour.vehicle, start=start, end=start + timedelta(days=1))
    duties = [duty for duty in plan.duties if any(activity.kind != "fixed" for activity in duty.activities)]
    if not duties:
        return None
    duty = dice.choice(duties)
    start = at(duty.date, 0)
    return PersonAbsent(kind="person_absent", id=duty.person, start=start, end=start + timedelta(days=1))


def compare(seed: int, kind: str) -> bool:
    """Whether there was something to compare."""
    what = missing(seed, kind)
    if what is None:
        return False
    (event,) = what.events
    assert isinstance(event, VehicleOut | PersonAbsent)
    prices = repair(what.instance, what.plan, what.events, what.now)
    check_prices(what, prices)
    options = [(option.need, option.changes) for option in prices.options]
    changed = after(what.instance, what.plan, what.events, what.now)
    try:
        beyond = Oracle(what.instance, changed, what.plan, event).beyond(options)
    except TooLargeError:
        return False
    assert beyond == [], f"need and things to tell {beyond} against {options}"
    return True


@pytest.mark.parametrize("kind", ["vehicle_out", "person_absent"])
@pytest.mark.parametrize("seed", [7, 8, 20])
def test_what_is_missing_is_answered_with_as_few_changes_as_an_exact_search(seed: int, kind: str) -> None:
    assert compare(seed, kind)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_more_is_missing(block: int) -> None:
    for seed in range(1000 + 3 * block, 1003 + 3 * block):
        for kind in ("vehicle_out", "person_absent"):
            try:
                compare(seed, kind)
            except Exception as error:
                raise AssertionError(f"{kind} in the week of seed {seed}") from error

"""On tiny instances the plan is as good as the best that can be written at all, and what is called impossible is."""

from random import Random

import pytest

from models.instance import TierName
from optimiser.solve import Limit, solve
from tests.optimiser.oracle import Oracle
from tests.optimiser.strategies.tiny import tiny_ride, tiny_sessions

LIMIT = Limit(iterations=500)


def check_sessions(seed: int) -> None:
    """Compare need and cost with the best by trial, and try to hold what is said to be impossible."""
    instance = tiny_sessions(Random(seed))
    plan, oracle = solve(instance, limit=LIMIT, seed=1).plan, Oracle(instance)
    best = oracle.best()
    tiers = {tier.tier: tier for tier in plan.tiers}
    order: tuple[TierName, ...] = ("need", "cost")
    assert [tiers[name].value for name in order] == [best[name] for name in order]
    for name in order:
        bound = tiers[name].lower_bound
        assert bound is not None
        assert bound <= best[name]
    assert tiers["need"].lower_bound == best["need"]
    asked = {occurrence.id: occurrence for occurrence in oracle.asked}
    for unserved in plan.unserved:
        alone = oracle.can_hold(asked[unserved.item])
        assert alone != any(reason.kind == "impossible" for reason in unserved.reasons), unserved


def check_ride(seed: int) -> None:
    """A ride is served exactly when some tour can, and else it is called impossible."""
    instance = tiny_ride(Random(seed))
    plan, oracle = solve(instance, limit=LIMIT, seed=1).plan, Oracle(instance)
    item = oracle.items[0].id
    served = bool(plan.rides)
    # Trial boards at whole five minutes only: what it finds can be done, what it misses may be done in between.
    if oracle.can_serve(item):
        assert served, plan.unserved
    if not served:
        assert [reason.kind for reason in plan.unserved[0].reasons] == ["impossible"]


@pytest.mark.parametrize("seed", range(12))
def test_sessions_are_planned_as_well_as_by_trying_all(seed: int) -> None:
    check_sessions(seed)


@pytest.mark.parametrize("seed", range(12))
def test_a_ride_is_served_when_it_can_be(seed: int) -> None:
    check_ride(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_many_more_are_planned_as_well_as_by_trying_all(block: int) -> None:
    for seed in range(100 + 25 * block, 125 + 25 * block):
        check_sessions(seed)
        check_ride(seed)

"""Generated instances: counted in iterations, the joint plan begins from the sequential one and is never worse."""

from random import Random

import pytest

from models.plan import Plan
from optimiser.solve import Limit, solve
from tests.optimiser.strategies import instance_of

LIMIT = Limit(iterations=800)


def check_never_worse(seed: int) -> None:
    """Compare both plans, then both new plans of the same weeks; ``solve`` itself checks every rule."""
    instance = instance_of(Random(seed), 8, 12)
    previous: Plan | None = None
    for _ in range(2):
        before, after = (
            solve(instance, limit=LIMIT, seed=seed, previous=previous, joint=joint, tolerances=()).plan
            for joint in (False, True)
        )
        assert "plan-thinned" not in {notice.code for notice in after.notices}
        assert [tier.value for tier in after.tiers] <= [tier.value for tier in before.tiers], seed
        if previous is not None:
            promised = {ride.item for ride in previous.rides}
            left = [{item.item for item in plan.unserved} & promised for plan in (before, after)]
            assert len(left[1]) <= len(left[0]), seed
        previous = before


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_the_joint_plan_is_never_worse(seed: int) -> None:
    check_never_worse(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 14))
def test_more_joint_plans_are_never_worse(seed: int) -> None:
    check_never_worse(seed)

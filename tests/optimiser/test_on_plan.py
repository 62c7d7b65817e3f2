"""Plans on the way: each is lawful and better than the last, and nothing depends on who listens."""

from functools import cache
from random import Random

from models.instance import Tolerance
from models.plan import Plan
from optimiser.check import check
from optimiser.solve import Limit, Result, solve
from optimiser.writing.plan import tier_values
from tests.optimiser.strategies.whole import instance_of

INSTANCE = instance_of(Random(3), 6, 10)
LIMIT = Limit(iterations=10)


@cache
def listened(tolerances: tuple[Tolerance, ...] = ()) -> tuple[Result, list[Plan]]:
    plans: list[Plan] = []
    return solve(INSTANCE, limit=LIMIT, seed=1, on_plan=plans.append, tolerances=tolerances), plans


def values(plan: Plan) -> list[int]:
    return list(tier_values(plan).values())


def test_each_plan_on_the_way_is_lawful_and_better_than_the_last() -> None:
    result, plans = listened()
    assert len(plans) > 1
    for plan in plans:
        assert check(INSTANCE, plan, result.times) == ()
        assert {tier.lower_bound for tier in plan.tiers} == {None}
        assert "search-cut-off" in {notice.code for notice in plan.notices}
    found = [values(plan) for plan in plans]
    assert found == sorted(found, reverse=True)
    assert len({tuple(one) for one in found}) == len(found)
    assert values(result.plan) <= found[-1]


def test_the_plan_is_the_same_whoever_listens() -> None:
    result, _ = listened()
    assert solve(INSTANCE, limit=LIMIT, seed=1).plan == result.plan


def test_within_tolerances_the_plan_without_any_is_told_first() -> None:
    tolerances = (Tolerance(tier="need", per_mille=300),)
    _, plans = listened(tolerances)
    assert plans[-1] == listened()[0].plan

"""Tolerances: how plans are compared within them, and what a search within them may give up."""

from functools import cache
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.weekly.size import Size
from benchmarks.weekly.territory import generate
from instances import load_bundled
from models.instance import Instance, TierName, Tolerance
from models.plan import Plan
from optimiser.solve import Limit, solve
from optimiser.tolerances import EXACT, Tolerances
from optimiser.writing.evaluate import TIER_ORDER

values = st.fixed_dictionaries({tier: st.integers(0, 6) for tier in TIER_ORDER})
tolerances = st.dictionaries(st.sampled_from(TIER_ORDER), st.sampled_from((200, 500, 1000)), max_size=3).map(Tolerances)


@given(st.lists(values, min_size=1, max_size=6))
def test_without_tolerances_plans_are_compared_tier_by_tier(plans: list[dict[TierName, int]]) -> None:
    least = min([plan[tier] for tier in TIER_ORDER] for plan in plans)
    assert [plans[EXACT.choose(plans)][tier] for tier in TIER_ORDER] == least


@given(st.lists(values, min_size=1, max_size=4), tolerances)
def test_the_choice_is_within_every_tolerance_and_knows_no_order(
    plans: list[dict[TierName, int]], within: Tolerances
) -> None:
    chosen, least = plans[within.choose(plans)], within.least(plans)
    assert all(chosen[tier] <= within.most(tier, least[tier]) for tier in TIER_ORDER)
    assert all(other[within.choose(other)] == chosen for other in permutations(plans))


@given(values, values, st.sampled_from((200, 500, 1000)))
def test_a_tolerance_of_cost_gives_up_neither_need_nor_fairness(
    strict: dict[TierName, int], other: dict[TierName, int], per_mille: int
) -> None:
    chosen = (strict, other)[Tolerances({"cost": per_mille}).choose((strict, other))]
    before = [chosen[tier] - strict[tier] for tier in ("need", "change")]
    assert before <= [0, 0]
    if before == [0, 0]:
        assert chosen["cost"] <= strict["cost"] + strict["cost"] * per_mille // 1000
        assert chosen["fairness"] <= strict["fairness"] or chosen["cost"] < strict["cost"]


def test_a_need_that_is_enough_leaves_the_choice_to_cost() -> None:
    dear: dict[TierName, int] = {"need": 0, "change": 0, "cost": 9, "fairness": 0, "comfort": 0}
    cheap: dict[TierName, int] = {**dear, "need": 5, "cost": 3}
    assert [Tolerances(enough=most).choose((dear, cheap)) for most in (0, 4, 5, 8)] == [0, 0, 1, 1]


def test_tolerances_of_nothing_and_of_the_last_tier_are_none() -> None:
    assert not Tolerances.of((Tolerance(tier="cost", per_mille=0), Tolerance(tier="comfort", per_mille=50)))


@cache
def planned(instance: str, per_mille: tuple[tuple[TierName, int], ...] | None) -> Plan:
    asked = None if per_mille is None else tuple(Tolerance(tier=tier, per_mille=part) for tier, part in per_mille)
    return solve(_made(instance), limit=Limit(iterations=40), seed=1, tolerances=asked).plan


@cache
def _made(name: str) -> Instance:
    return generate(Size(24, 12, 5), seed=3) if name == "large" else load_bundled(name)


def value(plan: Plan, tier: TierName) -> int:
    found = plan.find_tier(tier)
    assert found is not None
    return found.value


@pytest.mark.parametrize("name", ["seille-creche", "large"])
def test_two_percent_of_cost_buy_fairer_hours(name: str) -> None:
    strict, within = planned(name, None), planned(name, (("cost", 20),))
    assert value(within, "need") <= value(strict, "need")
    assert value(within, "fairness") <= value(strict, "fairness")
    assert value(within, "cost") <= value(strict, "cost") * 102 // 100
    cost = within.find_tier("cost")
    assert cost is not None
    assert (cost.tolerance_per_mille, cost.least) == (20, value(strict, "cost"))
    assert cost.lower_bound is not None
    assert cost.lower_bound <= value(strict, "cost")
    if name == "seille-creche":
        # The educators of this week share hours much better for less than two percent.
        assert value(within, "fairness") < value(strict, "fairness")


def test_no_tolerance_and_a_tolerance_of_nothing_give_the_same_bytes() -> None:
    strict, nothing = planned("seille-creche", None), planned("seille-creche", (("cost", 0), ("need", 0)))
    assert nothing.model_dump_json() == strict.model_dump_json()


def test_a_bound_within_a_tolerance_is_under_every_plan_within_it() -> None:
    """The bound of fairness at two percent is above no plan that costs less than two percent more."""
    within = planned("seille-creche", (("cost", 20),)).find_tier("fairness")
    assert within is not None
    assert within.lower_bound is not None
    for plan in (planned("seille-creche", None), planned("seille-creche", (("cost", 10),))):
        assert within.lower_bound <= value(plan, "fairness")
    assert within.bound_of is not None
    assert "tolerances" in within.bound_of.msgid

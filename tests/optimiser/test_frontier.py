"""The frontier between need and cost: as low as trying every plan, each point checked, more need never dearer."""

from functools import cache
from random import Random

import pytest

from benchmarks.weekly.size import Size
from benchmarks.weekly.territory import generate
from instances import load_bundled
from models.instance import Instance, Tolerance
from models.plan import Plan
from optimiser.check import check
from optimiser.frontier import Frontier, frontier
from optimiser.progress import StopFlag
from optimiser.solve import Limit, cheaper, solve, tier_value
from optimiser.tolerances import Tolerances
from optimiser.writing.plan import tier_values
from tests.optimiser.oracle import Oracle
from tests.optimiser.strategies.tiny import tiny_sessions
from tests.optimiser.strategies.whole import instance_of

LIMIT = Limit(seconds=None, iterations=300)


def holds(front: Frontier, instance: Instance) -> None:
    """Every point passes the checker; need rises and cost falls from each to the next."""
    plans = [result.plan for result in front.points]
    for result in front.points:
        assert check(instance, result.plan, result.times) == ()
    needs, costs = ([tier_value(plan, tier) for plan in plans] for tier in ("need", "cost"))
    assert needs == sorted(set(needs))
    assert costs == sorted(set(costs), reverse=True)


@pytest.mark.parametrize("seed", range(8))
def test_each_point_costs_as_little_as_any_plan_with_that_need(seed: int) -> None:
    instance = tiny_sessions(Random(seed))
    front = frontier(instance, limit=LIMIT, seed=1, most_percent=100)
    holds(front, instance)
    every = Oracle(instance).all_values()
    for result in front.points:
        values, cost = tier_values(result.plan), result.plan.find_tier("cost")
        assert values["cost"] == min(other["cost"] for other in every if other["need"] <= values["need"])
        assert cost is not None
        assert cost.lower_bound is not None
        assert cost.lower_bound <= values["cost"]
    # The last point may leave everything.
    assert tier_value(front.points[-1].plan, "cost") == min(other["cost"] for other in every)


@cache
def creche_week() -> Frontier:
    return frontier(load_bundled("seille-creche"), limit=Limit(seconds=None, iterations=40), most_percent=60)


@pytest.mark.slow
def test_a_bundled_week_has_five_points_and_reasons_for_what_each_leaves_out() -> None:
    front, instance = creche_week(), load_bundled("seille-creche")
    holds(front, instance)
    assert len(front.points) == 5
    assert tier_value(front.points[-1].plan, "need") <= front.whole_need * 60 // 100
    for result in front.points[1:]:
        assert result.plan.unserved
        assert {reason.codes for item in result.plan.unserved for reason in item.reasons} == {("A5",)}
        cost = result.plan.find_tier("cost")
        assert cost is not None
        assert cost.bound_of is not None
        assert "need" in cost.bound_of.values


def with_rides(seed: int) -> Instance:
    """A generated week with rides, and without tolerances of its own."""
    made = instance_of(Random(seed), 3, 12)
    return made.model_copy(update={"settings": made.settings.model_copy(update={"tolerances": ()}), "pins": ()})


@pytest.mark.parametrize("seed", [2, 9, 24])
def test_rides_are_left_out_for_less_cost_within_the_need_accepted(seed: int) -> None:
    instance = with_rides(seed)
    first = solve(instance, limit=Limit(seconds=None, iterations=120), seed=1)
    least = tier_value(first.plan, "need")
    assert first.plan.rides
    for enough in (least, least + 40, least + 10_000):
        found = cheaper(first, enough, Limit(seconds=None, iterations=120))
        assert check(instance, found.plan, found.times) == ()
        assert tier_value(found.plan, "need") <= enough
        assert tier_value(found.plan, "cost") <= tier_value(first.plan, "cost")
        if enough == least:
            assert found is first
        if enough > least + 1000:
            # All need is accepted: what may be left out for less cost is.
            assert tier_value(found.plan, "cost") < tier_value(first.plan, "cost") // 2
            assert len(found.plan.rides) <= 1


@pytest.mark.slow
def test_a_large_week_leaves_no_more_than_accepted_and_bounds_its_cost() -> None:
    instance = generate(Size(24, 12, 5), seed=3)
    found = solve(instance, limit=Limit(seconds=None, iterations=100), seed=1)
    costs = [tier_value(found.plan, "cost")]
    for more in (100, 300):
        enough = tier_value(found.plan, "need") + more
        found = cheaper(found, enough, Limit(seconds=None, iterations=100))
        cost = found.plan.find_tier("cost")
        assert check(instance, found.plan, found.times) == ()
        assert tier_value(found.plan, "need") <= enough
        assert cost is not None
        assert cost.bound_of is not None
        assert cost.lower_bound is not None
        assert cost.bound_of.values == {"need": enough}
        assert cost.lower_bound > costs[-1] // 2
        costs.append(cost.value)
    assert costs == sorted(set(costs), reverse=True)


def test_iterations_and_seed_decide_the_points() -> None:
    instance = with_rides(9)
    plans: list[list[Plan]] = []
    for _ in range(2):
        front = frontier(instance, limit=Limit(seconds=None, iterations=60), seed=2, points=3)
        plans.append([result.plan for result in front.points])
    assert plans[0] == plans[1]


def test_once_stopped_the_points_found_remain() -> None:
    stop = StopFlag()
    stop.set()
    front = frontier(tiny_sessions(Random(1)), limit=LIMIT, stop=stop)
    assert len(front.points) == 1
    assert front.points[0].stopped


@pytest.mark.parametrize(("points", "most"), [(1, 25), (5, 0), (5, 101)])
def test_no_frontier_of_one_point_or_of_nothing(points: int, most: int) -> None:
    with pytest.raises(ValueError, match="no frontier"):
        frontier(tiny_sessions(Random(1)), points=points, most_percent=most)


@pytest.mark.parametrize("seed", range(6))
def test_within_a_tolerance_hours_are_as_fair_as_in_any_plan_within_it(seed: int) -> None:
    instance = tiny_sessions(Random(seed))
    settings = instance.settings.model_copy(update={"tolerances": ()})
    bare = instance.model_copy(update={"settings": settings})
    plan = solve(bare, limit=LIMIT, seed=1, tolerances=(Tolerance(tier="cost", per_mille=300),)).plan
    every = Oracle(bare).all_values()
    least = Tolerances({"cost": 300})
    best = every[least.choose(every)]
    values = tier_values(plan)
    assert (values["need"], values["fairness"]) == (best["need"], best["fairness"])
    assert values["cost"] <= least.most("cost", min(v["cost"] for v in every if v["need"] == best["need"]))

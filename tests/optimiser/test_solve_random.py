"""Whatever well-formed instance is asked for, a plan comes back that passes the checker, the same each time."""

import threading
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from models.instance import Instance
from models.notices import Severity
from models.plan import Plan
from models.references import find_faults
from optimiser.check import check
from optimiser.progress import StopFlag
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.strategies import instance_of, instances

QUICK = Limit(iterations=20)


def planned(instance: Instance, previous: Plan | None = None, weeks_on: int = 0) -> Plan:
    """The plan of an instance, already checked by ``solve``, with a reason for whatever it leaves out."""
    monday = instance.week + timedelta(weeks=weeks_on)
    plan = solve(instance, monday=monday, previous=previous, limit=QUICK, seed=1).plan
    assert all(unserved.reasons for unserved in plan.unserved)
    # A plan mended after the fact shows a fault of the search all the same.
    assert "plan-thinned" not in {notice.code for notice in plan.notices}, "a first plan broke a rule"
    return plan


@given(instances())
@settings(max_examples=100)
def test_random_instances_have_no_errors(instance: Instance) -> None:
    assert [n for n in find_faults(instance) if n.severity is Severity.ERROR] == []
    assert Instance.model_validate_json(instance.model_dump_json()) == instance


@given(instances())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_any_instance_gets_a_checked_plan(instance: Instance) -> None:
    plan = planned(instance)
    assert check(instance, plan, travel_times(instance)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("block", range(30))
def test_more_instances_get_checked_plans(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        try:
            planned(instance_of(Random(seed)))
        except Exception as error:
            raise AssertionError(f"the instance of seed {seed}") from error


@pytest.mark.parametrize("seed", [3, 17])
def test_the_same_seed_and_iterations_give_the_same_plan(seed: int) -> None:
    instance = instance_of(Random(seed), 5, 8)
    assert planned(instance).model_dump_json() == planned(instance).model_dump_json()


@pytest.mark.parametrize("seed", [1, 4, 27])
def test_planning_again_with_nothing_changed_changes_nothing(seed: int) -> None:
    instance = instance_of(Random(seed), 6, 8)
    first = planned(instance)
    again = planned(instance, first)
    tiers = {tier.tier: tier.value for tier in again.tiers}
    assert tiers["need"] == next(tier.value for tier in first.tiers if tier.tier == "need")
    assert tiers["change"] == 0


@pytest.mark.parametrize("seed", [5, 8, 21])
def test_the_next_cycle_follows_the_one_before(seed: int) -> None:
    instance = instance_of(Random(seed), 4, 6)
    first = planned(instance)
    following = planned(instance, first, instance.cycle_weeks)
    assert following.revision == first.revision + 1
    assert following.monday == first.monday + timedelta(weeks=instance.cycle_weeks)


@pytest.mark.parametrize("delay_s", [0.0, 0.3])
def test_a_search_that_is_stopped_gives_a_checked_plan(delay_s: float) -> None:
    instance, stop = instance_of(Random(3015)), StopFlag()
    timer = threading.Timer(delay_s, stop.set)
    timer.start()
    result = solve(instance, limit=Limit(seconds=600), seed=1, stop=stop)
    timer.cancel()
    assert result.stopped
    assert check(instance, result.plan, result.times) == ()

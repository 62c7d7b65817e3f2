"""Bounds on the rides of small days: never above what a plan leaves unserved, and proofs by hand."""

from random import Random

import pytest

from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.plan import TierValue
from optimiser.ride_bounds import RideNeed, least_need, ride_need
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, driver, minibus, ride, town, workshop
from tests.optimiser.strategies.whole import instance_of

AT_NINE = ("09:00", "09:00")
OPPOSITE = ride("up", "north", "hill", arrive=AT_NINE), ride("down", "hill", "south", arrive=AT_NINE)


def need_of(instance: Instance) -> RideNeed:
    horizon = horizon_of(instance)
    items = ride_items(instance, horizon, occurrences(instance, horizon))
    return ride_need(instance, horizon, travel_times(instance), items)


def need_tier(instance: Instance, iterations: int = 300) -> TierValue:
    tier = solve(instance, limit=Limit(iterations=iterations), seed=1).plan.find_tier("need")
    assert tier is not None
    return tier


def test_one_vehicle_cannot_be_at_two_ends_of_the_road_at_once() -> None:
    # One of two rides of a bucket of two: two quarters of its weight, at slopes 1 and 2.
    assert need_of(town(*OPPOSITE)).by_day == {MONDAY: 2 * 1 + 2 * 2}
    tier = need_tier(town(*OPPOSITE))
    assert tier.value == 6
    assert tier.proved


def test_two_vehicles_can_and_the_bound_knows_no_driver() -> None:
    vans = minibus("m1"), minibus("m2")
    assert need_of(town(*OPPOSITE, vehicles=vans)).by_day == {MONDAY: 0}
    tier = need_tier(town(*OPPOSITE, vehicles=vans))
    assert (tier.value, tier.lower_bound, tier.proved) == (6, 0, False)
    assert need_tier(town(*OPPOSITE, vehicles=vans, people=(driver("ana"), driver("bob")))).proved


def test_beside_sessions_the_bound_says_which_rides_it_counts() -> None:
    busy = town(*OPPOSITE, vehicles=(minibus("m1"), minibus("m2")), **workshop())
    tier = need_tier(busy)
    assert tier.bound_of is not None
    assert not tier.proved
    assert "1 days out of 1" in tier.bound_of.text("en")


def test_a_day_with_many_rides_has_none() -> None:
    many = [ride(f"r{k}", "north", "hill", arrive=("09:00", "10:00")) for k in range(17)]
    assert need_of(town(*many)).by_day == {}


def test_the_rides_that_nothing_serves_are_a_bound_as_well() -> None:
    assert least_need(RideNeed({MONDAY: 4}, 1), 7) == 7
    assert least_need(RideNeed({MONDAY: 4}, 1), 1) == 4


@pytest.mark.parametrize("block", range(3))
def test_no_plan_of_a_generated_week_is_below_the_bound(block: int) -> None:
    small = 0
    for seed in range(16 * block, 16 * block + 16):
        instance = instance_of(Random(seed), 2, 8)
        if not instance.rides:
            continue
        bound = need_of(instance)
        small += len(bound.by_day)
        # A tier's stated bound is cut to its value: compared is the bound itself.
        assert least_need(bound, 0) <= need_tier(instance, 20).value, seed
    assert small >= 8

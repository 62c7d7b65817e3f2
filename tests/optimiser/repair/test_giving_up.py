"""Rides taken out of a plan: what is left passes the checker, and nobody else is moved."""

from random import Random

import pytest

from models.base import at
from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan
from optimiser.repair.giving_up import given_up
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, ride, town
from tests.optimiser.strategies.whole import instance_of


def _without(instance: Instance, request: str) -> Instance:
    return instance.model_copy(update={"rides": tuple(one for one in instance.rides if one.id != request)})


def _planned(instance: Instance) -> Plan:
    return solve(instance, limit=Limit(iterations=60), seed=1).plan


def test_who_alone_was_carried_leaves_no_tour_behind() -> None:
    instance = town(ride("only", "north", "hill", arrive=("09:00", "09:30")))
    plan = _planned(instance)
    assert len(plan.tours) == 1
    left = given_up(
        instance, _without(instance, "only"), plan, travel_times(instance), [f"only@{MONDAY}"], at(MONDAY, 0)
    )
    assert (left.tours, left.duties, left.rides) == ((), (), ())
    assert left.revision == plan.revision + 1


def test_whoever_rode_beside_them_keeps_their_times() -> None:
    instance = town(
        ride("one", "north", "hill", arrive=("09:00", "09:30")), ride("two", "south", "hill", arrive=("09:00", "09:30"))
    )
    plan = _planned(instance)
    left = given_up(instance, _without(instance, "two"), plan, travel_times(instance), [f"two@{MONDAY}"], at(MONDAY, 0))
    assert left.rides == tuple(one for one in plan.rides if one.request == "one")
    assert left.tours[0].metres < plan.tours[0].metres


@pytest.mark.parametrize("seed", range(4))
def test_on_generated_weeks_everybody_else_stays(seed: int) -> None:
    instance = instance_of(Random(seed), 2, 12)
    plan = _planned(instance)
    times, horizon = travel_times(instance), horizon_of(instance, plan.monday)
    requests = dict.fromkeys(one.request for one in plan.rides)
    for request in list(requests)[:3]:
        items = [
            one.id for one in ride_items(instance, horizon, occurrences(instance, horizon)) if one.request == request
        ]
        left = given_up(instance, _without(instance, request), plan, times, items, at(plan.monday, 0))
        assert left.rides == tuple(one for one in plan.rides if one.request != request)
        assert left.sessions == plan.sessions

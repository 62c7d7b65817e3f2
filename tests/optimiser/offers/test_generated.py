"""Generated weeks: a plan reads back as it was written, and every offer, once taken, passes the checker."""

from datetime import date, timedelta
from random import Random

import pytest

from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.plan import Plan
from models.rides import RideRequest
from optimiser.check import check
from optimiser.offers import OfferDesk
from optimiser.offers.runs import runs_in
from optimiser.solve import Limit, Result, solve
from optimiser.writing.tours import tours_of
from tests.optimiser.strategies.whole import instance_of


def _solved(seed: int) -> tuple[Instance, Result]:
    instance = instance_of(Random(seed), 2, 12)
    return instance, solve(instance, limit=Limit(iterations=60), seed=seed)


def check_reading(instance: Instance, result: Result) -> None:
    """The runs of each tour, joined again, are the tour."""
    plan, horizon = result.plan, result.horizon
    asked = occurrences(instance, horizon)
    requests = {item.id: instance.ride_by_id[item.request] for item in ride_items(instance, horizon, asked)}
    for tour in plan.tours:
        runs = runs_in(instance, horizon, plan, tour)
        assert tours_of(instance, horizon, result.times, runs, requests) == (tour,)


def check_offers(instance: Instance, result: Result) -> int:
    """Ask again for rides like those of the instance; take each offer on its own. Returns how many were made."""
    plan = result.plan
    desk = OfferDesk(instance, plan, result.times)
    days = horizon_of(instance, plan.monday).days
    made = 0
    for request in _like(instance.rides, days):
        for offer in desk.suggest(request, days, most=3):
            changed, after = desk.insert(offer)
            assert check(changed, after, result.times, plan) == ()
            _check_told(plan, after, offer.item, {(one.item, one.leg): one.pickup_min for one in offer.shifted})
            made += 1
    return made


def _like(rides: tuple[RideRequest, ...], days: tuple[date, ...]) -> list[RideRequest]:
    some = [ride for ride in rides if ride.session is None][:4]
    update = {"recurrence": None, "date": days[0], "promises": (), "booked_at": None}
    return [ride.model_copy(update={**update, "id": f"more-{ride.id}"}) for ride in some]


def _check_told(plan: Plan, after: Plan, item: str, told: dict[tuple[str, str], int]) -> None:
    """Pick-ups move as the offer says, and by nothing else; nobody loses their ride or stops."""
    now = {(one.item, one.leg): one for one in after.rides}
    for ride in plan.rides:
        other = now[ride.item, ride.leg]
        assert (other.pickup, other.dropoff) == (ride.pickup, ride.dropoff)
        assert other.boarding_start - ride.boarding_start == timedelta(minutes=told.get((ride.item, ride.leg), 0))
    assert {key for key, _ in now} - {one.item for one in plan.rides} == {item}


@pytest.mark.parametrize("seed", range(4))
def test_every_offer_taken_passes_the_checker(seed: int) -> None:
    instance, result = _solved(seed)
    check_reading(instance, result)
    check_offers(instance, result)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_many_more_offers_pass_the_checker(block: int) -> None:
    made = 0
    for seed in range(100 + 16 * block, 116 + 16 * block):
        instance, result = _solved(seed)
        check_reading(instance, result)
        made += check_offers(instance, result)
    assert made >= 8

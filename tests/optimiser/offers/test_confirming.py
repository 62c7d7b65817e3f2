"""Offers confirmed, one after the other and two for one seat."""

from datetime import timedelta

import pytest

from models.base import at
from models.instance import Instance
from models.plan import Plan
from models.rides import Promise
from optimiser.check import check
from optimiser.offers import OfferDesk, TakenError, confirm, insert, suggest
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, ride, town

NOW = at(MONDAY - timedelta(days=2), 600)


def planned(*rides: object, **fields: object) -> tuple[Instance, Plan]:
    instance = town(*rides, **fields)  # type: ignore[arg-type]
    return instance, solve(instance, limit=Limit(iterations=200), seed=1).plan


def test_what_is_confirmed_is_a_promise() -> None:
    instance, plan = planned(ride("known", "north", "hill", arrive=("09:00", "09:30")))
    offer = suggest(instance, plan, ride("new", "south", "hill", arrive=("10:30", "11:00")))[0]
    changed, after = confirm(instance, plan, offer, NOW)
    minute = offer.pickup.hour * 60 + offer.pickup.minute
    assert changed.ride_by_id["new"].promises == (Promise(date=MONDAY, leg="outbound", pickup=minute),)
    assert after.made_at == max(NOW, plan.made_at)
    assert check(changed, after, travel_times(changed), plan) == ()


def test_two_confirmations_of_one_seat_do_not_both_hold() -> None:
    instance, plan = planned(ride("known", "north", "hill", walkers=6, arrive=("09:20", "09:20")))
    wishes = [ride(name, "north", "hill", walkers=2, arrive=("09:15", "09:30")) for name in ("one", "two")]
    one, two = (suggest(instance, plan, wish)[0] for wish in wishes)
    assert one.pickup == two.pickup
    changed, after = confirm(instance, plan, one, NOW)
    with pytest.raises(TakenError) as fault:
        confirm(changed, after, two, NOW)
    assert fault.value.offers == []


def test_the_one_who_comes_second_is_told_the_next_offer_and_may_take_it() -> None:
    instance, plan = planned(ride("known", "north", "hill", walkers=6, arrive=("09:20", "09:20")))
    one, two = (
        suggest(instance, plan, ride(name, "north", "hill", walkers=2, arrive=("09:20", "11:00")))[0]
        for name in ("one", "two")
    )
    changed, after = confirm(instance, plan, one, NOW)
    with pytest.raises(TakenError) as fault:
        confirm(changed, after, two, NOW)
    final, last = confirm(changed, after, fault.value.offers[0], NOW)
    assert check(final, last, travel_times(final), after) == ()
    assert {one.request for one in last.rides} == {"known", "one", "two"}


def test_an_offer_of_an_earlier_plan_holds_while_its_seat_is_there() -> None:
    instance, plan = planned(ride("known", "north", "hill", arrive=("09:20", "09:20")))
    one = suggest(instance, plan, ride("one", "north", "hill", arrive=("09:15", "09:30")))[0]
    two = suggest(instance, plan, ride("two", "south", "hill", arrive=("10:30", "11:00")))[0]
    changed, after = confirm(instance, plan, one, NOW)
    final, last = confirm(changed, after, two, NOW)
    assert next(r.boarding_start for r in last.rides if r.request == "two") == two.pickup
    assert final.ride_by_id["two"].outbound == two.request.outbound


def test_nobody_is_moved_beyond_what_they_were_told_first_however_many_come_after() -> None:
    service = {"promise_tolerance_min": 10}
    instance, plan = planned(ride("known", "north", "hill", arrive=("09:20", "10:30")), service=service)
    told = plan.rides[0].boarding_start
    for k in range(6):
        desk = OfferDesk(instance, plan)
        wish = ride(f"new{k}", "south", "north", arrive=("08:50", "09:40"))
        offers = desk.suggest(wish)
        if not offers:
            break
        instance, plan = desk.insert(max(offers, key=lambda offer: len(offer.shifted)))
        now = next(one.boarding_start for one in plan.rides if one.request == "known")
        assert abs((now - told).total_seconds()) <= 600


def test_what_is_past_is_taken() -> None:
    instance, plan = planned(ride("known", "north", "hill", arrive=("09:00", "09:30")))
    offer = suggest(instance, plan, ride("new", "south", "hill", arrive=("10:30", "11:00")))[0]
    with pytest.raises(TakenError):
        confirm(instance, plan, offer, offer.pickup)
    assert insert(instance, plan, offer)

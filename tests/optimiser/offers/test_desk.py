"""Offers on a road with a minibus, checked by hand."""

from datetime import date, timedelta

import pytest

from models.instance import Instance
from models.plan import Plan
from optimiser.check import check
from optimiser.offers import OfferDesk, insert, suggest
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, driver, minibus, ride, town

# The road: depot at 0, north at 10, hall at 15, hill at 20, a kilometre a minute; boarding and alighting take a minute.
MORNING = ("09:00", "09:30")
KNOWN = ride("known", "north", "hill", arrive=MORNING)


def planned(*rides: object, **fields: object) -> tuple[Instance, Plan]:
    instance = town(*rides, **fields)  # type: ignore[arg-type]
    return instance, solve(instance, limit=Limit(iterations=200), seed=1).plan


def test_a_second_passenger_on_the_way_costs_no_kilometre() -> None:
    instance, plan = planned(KNOWN)
    offer = suggest(instance, plan, ride("new", "north", "hill", arrive=MORNING))[0]
    assert offer.vehicles == ("m1",)
    assert offer.drivers == ("ana",)
    assert (offer.rides[0].pickup, offer.rides[0].dropoff) == ("north", "hill")
    assert offer.added_cents < 100
    _, with_it = insert(instance, plan, offer)
    assert with_it.tours[0].metres == plan.tours[0].metres


def test_the_offer_is_what_the_plan_then_holds_and_the_rest_stays() -> None:
    instance, plan = planned(KNOWN, ride("later", "south", "north", arrive=("15:00", "15:20")))
    desk = OfferDesk(instance, plan)
    offer = desk.suggest(ride("new", "south", "hill", arrive=("10:30", "11:00")))[0]
    changed, after = desk.insert(offer)
    assert check(changed, after, travel_times(changed), plan) == ()
    assert [one for one in after.rides if one.request == "new"] == list(offer.rides)
    assert [one for one in after.rides if one.request == "later"] == [
        one for one in plan.rides if one.request == "later"
    ]
    assert after.revision == plan.revision + 1
    assert [one.id for one in changed.rides] == ["known", "later", "new"]


def test_who_is_delayed_is_told_within_the_promise() -> None:
    service = {"promise_tolerance_min": 10}
    instance, plan = planned(ride("known", "north", "hill", arrive=("09:20", "09:30")), service=service)
    desk = OfferDesk(instance, plan)
    offer = desk.suggest(ride("new", "south", "north", arrive=("08:55", "09:12")))[0]
    _, after = desk.insert(offer)
    before_at = {one.item: one.boarding_start for one in plan.rides}
    after_at = {one.item: one.boarding_start for one in after.rides}
    told = {one.item: one.pickup_min for one in offer.shifted}
    for item, start in before_at.items():
        moved = round((after_at[item] - start).total_seconds() / 60)
        assert moved == told.get(item, 0)
        assert abs(moved) <= 10


def test_a_shift_is_lengthened_where_hours_allow() -> None:
    instance, plan = planned(KNOWN)
    offer = suggest(instance, plan, ride("new", "north", "hill", arrive=("10:30", "10:45")))[0]
    _, after = insert(instance, plan, offer)
    assert after.tours[0].end > plan.tours[0].end
    assert len(after.tours) == 1


def test_another_vehicle_goes_out_when_the_first_is_full() -> None:
    full = ride("known", "north", "hill", walkers=8, arrive=("09:20", "09:20"))
    two = {"vehicles": (minibus("m1"), minibus("m2")), "people": (driver("ana"), driver("bob"))}
    instance, plan = planned(full, **two)
    offer = suggest(instance, plan, ride("new", "north", "hill", walkers=3, arrive=("09:20", "09:20")))[0]
    assert set(offer.vehicles) != {plan.tours[0].vehicle}
    _, after = insert(instance, plan, offer)
    assert len(after.tours) == 2
    assert len({one.driver for tour in after.tours for one in tour.stops if one.driver}) == 2


def test_a_vehicle_that_stays_in_goes_out_at_any_hour_of_the_service() -> None:
    full = ride("known", "north", "hill", walkers=8, arrive=("09:20", "09:20"))
    hours = {"hours": ({"weekdays": (1,), "start": "08:00", "end": "16:00"},)}
    two = {"vehicles": (minibus("m1"), minibus("m2", unavailable=())), "people": (driver("ana"), driver("bob"))}
    instance, plan = planned(full, service=hours, **two)
    offers = suggest(instance, plan, ride("new", "north", "hill", walkers=3, arrive=("14:30", "15:00")))
    assert offers
    _, after = insert(instance, plan, offers[0])
    assert {one.request for one in after.rides} == {"known", "new"}


def test_both_directions_are_offered_together() -> None:
    instance, plan = planned(KNOWN, ride("back", "hill", "north", arrive=("12:00", "12:30")))
    offers = suggest(instance, plan, ride("new", "north", "hill", arrive=MORNING, back=("11:30", "12:00")))
    assert offers
    assert all([one.leg for one in offer.rides] == ["outbound", "return"] for offer in offers)
    _, after = insert(instance, plan, offers[0])
    assert len([one for one in after.rides if one.request == "new"]) == 2


def test_days_are_searched_and_the_cheapest_comes_first() -> None:
    instance, plan = planned(KNOWN)
    days = [MONDAY + timedelta(days=k) for k in range(5)]
    offers = OfferDesk(instance, plan).suggest(ride("new", "north", "hill", arrive=MORNING), days, most=9)
    assert {offer.day for offer in offers} == set(days)
    assert offers[0].day == MONDAY
    costs = [offer.added_cents for offer in offers]
    assert costs == sorted(costs)


def test_an_unserved_request_of_the_plan_may_be_taken_up_again() -> None:
    instance = town(KNOWN, ride("left", "north", "hill", arrive=("11:00", "11:30")))
    plan = solve(town(KNOWN), limit=Limit(iterations=200), seed=1).plan
    unserved = solve(town(KNOWN, ride("left", "north", "hill", walkers=9, arrive=MORNING)), limit=Limit(iterations=50))
    left = next(one for one in unserved.plan.unserved).model_copy(update={"weight": 1})
    known = plan.model_copy(update={"unserved": (left,)})
    offer = suggest(instance, known, instance.rides[1])[0]
    changed, after = insert(instance, known, offer)
    assert after.unserved == ()
    assert len(changed.rides) == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"walkers": 9},
        {"arrive": ("03:00", "03:10")},
        {"destination": "far"},
    ],
    ids=["party too large", "before anybody may work", "ride too long"],
)
def test_no_offer_where_nothing_can_serve(asked: dict[str, object]) -> None:
    instance, plan = planned(KNOWN, service={"max_ride_min": 9} if "destination" in asked else {})
    fields = {"arrive": MORNING, **{key: value for key, value in asked.items() if key != "destination"}}
    assert suggest(instance, plan, ride("new", "north", "hill", **fields)) == []


def test_why_not_tells_what_no_plan_can_change() -> None:
    instance, plan = planned(KNOWN)
    desk = OfferDesk(instance, plan)
    reason = desk.why_not(ride("new", "north", "hill", walkers=9, arrive=MORNING), MONDAY)
    assert reason is not None
    assert reason.codes == ("T3",)
    assert desk.why_not(ride("new", "north", "hill", arrive=MORNING), MONDAY) is None


def test_misuse_is_refused() -> None:
    instance, plan = planned(KNOWN)
    desk = OfferDesk(instance, plan)
    with pytest.raises(ValueError, match="served by the plan already"):
        desk.suggest(KNOWN)
    weekly = ride("w", "north", "hill", arrive=MORNING, recurrence={"weekdays": (1,)})
    with pytest.raises(ValueError, match="not of one day"):
        desk.suggest(weekly)


def test_days_outside_the_horizon_and_frozen_days_have_no_offer() -> None:
    instance, plan = planned(KNOWN)
    asked = ride("new", "north", "hill", arrive=MORNING)
    assert OfferDesk(instance, plan).suggest(asked, [date(2030, 1, 1)]) == []
    from models.base import at

    frozen = plan.model_copy(update={"frozen_until": at(MONDAY + timedelta(days=1), 0)})
    assert OfferDesk(instance, frozen).suggest(asked, [MONDAY]) == []

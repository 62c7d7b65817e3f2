"""Rides explained on a road with a minibus, checked by hand; every plan shown passes the checker again here."""

from typing import Any

import pytest

from models.base import WeeklyWindow
from models.edits import (
    LateBooking,
    LongerRides,
    MorePeople,
    MoreVehicles,
    PersonHours,
    RideWindow,
    ServiceHours,
)
from models.instance import Instance
from models.pins import Pin
from models.plan import Plan
from optimiser.check import check
from optimiser.explain import Explained, explain
from optimiser.explain.case import served_by
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import driver, minibus, ride, town

DAYS = tuple(range(1, 8))
NINE = ("09:00", "09:00")


def planned(*rides: Any, **fields: Any) -> tuple[Instance, Plan]:
    instance = town(*rides, **fields)
    return instance, solve(instance, limit=Limit(iterations=200), seed=1).plan


def explained(instance: Instance, plan: Plan, item: str) -> Explained:
    """The explanation of an item, each of its relaxations checked again: nothing lost, the item served."""
    (found,) = explain(instance, plan, [item], seconds=600)
    before = served_by(plan)
    assert found.explanation.complete
    assert len(found.relaxed) == len(found.explanation.relaxations)
    for edited, made in found.relaxed:
        assert check(edited, made, travel_times(edited), plan) == ()
        assert served_by(made) >= before | {item}
    if found.forced is not None:
        assert item in served_by(found.forced)
    return found


def window(start: int, end: int) -> tuple[WeeklyWindow, ...]:
    return (WeeklyWindow(start=start, end=end, weekdays=DAYS),)


def test_a_ride_outside_the_hours_is_impossible_alone_and_longer_hours_serve_it() -> None:
    # Alighting at 21:00 takes a minute: the service, which ends at 20:00, has to run until 21:01, on a grid of 15 min.
    instance, plan = planned(
        ride("r", "north", "hill", arrive=("21:00", "21:00")), service={"hours": window(360, 1200)}
    )
    found = explained(instance, plan, "r@2027-01-11").explanation
    assert found.verdict == "impossible"
    assert "R8" in found.reasons[0].codes
    assert ServiceHours(service="tad", weekday=1, side="later", minutes=75) in [r.edits[0] for r in found.relaxations]
    # An hour earlier is soon enough as well: the last alighting of the day is at 19:59.
    assert RideWindow(ride="r", side="earlier", minutes=65) in [r.edits[0] for r in found.relaxations]


def test_a_late_booking_is_told_and_taking_it_all_the_same() -> None:
    instance, plan = planned(ride("r", "north", "hill", arrive=NINE, booked_at="2027-01-10T18:00"))
    found = explained(instance, plan, "r@2027-01-11").explanation
    assert (found.verdict, found.reasons[0].codes) == ("impossible", ("R8",))
    assert [relaxation.edits for relaxation in found.relaxations] == [(LateBooking(ride="r"),)]


def test_a_ride_limit_below_the_direct_time_is_raised_by_what_is_missing() -> None:
    # Ten minutes direct, four allowed.
    service = {"max_ride_min": 4, "ride_constant_min": 4, "ride_percent": 0}
    instance, plan = planned(ride("r", "north", "hill", arrive=NINE), service=service)
    found = explained(instance, plan, "r@2027-01-11").explanation
    assert found.verdict == "impossible"
    assert (LongerRides(service="tad", minutes=10),) in [relaxation.edits for relaxation in found.relaxations]


def test_a_driver_who_is_there_too_late_stays_longer_or_another_comes() -> None:
    # At 09:00 on the hill means leaving the depot at 08:38, with a minute for boarding; the driver comes at 09:00.
    instance, plan = planned(
        ride("r", "north", "hill", arrive=NINE), people=(driver("ana", availability=window(540, 1020)),)
    )
    found = explained(instance, plan, "r@2027-01-11").explanation
    edits = [relaxation.edits for relaxation in found.relaxations]
    assert found.verdict == "impossible"
    assert (PersonHours(person="ana", weekday=1, side="earlier", minutes=30),) in edits
    assert any(isinstance(some[0], MorePeople) for some in edits)
    assert all(len(some) == 1 for some in edits)


def test_two_at_opposite_ends_at_once_need_a_wider_window_or_both_a_vehicle_and_a_driver() -> None:
    instance, plan = planned(
        ride("a", "north", "hill", arrive=NINE, priority=2), ride("b", "north", "south", arrive=NINE)
    )
    assert [unserved.item for unserved in plan.unserved] == ["b@2027-01-11"]
    found = explained(instance, plan, "b@2027-01-11")
    told = found.explanation
    assert (told.verdict, told.pins) == ("not_chosen", ())
    assert told.forced is not None
    assert (told.forced.extent, told.forced.dropped) == ("day", ("a@2027-01-11",))
    # A weight of two left out for one of one, of three asked in all.
    assert told.forced.need > 0
    edits = [relaxation.edits for relaxation in told.relaxations]
    # From the hill at 09:01 to the north by 09:11, a minute to board, 20 min to the south: 09:32 at the earliest.
    assert (RideWindow(ride="b", side="later", minutes=35),) in edits
    assert ("more-people", "more-vehicles") in [tuple(e.model_dump()["kind"] for e in some) for some in edits]
    assert not any(len(some) == 1 and isinstance(some[0], MorePeople | MoreVehicles) for some in edits)


def test_what_the_search_overlooked_is_told_to_fit() -> None:
    instance = town(ride("a", "north", "hill", arrive=NINE), ride("b", "north", "hill", arrive=("09:00", "09:10")))
    alone = solve(town(instance.rides[0]), limit=Limit(iterations=200), seed=1).plan
    full = solve(instance, limit=Limit(iterations=200), seed=1).plan
    assert full.unserved == ()
    left_out = full.model_copy(
        update={
            "tours": alone.tours,
            "rides": alone.rides,
            "duties": alone.duties,
            "unserved": _unserved(instance, "b"),
        }
    )
    told = explained(instance, left_out, "b@2027-01-11").explanation
    assert told.verdict == "not_chosen"
    assert told.forced is not None
    # One of two is left out: the first quarter at 1, the second at 2 a unit, four quarters to a unit.
    assert (told.forced.extent, told.forced.dropped, told.forced.need) == ("beside", (), -6)
    assert told.relaxations == ()


def _unserved(instance: Instance, request: str) -> Any:
    """How a plan lists a request that it leaves out, from one that has to."""
    crowded = instance.model_copy(update={"vehicles": ()})
    return tuple(
        one
        for one in solve(crowded, limit=Limit(iterations=50), seed=1).plan.unserved
        if one.item.startswith(f"{request}@")
    )


@pytest.mark.parametrize("times", [("09:00", "12:00")])
def test_a_pin_outside_the_window_is_the_conflict(times: tuple[str, str]) -> None:
    pin = Pin(item="r@2027-01-11", time=14 * 60)
    instance, plan = planned(ride("r", "north", "hill", arrive=times), pins=(pin,))
    told = explained(instance, plan, "r@2027-01-11").explanation
    assert (told.verdict, told.pins) == ("pinned_out", (pin,))
    assert "L1" in told.reasons[0].codes
    assert any(r.edits[0].model_dump()["kind"] == "without-pin" for r in told.relaxations)


def test_a_ride_pinned_to_the_vehicle_another_pin_keeps_busy() -> None:
    pins = (Pin(item="a@2027-01-11", vehicle="m1"), Pin(item="b@2027-01-11", vehicle="m1"))
    instance, plan = planned(
        ride("a", "north", "hill", arrive=NINE, priority=2),
        ride("b", "north", "south", arrive=NINE),
        vehicles=(minibus("m1"), minibus("m2")),
        people=(driver("ana"), driver("bob")),
        pins=pins,
    )
    (left,) = plan.unserved
    told = explained(instance, plan, left.item).explanation
    assert told.verdict == "pinned_out"
    assert set(told.pins) == set(pins)
    for pin in told.pins:
        without = instance.model_copy(update={"pins": tuple(other for other in pins if other != pin)})
        assert solve(without, limit=Limit(iterations=200), seed=1).plan.unserved == ()


def test_a_served_ride_is_told_where_when_and_by_whom() -> None:
    instance, plan = planned(ride("r", "north", "hill", arrive=NINE))
    told = explained(instance, plan, "r@2027-01-11").explanation
    (served,) = told.served
    assert told.verdict == "served"
    assert (served.vehicle, served.people, served.origin, served.destination) == ("m1", ("ana",), "north", "hill")
    assert "R2" in served.binding
    assert (served.shared, served.tour_cents) == (0, plan.tours[0].cost_cents)


def test_an_unknown_item_is_a_key_error() -> None:
    instance, plan = planned(ride("r", "north", "hill", arrive=NINE))
    with pytest.raises(KeyError):
        next(explain(instance, plan, ["nothing"]))

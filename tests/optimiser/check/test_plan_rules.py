from datetime import date, timedelta

import pytest

from models.instance import Instance
from models.pins import Pin
from models.plan import Plan
from models.rides import Reserve
from tests.optimiser.check.breaking import breaches, clauses, drop_from, put, put_in, restate
from tests.optimiser.check.script import at
from tests.optimiser.check.world import THURSDAY, TUESDAY, WEDNESDAY, WORKDAYS
from tests.optimiser.check.world_plan import CHAIR, CRECHE, DESK, LEARNER, SECOND_LEARNER, SHOPPERS, VISITOR, WORKSHOP


def pinned(instance: Instance, pin: Pin) -> Instance:
    return put(instance, pins=(pin,))


OBEYED = [
    Pin(item=WORKSHOP, date=TUESDAY, time=540, place="amont-hall", vehicle="minibus", people=("ines",)),
    Pin(item=CHAIR, leg="outbound", date=TUESDAY, time=536, place="farm", vehicle="minibus", people=("paul",)),
    Pin(item=SHOPPERS, after=CHAIR),
    Pin(item=CHAIR, leg="return", time=625, after=WORKSHOP),
    Pin(item="toys-aval.1@2027-W02", date=WEDNESDAY),
    Pin(item=DESK, after="toys-aval.1@2027-W02"),
]

BROKEN = [
    Pin(item=WORKSHOP, date=WEDNESDAY),
    Pin(item=WORKSHOP, time=555),
    Pin(item=WORKSHOP, place="aval-hall"),
    Pin(item=WORKSHOP, vehicle="electric"),
    Pin(item=WORKSHOP, people=("ines", "nora")),
    Pin(item=WORKSHOP, after=CHAIR),
    Pin(item=CRECHE, after=WORKSHOP),
    Pin(item=SHOPPERS, time=544),
    Pin(item=SHOPPERS, place="amont-house"),
    Pin(item=SHOPPERS, vehicle="electric"),
    Pin(item=SHOPPERS, people=("ines",)),
    Pin(item=LEARNER, leg="return", time=689),
]


@pytest.mark.parametrize("pin", OBEYED)
def test_a_pin_obeyed(instance: Instance, plan: Plan, pin: Pin) -> None:
    assert clauses(pinned(instance, pin), plan) == set()


@pytest.mark.clause("L1.pin")
@pytest.mark.parametrize("pin", BROKEN)
def test_a_pin_not_obeyed(instance: Instance, plan: Plan, pin: Pin) -> None:
    (found,) = breaches(pinned(instance, pin), plan)
    assert found.clause == "L1.pin"
    assert found.who.startswith(pin.item)


def published(plan: Plan, line: str = "12:00") -> Plan:
    """The plan as it was published, frozen until some time on Tuesday."""
    return put(plan, frozen_until=at(TUESDAY, line))


@pytest.mark.clause("L2.frozen")
def test_a_frozen_session_changed(instance: Instance, plan: Plan) -> None:
    before = published(put_in(plan, "sessions", WORKSHOP, fetched_by="electric"))
    (found,) = breaches(instance, restate(instance, plan, before), before)
    assert (found.clause, found.who) == ("L2.frozen", WORKSHOP)


@pytest.mark.clause("L2.frozen")
def test_a_frozen_ride_changed(instance: Instance, plan: Plan) -> None:
    before = published(put_in(plan, "rides", (SHOPPERS, "outbound"), dropoff="amont-hall"))
    assert clauses(instance, plan, before) == {"L2.frozen"}


@pytest.mark.clause("L2.frozen")
def test_a_frozen_stop_changed(instance: Instance, plan: Plan) -> None:
    tour = plan.tours[0]
    waited = put(tour.stops[1], departure=at(TUESDAY, "08:44"))
    before = put_in(plan, "tours", tour.id, stops=(tour.stops[0], waited, *tour.stops[2:]))
    assert clauses(instance, plan, published(before)) == {"L2.frozen"}
    assert clauses(instance, plan, published(before, "08:44")) == set()


@pytest.mark.clause("L2.frozen")
def test_the_line_of_the_plan_itself_counts(instance: Instance, plan: Plan) -> None:
    before = put_in(plan, "sessions", WORKSHOP, fetched_by="electric")
    assert clauses(instance, plan, before) == set()
    assert clauses(instance, put(plan, frozen_until=at(TUESDAY, "12:00")), before) == {"L2.frozen"}


def without_ride(instance: Instance, request: str) -> Instance:
    return put(instance, rides=tuple(ride for ride in instance.rides if ride.id != request))


def test_whoever_gives_up_a_frozen_ride_frees_it(instance: Instance, plan: Plan) -> None:
    late = put(plan, frozen_until=at(THURSDAY, "12:00"))
    dropped = drop_from(plan, "rides", VISITOR)
    assert clauses(without_ride(instance, "visitor"), dropped, late) == set()
    left = put(plan.unserved[1], item=VISITOR)
    assert clauses(instance, put(dropped, unserved=(*plan.unserved, left)), late) == {"L2.frozen"}


def test_the_tour_of_whoever_gave_up_a_frozen_ride_may_change(instance: Instance, plan: Plan) -> None:
    stops = tuple(
        put(stop, actions=tuple(a for a in stop.actions if a.item != SHOPPERS)) for stop in plan.tours[0].stops
    )
    changed = put_in(drop_from(plan, "rides", SHOPPERS), "tours", "minibus-12", stops=stops)
    assert clauses(without_ride(instance, "shoppers"), changed, published(plan)) == set()


@pytest.mark.clause("L2.promised")
def test_a_promised_ride_no_longer_served(instance: Instance, plan: Plan) -> None:
    week = timedelta(weeks=1)
    again = tuple(
        put(
            ride,
            item=SECOND_LEARNER,
            tour="minibus-19",
            **{
                name: getattr(ride, name) + week
                for name in ("boarding_start", "boarding_end", "alighting_start", "alighting_end")
            },
        )
        for ride in plan.rides[:2]
    )
    before = drop_from(put(plan, rides=(*plan.rides, *again)), "unserved", SECOND_LEARNER)
    found = breaches(instance, restate(instance, plan, before), before)
    assert [(breach.clause, breach.who) for breach in found] == [
        ("L2.promised", f"{SECOND_LEARNER} outbound"),
        ("L2.promised", f"{SECOND_LEARNER} return"),
    ]


@pytest.mark.clause("L3.reserve")
def test_a_reserve_used_up(instance: Instance, plan: Plan) -> None:
    # On the first Tuesday the minibus is out from 7:55 to 12:00; from 12:00 to 13:00 it and Paul are free.
    morning = (Reserve(start=480, end=780, weekdays=(2,), vehicle_min=61),)
    found = breaches(put_in(instance, "ride_services", "tad", reserve=morning), plan)
    assert [(b.clause, b.who, b.when, b.by) for b in found] == [
        ("L3.reserve", "tad", at(TUESDAY, "08:00"), 1),
        ("L3.reserve", "tad", at(TUESDAY + timedelta(weeks=1), "08:00"), 1),
    ]


@pytest.mark.parametrize(
    "reserve",
    [
        Reserve(start=480, end=780, weekdays=(2,), vehicle_min=60),
        Reserve(start=480, end=780, weekdays=(4,), vehicle_min=1000),
        Reserve(start=480, end=780, weekdays=WORKDAYS, season="winter", vehicle_min=1000),
    ],
)
def test_a_reserve_as_far_as_the_fleet_has_it(instance: Instance, plan: Plan, reserve: Reserve) -> None:
    assert clauses(put_in(instance, "ride_services", "tad", reserve=(reserve,)), plan) == set()


def test_a_reserve_is_bounded_by_the_drivers_too(instance: Instance, plan: Plan) -> None:
    # Inès and Paul hold the attestation; on the second Tuesday Paul alone is free in the morning, and no vehicle.
    instance = put_in(instance, "vehicles", "electric", features=("nursery", "ramp"))
    morning = (Reserve(start=480, end=600, weekdays=(2,), vehicle_min=240),)
    found = breaches(put_in(instance, "ride_services", "tad", reserve=morning), plan)
    # First Tuesday: the electric van is free and nobody to drive it; second: Paul drives it.
    assert [(b.when, b.by) for b in found] == [
        (at(TUESDAY, "08:00"), 240),
        (at(TUESDAY + timedelta(weeks=1), "08:00"), 120),
    ]


def test_pins_of_days_that_are_no_matter_of_this_plan(instance: Instance, plan: Plan) -> None:
    assert clauses(pinned(instance, Pin(item="workshop-amont.1@2027-W09", date=date(2027, 3, 2))), plan) == set()
    assert clauses(pinned(instance, Pin(item="visitor@2027-01-14", date=THURSDAY, time=600)), plan) == set()

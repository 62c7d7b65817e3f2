import pytest

from models.base import DateRange, WeeklyWindow, Window
from models.instance import Instance
from models.plan import Plan, PlannedRide
from models.rides import BookingRule, Movement, Promise, Trip
from tests.optimiser.check.breaking import breaches, clauses, drop_from, put, put_in
from tests.optimiser.check.script import at, ride
from tests.optimiser.check.world import MONDAY, THURSDAY, TUESDAY
from tests.optimiser.check.world_plan import CHAIR, DESK, LEARNER, SECOND_LEARNER, SHOPPERS, VISITOR


def without_action(plan: Plan, item: str, leg: str, *kinds: str) -> Plan:
    """The minibus without somebody getting on or off."""
    stops = tuple(
        put(
            stop,
            actions=tuple(a for a in stop.actions if not (a.item == item and a.leg == leg and a.kind in kinds)),
        )
        for stop in plan.tours[0].stops
    )
    return put_in(plan, "tours", "minibus-12", stops=stops)


def in_taxi(plan: Plan, **times: str) -> Plan:
    """The visitor's ride at other times."""
    changed = {name: at(THURSDAY, time) for name, time in times.items()}
    return put_in(plan, "rides", (VISITOR, "outbound"), **changed)


@pytest.mark.clause("R1.order")
def test_a_party_that_never_alights(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, without_action(plan, LEARNER, "outbound", "alight")) == {"R1.order"}


@pytest.mark.clause("R1.order")
def test_a_party_that_alights_where_it_boards(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[0].stops
    alight = stops[3].actions[0]
    both = put(stops[2], actions=(*stops[2].actions, alight))
    tour = (*stops[:2], both, put(stops[3], actions=()), *stops[4:])
    # Its times then agree with the ride no more.
    assert clauses(instance, put_in(plan, "tours", "minibus-12", stops=tour)) == {"R1.order", "A1.times"}


@pytest.mark.clause("R1.order")
def test_a_ride_without_a_vehicle(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "ride_services", "tad", taxi=None), plan) == {"R1.order"}


@pytest.mark.clause("R1.once")
def test_a_ride_neither_served_nor_unserved(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, drop_from(plan, "unserved", SECOND_LEARNER)) == {"R1.once"}


@pytest.mark.clause("R1.once")
def test_a_ride_served_and_unserved(instance: Instance, plan: Plan) -> None:
    left = put(plan.unserved[1], item=VISITOR)
    assert clauses(instance, put(plan, unserved=(*plan.unserved, left))) == {"R1.once"}


@pytest.mark.clause("R1.once")
def test_a_ride_nobody_asked_for(instance: Instance, plan: Plan) -> None:
    extra = put(plan.rides[-1], item="visitor@2027-01-15")
    assert clauses(instance, put(plan, rides=(*plan.rides, extra))) == {"R1.once"}


@pytest.mark.clause("R2.pickup")
def test_a_pick_up_outside_its_window(instance: Instance, plan: Plan) -> None:
    trip = put(instance.rides[2].outbound, pickup=Window(start=510, end=540))
    (found,) = breaches(put_in(instance, "rides", "shoppers", outbound=trip), plan)
    assert (found.clause, found.who, found.by) == ("R2.pickup", f"{SHOPPERS} outbound", 3)


@pytest.mark.clause("R2.pickup")
def test_a_ride_on_another_day(instance: Instance, plan: Plan) -> None:
    wednesday = ride(VISITOR, "outbound", THURSDAY.replace(day=13), "amont-stop 10:00 10:01 market 10:21 10:22", None)
    assert clauses(instance, put(plan, rides=(*plan.rides[:-1], wednesday))) == {"R2.pickup"}


@pytest.mark.clause("R2.dropoff")
def test_an_arrival_outside_its_window(instance: Instance, plan: Plan) -> None:
    trip = put(instance.rides[2].outbound, dropoff=Window(start=540, end=560))
    (found,) = breaches(put_in(instance, "rides", "shoppers", outbound=trip), plan)
    assert (found.clause, found.by) == ("R2.dropoff", 4)


@pytest.mark.clause("R3.ride_time")
@pytest.mark.parametrize(
    ("limit", "over"),
    [
        ({"max_ride_min": 24}, 1),  # the wheelchair's 25 min
        ({"ride_percent": 100, "ride_constant_min": 3}, 1),  # the shoppers' 24 min, 20 direct
    ],
)
def test_a_ride_too_long(instance: Instance, plan: Plan, limit: dict[str, int], over: int) -> None:
    found = breaches(put_in(instance, "ride_services", "tad", **limit), plan)
    assert {(breach.clause, breach.by) for breach in found} == {("R3.ride_time", over)}


@pytest.mark.clause("R3.ride_time")
def test_a_taxi_ride_too_long(instance: Instance, plan: Plan) -> None:
    found = breaches(put_in(instance, "ride_services", "tad", max_ride_min=19), plan)
    assert (VISITOR + " outbound", 1) in {(breach.who, breach.by) for breach in found}
    assert {breach.clause for breach in found} == {"R3.ride_time"}


@pytest.mark.clause("R4.boarding")
def test_boarding_in_less_than_its_time(instance: Instance, plan: Plan) -> None:
    found = breaches(put_in(instance, "ride_services", "tad", wheelchair_boarding_min=6), plan)
    assert {(breach.clause, breach.by) for breach in found} == {("R4.boarding", 2)}
    assert {breach.who for breach in found} == {f"{CHAIR} outbound", f"{CHAIR} return"}


@pytest.mark.clause("R5.party")
def test_a_party_that_boards_in_two_parts(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[0].stops
    twice = put(stops[5], actions=stops[5].actions * 2)
    assert clauses(instance, put_in(plan, "tours", "minibus-12", stops=(*stops[:5], twice, *stops[6:]))) == {"R5.party"}


@pytest.mark.clause("R5.return")
def test_an_outbound_without_its_return(instance: Instance, plan: Plan) -> None:
    plan = without_action(plan, SHOPPERS, "return", "board", "alight")
    (found,) = clauses(instance, drop_from(plan, "rides", (SHOPPERS, "return")))
    assert found == "R5.return"


@pytest.mark.clause("R6.stop")
def test_a_stop_too_far_to_walk(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "ride_services", "tad", walking_m=299), plan) == {"R6.stop"}
    assert clauses(put_in(instance, "ride_services", "tad", walking_m=301), plan) == set()


@pytest.mark.clause("R6.stop")
def test_a_door_for_somebody_not_entitled_to_it(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "rides", "wheelchair", door_to_door=False), plan) == {"R6.stop"}


@pytest.mark.clause("R6.stop")
def test_a_stop_for_somebody_entitled_to_the_door(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "rides", "shoppers", door_to_door=True)
    found = breaches(instance, plan)
    assert [(breach.clause, breach.who) for breach in found] == [
        ("R6.stop", f"{SHOPPERS} outbound"),
        ("R6.stop", f"{SHOPPERS} return"),
    ]
    assert clauses(put_in(instance, "rides", "shoppers", origin_stops=("amont-stop",)), plan) == set()


@pytest.mark.clause("R6.stop")
def test_a_stop_that_was_not_stated(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "rides", "visitor", destination_stops=("amont-stop",))
    assert clauses(instance, plan) == {"R6.stop"}


@pytest.mark.clause("R6.accessible")
def test_a_wheelchair_where_none_can_get_off(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "stops", "market", accessible=False), plan) == {"R6.accessible"}


@pytest.mark.clause("R7.before")
@pytest.mark.parametrize(("margins", "by"), [({"margin_before_session_min": 15}, 6), ({"early_for_session_min": 9}, 1)])
def test_a_ride_late_or_early_for_its_session(instance: Instance, plan: Plan, margins: dict[str, int], by: int) -> None:
    (found,) = breaches(put_in(instance, "ride_services", "tad", **margins), plan)
    assert (found.clause, found.who, found.by) == ("R7.before", f"{LEARNER} outbound", by)


@pytest.mark.clause("R7.after")
@pytest.mark.parametrize(
    ("margins", "by"), [({"margin_after_session_min": 35}, 5), ({"wait_after_session_min": 20}, 10)]
)
def test_a_ride_home_too_soon_or_too_late(instance: Instance, plan: Plan, margins: dict[str, int], by: int) -> None:
    (found,) = breaches(put_in(instance, "ride_services", "tad", **margins), plan)
    assert (found.clause, found.who, found.by) == ("R7.after", f"{LEARNER} return", by)


@pytest.mark.clause("R8.zone")
@pytest.mark.parametrize(
    "zones",
    [
        {
            "allowed": (
                Movement(origin="village", destination="town"),
                Movement(origin="village", destination="village"),
            )
        },
        {"forbidden": (Movement(origin="town", destination="village"),)},
    ],
)
def test_a_movement_the_zones_do_not_allow(instance: Instance, plan: Plan, zones: dict[str, object]) -> None:
    found = breaches(put_in(instance, "ride_services", "tad", **zones), plan)
    assert {(breach.clause, breach.who) for breach in found} == {
        ("R8.zone", f"{CHAIR} return"),
        ("R8.zone", f"{SHOPPERS} return"),
    }


@pytest.mark.clause("R8.zone")
def test_a_ride_out_of_all_zones(instance: Instance, plan: Plan) -> None:
    town = instance.ride_services[0].zones[:1]
    instance = put_in(instance, "ride_services", "tad", zones=town, allowed=())
    assert clauses(instance, plan) == {"R8.zone"}


@pytest.mark.clause("R8.hours")
@pytest.mark.parametrize(
    ("first", "last", "outside"),
    [
        (527, 694, set()),  # the learner boards first and alights last
        (528, 694, {(f"{LEARNER} outbound", 1)}),
        (527, 693, {(f"{LEARNER} return", 1)}),
    ],
)
def test_a_ride_outside_the_hours(
    instance: Instance, plan: Plan, first: int, last: int, outside: set[tuple[str, int]]
) -> None:
    hours = (WeeklyWindow(start=first, end=last, weekdays=(2, 4)),)
    found = breaches(put_in(instance, "ride_services", "tad", hours=hours), plan)
    assert {(breach.who, breach.by) for breach in found} == outside
    assert {breach.clause for breach in found} <= {"R8.hours"}


@pytest.mark.clause("R8.hours")
def test_a_ride_on_a_day_without_hours(instance: Instance, plan: Plan) -> None:
    tuesdays = (WeeklyWindow(start=0, end=1440, weekdays=(2,)),)
    (found,) = breaches(put_in(instance, "ride_services", "tad", hours=tuesdays), plan)
    assert (found.clause, found.who, found.by) == ("R8.hours", f"{VISITOR} outbound", 22)


@pytest.mark.clause("R8.hours")
def test_a_ride_while_the_service_is_closed(instance: Instance, plan: Plan) -> None:
    closed = (DateRange(first=THURSDAY, last=THURSDAY),)
    (found,) = breaches(put_in(instance, "ride_services", "tad", closures=closed), plan)
    assert (found.clause, found.who) == ("R8.hours", f"{VISITOR} outbound")


@pytest.mark.clause("R8.hours")
def test_a_ride_on_a_public_holiday(instance: Instance, plan: Plan) -> None:
    instance = put(instance, territory=put(instance.territory, holidays=({"date": THURSDAY},)))
    # The desk of that Thursday is S8's.
    found = {(breach.clause, breach.who) for breach in breaches(instance, plan)}
    assert found == {("R8.hours", f"{VISITOR} outbound"), ("S8.holiday", DESK)}
    running = put_in(instance, "ride_services", "tad", runs_on_holidays=True)
    assert clauses(running, plan) == {"S8.holiday"}


@pytest.mark.clause("R8.deadline")
@pytest.mark.parametrize(
    ("booking", "by"),
    [
        (BookingRule(days_before=1, until=590), 10),
        (BookingRule(days_before=2), 18 * 60),
        (BookingRule(days_before=0, minutes_before=24 * 60), 57),
    ],
)
def test_a_ride_booked_too_late(instance: Instance, plan: Plan, booking: BookingRule, by: int) -> None:
    found = breaches(put_in(instance, "ride_services", "tad", booking=booking), plan)
    assert {(breach.clause, breach.by) for breach in found if "outbound" in breach.who} == {("R8.deadline", by)}


@pytest.mark.clause("R9.promise")
def test_a_promised_pick_up_moved_too_far(instance: Instance, plan: Plan) -> None:
    promised = (Promise(date=TUESDAY, pickup=532),)
    (found,) = breaches(put_in(instance, "rides", "shoppers", promises=promised), plan)
    assert (found.clause, found.by) == ("R9.promise", 1)


@pytest.mark.clause("R9.promise")
def test_a_pick_up_published_before_moved_too_far(instance: Instance, plan: Plan) -> None:
    times = {"boarding_start": "10:11", "boarding_end": "10:12", "alighting_start": "10:32", "alighting_end": "10:33"}
    published = in_taxi(plan, **times)
    assert clauses(instance, plan, previous=published) == {"R9.promise"}
    instance = put_in(instance, "ride_services", "tad", promise_tolerance_min=11)
    assert clauses(instance, plan, previous=published) == set()


def test_a_linked_ride_of_a_session_that_is_not_held_must_be_unserved(instance: Instance, plan: Plan) -> None:
    served: tuple[PlannedRide, ...] = tuple(put(r, item=SECOND_LEARNER) for r in plan.rides[:2])
    bare = put(plan, rides=served, sessions=plan.sessions[:1], tours=(), duties=())
    found = {breach.clause for breach in breaches(instance, bare) if breach.who.startswith(SECOND_LEARNER)}
    assert {"R7.before", "R7.after"} <= found


def test_windows_of_a_linked_request_bind_too(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "rides", "learner", outbound=Trip(dropoff=Window(start=0, end=529)))
    assert clauses(instance, plan) == {"R2.dropoff"}


def test_booking_before_the_deadline_is_fine(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "rides", "shoppers", booked_at=at(MONDAY, "16:00"))
    assert clauses(instance, plan) == set()

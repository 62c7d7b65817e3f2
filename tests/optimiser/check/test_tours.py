from datetime import timedelta

import pytest

from models.base import WeeklyWindow
from models.fleet import Layout
from models.instance import Instance
from models.plan import Plan, Tour
from tests.optimiser.check.breaking import breaches, clauses, put, put_in, restate
from tests.optimiser.check.script import activities, at, stops
from tests.optimiser.check.world import KILOMETRE, SECOND_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY, WORKDAYS


@pytest.mark.clause("T1.travel")
def test_a_leg_in_less_than_its_travel_time(instance: Instance, plan: Plan) -> None:
    tour = plan.tours[2]
    early = put(tour.stops[1], arrival=at(SECOND_TUESDAY, "08:24"))
    plan = put_in(plan, "tours", "minibus-19", stops=(tour.stops[0], early, tour.stops[2]))
    drives = plan.duties[1].activities
    plan = put_in(
        plan,
        "duties",
        ("ines", SECOND_TUESDAY),
        activities=(
            drives[0],
            put(drives[1], end=at(SECOND_TUESDAY, "08:24")),
            put(drives[2], start=at(SECOND_TUESDAY, "08:24")),
            *drives[3:],
        ),
    )
    (found,) = breaches(instance, restate(instance, plan))
    assert (found.clause, found.code, found.who, found.by, found.unit) == ("T1.travel", "T1", "minibus-19", 1, "min")
    assert found.when == at(SECOND_TUESDAY, "08:05")
    assert found.text("en") == (
        "T1 minibus-19 2027-01-19 08:05: 19 min are planned from Dépôt to Salle d'Amont, which takes 20 min (1 min)"
    )


@pytest.mark.clause("T1.travel")
def test_a_leg_where_no_way_leads(instance: Instance, plan: Plan) -> None:
    closed = tuple({"origin": place, "destination": "aval-hall"} for place in KILOMETRE if place != "aval-hall")
    snow = {"id": "snow", "name": "Neige", "days": ({"first": WEDNESDAY, "last": WEDNESDAY},), "closed": closed}
    instance = put(instance, territory=put(instance.territory, seasons=(snow,)))
    (found,) = breaches(instance, plan)
    assert (found.clause, found.who, found.by) == ("T1.travel", "electric-13", 0)
    assert found.message.text("en") == "no way leads from Dépôt to Salle d'Aval"


@pytest.mark.clause("T1.travel")
def test_a_leg_in_no_time_at_all(instance: Instance, plan: Plan) -> None:
    jump = stops(
        SECOND_TUESDAY, "06:00 06:00 depot lea 0/0/0 0\n06:00 06:10 annex lea 0/0/0 1\n06:11 06:11 depot - 0/0/0 1"
    )
    extra = Tour(
        id="jump", vehicle="electric", date=SECOND_TUESDAY, layout="4", stops=jump, metres=0, cost_cents=0, co2_g=0
    )
    found = breaches(instance, put(plan, tours=(*plan.tours, extra)))
    assert [(breach.who, breach.by) for breach in found if breach.clause == "T1.travel"] == [("jump", 1)]


@pytest.mark.clause("T1.travel")
def test_a_taxi_faster_than_a_car(instance: Instance, plan: Plan) -> None:
    late = {"boarding_start": "10:01", "boarding_end": "10:02"}
    ride = plan.rides[-1]
    plan = put(plan, rides=(*plan.rides[:-1], put(ride, **{name: at(THURSDAY, time) for name, time in late.items()})))
    assert clauses(instance, plan) == {"T1.travel"}


@pytest.mark.clause("T1.overlap")
def test_two_tours_of_a_vehicle_on_one_day(instance: Instance, plan: Plan) -> None:
    again = stops(SECOND_TUESDAY, "13:00 13:00 depot - 0/0/0 0\n13:05 13:05 depot - 0/0/0 0")
    extra = Tour(
        id="again", vehicle="minibus", date=SECOND_TUESDAY, layout="8", stops=again, metres=0, cost_cents=0, co2_g=0
    )
    assert clauses(instance, put(plan, tours=(*plan.tours, extra))) == {"T1.overlap"}


@pytest.mark.clause("T1.overlap")
def test_a_stop_left_before_it_is_reached(instance: Instance, plan: Plan) -> None:
    idle = stops(SECOND_TUESDAY, "06:00 05:00 depot - 0/0/0 0\n06:10 06:20 depot - 0/0/0 0")
    extra = Tour(
        id="idle", vehicle="electric", date=SECOND_TUESDAY, layout="4", stops=idle, metres=0, cost_cents=0, co2_g=0
    )
    assert clauses(instance, put(plan, tours=(*plan.tours, extra))) == {"T1.overlap"}


@pytest.mark.clause("T1.overlap")
@pytest.mark.parametrize(("until", "found"), [("00:00", set()), ("00:01", {"T1.overlap", "T2.availability"})])
def test_a_tour_that_lasts_into_the_next_one(instance: Instance, plan: Plan, until: str, found: set[str]) -> None:
    next_day = SECOND_TUESDAY + timedelta(days=1)
    late = stops(SECOND_TUESDAY, "23:00 23:10 depot - 0/0/0 0")
    early = stops(
        next_day, f"{until} {until} depot - 0/0/0 0\n00:00 00:10 depot - 0/0/0 0\n00:20 00:30 depot - 0/0/0 0"
    )
    tours = (
        put(plan.tours[1], id="late", date=SECOND_TUESDAY, stops=(*late, early[0])),
        put(plan.tours[1], id="early", date=next_day, stops=early[1:]),
    )
    assert clauses(instance, put(plan, tours=(*plan.tours, *tours))) == found


def test_a_stop_may_follow_at_once_at_the_same_place(instance: Instance, plan: Plan) -> None:
    idle = stops(SECOND_TUESDAY, "06:00 06:00 depot - 0/0/0 0\n06:00 06:20 depot - 0/0/0 0")
    extra = Tour(
        id="idle", vehicle="electric", date=SECOND_TUESDAY, layout="4", stops=idle, metres=0, cost_cents=0, co2_g=0
    )
    assert clauses(instance, put(plan, tours=(*plan.tours, extra))) == set()


@pytest.mark.clause("T2.depot")
def test_a_tour_from_another_depot(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "vehicles", "minibus", depot="annex"), plan) == {"T2.depot"}


@pytest.mark.clause("T2.availability")
def test_a_vehicle_loaded_before_it_is_available(instance: Instance, plan: Plan) -> None:
    from_eight = (WeeklyWindow(start=480, end=1080, weekdays=WORKDAYS),)
    assert clauses(put_in(instance, "vehicles", "minibus", availability=from_eight), plan) == {"T2.availability"}


@pytest.mark.clause("T2.availability")
def test_a_vehicle_in_the_workshop(instance: Instance, plan: Plan) -> None:
    repair = ({"start": at(TUESDAY, "11:00"), "end": at(TUESDAY, "12:30")},)
    assert clauses(put_in(instance, "vehicles", "minibus", unavailable=repair), plan) == {"T2.availability"}
    after = ({"start": at(TUESDAY, "12:00"), "end": at(TUESDAY, "18:00")},)
    assert clauses(put_in(instance, "vehicles", "minibus", unavailable=after), plan) == set()


@pytest.mark.clause("T3.layout")
def test_a_layout_the_vehicle_has_not(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, put_in(plan, "tours", "minibus-19", layout="9")) == {"T3.layout"}


@pytest.mark.clause("T3.seats")
def test_more_people_than_seats(instance: Instance, plan: Plan) -> None:
    small = (Layout(id="8", seats=8), Layout(id="5+1", seats=2, wheelchairs=1))
    found = breaches(put_in(instance, "vehicles", "minibus", layouts=small), plan)
    assert {(breach.clause, breach.by) for breach in found} == {("T3.seats", 1)}
    assert [breach.when for breach in found] == [at(TUESDAY, "09:04"), at(TUESDAY, "10:29")]


@pytest.mark.clause("T3.wheelchairs")
def test_a_wheelchair_without_a_place(instance: Instance, plan: Plan) -> None:
    no_place = (Layout(id="8", seats=8), Layout(id="5+1", seats=5))
    assert clauses(put_in(instance, "vehicles", "minibus", layouts=no_place), plan) == {"T3.wheelchairs"}


@pytest.mark.clause("T3.wheelchairs")
def test_a_wheelchair_in_a_taxi_that_takes_none(instance: Instance, plan: Plan) -> None:
    ride = plan.rides[-1]
    times = {"boarding_end": "10:04", "alighting_start": "10:24", "alighting_end": "10:28"}
    slow = put(ride, **{name: at(THURSDAY, time) for name, time in times.items()})
    instance = put_in(instance, "rides", "visitor", walkers=0, wheelchairs=1)
    assert clauses(instance, put(plan, rides=(*plan.rides[:-1], slow))) == {"T3.wheelchairs"}


@pytest.mark.clause("T3.child_seats")
def test_a_child_without_a_seat(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "vehicles", "minibus", child_seats=0), plan) == {"T3.child_seats"}


@pytest.mark.clause("T4.features")
def test_a_session_whose_vehicle_lacks_a_feature(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "vehicles", "electric", features=()), plan) == {"T4.features"}


@pytest.mark.clause("T4.features")
def test_rides_in_a_vehicle_without_a_ramp(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "ride_services", "tad", reserve=())
    assert clauses(put_in(instance, "vehicles", "minibus", features=()), plan) == {"T4.features"}


@pytest.mark.clause("T4.kit_volume")
def test_a_kit_too_large(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "vehicles", "minibus", kit_volume_l=59), plan) == {"T4.kit_volume"}


@pytest.mark.clause("T5.driver")
def test_a_leg_without_a_driver(instance: Instance, plan: Plan) -> None:
    tour = plan.tours[2]
    nobody = (put(tour.stops[0], driver=None), *tour.stops[1:])
    assert clauses(instance, put_in(plan, "tours", "minibus-19", stops=nobody)) == {"T5.driver"}


@pytest.mark.clause("T5.driver")
def test_a_driver_whose_duty_says_passenger(instance: Instance, plan: Plan) -> None:
    rides = tuple(put(a, kind="ride") if a.kind == "drive" else a for a in plan.duties[1].activities)
    assert clauses(instance, put_in(plan, "duties", ("ines", SECOND_TUESDAY), activities=rides)) == {"T5.driver"}


@pytest.mark.clause("T5.handover")
def test_the_wheel_taken_over_from_afar(instance: Instance, plan: Plan) -> None:
    tour, duty = plan.tours[0], plan.duties[2]
    without_paul = tuple(put(stop, actions=tuple(a for a in stop.actions if a.item != "paul")) for stop in tour.stops)
    waiting = activities(TUESDAY, "07:55 08:45 wait depot")
    plan = put_in(plan, "tours", "minibus-12", stops=without_paul)
    plan = put_in(plan, "duties", ("paul", TUESDAY), activities=(*waiting, *duty.activities[3:]))
    assert clauses(instance, plan) == {"T5.handover"}


@pytest.mark.clause("T6.range")
def test_farther_than_the_range(instance: Instance, plan: Plan) -> None:
    (found,) = breaches(put_in(instance, "vehicles", "electric", range_m=79_000), plan)
    assert (found.clause, found.by, found.unit) == ("T6.range", 1000, "m")


@pytest.mark.clause("T6.charger")
def test_charging_where_no_charger_is(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "depots", "depot", charger_m_per_min=0), plan) == {"T6.charger"}


def test_a_charge_on_the_way_gives_range_back(instance: Instance, plan: Plan) -> None:
    tour = plan.tours[1]
    charge = put(tour.stops[2].actions[1], start=at(tour.date, "10:00"), end=at(tour.date, "10:45"))
    there = put(tour.stops[1], actions=(*tour.stops[1].actions, charge))
    plan = put_in(plan, "tours", "electric-13", stops=(tour.stops[0], there, tour.stops[2]))
    instance = put_in(instance, "vehicles", "electric", range_m=45_000)
    assert clauses(put_in(instance, "venues", "aval-hall", charger_m_per_min=1000), plan) == set()
    assert clauses(put_in(instance, "venues", "aval-hall", charger_m_per_min=700), plan) == {"T6.range"}

from datetime import date

import pytest

from models.base import Period, WeeklyWindow
from models.instance import Instance
from models.people import Credential
from models.plan import Plan
from tests.optimiser.check.breaking import breaches, clauses, put, put_in
from tests.optimiser.check.script import activities, at
from tests.optimiser.check.world import SECOND_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY, WORKDAYS
from tests.optimiser.check.world_plan import CRECHE


def with_activities(plan: Plan, person: str, day: date, text: str) -> Plan:
    """A duty written anew."""
    return put_in(plan, "duties", (person, day), activities=activities(day, text))


def change_activity(plan: Plan, person: str, day: date, index: int, **changes: object) -> Plan:
    """A duty with one activity changed."""
    known = next(duty for duty in plan.duties if (duty.person, duty.date) == (person, day)).activities
    changed = (*known[:index], put(known[index], **changes), *known[index + 1 :])
    return put_in(plan, "duties", (person, day), activities=changed)


@pytest.mark.clause("P1.place")
def test_two_activities_at_once(instance: Instance, plan: Plan) -> None:
    plan = change_activity(plan, "paul", TUESDAY, 14, end=at(TUESDAY, "10:25"))
    (found,) = clauses(instance, plan)
    assert found == "P1.place"


@pytest.mark.clause("P1.place")
def test_two_duties_on_one_day(instance: Instance, plan: Plan) -> None:
    evening = put(plan.duties[1], activities=activities(SECOND_TUESDAY, "13:00 14:00 wait depot"))
    assert clauses(instance, put(plan, duties=(*plan.duties, evening))) == {"P1.place"}


@pytest.mark.clause("P1.place")
def test_somewhere_else_without_travel(instance: Instance, plan: Plan) -> None:
    plan = change_activity(plan, "ines", TUESDAY, 9, place="annex")
    assert clauses(instance, plan) == {"P1.place"}


@pytest.mark.clause("P1.place")
def test_an_own_car_faster_than_cars_are(instance: Instance, plan: Plan) -> None:
    plan = change_activity(plan, "nora", THURSDAY, 0, start=at(THURSDAY, "09:10"))
    (found,) = clauses(instance, plan)
    assert found == "P1.place"


@pytest.mark.clause("P1.base")
def test_a_day_that_ends_away_from_the_base(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "people", "max", base="annex"), plan) == {"P1.base"}


@pytest.mark.clause("P1.own_car")
def test_an_own_car_where_none_is_allowed(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "people", "nora", own_car=False), plan) == {"P1.own_car"}


@pytest.mark.clause("P1.own_car")
def test_an_own_car_that_was_left_elsewhere(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "people", "max", own_car=True)
    plan = change_activity(plan, "max", WEDNESDAY, 9, kind="own_car", ref=None)
    tour = plan.tours[1]
    there = put(tour.stops[1], actions=tour.stops[1].actions[:1])
    back = put(tour.stops[2], actions=tour.stops[2].actions[1:])
    plan = put_in(plan, "tours", tour.id, stops=(tour.stops[0], there, back))
    assert clauses(instance, plan) == {"P1.own_car"}


@pytest.mark.clause("P1.aboard")
def test_a_passenger_the_tour_does_not_carry(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[1].stops
    without_max = tuple(put(stop, actions=tuple(a for a in stop.actions if a.item != "max")) for stop in stops)
    assert clauses(instance, put_in(plan, "tours", "electric-13", stops=without_max)) == {"P1.aboard"}


@pytest.mark.clause("P1.aboard")
def test_passengers_who_board_with_nobody_beside_them(instance: Instance, plan: Plan) -> None:
    plan = change_activity(plan, "paul", TUESDAY, 8, kind="wait", ref=None)
    (found,) = breaches(instance, plan)
    assert (found.clause, found.when, found.by) == ("P1.aboard", at(TUESDAY, "08:56"), 4)


@pytest.mark.clause("P1.aboard")
def test_loading_where_the_vehicle_is_not(instance: Instance, plan: Plan) -> None:
    plan = change_activity(plan, "nora", THURSDAY, 1, kind="load", ref="minibus-12")
    assert clauses(instance, plan) == {"P1.aboard"}


@pytest.mark.clause("P1.fixed")
def test_a_meeting_missed(instance: Instance, plan: Plan) -> None:
    later = put(instance.people[0].activities[0], start=at(TUESDAY, "13:15"))
    assert clauses(put_in(instance, "people", "ines", activities=(later,)), plan) == {"P1.fixed"}


@pytest.mark.clause("P1.fixed")
def test_a_meeting_that_is_none(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "people", "ines", activities=()), plan) == {"P1.fixed"}


@pytest.mark.clause("P2.availability")
def test_a_duty_longer_than_the_availability(instance: Instance, plan: Plan) -> None:
    windows = (WeeklyWindow(start=480, end=720, weekdays=WORKDAYS), WeeklyWindow(start=720, end=960, weekdays=WORKDAYS))
    (found,) = breaches(put_in(instance, "people", "max", availability=windows), plan)
    assert (found.clause, found.by) == ("P2.availability", 30)


@pytest.mark.clause("P2.absence")
def test_a_duty_during_an_absence(instance: Instance, plan: Plan) -> None:
    leave = (Period(start=at(WEDNESDAY, "16:00"), end=at(WEDNESDAY, "18:00")),)
    assert clauses(put_in(instance, "people", "lea", absences=leave), plan) == {"P2.absence"}


@pytest.mark.clause("P9.licence")
def test_a_driver_without_a_licence(instance: Instance, plan: Plan) -> None:
    expired = (Credential(kind="eje"), Credential(kind="permis-b", last=date(2027, 1, 12)))
    (found,) = breaches(put_in(instance, "people", "lea", credentials=expired), plan)
    assert (found.clause, found.who) == ("P9.licence", "electric-13 lea")


@pytest.mark.clause("P9.attestation")
def test_passengers_driven_without_the_attestation(instance: Instance, plan: Plan) -> None:
    only_licence = (Credential(kind="permis-b"),)
    (found,) = breaches(put_in(instance, "people", "paul", credentials=only_licence), plan)
    assert (found.clause, found.when) == ("P9.attestation", at(TUESDAY, "08:48"))


@pytest.mark.clause("P9.qualification")
def test_a_diploma_that_has_run_out(instance: Instance, plan: Plan) -> None:
    expired = (Credential(kind="eje", last=date(2027, 1, 12)),)
    (found,) = breaches(put_in(instance, "people", "max", credentials=expired), plan)
    assert (found.clause, found.who) == ("P9.qualification", f"{CRECHE} max")


def test_an_absence_excuses_from_a_meeting(instance: Instance, plan: Plan) -> None:
    leave = (Period(start=at(TUESDAY, "13:00"), end=at(TUESDAY, "18:00")),)
    plan = put_in(plan, "duties", ("ines", TUESDAY), activities=plan.duties[0].activities[:-1])
    assert clauses(instance, plan) == {"P1.fixed"}
    assert clauses(put_in(instance, "people", "ines", absences=leave), plan) == set()

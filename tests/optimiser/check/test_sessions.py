from datetime import date, timedelta

import pytest

from models.base import DateRange, WeeklyWindow
from models.instance import Instance
from models.plan import Plan
from models.services import Attendance, DateException
from models.territory import Authorisation, Holiday
from tests.optimiser.check.breaking import breaches, clauses, drop_from, put, put_in
from tests.optimiser.check.moving import move_duty, move_session, move_tour
from tests.optimiser.check.world import SECOND_FRIDAY, SECOND_TUESDAY, THURSDAY, WEDNESDAY, WORKDAYS
from tests.optimiser.check.world_plan import ADDED_DESK, CRECHE, DESK, SECOND_WORKSHOP, WORKSHOP

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)

OF_A_BARE_PLAN = {
    *("S1.count", "R1.once", "S4.presence", "S6.present", "S9.kept"),
    *("S9.back", "P1.fixed", "A4.costs", "A5.tiers"),
}
"""What sessions without tours, duties and rides break."""


def later_workshop(plan: Plan, by: timedelta) -> Plan:
    """The second workshop with its tour and duty, some time later."""
    plan = move_session(plan, SECOND_WORKSHOP, by)
    return move_duty(move_tour(plan, "minibus-19", by), "ines", SECOND_TUESDAY, by)


@pytest.mark.clause("S1.count")
def test_a_session_neither_held_nor_unserved(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, drop_from(plan, "unserved", "toys-aval.1@2027-W02")) == {"S1.count"}


@pytest.mark.clause("S1.count")
def test_a_session_held_and_unserved(instance: Instance, plan: Plan) -> None:
    left = put(plan.unserved[0], item=CRECHE, service="creche", weight=11)
    assert clauses(instance, put(plan, unserved=(*plan.unserved, left))) == {"S1.count"}


@pytest.mark.clause("S1.count")
def test_a_session_nobody_asked_for(instance: Instance, plan: Plan) -> None:
    extra = put(plan.sessions[0], id="workshop-amont.7@2027-W02")
    (found,) = breaches(instance, put(plan, sessions=(*plan.sessions, extra)))
    assert (found.clause, found.who) == ("S1.count", "workshop-amont.7@2027-W02")


@pytest.mark.clause("S1.weekday")
def test_a_session_on_a_day_not_allowed(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "demands", "creche-aval", weekdays=(1, 2)), plan) == {"S1.weekday"}


@pytest.mark.clause("S1.weekday")
def test_a_session_past_the_demand_s_validity(instance: Instance, plan: Plan) -> None:
    until = DateRange(last=date(2027, 1, 12))
    found = breaches(put_in(instance, "demands", "creche-aval", validity=until, weekdays=(1, 3)), plan)
    assert {breach.clause for breach in found} == {"S1.weekday"}


@pytest.mark.clause("S1.start")
def test_a_start_outside_the_windows(instance: Instance, plan: Plan) -> None:
    afternoon = (WeeklyWindow(start=541, end=840, weekdays=WORKDAYS),)
    found = breaches(put_in(instance, "services", "workshop", start_windows=afternoon), plan)
    assert {(breach.clause, breach.by) for breach in found} == {("S1.start", 1)}


@pytest.mark.clause("S1.start")
def test_a_start_off_the_grid(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "services", "workshop", grid_min=240), plan) == {"S1.start"}


@pytest.mark.clause("S1.duration")
def test_a_session_too_short(instance: Instance, plan: Plan) -> None:
    (found,) = breaches(put_in(instance, "services", "creche", duration_min=375), plan)
    assert (found.clause, found.by) == ("S1.duration", 15)


@pytest.mark.clause("S2.opening")
def test_a_tear_down_after_the_venue_closes(instance: Instance, plan: Plan) -> None:
    until = (WeeklyWindow(start=480, end=915, weekdays=WORKDAYS),)
    (found,) = breaches(put_in(instance, "venues", "aval-hall", opening=until), plan)
    assert (found.clause, found.who, found.by) == ("S2.opening", CRECHE, 15)


@pytest.mark.clause("S2.sharing")
def test_two_sessions_in_one_venue(instance: Instance, plan: Plan) -> None:
    plan = move_duty(move_session(plan, DESK, -DAY), "nora", THURSDAY, -DAY)
    assert clauses(instance, plan) == {"S2.sharing"}
    assert clauses(put_in(instance, "venues", "aval-hall", shareable=True), plan) == set()


@pytest.mark.clause("S3.venue")
def test_a_venue_not_asked_for(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "demands", "creche-aval", venues=("amont-hall",)), plan) == {"S3.venue"}


@pytest.mark.clause("S3.features")
def test_a_venue_without_what_the_service_needs(instance: Instance, plan: Plan) -> None:
    assert clauses(put_in(instance, "venues", "aval-hall", features=()), plan) == {"S3.features"}


@pytest.mark.clause("S3.authorisation")
def test_an_authorisation_that_has_run_out(instance: Instance, plan: Plan) -> None:
    past = (Authorisation(service_kind="creche", places=20, last=date(2027, 1, 12)),)
    assert clauses(put_in(instance, "venues", "aval-hall", authorisations=past), plan) == {"S3.authorisation"}


@pytest.mark.clause("S3.places")
def test_an_authorisation_for_fewer_people(instance: Instance, plan: Plan) -> None:
    ten = (Authorisation(service_kind="creche", places=10),)
    (found,) = breaches(put_in(instance, "venues", "aval-hall", authorisations=ten), plan)
    assert (found.clause, found.by) == ("S3.places", 1)


@pytest.mark.clause("S7.weekday")
def test_a_series_on_two_weekdays(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, later_workshop(plan, DAY)) == {"S7.weekday"}


@pytest.mark.clause("S7.weekday")
def test_a_series_in_two_phases(instance: Instance, plan: Plan) -> None:
    instance = put(instance, cycle_weeks=4)
    instance = put_in(instance, "demands", "workshop-amont", pattern={"every_weeks": 2}, spacing_days=0)
    fortnights = {WORKSHOP: WORKSHOP, SECOND_WORKSHOP: "workshop-amont.1@2027-W04"}
    sessions = [put(s, id=fortnights[s.id]) for s in plan.sessions if s.id in fortnights]
    bare = put(plan, weeks=4, tours=(), rides=(), duties=(), unserved=(), sessions=sessions)
    bare = move_session(bare, "workshop-amont.1@2027-W04", 2 * 7 * DAY)
    in_two_phases = {breach.clause for breach in breaches(instance, bare)} - OF_A_BARE_PLAN
    bare = move_session(bare, "workshop-amont.1@2027-W04", -7 * DAY)
    in_one_phase = {breach.clause for breach in breaches(instance, bare)} - OF_A_BARE_PLAN
    assert (in_two_phases, in_one_phase) == ({"S7.weekday"}, set())


@pytest.mark.clause("S7.start")
def test_a_series_at_two_times(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, later_workshop(plan, QUARTER)) == {"S7.start"}


@pytest.mark.clause("S7.spacing")
def test_two_sessions_of_a_village_too_near(instance: Instance, plan: Plan) -> None:
    (found,) = breaches(put_in(instance, "demands", "workshop-amont", spacing_days=8), plan)
    assert (found.clause, found.who, found.by, found.unit) == ("S7.spacing", SECOND_WORKSHOP, 1, "days")


@pytest.mark.clause("S7.spacing")
def test_a_session_too_near_to_one_of_the_cycle_before(instance: Instance, plan: Plan) -> None:
    before = put(plan, monday=date(2026, 12, 28), tours=(), rides=(), duties=())
    for session in (WORKSHOP, SECOND_WORKSHOP):
        before = move_session(before, session, -timedelta(days=13))
    assert clauses(instance, plan, previous=before) == {"S7.spacing"}


@pytest.mark.clause("S8.holiday")
def test_a_session_on_a_public_holiday(instance: Instance, plan: Plan) -> None:
    holiday = put(instance.territory, holidays=(Holiday(date=WEDNESDAY),))
    assert clauses(put(instance, territory=holiday), plan) == {"S8.holiday"}


@pytest.mark.clause("S8.service")
@pytest.mark.parametrize(
    "calendar",
    [
        {"closures": (DateRange(first=WEDNESDAY, last=WEDNESDAY),)},
        {"school_holidays": "only"},
    ],
)
def test_a_session_while_the_service_is_closed(instance: Instance, plan: Plan, calendar: dict[str, object]) -> None:
    assert clauses(put_in(instance, "services", "creche", **calendar), plan) == {"S8.service"}


@pytest.mark.clause("S8.service")
def test_a_session_in_the_school_holidays(instance: Instance, plan: Plan) -> None:
    holidays = put(instance.territory, school_holidays=(DateRange(first=WEDNESDAY, last=WEDNESDAY),))
    instance = put(instance, territory=holidays)
    assert clauses(put_in(instance, "services", "creche", school_holidays="closed"), plan) == {"S8.service"}


@pytest.mark.clause("S8.venue")
def test_a_session_while_the_venue_is_closed(instance: Instance, plan: Plan) -> None:
    works = (DateRange(first=WEDNESDAY, last=WEDNESDAY),)
    assert clauses(put_in(instance, "venues", "aval-hall", closures=works), plan) == {"S8.venue"}


@pytest.mark.clause("S8.exception")
@pytest.mark.parametrize(
    "added",
    [
        DateException(kind="added", date=SECOND_FRIDAY, start=615),
        DateException(kind="moved", date=date(2027, 1, 20), to=date(2027, 1, 20), start=600),
    ],
)
def test_a_date_set_by_hand_not_obeyed(instance: Instance, plan: Plan, added: DateException) -> None:
    cancelled = DateException(kind="cancelled", date=date(2027, 1, 21))
    exceptions = (cancelled, added) if added.kind == "added" else (added,)
    if added.kind == "moved":
        moved = "desk-aval.1@2027-W03"
        plan = put_in(plan, "sessions", ADDED_DESK, id=moved)
        named = tuple(put(a, ref=moved) if a.ref == ADDED_DESK else a for a in plan.duties[-1].activities)
        plan = put_in(plan, "duties", ("nora", SECOND_FRIDAY), activities=named)
    assert clauses(put_in(instance, "demands", "desk-aval", exceptions=exceptions), plan) == {"S8.exception"}


@pytest.mark.clause("S8.exception")
def test_a_cancelled_date_held_all_the_same(instance: Instance, plan: Plan) -> None:
    held = put(plan.sessions[2], id="desk-aval.1@2027-W03")
    plan = put(plan, sessions=(*plan.sessions, held))
    assert clauses(instance, move_session(plan, held.id, 7 * DAY)) == {"S8.exception"}


@pytest.mark.clause("S10.attendance")
def test_a_session_for_too_few_people(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "demands", "workshop-amont", attendance=Attendance(others=2))
    found = breaches(instance, plan)
    assert {breach.clause for breach in found} == {"S10.attendance"}
    assert {breach.by for breach in found} == {1}

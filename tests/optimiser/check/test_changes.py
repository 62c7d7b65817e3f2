"""Tier 2 by hand: prices 5 and 20 within a day for pick-ups, 10, 15 and 40 for sessions, 3 for duties, 1 for orders."""

from datetime import timedelta

from models.instance import Instance
from models.plan import Plan
from optimiser.check import Facts
from optimiser.check.changes import change_value
from optimiser.travel import travel_times
from tests.optimiser.check.breaking import drop_from, put, put_in
from tests.optimiser.check.moving import move_session
from tests.optimiser.check.script import at
from tests.optimiser.check.world import MONDAY, SECOND_FRIDAY, THURSDAY, TUESDAY
from tests.optimiser.check.world_plan import ADDED_DESK, CHAIR, CRECHE, DESK, SECOND_WORKSHOP, VISITOR, WORKSHOP

FORTNIGHT = timedelta(weeks=2)


def value(instance: Instance, plan: Plan, previous: Plan | None) -> int:
    return change_value(Facts(instance, plan, travel_times(instance), previous))


def test_no_plan_before_no_change(instance: Instance, plan: Plan) -> None:
    assert value(instance, plan, None) == 0
    assert value(instance, plan, plan) == 0


def test_pick_ups_by_notice(instance: Instance, plan: Plan) -> None:
    early = put(plan, made_at=at(MONDAY, "10:29"))
    late = put(plan, made_at=at(MONDAY, "10:30"))
    before = put_in(plan, "rides", (CHAIR, "return"), boarding_start=at(TUESDAY, "10:30"))
    # 24 h and a minute before, then 24 h.
    assert (value(instance, early, before), value(instance, late, before)) == (5, 20)
    dropped = drop_from(plan, "rides", VISITOR)
    assert value(instance, dropped, plan) == 5
    assert value(put(instance, rides=instance.rides[:-1]), dropped, plan) == 0


def test_sessions_moved_or_dropped(instance: Instance, plan: Plan) -> None:
    moved = move_session(plan, DESK, timedelta(minutes=15))
    assert value(instance, moved, plan) == 10
    assert value(instance, drop_from(plan, "sessions", CRECHE), plan) == 10
    assert value(instance, put(moved, made_at=at(THURSDAY, "08:00")), plan) == 40
    assert value(instance, put(moved, made_at=at(MONDAY, "11:00")), plan) == 15
    assert value(instance, put_in(plan, "sessions", DESK, crew=()), plan) == 0


def test_days_of_work_that_appear_or_disappear(instance: Instance, plan: Plan) -> None:
    less = drop_from(plan, "duties", ("nora", SECOND_FRIDAY))
    assert (value(instance, less, plan), value(instance, plan, less)) == (3, 3)


def test_tours_in_another_order(instance: Instance, plan: Plan) -> None:
    tour = plan.tours[0]
    other = put_in(plan, "tours", tour.id, stops=(*tour.stops[:4], tour.stops[5], tour.stops[4], *tour.stops[6:]))
    assert value(instance, other, plan) == 1
    assert value(instance, put(plan, tours=plan.tours[1:]), plan) == 0


def test_the_next_cycle_is_held_against_the_usual_pattern(instance: Instance, plan: Plan) -> None:
    # The second workshop of the cycle before stood alone at 10:00: the usual start is the earlier of two equals.
    before = move_session(plan, SECOND_WORKSHOP, timedelta(hours=1))
    later = put(plan, monday=MONDAY + FORTNIGHT, made_at=plan.made_at + FORTNIGHT, rides=(), duties=(), tours=())
    names = {WORKSHOP: "W04", SECOND_WORKSHOP: "W05", CRECHE: "W04", DESK: "W04"}
    sessions = tuple(
        put(s, id=f"{s.id.rsplit('@', 1)[0]}@2027-{names[s.id]}") for s in plan.sessions if s.id != ADDED_DESK
    )
    later = put(later, sessions=sessions)
    for session in sessions:
        later = move_session(later, session.id, FORTNIGHT)
    # The desk of the fifth week is not held; nothing else leaves the pattern.
    assert value(instance, later, before) == 10
    elsewhere = put_in(later, "sessions", "creche-aval.1@2027-W04", venue="amont-hall")
    assert value(instance, elsewhere, before) == 20
    # Told three days before the usual Wednesday at 9:00, the crèche costs 15; the desk a week later still 10.
    assert value(instance, put(elsewhere, made_at=at(MONDAY + timedelta(days=13), "09:00")), before) == 25

from datetime import timedelta

import pytest

from models.base import Period
from models.fleet import Kit
from models.instance import Instance
from models.plan import Plan
from tests.optimiser.check.breaking import breaches, clauses, put, put_in
from tests.optimiser.check.moving import move_tour
from tests.optimiser.check.script import at
from tests.optimiser.check.world import MONDAY, SECOND_TUESDAY, TUESDAY
from tests.optimiser.check.world_plan import CRECHE, SECOND_WORKSHOP, WORKSHOP


def without(plan: Plan, tour: str, *actions: tuple[int, str]) -> Plan:
    """A tour without the actions of some kinds at some stops, given as (stop, kind)."""
    stops = next(t for t in plan.tours if t.id == tour).stops
    left = tuple(
        put(stop, actions=tuple(a for a in stop.actions if (k, a.kind) not in actions)) for k, stop in enumerate(stops)
    )
    return put_in(plan, "tours", tour, stops=left)


@pytest.mark.clause("S6.present")
def test_a_session_without_its_kit(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, put_in(plan, "sessions", WORKSHOP, kit=None)) == {"S6.present"}


@pytest.mark.clause("S6.present")
def test_a_kit_of_another_kind(instance: Instance, plan: Plan) -> None:
    found = breaches(put_in(instance, "services", "workshop", kit_kind="toys"), plan)
    assert [(breach.clause, breach.who) for breach in found] == [
        ("S6.present", WORKSHOP),
        ("S6.present", SECOND_WORKSHOP),
    ]


@pytest.mark.clause("S6.present")
def test_a_kit_loaded_before_the_session_is_over(instance: Instance, plan: Plan) -> None:
    stop = plan.tours[2].stops[1]
    early = put(stop.actions[1], start=at(SECOND_TUESDAY, "10:50"), end=at(SECOND_TUESDAY, "11:00"))
    stops = (plan.tours[2].stops[0], put(stop, actions=(stop.actions[0], early)), plan.tours[2].stops[2])
    (found,) = breaches(instance, put_in(plan, "tours", "minibus-19", stops=stops))
    assert (found.clause, found.who, found.by) == ("S6.present", SECOND_WORKSHOP, 10)


@pytest.mark.clause("S6.present")
def test_a_kit_under_repair(instance: Instance, plan: Plan) -> None:
    repair = (Period(start=at(TUESDAY, "11:00"), end=at(TUESDAY, "18:00")),)
    assert clauses(put_in(instance, "kits", "laptops-1", unavailable=repair), plan) == {"S6.present"}


@pytest.mark.clause("S6.continuity")
def test_a_kit_unloaded_that_was_not_aboard(instance: Instance, plan: Plan) -> None:
    assert clauses(instance, without(plan, "minibus-12", (9, "load_kit"))) == {"S6.continuity"}


@pytest.mark.clause("S6.continuity")
def test_a_kit_loaded_where_it_is_not(instance: Instance, plan: Plan) -> None:
    cycle = timedelta(weeks=2)
    before = move_tour(without(plan, "minibus-19", (1, "load_kit"), (2, "unload_kit")), "minibus-19", -cycle)
    before = put(before, monday=MONDAY - cycle, tours=before.tours[2:], sessions=(), rides=(), duties=())
    instance = put_in(instance, "venues", "amont-hall", stores_kits=True)
    (found,) = breaches(instance, plan, previous=before)
    assert (found.clause, found.when) == ("S6.continuity", at(TUESDAY, "07:55"))


@pytest.mark.clause("S6.overnight")
def test_a_kit_left_where_none_is_stored(instance: Instance, plan: Plan) -> None:
    plan = without(plan, "minibus-12", (9, "load_kit"), (11, "unload_kit"))
    plan = without(plan, "minibus-19", (0, "load_kit"), (1, "unload_kit"))
    (found,) = breaches(instance, plan)
    assert (found.clause, found.who, found.by) == ("S6.overnight", "laptops-1", 7)
    assert clauses(put_in(instance, "venues", "amont-hall", stores_kits=True), plan) == set()


@pytest.mark.clause("S6.home")
def test_a_kit_away_when_the_cycle_ends(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "venues", "amont-hall", stores_kits=True)
    assert clauses(instance, without(plan, "minibus-19", (1, "load_kit"), (2, "unload_kit"))) == {"S6.home"}


@pytest.mark.clause("S9.kept")
@pytest.mark.parametrize(
    "change", [{"vehicle": None, "fetched_by": None}, {"released": True}, {"fetched_by": "minibus"}]
)
def test_a_session_that_does_not_keep_its_vehicle(instance: Instance, plan: Plan, change: dict[str, object]) -> None:
    instance = put_in(instance, "vehicles", "minibus", features=("nursery", "ramp"))
    assert clauses(instance, put_in(plan, "sessions", CRECHE, **change)) == {"S9.kept"}


@pytest.mark.clause("S9.kept")
def test_a_vehicle_that_comes_after_set_up_starts(instance: Instance, plan: Plan) -> None:
    released = put_in(plan, "sessions", WORKSHOP, released=False)
    assert clauses(instance, released) == {"S9.kept"}


@pytest.mark.clause("S9.back")
@pytest.mark.parametrize("change", [{"fetched_by": None}, {"fetched_by": "electric"}, {"vehicle": "electric"}])
def test_a_released_session_without_a_vehicle_back(instance: Instance, plan: Plan, change: dict[str, object]) -> None:
    assert clauses(instance, put_in(plan, "sessions", WORKSHOP, **change)) == {"S9.back"}


def test_a_kit_serves_one_session_at_a_time(instance: Instance, plan: Plan) -> None:
    # A desk at the same venue and time that asks for the kit too; its crew and venue are not this test's matter.
    spare = Kit(id="laptops-2", name="Autre valise", kind="laptops", home="amont-hall")
    instance = put(instance, kits=(*instance.kits, spare))
    instance = put_in(instance, "services", "desk", kit_kind="laptops")
    there = {"venue": "amont-hall", "kit": "laptops-1"}
    times = {name: getattr(plan.sessions[0], name) for name in ("set_up_start", "start", "end", "tear_down_end")}
    both = put_in(plan, "sessions", "desk-aval.1@2027-W02", **there, **times)
    shared = [breach for breach in breaches(instance, both) if breach.clause == "S6.present" and " " in breach.who]
    assert [breach.by for breach in shared] == [120]
    other = put_in(both, "sessions", "desk-aval.1@2027-W02", kit="laptops-2")
    assert not [breach for breach in breaches(instance, other) if breach.clause == "S6.present" and " " in breach.who]

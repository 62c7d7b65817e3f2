"""Charges against a valley worked out by hand, and their sum on plans of every kind."""

from datetime import timedelta

from models.fleet import Kit
from models.instance import Instance
from models.people import FixedActivity
from models.plan import Activity, ActivityKind, CrewMember, Duty, PlannedSession
from models.shares import KitPrice, Part, Rule, ShareKey
from optimiser.ledger import Received, charges, loans, purposes, received
from optimiser.ledger.carriage import carriages
from optimiser.travel import travel_times
from tests.optimiser.ledger.plans import money, small_plans
from tests.optimiser.ledger.valley import MONDAY, after, make_instance, make_plan

P1, P2 = f"P1@{MONDAY}", f"P2@{MONDAY}"
KEY = ShareKey(name="k", rules=(Rule(mix=(Part(measure="equal", percent=100),)),))


def test_a_shared_tour_is_split_as_its_parties_would_cost_alone() -> None:
    instance, plan = make_instance(), make_plan()
    found = charges(plan, instance, travel_times(instance))
    # Alone: P1 1000 + 20 × 100 and P2 1000 + 60 × 100, of the tour's 7000; 20 and 60 minutes, of the hour's 2000.
    assert [(c.kind, c.item, c.cents, c.alone_cents) for c in found] == [
        ("vehicle", P1, 2100, 3000),
        ("vehicle", P2, 4900, 7000),
        ("person", P1, 500, 667),
        ("person", P2, 1500, 2000),
        ("overtime", P1, 125, 0),
        ("overtime", P2, 375, 0),
    ]


def test_what_each_commune_received() -> None:
    instance, plan = make_instance(), make_plan()
    found = received([plan], instance, charges(plan, instance, travel_times(instance)), purposes([plan], instance))
    assert found == {
        ("tad", "a"): Received(rides=1, passengers=1, cents=2725, alone_cents=3667),
        ("tad", "b"): Received(rides=1, passengers=2, cents=6775, alone_cents=9000),
    }


def with_workshop(instance: Instance) -> tuple[Instance, PlannedSession, Duty]:
    """Paul drives the van no more: he holds the workshop in B, goes there by own car, and has a meeting after it."""
    session = PlannedSession(
        id="w.1@2027-W02",
        demand="w",
        venue="hall-b",
        set_up_start=after(30),
        start=after(30),
        end=after(90),
        tear_down_end=after(90),
        crew=(CrewMember(person="paul"),),
        kit="K",
    )
    stretches: tuple[tuple[ActivityKind, int, int, str, str | None], ...] = (
        ("own_car", 0, 30, "hall-b", None),
        ("session", 30, 90, "hall-b", session.id),
        ("own_car", 90, 120, "depot", None),
        ("fixed", 120, 180, "depot", "meeting"),
    )
    duty = Duty(
        person="paul",
        date=MONDAY,
        activities=tuple(
            Activity(kind=kind, start=after(start), end=after(end), place=place, ref=ref)
            for kind, start, end, place, ref in stretches
        ),
        work_min=180,
        own_car_m=60_000,
        cost_cents=6000 + 1920,
    )
    kit = Kit(id="K", name="Malle", kind="laptops", home="depot", owner="CC")
    services = (instance.services[0].model_copy(update={"organisation": "Association"}),)
    return instance.model_copy(update={"kits": (kit,), "services": services}), session, duty


def test_a_session_gets_the_whole_day_of_who_works_for_nothing_else() -> None:
    instance, session, duty = with_workshop(make_instance())
    plan = make_plan().model_copy(
        update={"tours": (), "rides": (), "sessions": (session,), "duties": (duty,), "overtime_cents": 0}
    )
    (charge,) = charges(plan, instance, travel_times(instance))
    assert (charge.item, charge.cents) == (session.id, 7920)
    assert charge.alone_cents == 4000 + 1920  # two hours and 60 km at 32 cents: the meeting is not the session's


def test_a_day_of_meetings_alone_is_nobodys() -> None:
    instance, _, duty = with_workshop(make_instance())
    meeting = FixedActivity(id="meeting", name="Réunion", place="depot", start=after(120), end=after(180))
    person = instance.people[0].model_copy(update={"activities": (meeting,)})
    instance = instance.model_copy(update={"people": (person,)})
    idle = duty.model_copy(update={"activities": duty.activities[-1:], "cost_cents": 2000, "own_car_m": 0})
    plan = make_plan().model_copy(update={"tours": (), "rides": (), "duties": (idle,), "overtime_cents": 0})
    assert [(c.kind, c.item, c.cents) for c in charges(plan, instance, travel_times(instance))] == [
        ("person", None, 2000)
    ]


def test_the_crew_on_board_makes_the_tour_the_sessions_too() -> None:
    session = with_workshop(make_instance())[1]
    plan = make_plan()
    ride_up = plan.duties[0].activities[0].model_copy(update={"place": "hall-b"})
    stay = Activity(kind="session", start=after(30), end=after(90), place="hall-b", ref=session.id)
    duty = plan.duties[0].model_copy(update={"activities": (ride_up, stay)})
    plan = plan.model_copy(update={"sessions": (session,), "duties": (duty,)})
    (first, *_) = carriages(plan)["van@1"]
    assert (first.item, first.brings, first.fetches) == (session.id, True, False)


def test_what_works_for_another_organisation_is_lent() -> None:
    instance, session, duty = with_workshop(make_instance())
    later = session.model_copy(update={"id": "w.2@2027-W02", "set_up_start": after(600), "start": after(600)})
    plan = make_plan()
    plan = plan.model_copy(update={"sessions": (session, later), "duties": (duty,), "overtime_cents": 0})
    found = loans(
        [plan],
        instance,
        charges(plan, instance, travel_times(instance)),
        KEY.model_copy(update={"kit_prices": (KitPrice(kit="K", day_cents=1500),)}),
    )
    assert [(x.lender, x.borrower, x.kind, x.resource, x.days, x.cents) for x in found] == [
        ("CC", "Association", "kit", "K", 1, 1500),
        ("CC", "Association", "person", "paul", 1, 7920),
        ("CC", "Association", "vehicle", "van", 1, 7000),
    ]


def test_charges_add_up_to_the_money_spent_and_name_what_is_served() -> None:
    for instance, plan, times in small_plans():
        found = charges(plan, instance, times)
        assert sum(charge.cents for charge in found) == money(plan)
        assert {charge.item for charge in found if charge.item} <= purposes([plan], instance).keys()
        horizon = [plan.monday + timedelta(days=k) for k in range(7 * plan.weeks)]
        assert all(charge.day in horizon and charge.cents >= 0 for charge in found)


def test_who_drives_for_nobody_moves_the_vehicle_for_all() -> None:
    instance, plan = make_instance(), make_plan()
    paul = instance.people[0]
    zoe = paul.model_copy(update={"id": "zoe", "name": "Zoé"})
    instance = instance.model_copy(update={"people": (paul, zoe)})
    up, *down = plan.duties[0].activities
    duties = (
        plan.duties[0].model_copy(update={"activities": (up,), "work_min": 30, "cost_cents": 1000}),
        plan.duties[0].model_copy(
            update={"person": "zoe", "activities": tuple(down[1:]), "work_min": 10, "cost_cents": 333}
        ),
    )
    plan = plan.model_copy(update={"duties": duties, "overtime_cents": 0})
    found = [c for c in charges(plan, instance, travel_times(instance)) if c.kind == "person"]
    # Paul only drives up, empty: 20 and 60 minutes alone; Zoé drives down from A, with both parties aboard.
    assert [(c.resource, c.item, c.cents) for c in found] == [
        ("paul", P1, 250),
        ("paul", P2, 750),
        ("zoe", P1, 83),
        ("zoe", P2, 250),
    ]


def test_a_driver_who_brings_a_crew_works_for_its_session() -> None:
    instance, session, _ = with_workshop(make_instance())
    session = session.model_copy(update={"vehicle": "van", "fetched_by": "van", "released": True})
    plan = make_plan()
    up, _, _ = plan.duties[0].activities
    up = up.model_copy(update={"place": "hall-b"})
    back = up.model_copy(update={"start": after(90), "end": after(120), "place": "depot"})
    duty = plan.duties[0].model_copy(update={"activities": (up, back)})
    plan = plan.model_copy(update={"sessions": (session,), "rides": (), "duties": (duty,), "overtime_cents": 0})
    found = charges(plan, instance, travel_times(instance))
    # The van alone: there and back twice, 120 km, for it is released; Paul alone: 120 minutes at the wheel.
    assert [(c.kind, c.item, c.cents, c.alone_cents) for c in found] == [
        ("vehicle", session.id, 7000, 13_000),
        ("person", session.id, 2000, 4000),
    ]

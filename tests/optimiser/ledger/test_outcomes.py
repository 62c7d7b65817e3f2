"""What was planned, delivered and attended, against a valley counted by hand and the sums of real plans."""

from datetime import date

from models.record import Outcome
from optimiser.ledger import Cell, Delivery, blank_record, charges, deliveries
from optimiser.travel import travel_times
from tests.optimiser.ledger.plans import money, small_plans
from tests.optimiser.ledger.test_charges import with_workshop
from tests.optimiser.ledger.valley import MONDAY, make_instance, make_plan

JANUARY = date(2027, 1, 1)


def test_by_hand() -> None:
    instance, session, duty = with_workshop(make_instance())
    plan = make_plan().model_copy(
        update={"tours": (), "rides": (), "sessions": (session,), "duties": (duty,), "overtime_cents": 0}
    )
    charged = charges(plan, instance, travel_times(instance))
    cell = Cell(JANUARY, "b", "workshop")
    planned = Delivery(sessions=1, sessions_open=1, minutes=60, expected=6, session_cents=7920)
    assert deliveries([(plan, charged)], instance, ()) == {cell: planned}
    assert planned.cents_per_hour is None
    held = Outcome(item=session.id, delivered=True, attended=9, minutes=40)
    found = deliveries([(plan, charged)], instance, [held])[cell]
    assert (found.sessions_held, found.sessions_open, found.minutes_held, found.attended) == (1, 0, 40, 9)
    assert (found.cents_per_hour, found.cents_per_attendance) == (11880, 880)
    (missed,) = deliveries([(plan, charged)], instance, [Outcome(item=session.id, delivered=False)]).values()
    assert (missed.sessions_held, missed.sessions_open, missed.minutes_held, missed.session_cents) == (0, 0, 0, 7920)
    short = Outcome(item=session.id, delivered=True)
    (found,) = deliveries([(plan, charged)], instance, [short]).values()
    assert (found.minutes_held, found.attended, found.cents_per_attendance) == (60, 0, None)


def test_rides_carry_who_booked_unless_told_otherwise() -> None:
    instance, plan = make_instance(), make_plan()
    charged = charges(plan, instance, travel_times(instance))
    told = [
        Outcome(item=f"P1@{MONDAY}", leg="outbound", delivered=True),
        Outcome(item=f"P2@{MONDAY}", leg="outbound", delivered=True, attended=1),
    ]
    found = deliveries([(plan, charged)], instance, told)
    assert {cell.commune: (of.rides_done, of.passengers, of.carried) for cell, of in found.items()} == {
        "a": (1, 1, 1),
        "b": (1, 2, 1),
    }
    assert found[Cell(JANUARY, "b", "tad")].cents_per_passenger == 6775


def test_counts_and_costs_add_up_on_real_plans() -> None:
    for instance, plan, times in small_plans():
        rows = blank_record([plan], instance).outcomes
        assert len(rows) == len(plan.sessions) + len(plan.rides)
        told = [row.model_copy(update={"delivered": k % 3 > 0}) for k, row in enumerate(rows) if k % 4]
        found = sum(deliveries([(plan, charges(plan, instance, times))], instance, told).values(), Delivery())
        assert (found.sessions, found.rides) == (len(plan.sessions), len(plan.rides))
        assert found.sessions_open + found.rides_open == len(rows) - len(told)
        assert found.sessions_held + found.rides_done == sum(row.delivered is True for row in told)
        assert found.cents == money(plan)

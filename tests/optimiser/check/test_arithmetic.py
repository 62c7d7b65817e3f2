import pytest

from models.instance import Instance, Shortfall
from models.plan import Load, Plan, Reason
from models.text import message
from optimiser.check.tiers import half_up, unserved_price
from tests.optimiser.check.breaking import breaches, clauses, put, put_in
from tests.optimiser.check.script import at
from tests.optimiser.check.world import THURSDAY, TUESDAY, WEDNESDAY
from tests.optimiser.check.world_plan import CRECHE, SHOPPERS, VISITOR


def stated(instance: Instance, plan: Plan) -> set[tuple[str, str, int]]:
    """(clause, who, by) of the plan as it stands."""
    return {(breach.clause, breach.who, breach.by) for breach in breaches(instance, plan)}


@pytest.mark.clause("A1.times")
def test_a_ride_and_its_tour_that_state_other_times(instance: Instance, plan: Plan) -> None:
    earlier = {"boarding_start": at(TUESDAY, "09:02"), "boarding_end": at(TUESDAY, "09:03")}
    assert clauses(instance, put_in(plan, "rides", (SHOPPERS, "outbound"), **earlier)) == {"A1.times"}


@pytest.mark.clause("A1.times")
def test_an_action_outside_its_stop(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[1].stops
    short = (*stops[:2], put(stops[2], departure=at(WEDNESDAY, "16:40")))
    assert stated(instance, put_in(plan, "tours", "electric-13", stops=short)) == {("A1.times", "electric-13", 5)}


@pytest.mark.clause("A1.times")
@pytest.mark.parametrize(
    ("field", "key", "change"),
    [
        ("tours", "electric-13", {"date": THURSDAY}),
        ("duties", ("lea", WEDNESDAY), {"date": THURSDAY}),
    ],
)
def test_a_date_that_is_another_day(
    instance: Instance, plan: Plan, field: str, key: object, change: dict[str, object]
) -> None:
    instance = put_in(instance, "ride_services", "tad", reserve=())
    found = {breach.clause for breach in breaches(instance, put_in(plan, field, key, **change))}
    assert "A1.times" in found


@pytest.mark.clause("A1.times")
def test_a_taxi_slower_than_a_car(instance: Instance, plan: Plan) -> None:
    late = {"alighting_start": at(THURSDAY, "10:25"), "alighting_end": at(THURSDAY, "10:26")}
    assert clauses(instance, put_in(plan, "rides", (VISITOR, "outbound"), **late)) == {"A1.times"}


@pytest.mark.clause("A1.times")
def test_a_duty_in_a_session_of_others(instance: Instance, plan: Plan) -> None:
    kinds = plan.duties[5].activities
    waiting = put(kinds[1], kind="session", ref=CRECHE)
    assert clauses(
        instance, put_in(plan, "duties", ("nora", THURSDAY), activities=(kinds[0], waiting, *kinds[2:]))
    ) == {"A1.times"}


@pytest.mark.clause("A1.times")
@pytest.mark.parametrize("change", [{"weeks": 1}, {"monday": TUESDAY}, {"instance": "elsewhere"}])
def test_a_plan_of_other_weeks_or_of_another_instance(
    instance: Instance, plan: Plan, change: dict[str, object]
) -> None:
    assert {breach.clause for breach in breaches(instance, put(plan, **change))} == {"A1.times"}


@pytest.mark.clause("A2.loads")
def test_a_load_that_is_not_aboard(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[2].stops
    loaded = (put(stops[0], load=Load(seats=1)), *stops[1:])
    assert stated(instance, put_in(plan, "tours", "minibus-19", stops=loaded)) == {("A2.loads", "minibus-19", 1)}


@pytest.mark.clause("A2.loads")
def test_a_driver_at_the_last_stop(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[2].stops
    driven = (*stops[:2], put(stops[2], driver="ines"))
    assert stated(instance, put_in(plan, "tours", "minibus-19", stops=driven)) == {("A2.loads", "minibus-19", 0)}


@pytest.mark.clause("A3.metres")
def test_metres_of_a_tour_that_are_not_driven(instance: Instance, plan: Plan) -> None:
    assert stated(instance, put_in(plan, "tours", "minibus-19", metres=39_000)) == {("A3.metres", "minibus-19", 1000)}


@pytest.mark.clause("A3.metres")
def test_metres_of_a_leg_that_are_not_the_provider_s(instance: Instance, plan: Plan) -> None:
    stops = plan.tours[2].stops
    shorter = (stops[0], put(stops[1], metres=19_000), stops[2])
    plan = put_in(plan, "tours", "minibus-19", stops=shorter, metres=39_000)
    assert stated(instance, plan) == {("A3.metres", "minibus-19", 1000)}


@pytest.mark.clause("A3.metres")
def test_metres_of_an_own_car(instance: Instance, plan: Plan) -> None:
    assert stated(instance, put_in(plan, "duties", ("nora", THURSDAY), own_car_m=0)) == {("A3.metres", "nora", 80_000)}


@pytest.mark.clause("A4.costs")
@pytest.mark.parametrize(
    ("field", "key", "change", "by"),
    [
        ("tours", "minibus-19", {"cost_cents": 3651}, 1),
        ("tours", "minibus-19", {"co2_g": 0}, 8000),
        ("duties", ("paul", TUESDAY), {"cost_cents": 8166}, 1),
        ("rides", (VISITOR, "outbound"), {"taxi_cents": 3400}, 100),
        ("rides", (SHOPPERS, "outbound"), {"taxi_cents": 1}, 1),
    ],
)
def test_a_cost_that_the_prices_do_not_give(
    instance: Instance, plan: Plan, field: str, key: object, change: dict[str, int], by: int
) -> None:
    found = breaches(instance, put_in(plan, field, key, **change))
    assert [(breach.clause, breach.by) for breach in found] == [("A4.costs", by)]


@pytest.mark.clause("A4.costs")
def test_overtime_that_was_not_worked(instance: Instance, plan: Plan) -> None:
    assert stated(instance, put(plan, overtime_cents=0)) == {("A4.costs", "overtime", 338)}


@pytest.mark.clause("A5.tiers")
@pytest.mark.parametrize("tier", ["need", "change", "cost", "fairness", "comfort"])
def test_a_tier_misstated(instance: Instance, plan: Plan, tier: str) -> None:
    value = next(t.value for t in plan.tiers if t.tier == tier)
    assert stated(instance, put_in(plan, "tiers", tier, value=value + 3)) == {("A5.tiers", tier, 3)}


@pytest.mark.clause("A5.tiers")
def test_a_bound_above_its_value(instance: Instance, plan: Plan) -> None:
    assert stated(instance, put_in(plan, "tiers", "need", lower_bound=109)) == {("A5.tiers", "need", 1)}


@pytest.mark.clause("A5.tiers")
def test_a_tier_left_out(instance: Instance, plan: Plan) -> None:
    assert stated(instance, put(plan, tiers=plan.tiers[1:])) == {("A5.tiers", "need", 0)}


@pytest.mark.clause("A6.unserved")
@pytest.mark.parametrize(
    "change",
    [
        {"weight": 9},
        {"commune": "amont"},
        {"service": "desk"},
        {"reasons": (Reason(kind="not_chosen", codes=(), text=message("min")),)},
        {"reasons": (Reason(kind="not_chosen", codes=("Z9",), text=message("min")),)},
    ],
)
def test_an_unserved_item_misstated(instance: Instance, plan: Plan, change: dict[str, object]) -> None:
    found = breaches(instance, put_in(plan, "unserved", "toys-aval.1@2027-W02", **change))
    assert {breach.clause for breach in found} == {"A6.unserved"}


@pytest.mark.parametrize(
    ("asked", "unserved", "before", "price"),
    [
        (4, 1, 0, 4),  # the first quarter, four quarter units at 1
        (4, 2, 0, 4 + 8),
        (4, 4, 0, 4 + 8 + 12 + 16),
        (4, 1, 3, 16),
        (4, 2, 7, 32),  # beyond the fourth quarter
        (1, 1, 0, 1 + 2 + 3 + 4),
        (6, 2, 0, 6 + 2 * 2),
        (5, 0, 2, 0),
    ],
)
def test_the_price_of_need_rises_by_quarters(asked: int, unserved: int, before: int, price: int) -> None:
    assert unserved_price(asked, unserved, before) == price


def test_a_tier_further_above_its_least_than_tolerated(instance: Instance, plan: Plan) -> None:
    cost = plan.find_tier("cost")
    assert cost is not None
    for per_mille, least, breaks in (
        (20, cost.value, False),
        (20, cost.value * 50 // 51 - 1, True),
        (0, cost.value - 1, True),
    ):
        tolerated = cost.model_copy(update={"tolerance_per_mille": per_mille, "least": least})
        tiers = tuple(tolerated if tier is cost else tier for tier in plan.tiers)
        found = {clause for clause, _, _ in stated(instance, put(plan, tiers=tiers))}
        assert ("A5.tiers" in found) is breaks


def test_halves_round_up() -> None:
    assert [half_up(n, 2) for n in range(5)] == [0, 1, 1, 2, 2]


def test_a_shortfall_of_another_service_changes_nothing(instance: Instance, plan: Plan) -> None:
    other = Shortfall(commune="amont", service="workshop", weight=50)
    assert stated(put(instance, shortfalls=(*instance.shortfalls, other)), plan) == set()

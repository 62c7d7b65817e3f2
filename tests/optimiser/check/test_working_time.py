from datetime import date, timedelta

import pytest

from models.instance import Instance
from models.people import Contract, WorkHistory
from models.plan import Plan
from models.profiles import Figure
from tests.optimiser.check.breaking import breaches, clauses, put, put_in
from tests.optimiser.check.moving import move_duty
from tests.optimiser.check.script import activities, at
from tests.optimiser.check.world import MONDAY, TUESDAY, WEDNESDAY


def with_rule(instance: Instance, profile: str, **minutes: int) -> Instance:
    """Working-time rules with other figures."""
    return put_in(instance, "work_rules", profile, **{name: Figure(value=value) for name, value in minutes.items()})


def by_clause(instance: Instance, plan: Plan) -> set[tuple[str, str, int]]:
    """(clause, who, by) of all breaches."""
    return {(breach.clause, breach.who, breach.by) for breach in breaches(instance, plan)}


@pytest.mark.clause("P3.day")
def test_a_day_of_too_much_work(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-private", day_work_min=460)
    assert by_clause(instance, plan) == {("P3.day", "lea", 5), ("P3.day", "max", 5)}


@pytest.mark.clause("P4.amplitude")
def test_a_day_too_long_from_start_to_end(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-private", day_amplitude_min=500)
    assert by_clause(instance, plan) == {("P4.amplitude", "lea", 10), ("P4.amplitude", "max", 10)}


@pytest.mark.clause("P5.week")
def test_a_week_of_too_much_work(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-private", week_work_min=460)
    assert by_clause(instance, plan) == {("P5.week", "lea", 5), ("P5.week", "max", 5)}


@pytest.mark.clause("P5.average")
def test_weeks_before_that_leave_too_little_for_this_one(instance: Instance, plan: Plan) -> None:
    # Twelve weeks of 2640 are 31 680; of the thirteen weeks told of, the first no longer counts.
    history = WorkHistory(week_work_min=(9999, *[2840] * 11))
    instance = put_in(instance, "people", "lea", history=history)
    assert by_clause(instance, plan) == {("P5.average", "lea", 11 * 2840 + 465 - 31_680)}


@pytest.mark.clause("P5.average")
def test_weeks_of_the_plan_before_count_in_the_average(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "people", "lea", history=WorkHistory(week_work_min=(3000,) * 11))
    fortnight = timedelta(weeks=2)
    duty = put(plan.duties[3], activities=activities(WEDNESDAY, "08:00 12:00 wait depot"))
    later = put(plan, tours=(), rides=(), sessions=(), unserved=(), duties=(duty,))
    later = put(move_duty(later, "lea", WEDNESDAY, fortnight), monday=MONDAY + fortnight)
    told, untold = (
        [breach.by for breach in breaches(instance, later, previous) if breach.clause == "P5.average"]
        for previous in (plan, None)
    )
    # With the plan before: nine of the stated weeks, its 465 and 0 min. Without: all eleven stated weeks.
    assert told == []
    assert untold == [11 * 3000 + 240 - 31_680]


@pytest.mark.clause("P5.contract")
def test_a_week_past_contract_and_tolerance(instance: Instance, plan: Plan) -> None:
    contract = Contract(week_min=420, tolerance_min=40, cost_hour_cents=1800)
    assert by_clause(put_in(instance, "people", "max", contract=contract), plan) == {("P5.contract", "max", 5)}


@pytest.mark.clause("P5.contract")
def test_each_week_is_held_against_the_contract(instance: Instance, plan: Plan) -> None:
    contract = Contract(week_min=234, cost_hour_cents=2500)
    found = breaches(put_in(instance, "people", "nora", contract=contract), plan)
    told = [(breach.when, breach.by) for breach in found if breach.clause == "P5.contract"]
    assert told == [(at(MONDAY, "00:00"), 1), (at(MONDAY + timedelta(weeks=1), "00:00"), 1)]


@pytest.mark.clause("P6.break")
def test_work_without_a_break(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-private", break_before_work_min=250)
    assert by_clause(instance, plan) == {("P6.break", "lea", 5), ("P6.break", "max", 5)}


@pytest.mark.clause("P6.break")
def test_a_break_too_short_to_count(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-public", break_before_work_min=240, break_min=21)
    # Paul's 20 min at the market; Inès before her meal, and on the second Tuesday, which has no pause at all.
    assert by_clause(instance, plan) == {("P6.break", who, by) for who, by in (("paul", 5), ("ines", 1), ("ines", 5))}


def test_waiting_that_is_no_work_is_a_pause(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-public", break_before_work_min=140, break_min=28)
    assert ("P6.break", "paul") in {found[:2] for found in by_clause(instance, plan)}
    instance = put_in(instance, "work_rules", "fr-public", waiting_is_work=False)
    # 28 min at the hall and 55 at the market: no stretch of Paul's is longer than 89 min.
    assert ("P6.break", "paul") not in {found[:2] for found in by_clause(instance, plan)}


@pytest.mark.clause("P6.meal")
def test_a_meal_too_short(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-private", meal_min=50)
    assert by_clause(instance, plan) == {("P6.meal", "lea", 5), ("P6.meal", "max", 5)}


@pytest.mark.clause("P6.meal")
@pytest.mark.parametrize("hours", [{"meal_from": 465, "meal_until": 764}, {"meal_from": 721, "meal_until": 975}])
def test_a_duty_that_just_spans_the_meal_hours(instance: Instance, plan: Plan, hours: dict[str, int]) -> None:
    instance = put_in(instance, "work_rules", "fr-private", **hours)
    assert by_clause(instance, plan) == {("P6.meal", "lea", 1), ("P6.meal", "max", 1)}


@pytest.mark.clause("P6.meal")
def test_a_meal_outside_the_meal_hours(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "work_rules", "fr-private", meal_from=725)
    assert by_clause(instance, plan) == {("P6.meal", "lea", 5), ("P6.meal", "max", 5)}


@pytest.mark.clause("P7.daily_rest")
def test_two_duties_too_near(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-public", daily_rest_min=7 * 1440)
    # From Tuesday 14:30 to the next at 7:55.
    assert by_clause(instance, plan) == {("P7.daily_rest", "ines", 395)}


@pytest.mark.clause("P7.daily_rest")
def test_a_duty_too_near_to_the_last_before_the_plan(instance: Instance, plan: Plan) -> None:
    history = WorkHistory(last_duty_end=at(MONDAY, "21:00"))
    assert by_clause(put_in(instance, "people", "paul", history=history), plan) == {("P7.daily_rest", "paul", 5)}


@pytest.mark.clause("P7.daily_rest")
@pytest.mark.parametrize(("change", "found"), [(date(2027, 3, 28), {"P7.daily_rest"}), (date(2027, 10, 31), set())])
def test_a_night_in_which_the_clock_changes(instance: Instance, plan: Plan, change: date, found: set[str]) -> None:
    # From 20:30 on Saturday to 8:00 on Sunday the clock shows 11.5 h: 10.5 h pass in spring, 12.5 h in autumn.
    monday = change - timedelta(days=6)
    saturday = change - timedelta(days=1)
    duties = (
        put(plan.duties[2], date=saturday, activities=activities(saturday, "20:00 20:30 wait depot")),
        put(plan.duties[2], date=change, activities=activities(change, "08:00 09:00 wait depot")),
    )
    empty = {"tours": (), "rides": (), "sessions": (), "unserved": ()}
    moved = put(plan, **empty, duties=duties, monday=monday)
    moved_instance = put(instance, week=monday, demands=(), rides=())
    assert clauses(moved_instance, moved) - {"P1.fixed"} == found


@pytest.mark.clause("P8.weekly_rest")
def test_a_week_without_its_rest(instance: Instance, plan: Plan) -> None:
    instance = with_rule(instance, "fr-public", weekly_rest_min=100 * 60)
    # Nora works on Thursday 9:00 to 12:55: 81 h before, 83 h 5 min after. On Friday 105 h before.
    assert by_clause(instance, plan) == {("P8.weekly_rest", "nora", 100 * 60 - (83 * 60 + 5))}


@pytest.mark.clause("P8.weekly_rest")
def test_each_week_has_its_own_rest(instance: Instance, plan: Plan) -> None:
    found = breaches(with_rule(instance, "fr-public", weekly_rest_min=106 * 60), plan)
    # The second week Nora works on Friday from 9:00: 105 h before, and less after.
    assert [(breach.clause, breach.who, breach.by) for breach in found] == [
        ("P8.weekly_rest", "nora", 106 * 60 - (83 * 60 + 5)),
        ("P8.weekly_rest", "nora", 60),
    ]


@pytest.mark.clause("P10.work")
def test_work_that_is_not_what_the_profile_counts(instance: Instance, plan: Plan) -> None:
    assert by_clause(instance, put_in(plan, "duties", ("paul", TUESDAY), work_min=246)) == {("P10.work", "paul", 1)}


@pytest.mark.clause("P10.work")
@pytest.mark.parametrize(
    ("flag", "work_min"),
    [
        ("driving_is_work", 245 - 2 - 2 - 5 - 3 - 20 - 20 - 3 - 5 - 2 - 22),
        ("riding_is_work", 225),
        ("waiting_is_work", 245 - 10 - 20 - 35 - 28),
        ("break_is_work", 225),
        ("set_up_is_work", 241),
    ],
)
def test_each_flag_of_the_profile(instance: Instance, plan: Plan, flag: str, work_min: int) -> None:
    instance = put_in(instance, "work_rules", "fr-public", **{flag: False})
    stated = put_in(plan, "duties", ("paul", TUESDAY), work_min=work_min)
    told = {found for found in by_clause(instance, stated) if found[:2] == ("P10.work", "paul")}
    assert told == set()
    assert ("P10.work", "paul", 245 - work_min) in by_clause(instance, plan)


@pytest.mark.clause("P10.work")
def test_a_profile_that_is_not_in_force(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "work_rules", "fr-private", last=date(2027, 1, 12))
    assert clauses(instance, plan) == {"P10.work"}

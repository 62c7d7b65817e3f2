import pytest

from models.instance import Instance
from models.plan import CrewMember, Plan
from models.profiles import Figure
from models.services import Attendance, Childcare, CrewNeed
from tests.optimiser.check.breaking import breaches, clauses, drop_from, put, put_in
from tests.optimiser.check.script import activities, at
from tests.optimiser.check.world import WEDNESDAY
from tests.optimiser.check.world_plan import CRECHE

MEAL_IN_OPENING = f"""
    09:00 13:00 session aval-hall {CRECHE}
    13:00 13:45 meal aval-hall
    13:45 15:00 session aval-hall {CRECHE}
"""


def with_late_meal(plan: Plan) -> Plan:
    """Léa eats while the crèche is open."""
    before = plan.duties[3].activities
    return put_in(
        plan,
        "duties",
        ("lea", WEDNESDAY),
        activities=(*before[:3], *activities(WEDNESDAY, MEAL_IN_OPENING), *before[7:]),
    )


@pytest.mark.clause("S4.heads")
def test_a_crew_too_small(instance: Instance, plan: Plan) -> None:
    three = (CrewNeed(qualification="eje", count=3),)
    (found,) = breaches(put_in(instance, "services", "creche", crew=three), plan)
    assert (found.clause, found.who, found.by) == ("S4.heads", CRECHE, 1)


@pytest.mark.clause("S4.heads")
def test_a_crew_too_small_is_no_matter_of_the_ratio_as_well(instance: Instance, plan: Plan) -> None:
    alone = plan.sessions[1].crew[:1]
    without_max = drop_from(put_in(plan, "sessions", CRECHE, crew=alone), "duties", ("max", WEDNESDAY))
    tour = without_max.tours[1]
    stops = tuple(put(s, actions=tuple(a for a in s.actions if a.item != "max")) for s in tour.stops)
    assert clauses(instance, put_in(without_max, "tours", tour.id, stops=stops)) == {"S4.heads"}


@pytest.mark.clause("S4.presence")
def test_a_meal_in_opening_hours_that_nobody_relieves(instance: Instance, plan: Plan) -> None:
    found = breaches(instance, with_late_meal(plan))
    assert [(breach.clause, breach.when, breach.by) for breach in found] == [
        ("S4.presence", at(WEDNESDAY, "13:00"), 45)
    ]


@pytest.mark.clause("S4.presence")
def test_a_meal_that_lasts_past_the_closed_interval(instance: Instance, plan: Plan) -> None:
    text = f"""
        09:00 12:30 session aval-hall {CRECHE}
        12:30 13:15 meal aval-hall
        13:15 15:00 session aval-hall {CRECHE}
    """
    before = plan.duties[3].activities
    late = (*before[:3], *activities(WEDNESDAY, text), *before[7:])
    (found,) = breaches(instance, put_in(plan, "duties", ("lea", WEDNESDAY), activities=late))
    assert (found.clause, found.when, found.by) == ("S4.presence", at(WEDNESDAY, "13:00"), 15)


@pytest.mark.clause("S4.heads")
def test_a_person_counted_twice(instance: Instance, plan: Plan) -> None:
    instance = put_in(instance, "services", "creche", crew=(CrewNeed(qualification="eje", count=1),))
    crew = plan.sessions[1].crew
    (found,) = breaches(instance, put_in(plan, "sessions", CRECHE, crew=(*crew, crew[1])))
    assert (found.clause, found.who, found.by) == ("S4.heads", f"{CRECHE} max", 1)


@pytest.mark.clause("S4.presence")
def test_a_crew_member_who_waits_before_set_up_is_over(instance: Instance, plan: Plan) -> None:
    late = tuple(put(a, kind="wait", ref=None) if a.kind == "set_up" else a for a in plan.duties[3].activities)
    (found,) = breaches(instance, put_in(plan, "duties", ("lea", WEDNESDAY), activities=late))
    assert (found.clause, found.by) == ("S4.presence", 30)


@pytest.mark.clause("S5.ratio")
@pytest.mark.parametrize(
    ("ratio", "attendance", "missing"),
    [
        ("by_age", Attendance(crawlers=6, walkers=9), 1),
        ("by_age", Attendance(crawlers=5, walkers=8), 0),
        ("mixed", Attendance(crawlers=5, walkers=8), 1),
        ("mixed", Attendance(crawlers=12), 0),
        ("by_age", Attendance(crawlers=12), 1),
    ],
)
def test_more_children_than_the_ratio_allows(
    instance: Instance, plan: Plan, ratio: str, attendance: Attendance, missing: int
) -> None:
    childcare = Childcare.model_validate({"ratio": ratio})
    instance = put_in(instance, "services", "creche", childcare=childcare, priority=2)
    found = breaches(put_in(instance, "demands", "creche-aval", attendance=attendance), plan)
    assert {(breach.clause, breach.by) for breach in found} == ({("S5.ratio", missing)} if missing else set())


@pytest.mark.clause("S5.ratio")
def test_a_meal_that_leaves_too_few_adults_for_the_children(instance: Instance, plan: Plan) -> None:
    one = (CrewNeed(qualification="eje", count=1),)
    instance = put_in(instance, "services", "creche", crew=one)
    assert clauses(instance, plan) == set()
    assert clauses(instance, with_late_meal(plan)) == {"S5.ratio"}


@pytest.mark.clause("S5.alone")
def test_fewer_adults_than_the_profile_s_minimum(instance: Instance, plan: Plan) -> None:
    (found,) = breaches(put_in(instance, "childcare_rules", "fr-creche", min_adults=Figure(value=3)), plan)
    assert (found.clause, found.by) == ("S5.alone", 1)


@pytest.mark.clause("S5.alone")
@pytest.mark.parametrize(
    ("children", "kinds", "expected"),
    [
        (Attendance(crawlers=2, walkers=1), ("eje",), set()),
        (Attendance(crawlers=2, walkers=2), ("eje",), {"S5.alone"}),
        (Attendance(crawlers=3), ("nurse",), {"S5.alone"}),
        (Attendance(crawlers=3), ("nurse", "permis-b"), {"S5.alone"}),
    ],
)
def test_one_diploma_holder_alone_with_few_children(
    instance: Instance, plan: Plan, children: Attendance, kinds: tuple[str, ...], expected: set[str]
) -> None:
    instance = put_in(instance, "services", "creche", crew=(CrewNeed(qualification="eje", count=1),))
    instance = put_in(instance, "demands", "creche-aval", attendance=children)
    instance = put_in(instance, "childcare_rules", "fr-creche", alone_kinds=kinds, title="Crèche itinérante")
    assert clauses(instance, with_late_meal(plan)) == expected


def test_a_further_adult_counts_by_the_diploma_held(instance: Instance, plan: Plan) -> None:
    crew = (CrewMember(person="lea", qualification="eje"), CrewMember(person="max"))
    instance = put_in(instance, "services", "creche", crew=(CrewNeed(qualification="eje", count=1),))
    plan = put_in(plan, "sessions", CRECHE, crew=crew)
    assert clauses(instance, plan) == set()
    assert clauses(put_in(instance, "people", "max", credentials=()), plan) == {"S5.ratio"}

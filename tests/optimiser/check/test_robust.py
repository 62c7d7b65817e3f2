"""Whatever a plan says, the checker answers with breaches and never with a traceback."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.instance import Instance
from models.plan import Plan
from optimiser.check import CHECKS, Facts, check
from optimiser.travel import travel_times
from tests.optimiser.check.breaking import breaches, put, put_in
from tests.optimiser.check.world import build_instance
from tests.optimiser.check.world_plan import build_plan

INSTANCE, PLAN = build_instance(), build_plan()
TRAVEL = travel_times(INSTANCE)
PLAIN = json.loads(PLAN.model_dump_json())
IDS = ("nobody", "depot", "minibus", "minibus-12", "ines", "laptops-1", "amont-hall", None)
TIMES = ("2027-01-12T09:00", "2027-01-25T00:00", "1970-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to every list and every plain value of a JSON document."""
    match value:
        case dict():
            return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
        case list():
            return [path, *(leaf for k, inner in enumerate(value) for leaf in leaves(inner, (*path, k)))]
        case _:
            return [path]


PATHS = leaves(PLAIN)


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A document with one value replaced; a list loses its members, or doubles them."""
    if not path:
        if isinstance(document, list):
            return document * 2 if value in IDS else []
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = changed(document[path[0]], path[1:], value)
    return copy


@given(
    st.lists(
        st.tuples(st.sampled_from(PATHS), st.sampled_from([*IDS, *TIMES, "2027-01-13", 0, 1, 99_999, True, "drive"])),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_that_can_be_read_can_be_checked(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document: Any = PLAIN
    for path, value in changes:
        try:
            document = changed(document, path, value)
        except (IndexError, KeyError, TypeError):
            continue  # an earlier change took this path away
    try:
        plan = Plan.model_validate_json(json.dumps(document))
    except ValidationError:
        return
    found = check(INSTANCE, plan, TRAVEL)
    assert all(breach.text("fr") and breach.text("en") for breach in found)
    assert check(INSTANCE, PLAN, TRAVEL, previous=plan) is not None


@pytest.mark.parametrize(
    ("field", "key", "change"),
    [
        ("tours", "minibus-19", {"vehicle": "nobody"}),
        ("sessions", "creche-aval.1@2027-W02", {"vehicle": "nobody"}),
        ("duties", "paul", {"person": "nobody"}),
        ("rides", "visitor@2027-01-14", {"tour": "nobody"}),
    ],
)
def test_what_is_named_and_unknown_is_told(
    instance: Instance, plan: Plan, field: str, key: str, change: dict[str, object]
) -> None:
    found = breaches(instance, put_in(plan, field, key, **change))
    assert ("A1.times", "nobody") in {(breach.clause, breach.who) for breach in found}


@pytest.mark.parametrize("clauses", CHECKS, ids="-".join)
def test_a_check_reports_its_own_clauses_alone(instance: Instance, plan: Plan, clauses: tuple[str, ...]) -> None:
    nothing_fits = put(
        instance,
        people=tuple(
            put(p, credentials=(), availability=({"start": 0, "end": 1, "weekdays": (7,)},)) for p in instance.people
        ),
        vehicles=tuple(put(v, features=(), depot="annex", kit_volume_l=0, child_seats=0) for v in instance.vehicles),
        venues=tuple(put(v, features=(), authorisations=(), accessible=False) for v in instance.venues),
    )
    tangled = put(plan, tours=plan.tours * 2, duties=plan.duties * 2, rides=plan.rides[1:], sessions=plan.sessions[1:])
    found = {breach.clause for breach in CHECKS[clauses](Facts(nothing_fits, tangled, travel_times(instance)))}
    assert found <= set(clauses)

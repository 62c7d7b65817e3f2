"""Duties written out: where the meal goes that the session stage counted on."""

from datetime import date
from itertools import pairwise

import pytest

from instances import load_bundled
from models.horizon import horizon_of
from models.plan import Activity
from models.profiles import work_rules_on
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.pieces import Day, Piece

FRIDAY = date(2027, 1, 15)
DESK = "permanence-risoul.1@2027-W02"
DEPOT, HALL = "depot-guillestre", "salle-risoul"


def afternoon(relieved_at: str | None, meal_at: int) -> list[Activity]:
    """A day that spans the meal hours, at the desk from 13:40 on, with a meal counted on at ``meal_at``."""
    instance = load_bundled("queyras")
    horizon = horizon_of(instance)
    base = horizon.day_start(FRIDAY)
    pieces = [
        Piece("fixed", base + 480, base + 810, DEPOT, "meeting"),
        Piece("drive", base + 810, base + 820, HALL, "m1@2027-01-15"),
        Piece("set_up", base + 820, base + 825, HALL, DESK),
        Piece("session", base + 825, base + 1005, HALL, DESK),
        Piece("tear_down", base + 1005, base + 1010, HALL, DESK),
        Piece("drive", base + 1010, base + 1020, DEPOT, "m1@2027-01-15"),
    ]
    person = instance.person_by_id["ines"]
    rules = work_rules_on(instance.work_rules, person.work_rules, FRIDAY)
    hints = MealHints(base + meal_at, relieved_at)
    return list(duty_of(instance, horizon, ("ines", FRIDAY), Day(pieces), rules, hints).activities)


@pytest.mark.parametrize("meal_at", [820, 822, 825, 830])
def test_a_relieved_meal_may_begin_in_set_up_and_end_in_the_session(meal_at: int) -> None:
    activities = afternoon(DESK, meal_at)
    meals = [activity for activity in activities if activity.kind == "meal"]
    assert [(meal.start.hour * 60 + meal.start.minute, meal.place, meal.ref) for meal in meals] == [
        (meal_at, HALL, DESK)
    ]
    assert all(a.end == b.start for a, b in pairwise(activities))


def test_nobody_eats_at_a_session_unrelieved_or_while_driving() -> None:
    assert not [a for a in afternoon(None, 820) if a.kind == "meal"]
    assert not [a for a in afternoon(DESK, 815) if a.kind == "meal"]

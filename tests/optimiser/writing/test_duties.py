"""Where meals and breaks go in a duty, by hand."""

import pytest

from instances.fill import bundled_work_rules
from models.horizon import Horizon
from models.plan import Duty
from models.profiles import WorkRules
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.pieces import Day, Piece
from tests.optimiser.check.world import MONDAY, build_instance

RULES = next(rules for rules in bundled_work_rules() if rules.profile == "fr-public")
UNPAID = RULES.model_copy(update={"waiting_is_work": False})


def duty(*pieces: Piece, rules: WorkRules = RULES, hints: MealHints | None = None) -> Duty:
    """Nora's Monday."""
    return duty_of(build_instance(), Horizon(MONDAY, 2), ("nora", MONDAY), Day([*pieces]), rules, hints or MealHints())


def kinds(found: Duty) -> list[tuple[str, str]]:
    """(kind, start) of each activity."""
    return [(activity.kind, f"{activity.start:%H:%M}") for activity in found.activities]


def test_a_meal_is_taken_in_waiting_within_the_meal_hours() -> None:
    found = duty(Piece("fixed", 600, 700, "depot", "a"), Piece("fixed", 800, 900, "depot", "b"))
    assert kinds(found) == [("fixed", "10:00"), ("meal", "11:40"), ("wait", "12:25"), ("fixed", "13:20")]
    assert found.work_min == 300 - 45


def test_a_duty_that_ends_before_the_meal_hours_do_has_no_meal_in_a_session() -> None:
    found = duty(Piece("session", 600, 860, "aval-hall", "creche-aval.1@2027-W02"))
    assert [kind for kind, _ in kinds(found)] == ["session"]


def test_a_meal_in_the_closed_interval_stays_at_the_session() -> None:
    found = duty(Piece("session", 600, 900, "aval-hall", "creche-aval.1@2027-W02"))
    assert kinds(found) == [("session", "10:00"), ("meal", "12:00"), ("session", "12:45")]
    assert {activity.ref for activity in found.activities} == {"creche-aval.1@2027-W02"}


def test_a_relieved_meal_is_taken_when_the_session_stage_said() -> None:
    session = Piece("session", 600, 900, "aval-hall", "desk-aval.1@2027-W02")
    found = duty(session, hints=MealHints(730, session.ref))
    assert kinds(found) == [("session", "10:00"), ("meal", "12:10"), ("session", "12:55")]


@pytest.mark.parametrize(("start", "end"), [(900, 1290), (900, 1300)])
def test_a_break_comes_before_six_hours_of_work_are_passed(start: int, end: int) -> None:
    found = duty(Piece("session", start, end, "aval-hall", "desk-aval.1@2027-W02"))
    assert [kind for kind, _ in kinds(found)] == ["session", "break", "session"]
    assert found.activities[1].start.hour * 60 + found.activities[1].start.minute <= start + 360


def test_six_hours_of_work_need_no_break() -> None:
    assert len(duty(Piece("session", 900, 1260, "aval-hall", "desk-aval.1@2027-W02")).activities) == 1


def test_waiting_that_is_not_work_counts_as_a_break() -> None:
    pieces = (Piece("fixed", 900, 1100, "depot", "a"), Piece("fixed", 1120, 1300, "depot", "b"))
    assert "break" not in [kind for kind, _ in kinds(duty(*pieces, rules=UNPAID))]
    assert "break" in [kind for kind, _ in kinds(duty(*pieces))]

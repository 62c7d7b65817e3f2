from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.fill import bundled_work_rules
from optimiser.rides.pauses import DayWork, day_work
from tests.optimiser.rides.town import clock

RULES = next(rules for rules in bundled_work_rules() if rules.profile == "fr-public")
FREE_WAITS = RULES.model_copy(update={"waiting_is_work": False})


def span(start: str, end: str) -> tuple[int, int]:
    return clock(start), clock(end)


def test_a_short_shift_asks_for_nothing() -> None:
    assert day_work(RULES, [], span("8:00", "12:00")) == DayWork(240, clock("8:00"), clock("12:00"), ())


def test_a_shift_over_noon_holds_an_unpaid_meal() -> None:
    found = day_work(RULES, [], span("8:00", "17:00"))
    assert isinstance(found, DayWork)
    (meal,) = found.pauses
    assert (meal.kind, meal.minutes, found.work_min) == ("meal", 45, 9 * 60 - 45)
    assert (meal.earliest, meal.latest) == (clock("11:30"), clock("13:45"))


def test_a_meal_leaves_no_run_of_work_above_six_hours() -> None:
    found = day_work(RULES, [], span("7:00", "17:40"))
    assert isinstance(found, DayWork)
    (meal,) = found.pauses
    assert meal.latest == clock("13:00")
    assert clock("17:40") - (meal.earliest + meal.minutes) <= 360


def test_an_evening_of_seven_hours_holds_a_break() -> None:
    found = day_work(RULES, [], span("14:00", "21:00"))
    assert isinstance(found, DayWork)
    (pause,) = found.pauses
    assert (pause.kind, pause.minutes) == ("break", 20)
    assert (pause.earliest, pause.latest) == (clock("14:40"), clock("20:00"))


def test_a_gap_in_the_meal_hours_is_the_meal() -> None:
    found = day_work(RULES, [span("8:00", "12:00")], span("13:00", "17:00"))
    assert isinstance(found, DayWork)
    assert found.pauses == ()
    assert found.work_min == 9 * 60 - 45


def test_work_that_goes_on_without_a_gap_counts_before_the_break() -> None:
    found = day_work(RULES, [span("14:30", "18:00")], span("18:05", "22:00"))
    assert isinstance(found, DayWork)
    assert [(pause.kind, pause.latest) for pause in found.pauses] == [("break", clock("20:30"))]


@pytest.mark.parametrize(
    ("code", "busy", "shift"),
    [
        ("P3", [], ("7:00", "18:00")),
        ("P4", [("6:00", "7:00")], ("14:00", "18:30")),
        ("P6", [("8:00", "13:00")], ("13:10", "13:50")),
    ],
)
def test_the_rule_a_day_would_break_is_named(code: str, busy: list[tuple[str, str]], shift: tuple[str, str]) -> None:
    rules = (
        RULES if code != "P6" else RULES.model_copy(update={"meal_until": clock("13:50"), "meal_from": clock("12:00")})
    )
    assert day_work(rules, [span(*one) for one in busy], span(*shift)) == code


def test_waits_count_only_where_the_profile_says_so() -> None:
    busy, shift = [span("8:00", "10:00")], span("15:00", "17:00")
    counted, free = day_work(RULES, busy, shift), day_work(FREE_WAITS, busy, shift)
    assert isinstance(counted, DayWork)
    assert isinstance(free, DayWork)
    assert counted.work_min == 9 * 60 - 45
    assert free.work_min == 4 * 60


@settings(deadline=None)
@given(
    start=st.integers(5 * 60, 20 * 60),
    length=st.integers(30, 12 * 60),
    before=st.integers(0, 240),
    gap=st.integers(0, 180),
)
def test_pauses_taken_at_any_time_asked_keep_every_run_of_work_short(
    start: int, length: int, before: int, gap: int
) -> None:
    busy = [(start - gap - before, start - gap)] if before else []
    shift = (start, start + length)
    found = day_work(RULES, busy, shift)
    if isinstance(found, str):
        return
    for late in (False, True):
        taken = [(p.latest if late else p.earliest, p.minutes) for p in found.pauses]
        assert all(shift[0] <= at and at + minutes <= shift[1] for at, minutes in taken)
        if len(taken) > 1:
            continue  # which of two pauses comes late is the search's choice
        edges = [busy[0][0] if busy and gap < 20 else start]
        for at, minutes in taken:
            edges += [at, at + minutes]
        edges.append(shift[1])
        runs = [b - a for a, b in pairwise(edges)][::2]
        assert max(runs) <= 360

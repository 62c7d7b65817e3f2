"""Real rounds planned anew: proved shortest, never longer than a lawful stated round, and honest about the rest."""

import math
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.fill import bundled_work_rules
from instances.generators.sources import INSTANCES
from instances.rounds_reader import read_rounds
from models.rounds import Round
from optimiser.master.rounds import RoundPlan, plan_round

RULES = next(rules for rules in bundled_work_rules() if rules.profile == "fr-public")
HOURS = {"am": ("09:00", "12:00"), "pm": ("14:00", "17:00"), "day": ("09:00", "17:00")}
DEPOT = {"commune": "Dépôt", "lon": 4.0, "lat": 48.0}
REAL = read_rounds([INSTANCES / "rounds"])


def stay(commune: str, lon: float, weekday: int, half_day: str, **other: Any) -> dict[str, Any]:
    start, end = HOURS[half_day]
    pause = {"pause": {"start": "12:00", "end": "13:00"}} if half_day == "day" else {}
    place = {"commune": commune, "lon": lon, "lat": 48.0, "weekday": weekday, "half_day": half_day}
    return place | {"start": start, "end": end} | pause | other


def plan(*stays: dict[str, Any], weeks: int = 1) -> RoundPlan:
    stated = Round.model_validate({"slug": "r", "name": "R", "depot": DEPOT, "weeks": weeks, "sessions": stays})
    return plan_round(stated, RULES)


@pytest.mark.parametrize("stated", REAL, ids=lambda stated: stated.slug)
def test_real_rounds_are_proved_and_never_longer(stated: Round) -> None:
    found = plan_round(stated, RULES)
    assert found.status == "optimal"
    assert found.planned_m is not None
    assert found.bound_m == found.planned_m <= found.stated_m
    assert bool(found.notes) == (stated.slug == "signy-labbaye")


@pytest.mark.parametrize("stated", REAL, ids=lambda stated: stated.slug)
def test_real_plans_hold_the_same_half_days(stated: Round) -> None:
    slots = plan_round(stated, RULES).slots
    assert sum(len(unit.sessions) for unit, _, _ in slots) == len(stated.series)
    taken = [
        (week, weekday, half)
        for unit, (weekday, slot), _ in slots
        for week in unit.weeks
        for half in (("am", "pm") if slot == "day" else (slot,))
    ]
    assert len(set(taken)) == len(taken)
    assert {weekday for _, weekday, _ in taken} <= set(stated.weekdays)


def test_two_ways_the_same_way_share_a_day() -> None:
    found = plan(stay("Est", 4.10, 1, "am"), stay("Ouest", 3.90, 1, "pm"), stay("Est bis", 4.11, 2, "am"))
    assert found.planned_m is not None
    assert found.planned_m < found.stated_m
    days = {unit.name: slot[0] for unit, slot, _ in found.slots}
    assert days["Est"] == days["Est bis"]


def test_a_plan_as_short_moves_nothing() -> None:
    found = plan(stay("Est", 4.10, 2, "pm"), stay("Est bis", 4.11, 2, "am"), stay("Ouest", 3.90, 4, "day"))
    assert all(slot == (unit.weekday, unit.half_day) for unit, slot, _ in found.slots)


def test_one_commune_keeps_its_days_apart() -> None:
    twice = plan(stay("Est", 4.10, 1, "am"), stay("Est", 4.10, 3, "am"), stay("Est", 4.10, 5, "am"))
    assert twice.planned_m == twice.stated_m


def test_a_meal_that_does_not_fit_is_told_and_planned_around() -> None:
    far = plan(
        stay("Est", 4.30, 1, "am", end="12:30"), stay("Ouest", 3.70, 1, "pm", start="13:30"), stay("Z", 4.01, 2, "am")
    )
    assert far.status == "optimal"
    assert [note.text("en").split(":")[0] for note in far.notes] == ["T1"]
    days = {unit.name: slot[0] for unit, slot, _ in far.slots}
    assert days["Est"] != days["Ouest"]
    meal = plan(stay("Est", 4.05, 1, "am", end="12:30"), stay("Ouest", 3.95, 1, "pm", start="13:15"))
    assert [note.text("en").split(":")[0] for note in meal.notes] == ["P6"]


@pytest.mark.parametrize(
    ("stays", "weeks", "code"),
    [
        ([stay("A", 4.1, 1, "am")], 3, "S1"),
        ([stay("A", 4.1, 1, "am", week=1), stay("A", 4.1, 1, "am", week=2)], 4, "S1"),
        ([stay("A", 4.1, 1, "am"), stay("B", 4.2, 1, "am")], 1, "P1"),
        ([stay("A", 4.1, 1, "am", end="10:00"), stay("B", 4.2, 1, "am", start="10:05")], 1, "T1"),
        (
            [stay("A", 4.1, 1, "am", end="10:00"), stay("B", 4.1, 1, "am", start="11:00", week=1)],
            2,
            "S7",
        ),
        ([stay("A", 4.1, 1, "day", start="05:00", end="20:00")], 1, "P3"),
    ],
)
def test_what_has_no_place_names_its_rule(stays: list[dict[str, Any]], weeks: int, code: str) -> None:
    found = plan(*stays, weeks=weeks)
    assert found.status == "not_representable"
    assert found.planned_m is None
    assert [note.text("en").split(":")[0] for note in found.notes] == [code]


def test_sessions_of_one_half_day_stay_together() -> None:
    found = plan(
        stay("A", 4.1, 1, "am", end="10:00"),
        stay("B", 4.11, 1, "am", start="10:30"),
        stay("C", 4.12, 2, "pm"),
    )
    assert found.status == "optimal"
    assert len(found.slots) == 2
    assert len({slot[0] for _, slot, _ in found.slots}) == 1


def _metres(a: float, b: float) -> int:
    """Great circle along the parallel of the depot's latitude, by the law of cosines, detoured and rounded up."""
    lat = math.radians(48.0)
    cosine = math.sin(lat) ** 2 + math.cos(lat) ** 2 * math.cos(math.radians(a - b))
    return math.ceil(6_371_008.8 * math.acos(min(1.0, cosine)) * 1.3 - 1e-3)


def _oracle(longitudes: list[float], weeks: list[frozenset[int]], weekdays: int, cycle: int) -> int:
    """Least metres over every assignment of stays to slots."""
    slots = [(weekday, half) for weekday in range(1, weekdays + 1) for half in ("am", "pm")]
    best = None
    for chosen in product(slots, repeat=len(longitudes)):
        total, lawful = 0, True
        for week, weekday in product(range(1, cycle + 1), range(1, weekdays + 1)):
            day = {half: [] for half in ("am", "pm")}  # type: dict[str, list[float]]
            for lon, held, (at, half) in zip(longitudes, weeks, chosen, strict=True):
                if week in held and at == weekday:
                    day[half].append(lon)
            lawful = lawful and all(len(stays) <= 1 for stays in day.values())
            path = [4.0, *day["am"], *day["pm"], 4.0]
            total += sum(_metres(a, b) for a, b in pairwise(path))
        if lawful and (best is None or total < best):
            best = total
    assert best is not None
    return best


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(-150, 150), st.sampled_from([(1,), (2,), (1, 2)])), min_size=1, max_size=4),
    st.integers(1, 2),
)
def test_agrees_with_every_assignment_tried(drawn: list[tuple[int, tuple[int, ...]]], cycle: int) -> None:
    stays, longitudes, held = [], [], []
    for number, (thousandths, weeks) in enumerate(drawn):
        slot = (number // 2 + 1, "am" if number % 2 == 0 else "pm")
        lon, weeks_held = 4 + thousandths / 1000, frozenset(w for w in weeks if w <= cycle) or frozenset({1})
        longitudes.append(lon)
        held.append(weeks_held)
        week = None if len(weeks_held) == cycle else min(weeks_held)
        stays.append(stay(f"c{number}", lon, *slot, week=week))
    found = plan(*stays, weeks=cycle)
    weekdays = (len(drawn) + 1) // 2
    halves = {half for _, half in ((s["weekday"], s["half_day"]) for s in stays)}
    if halves == {"am", "pm"}:
        expected = _oracle(longitudes, held, weekdays, cycle)
        assert found.planned_m is not None
        assert abs(found.planned_m - expected) <= 2 * len(drawn) * cycle
        assert found.planned_m <= found.stated_m
    assert found.status == "optimal"

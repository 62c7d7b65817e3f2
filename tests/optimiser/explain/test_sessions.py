"""Sessions explained on a road with a van, checked by hand: bad input, conflicts, and what would serve."""

from typing import Any

import pytest

from models.base import DAY_MIN, WeeklyWindow
from models.edits import (
    MorePeople,
    PersonHours,
    SessionDate,
    SessionStart,
    SessionWeekday,
    SmallerAttendance,
    VehicleHours,
    WithoutPin,
)
from models.explanation import Explanation
from models.instance import Instance
from models.people import Credential
from models.pins import Pin
from models.plan import Plan
from models.services import CrewNeed, SessionDemand
from models.territory import Holiday, SpeedProfile, Territory, Travel, Venue
from optimiser.check import check
from optimiser.explain import explain
from optimiser.explain.case import served_by
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import KILOMETRES, MONDAY, driver, minibus, town, workshop

WEEK = "2027-W02"
FIRST, SECOND = f"a.1@{WEEK}", f"b.1@{WEEK}"
NINE, DAY = 540, 720
TRAINER = (Credential(kind="trainer"), Credential(kind="permis-b"))
HOLIDAY = Territory(
    id="road",
    name="Road",
    travel=Travel(detour_percent=100, profiles=(SpeedProfile(id="car", kmh=60),)),
    holidays=(Holiday(date=MONDAY),),
)


def venue(id_: str, km: float) -> Venue:
    return Venue(id=id_, name=id_, commune="c", lon=6.0, lat=45.0 + km / 111.1951)


VENUES = (venue("hall", KILOMETRES["hall"]), venue("barn", KILOMETRES["south"]))


def windows(start: int, end: int, *weekdays: int) -> tuple[WeeklyWindow, ...]:
    return (WeeklyWindow(start=start, end=end, weekdays=weekdays or (1, 2, 3, 4, 5)),)


def trainer(id_: str, **fields: Any) -> Any:
    return driver(id_, credentials=TRAINER, **fields)


def demand(id_: str, place: str = "hall", **fields: Any) -> SessionDemand:
    known: dict[str, Any] = {"id": id_, "service": "workshop", "commune": "c", "venues": (place,), "weekdays": (1,)}
    return SessionDemand.model_validate({**known, **fields})


def asked(*demands: SessionDemand, service: dict[str, Any] | None = None, **fields: Any) -> Instance:
    """Workshops of two hours from 9:00, half an hour of set-up and tear-down each, the van staying there."""
    of_service = {"vehicle_use": "keeps", "start_windows": windows(NINE, NINE), "grid_min": 15, **(service or {})}
    known: dict[str, Any] = {"people": (trainer("ana"),), "venues": VENUES}
    known |= workshop(**of_service) | {"demands": demands} | fields
    return town(**known)


def planned(instance: Instance) -> Plan:
    return solve(instance, limit=Limit(iterations=300), seed=1).plan


def explained(instance: Instance, plan: Plan, item: str) -> Explanation:
    """The explanation of an item, with each relaxation checked again: nothing lost, the item held."""
    (found,) = explain(instance, plan, [item], seconds=600)
    assert found.explanation.complete
    assert len(found.relaxed) == len(found.explanation.relaxations)
    for edited, made in found.relaxed:
        assert check(edited, made, travel_times(edited), plan) == ()
        assert served_by(made) >= served_by(plan) | {item}
    return found.explanation


def edits(explanation: Explanation) -> list[tuple[Any, ...]]:
    return [relaxation.edits for relaxation in explanation.relaxations]


def test_a_pattern_that_no_week_can_hold_names_the_holiday_and_moves() -> None:
    instance = asked(demand("a"), demand("b", "barn", weekdays=(2,)), territory=HOLIDAY)
    plan = planned(instance)
    assert [session.id for session in plan.sessions] == [SECOND]
    told = explained(instance, plan, FIRST)
    assert (told.verdict, told.reasons[0].codes) == ("impossible", ("S8",))
    # On Tuesday the van and the trainer are in the barn at that hour; Wednesday is free.
    assert (SessionDate(demand="a", date=MONDAY, to=MONDAY.replace(day=13), days=2),) in edits(told)
    assert (SessionWeekday(demand="a", weekday=3),) in edits(told)
    assert (SessionWeekday(demand="a", weekday=2),) not in edits(told)


def test_a_crew_that_exists_on_paper_and_is_never_together() -> None:
    crew = (CrewNeed(qualification="trainer", count=2),)
    people = (trainer("ana", availability=windows(0, DAY_MIN, 1)), trainer("bob", availability=windows(0, DAY_MIN, 2)))
    instance = asked(demand("a", weekdays=(1, 2)), service={"crew": crew}, people=people)
    plan = planned(instance)
    assert plan.sessions == ()
    told = explained(instance, plan, FIRST)
    assert told.verdict == "impossible"
    assert {"S4", "P2"} & set(told.reasons[0].codes)
    assert any(isinstance(some[0], MorePeople) and some[0].count == 1 for some in edits(told))


def test_a_van_that_cannot_get_back_names_its_hours() -> None:
    # Tear-down ends at 11:30 and the way home takes a quarter of an hour; the van is there until 11:00.
    instance = asked(demand("a"), vehicles=(minibus("m1", availability=windows(0, 660)),))
    plan = planned(instance)
    told = explained(instance, plan, FIRST)
    assert told.verdict == "impossible"
    assert "T2" in told.reasons[0].codes
    assert (VehicleHours(vehicle="m1", weekday=1, side="later", minutes=45),) in edits(told)


def test_a_person_who_leaves_too_early_stays_as_long_as_needed() -> None:
    instance = asked(demand("a"), people=(trainer("ana", availability=windows(0, 660)),))
    told = explained(instance, planned(instance), FIRST)
    assert told.verdict == "impossible"
    assert (PersonHours(person="ana", weekday=1, side="later", minutes=45),) in edits(told)


def test_a_person_pinned_to_two_places_at_once_names_both_pins() -> None:
    pins = tuple(Pin(item=item, time=NINE, people=("ana",)) for item in (FIRST, SECOND))
    two: dict[str, Any] = {"people": (trainer("ana"), trainer("bob")), "vehicles": (minibus("m1"), minibus("m2"))}
    instance = asked(demand("a"), demand("b", "barn", priority=2), pins=pins, **two)
    plan = planned(instance)
    assert [session.id for session in plan.sessions] == [SECOND]
    told = explained(instance, plan, FIRST)
    assert (told.verdict, set(told.pins)) == ("pinned_out", set(pins))
    assert set(told.reasons[0].codes) >= {"L1"}
    assert {some[0].pin for some in edits(told) if isinstance(some[0], WithoutPin)} == set(pins)
    for pin in told.pins:
        rest = tuple(other for other in pins if other != pin)
        assert planned(instance.model_copy(update={"pins": rest})).unserved == ()


@pytest.mark.parametrize(
    "others",
    [{"time": NINE + 30}, {"date": MONDAY.replace(day=14)}, {"place": "barn"}],
    ids=["start not allowed", "day not allowed", "venue not asked for"],
)
def test_a_session_pinned_where_it_may_not_be(others: dict[str, Any]) -> None:
    pin = Pin(item=FIRST, **others)
    instance = asked(demand("a"), demand("b", "barn", weekdays=(2,)), pins=(pin,))
    plan = planned(instance)
    assert [session.id for session in plan.sessions] == [SECOND]
    told = explained(instance, plan, FIRST)
    assert (told.verdict, told.pins) == ("pinned_out", (pin,))
    assert (WithoutPin(pin=pin),) in edits(told)


def test_two_pins_of_one_session_that_contradict_each_other() -> None:
    pins = (Pin(item=FIRST, date=MONDAY), Pin(item=FIRST, date=MONDAY.replace(day=12)))
    instance = asked(demand("a", weekdays=(1, 2)), demand("b", "barn", weekdays=(3,)), pins=pins)
    plan = planned(instance)
    assert [session.id for session in plan.sessions] == [SECOND]
    told = explained(instance, plan, FIRST)
    assert (told.verdict, set(told.pins)) == ("pinned_out", set(pins))


def test_two_sessions_for_one_crew_at_one_time_and_what_serving_the_other_costs() -> None:
    people = (trainer("ana", availability=windows(420, 1140)),)
    instance = asked(demand("a"), demand("b", "barn", priority=2), people=people)
    plan = planned(instance)
    assert [session.id for session in plan.sessions] == [SECOND]
    told = explained(instance, plan, FIRST)
    assert told.verdict == "not_chosen"
    assert told.forced is not None
    assert (told.forced.extent, told.forced.dropped) == ("week", (SECOND,))
    assert told.forced.need > 0
    # The barn is left at 11:30, the hall is 25 minutes away, a meal takes 45 and set-up 30: 13:10, which the grid
    # makes 13:15. Before 9:00 nobody is there early enough.
    assert (SessionStart(demand="a", start=795, minutes=255),) in edits(told)
    assert any(isinstance(some[0], SessionWeekday) for some in edits(told))


def test_too_few_people_expected() -> None:
    instance = asked(demand("a"), service={"min_attendance": 3})
    told = explained(instance, planned(instance), FIRST)
    assert (told.verdict, told.reasons[0].codes) == ("impossible", ("S10",))
    assert edits(told) == [(SmallerAttendance(service="workshop", people=2),)]


def test_a_held_session_is_told_where_when_and_by_whom() -> None:
    instance = asked(demand("a"))
    told = explained(instance, planned(instance), FIRST)
    (served,) = told.served
    assert (told.verdict, served.origin, served.vehicle, served.people) == ("served", "hall", "m1", ("ana",))
    assert {"S1", "S4"} <= set(served.binding)

"""Holidays, dates changed by hand, and the week after: planned, on a road with a van."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.base import WeeklyWindow
from models.horizon import horizon_of, occurrences
from models.instance import Instance
from models.people import Credential
from models.plan import Plan
from models.services import SessionDemand
from models.territory import Holiday
from optimiser.check import check
from optimiser.master.placements import place_all
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, driver, town, workshop

TRAINER = (Credential(kind="trainer"), Credential(kind="permis-b"))
WIDE = (WeeklyWindow(start=540, end=900, weekdays=(1, 2, 3, 4, 5)),)
WEDNESDAY = MONDAY + timedelta(days=2)


def asked(*holidays: date, **demand: Any) -> Instance:
    known = {"id": "w", "service": "workshop", "commune": "c", "venues": ("hall",), "weekdays": (1,), **demand}
    fields = workshop(vehicle_use="keeps", start_windows=WIDE) | {"demands": (SessionDemand.model_validate(known),)}
    instance = town(people=(driver("ana", credentials=TRAINER), driver("bea", credentials=TRAINER)), **fields)
    held = tuple(Holiday(date=day) for day in holidays)
    return instance.model_copy(update={"territory": instance.territory.model_copy(update={"holidays": held})})


def planned(instance: Instance, previous: Plan | None = None, **fields: Any) -> Plan:
    plan = solve(instance, previous=previous, limit=Limit(iterations=100), seed=1, **fields).plan
    assert check(instance, plan, travel_times(instance), previous) == ()
    return plan


def days(plan: Plan) -> list[date]:
    return [session.start.date() for session in plan.sessions]


def test_nothing_is_held_on_a_holiday() -> None:
    assert planned(asked(MONDAY)).sessions == ()


def test_a_holiday_is_replaced_where_that_is_wished() -> None:
    plan = planned(asked(MONDAY, MONDAY + timedelta(days=1), pattern={"on_holiday": "replace"}))
    (day,) = days(plan)
    assert WEDNESDAY <= day < MONDAY + timedelta(days=5)


def test_small_and_large_weeks_are_given_the_same_days() -> None:
    instance = asked(MONDAY, pattern={"on_holiday": "replace"})
    horizon = horizon_of(instance)
    (item,) = place_all(instance, horizon, occurrences(instance, horizon), {})
    assert {placement.day for placement in item.placements} == {MONDAY + timedelta(days=k) for k in range(1, 5)}


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ({"kind": "cancelled", "date": MONDAY}, []),
        ({"kind": "moved", "date": MONDAY, "to": WEDNESDAY}, [WEDNESDAY]),
        ({"kind": "added", "date": WEDNESDAY}, [MONDAY, WEDNESDAY]),
    ],
)
def test_one_date_is_changed_by_hand(exception: dict[str, Any], expected: list[date]) -> None:
    assert days(planned(asked(exceptions=(exception,)))) == expected


def test_the_next_week_goes_on_as_the_one_before() -> None:
    instance = asked(weekdays=(1, 2, 3, 4, 5))
    moved = asked(
        weekdays=(1, 2, 3, 4, 5), exceptions=({"kind": "moved", "date": MONDAY, "to": WEDNESDAY, "start": 645},)
    )
    before = planned(moved)
    alone = planned(instance, monday=MONDAY + timedelta(weeks=1))
    after = planned(instance, before, monday=MONDAY + timedelta(weeks=1))
    (old,), (new,) = before.sessions, after.sessions
    assert new.start == old.start + timedelta(weeks=1)
    assert new.venue == old.venue
    # Without the week before, nothing speaks for Wednesday at a quarter to eleven.
    assert alone.sessions[0].start != new.start

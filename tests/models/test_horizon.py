"""The days a pattern asks for in a week with a public holiday."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.horizon import Horizon, Occurrence, occurrences
from models.instance import Instance
from models.services import Pattern, SessionDemand
from models.territory import Holiday
from tests.optimiser.rides.town import MONDAY, town, workshop

TUESDAY = MONDAY + timedelta(days=1)
REPLACE = {"on_holiday": "replace"}


def asked(
    pattern: dict[str, Any], weekdays: tuple[int, ...], *holidays: date, weeks: int = 1
) -> tuple[Occurrence, ...]:
    instance = with_demand(
        SessionDemand.model_validate(
            {
                "id": "w",
                "service": "workshop",
                "commune": "c",
                "venues": ("hall",),
                "weekdays": weekdays,
                "pattern": pattern,
            }
        )
    )
    held = tuple(Holiday(date=day) for day in holidays)
    territory = instance.territory.model_copy(update={"holidays": held})
    return occurrences(instance.model_copy(update={"territory": territory}), Horizon(MONDAY, weeks))


def with_demand(demand: SessionDemand) -> Instance:
    return town(**(workshop() | {"demands": (demand,)}))


def test_a_holiday_is_skipped_unless_asked_otherwise() -> None:
    (one,) = asked({}, (1,), MONDAY)
    assert one.days == (MONDAY,)
    assert not one.free


def test_a_holiday_is_replaced_by_any_other_working_day_of_its_week() -> None:
    (one,) = asked(REPLACE, (1,), MONDAY)
    assert one.days == tuple(MONDAY + timedelta(days=k) for k in range(5))
    assert one.free
    assert one.replaced
    assert one.id == "w.1@2027-W02"


def test_a_week_without_a_holiday_keeps_its_days() -> None:
    first, second = asked(REPLACE, (1,), MONDAY, weeks=2)
    assert first.replaced
    assert not second.replaced
    assert second.days == (MONDAY + timedelta(weeks=1),)


@pytest.mark.parametrize(("sessions", "replaced"), [(1, False), (2, True)])
def test_days_that_are_left_are_enough_or_not(sessions: int, replaced: bool) -> None:
    found = asked({"sessions": sessions, **REPLACE}, (1, 4), MONDAY)
    assert [one.replaced for one in found] == [replaced] * sessions


def test_the_nth_weekday_of_a_month_is_replaced_within_its_week() -> None:
    (one,) = asked({"nth": 2, **REPLACE}, (2,), TUESDAY)
    assert one.id == "w.1@2027-01-12"
    assert one.days == tuple(MONDAY + timedelta(days=k) for k in range(5))


def test_validity_bounds_what_takes_the_place() -> None:
    demand = SessionDemand.model_validate(
        {
            "id": "w",
            "service": "workshop",
            "commune": "c",
            "venues": ("hall",),
            "weekdays": (1,),
            "pattern": Pattern(on_holiday="replace"),
            "validity": {"last": TUESDAY},
        }
    )
    instance = with_demand(demand)
    territory = instance.territory.model_copy(update={"holidays": (Holiday(date=MONDAY),)})
    (one,) = occurrences(instance.model_copy(update={"territory": territory}), Horizon(MONDAY, 1))
    assert one.days == (MONDAY, TUESDAY)

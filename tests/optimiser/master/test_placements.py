"""Days, venues and starts left for one session, and the rules counted for the others."""

from datetime import date
from random import Random
from typing import Any

import pytest

from models.base import DateRange, WeeklyWindow
from models.horizon import horizon_of, occurrences
from models.instance import Instance
from models.pins import Pin
from models.services import Attendance, CrewNeed, Service, SessionDemand
from models.territory import Venue
from optimiser.master.placements import Asked, place_all
from tests.optimiser.strategies.tiny import tiny_sessions

ITEM = "s.1@2027-W02"


def world(*, service: dict[str, Any] | None = None, demand: dict[str, Any] | None = None, **venue: Any) -> Instance:
    """One session of an hour, half an hour before and after, on a Monday or Tuesday at eight, ten or twelve."""
    known: dict[str, Any] = {
        "id": "desk",
        "name": "Permanence",
        "kind": "desk",
        "set_up_min": 30,
        "duration_min": 60,
        "tear_down_min": 30,
        "crew": (CrewNeed(qualification="adviser", count=1),),
        "start_windows": (WeeklyWindow(start=480, end=720, weekdays=(1, 2)),),
        "grid_min": 120,
    }
    asked: dict[str, Any] = {
        "id": "s",
        "service": "desk",
        "commune": "c0",
        "venues": ("v0",),
        "weekdays": (1, 2),
        "attendance": Attendance(others=3),
    }
    room = Venue(**{"id": "v0", "name": "Salle", "commune": "c0", "lon": 6.12, "lat": 48, **venue})
    return tiny_sessions(Random(0)).model_copy(
        update={
            "services": (Service(**{**known, **(service or {})}),),
            "demands": (SessionDemand(**{**asked, **(demand or {})}),),
            "venues": (room,),
            "kits": (),
        }
    )


def placed(instance: Instance, pin: Pin | None = None, kept: frozenset[date] = frozenset()) -> Asked:
    """What is left of the one session."""
    horizon = horizon_of(instance)
    pins = {} if pin is None else {pin.item: pin}
    (item,) = place_all(instance, horizon, occurrences(instance, horizon), pins, kept)
    assert item.id == ITEM
    return item


def starts(item: Asked) -> list[tuple[int, ...]]:
    """Starts of each placement."""
    return [placement.starts for placement in item.placements]


def test_every_day_allowed_has_the_starts_of_its_grid() -> None:
    item = placed(world())
    assert starts(item) == [(480, 600, 720), (1920, 2040, 2160)]
    assert item.days == (date(2027, 1, 11), date(2027, 1, 12))
    assert item.ruled_out == ()


def test_set_up_and_tear_down_lie_inside_the_opening() -> None:
    hours = (WeeklyWindow(start=480, end=690, weekdays=(1,)),)
    item = placed(world(opening=hours))
    assert starts(item) == [(600,)]
    assert item.ruled_out == (("S2", 1),)


@pytest.mark.parametrize(
    ("fields", "code", "count"),
    [
        ({"service": {"venue_features": ("water",)}}, "S3", 2),
        ({"service": {"min_attendance": 4}}, "S10", 1),
        ({"service": {"start_windows": (WeeklyWindow(start=490, end=500, weekdays=(1, 2)),)}}, "S1", 2),
        ({"closures": (DateRange(first=date(2027, 1, 4), last=date(2027, 1, 17)),)}, "S8", 2),
    ],
)
def test_what_rules_a_session_out_is_counted(fields: dict[str, Any], code: str, count: int) -> None:
    item = placed(world(**fields))
    assert item.placements == ()
    assert item.ruled_out == ((code, count),)


def test_a_pin_leaves_its_day_time_and_place() -> None:
    assert starts(placed(world(), Pin(item=ITEM, date=date(2027, 1, 12), time=600))) == [(2040,)]
    elsewhere = placed(world(), Pin(item=ITEM, place="v1"))
    assert (elsewhere.placements, elsewhere.ruled_out) == ((), (("L1", 2),))


def test_nothing_new_is_placed_on_a_day_that_is_kept() -> None:
    monday = frozenset({date(2027, 1, 11)})
    item = placed(world(), kept=monday)
    assert starts(item) == [(1920, 2040, 2160)]
    assert item.ruled_out == (("L2", 1),)
    pinned = placed(world(), Pin(item=ITEM, date=date(2027, 1, 11), time=480), monday)
    assert starts(pinned) == [(480,)]

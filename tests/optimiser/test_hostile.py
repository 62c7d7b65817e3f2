"""Rides that nobody can serve, or far too many: a checked plan with the true reasons, never a crash."""

from typing import Any

import pytest

from models.base import DateRange, WeeklyWindow
from models.fleet import Layout
from models.people import Credential
from models.plan import Plan
from models.territory import ClosedPair, Season, SpeedProfile, Stop, Territory, Travel
from optimiser.solve import Limit, solve
from tests.optimiser.rides.town import KILOMETRES, driver, minibus, ride, town

MORNING = ("09:00", "09:30")
BUS_WITHOUT_RAMP = minibus("m1", layouts=(Layout(id="seats", seats=8),))
ROAD = SpeedProfile(id="car", kmh=60)


def plan(*rides: Any, **fields: Any) -> Plan:
    """A plan, which the checker accepted."""
    return solve(town(*rides, **fields), limit=Limit(iterations=200), seed=1).plan


def reason(found: Plan) -> tuple[str, tuple[str, ...]]:
    """Kind and codes of the only reason of the only ride left out."""
    (unserved,) = found.unserved
    (why,) = unserved.reasons
    assert why.text.text("fr") != why.text.text("en")
    return why.kind, why.codes


def closed(origin: str) -> Territory:
    """No road leads away from a place."""
    pairs = tuple(ClosedPair(origin=origin, destination=other) for other in KILOMETRES if other != origin)
    snow = Season(id="snow", name="Snow", days=(DateRange(),), closed=pairs)
    return Territory(id="road", name="Road", travel=Travel(detour_percent=100, profiles=(ROAD,)), seasons=(snow,))


@pytest.mark.parametrize(
    ("asked", "fields", "kind", "code"),
    [
        ({}, {"territory": closed("north")}, "impossible", "T1"),
        ({"walkers": 9}, {}, "impossible", "T3"),
        (
            {"wheelchairs": 1, "walkers": 0},
            {"vehicles": (minibus("m1", layouts=(Layout(id="a", seats=8),)),)},
            "",
            "T3",
        ),
        ({}, {"service": {"max_ride_min": 9}}, "impossible", "R3"),
        ({}, {"vehicles": ()}, "", ""),
        ({}, {"people": ()}, "", ""),
        ({}, {"people": (driver("ana", credentials=(Credential(kind="permis-b"),)),)}, "", ""),
        ({"arrive": ("00:05", "00:05")}, {}, "", ""),
    ],
    ids=[
        "unreachable",
        "party too large",
        "no wheelchair place",
        "ride limit below the direct time",
        "no vehicle",
        "nobody",
        "nobody may drive",
        "before anybody is there",
    ],
)
def test_what_cannot_be_served_is_left_out_with_its_reason(
    asked: dict[str, Any], fields: dict[str, Any], kind: str, code: str
) -> None:
    found = plan(ride("r", "north", "hill", **{"arrive": MORNING, **asked}), **fields)
    assert found.tours == ()
    told, codes = reason(found)
    assert told == (kind or told)
    assert not code or code in codes


def test_a_window_without_width_is_met_to_the_minute() -> None:
    found = plan(ride("r", "north", "hill", arrive=("09:17", "09:17")))
    assert [(one.alighting_start.hour, one.alighting_start.minute) for one in found.rides] == [(9, 17)]


def test_two_stops_at_one_point_are_two_stops() -> None:
    stops = tuple(
        Stop(id=id_, name=id_, commune="c", lon=6.0, lat=45.0 + km / 111.1951)
        for id_, km in (("north", 10), ("twin", 10), ("hill", 20))
    )
    rides = [ride("r", "north", "hill", arrive=MORNING), ride("s", "twin", "hill", arrive=MORNING)]
    found = plan(*rides, stops=stops)
    assert found.unserved == ()
    assert len({one.tour for one in found.rides}) == 1


def test_a_ride_between_two_stops_at_one_point_takes_no_time() -> None:
    stops = tuple(Stop(id=id_, name=id_, commune="c", lon=6.0, lat=45.1) for id_ in ("north", "twin"))
    assert plan(ride("r", "north", "twin", arrive=MORNING), stops=stops).unserved == ()


def test_far_too_many_rides_for_one_vehicle_are_left_out_each_with_a_reason() -> None:
    rides = [ride(f"r{k}", "north", "hill", walkers=8, arrive=MORNING) for k in range(60)]
    found = plan(*rides)
    assert len(found.unserved) + len(found.rides) == 60
    assert 1 <= len(found.rides) < 5
    assert all(one.reasons for one in found.unserved)


def test_hours_that_leave_no_minute_for_a_ride() -> None:
    hours = (WeeklyWindow(start=540, end=545, weekdays=tuple(range(1, 8))),)
    kind, codes = reason(plan(ride("r", "north", "hill", arrive=MORNING), service={"hours": hours}))
    assert kind == "impossible"
    assert "R8" in codes or "R2" in codes

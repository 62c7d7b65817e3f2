"""Each edit changes what it says and nothing else; faults of a scenario are told at their place, all at once."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.base import EVERY_DAY, Fault, WeeklyWindow
from models.edits import MoreVehicles
from models.edits.scenario import Scenario, apply_scenario
from models.edits.wider import (
    AnotherPerson,
    AnotherVehicle,
    RideHours,
    SessionCount,
    WithoutDemand,
    WithoutPerson,
    WithoutVehicle,
)
from models.instance import Instance
from models.pins import Pin
from models.services import Pattern
from tests.optimiser.ledger.valley import make_instance

DAY = WeeklyWindow(start=480, end=720, weekdays=(1, 2))
LATE = WeeklyWindow(start=840, end=1080, weekdays=(1, 2))


def pinned() -> Instance:
    pins = (
        Pin(item="w.1@2027-W02", vehicle="van"),
        Pin(item="P1@2027-01-11", people=("paul",)),
        Pin(item="P2@2027-01-11", time=500),
    )
    instance = make_instance()
    ride = instance.rides[0].model_copy(update={"id": "P3", "date": None, "session": "w"})
    return instance.model_copy(update={"pins": pins, "rides": (*instance.rides, ride)})


def test_a_vehicle_goes_with_the_pins_that_name_it() -> None:
    instance = pinned()
    edited = WithoutVehicle(vehicle="van").apply(instance)
    assert (edited.vehicles, edited.vehicle_by_id) == ((), {})
    assert edited.pins == instance.pins[1:]
    assert instance.vehicles  # the other is as it was


def test_one_more_vehicle_has_an_id_of_its_own_each_time() -> None:
    twice = AnotherVehicle(like="van").apply(AnotherVehicle(like="van").apply(make_instance()))
    assert [vehicle.id for vehicle in twice.vehicles] == ["van", "van-2", "van-2-2"]
    assert twice.vehicles[1].layouts == twice.vehicles[0].layouts
    with pytest.raises(KeyError, match="elsewhere"):
        AnotherVehicle(like="van", depot="elsewhere").apply(make_instance())


def test_somebody_is_away_on_some_days_or_on_all() -> None:
    instance = pinned()
    (paul,) = WithoutPerson(person="paul", weekdays=(1, 7)).apply(instance).people
    assert [window.weekdays for window in paul.availability] == [(2, 3, 4, 5, 6)]
    gone = WithoutPerson(person="paul").apply(instance)
    assert (gone.people, gone.pins[1].people) == ((), ())
    monday = instance.people[0].model_copy(update={"availability": (WeeklyWindow(start=0, end=900, weekdays=(1,)),)})
    instance = instance.model_copy(update={"people": (monday,)})
    assert WithoutPerson(person="paul", weekdays=(1,)).apply(instance).people == ()  # nothing is left, not any time


def test_one_more_person_has_the_diplomas_and_no_past() -> None:
    paul, other = AnotherPerson(like="paul").apply(make_instance()).people
    assert (other.id, other.credentials, other.contract) == ("paul-2", paul.credentials, paul.contract)


def test_a_demand_goes_with_its_rides_and_pins() -> None:
    edited = WithoutDemand(demand="w").apply(pinned())
    assert (edited.demands, [ride.id for ride in edited.rides]) == ((), ["P1", "P2"])
    assert [pin.item for pin in edited.pins] == ["P1@2027-01-11", "P2@2027-01-11"]


def test_a_commune_may_ask_for_more_sessions_unless_the_pattern_has_one() -> None:
    instance = make_instance()
    assert SessionCount(demand="w", sessions=2).apply(instance).demands[0].pattern == Pattern(sessions=2)
    nth = instance.demands[0].model_copy(update={"pattern": Pattern(nth=2), "weekdays": (2,)})
    with pytest.raises(Fault, match="nth-weekday"):
        SessionCount(demand="w", sessions=2).apply(instance.model_copy(update={"demands": (nth,)}))


def hours(edit: RideHours, *windows: WeeklyWindow) -> list[tuple[tuple[int, ...], int, int]]:
    service = make_instance().ride_services[0].model_copy(update={"hours": windows})
    edited = edit.apply(make_instance().model_copy(update={"ride_services": (service,)}))
    return [(window.weekdays, window.start, window.end) for window in edited.ride_services[0].hours]


def test_a_ride_service_ends_at_a_time_of_day() -> None:
    until = RideHours(service="tad", ends=1140)
    assert hours(until, DAY, LATE) == [((1, 2), 480, 720), ((1, 2), 840, 1140)]
    tuesdays = RideHours(service="tad", ends=1140, weekdays=(2,))
    assert hours(tuesdays, LATE) == [((1,), 840, 1080), ((2,), 840, 1140)]
    assert hours(RideHours(service="tad", begins=420), DAY, LATE) == [((1, 2), 420, 720), ((1, 2), 840, 1080)]
    with pytest.raises(Fault, match="before they begin"):
        hours(RideHours(service="tad", ends=480), LATE)
    with pytest.raises(Fault, match="any hour"):
        hours(until)


def scenario(*edits: dict[str, Any]) -> Scenario:
    return Scenario.model_validate({"name": "essai", "edits": edits})


def test_a_scenario_is_read_by_kind_and_applied_in_order() -> None:
    found = scenario({"kind": "another-vehicle", "like": "van"}, {"kind": "without-vehicle", "vehicle": "van-2"})
    assert apply_scenario(found, make_instance()) == (make_instance(), ())
    more = scenario({"kind": "more-vehicles", "like": "van", "weekday": 2})
    assert isinstance(more.edits[0], MoreVehicles)
    assert WithoutPerson(person="x").weekdays == EVERY_DAY


def test_every_edit_that_cannot_be_made_is_told() -> None:
    found = scenario(
        {"kind": "without-vehicle", "vehicle": "bus"},
        {"kind": "ride-hours", "service": "tad", "ends": "19:00"},
        {"kind": "session-venue", "demand": "w", "venue": "nowhere", "metres": 0},
        {"kind": "without-person", "person": "paul"},
    )
    _, notices = apply_scenario(found, make_instance())
    told = [(notice.code, notice.severity.value, notice.location.field) for notice in notices]
    assert told[:3] == [
        ("reference.unknown", "error", "edits[0]"),
        ("edit.impossible", "error", "edits[1]"),
        ("reference.unknown", "error", "venues"),
    ]


@pytest.mark.parametrize(
    "edits", [[], [{"kind": "less"}], [{"vehicle": "van"}], [{"kind": "ride-hours", "service": "tad"}]]
)
def test_what_is_no_edit_is_refused(edits: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        scenario(*edits)

"""Edits of an instance: each does what it says, leaves the instance it is applied to alone, and survives JSON."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from models.base import WeeklyWindow
from models.edits import (
    KINDS,
    AnyEdit,
    Edit,
    LateBooking,
    LongerRides,
    MoreContract,
    MoreKits,
    MorePeople,
    MoreVehicles,
    PersonHours,
    RideStop,
    RideWindow,
    ServiceHours,
    SessionDate,
    SessionStart,
    SessionVenue,
    SessionWait,
    SessionWeekday,
    SmallerAttendance,
    SmallerReserve,
    VehicleHours,
    VenueHours,
    WithoutPin,
    apply_edits,
)
from models.edits.base import widened
from models.fleet import Kit
from models.horizon import horizon_of, occurrences
from models.instance import Instance
from models.pins import Pin
from models.rides import Reserve
from models.territory import Venue
from tests.optimiser.rides.town import MONDAY, driver, minibus, ride, town, workshop

EVERY_DAY = tuple(range(1, 8))
MORNING = (WeeklyWindow(start=480, end=720, weekdays=EVERY_DAY),)


def workshop_on_weekdays() -> dict[str, Any]:
    fields = workshop(start_windows=MORNING, min_attendance=3)
    (demand,) = fields["demands"]
    return fields | {"demands": (demand.model_copy(update={"weekdays": (1, 2, 3, 4, 5)}),)}


PIN = Pin(item="r@2027-01-11", vehicle="m1")
INSTANCE = town(
    ride("r", "north", "hill", arrive=("09:00", "09:30"), back=("11:00", "11:30"), booked_at="2027-01-10T12:00"),
    **workshop_on_weekdays(),
    people=(driver("ana", availability=MORNING),),
    vehicles=(minibus("m1", availability=MORNING),),
    kits=(Kit(id="k", name="K", kind="laptops", home="depot"),),
    service={"hours": MORNING, "reserve": (Reserve(start=480, end=720, weekdays=(1, 2), vehicle_min=60),)},
    pins=(PIN,),
    venues=(
        Venue(id="hall", name="Hall", commune="c", lon=6.0, lat=45.1, opening=MORNING),
        Venue(id="barn", name="Barn", commune="c", lon=6.0, lat=45.2),
    ),
)
TUESDAY = MONDAY.replace(day=12)
EDITS: tuple[Edit, ...] = (
    RideWindow(ride="r", leg="return", side="later", minutes=20),
    RideStop(ride="r", end="origin", stop="south", metres=900),
    LateBooking(ride="r"),
    SessionStart(demand="w", start=795, minutes=75),
    SessionDate(demand="w", date=MONDAY, to=TUESDAY, days=1),
    SessionWeekday(demand="w", weekday=6),
    SessionVenue(demand="w", venue="barn", metres=11000),
    SessionWait(service="tad", side="earlier", minutes=15),
    WithoutPin(pin=PIN),
    SmallerReserve(service="tad", weekday=1, minutes=20),
    SmallerAttendance(service="workshop", people=2),
    LongerRides(service="tad", minutes=10),
    ServiceHours(service="tad", weekday=2, side="later", minutes=30),
    VenueHours(venue="hall", weekday=2, side="earlier", minutes=30),
    PersonHours(person="ana", weekday=2, side="later", minutes=45),
    MoreContract(person="ana", minutes=60),
    VehicleHours(vehicle="m1", weekday=2, side="earlier", minutes=15),
    MoreKits(like="k"),
    MorePeople(qualifications=("permis-b",), like="ana", weekday=2, count=2),
    MoreVehicles(like="m1", weekday=2),
)


def test_there_is_one_of_every_kind_in_the_order_they_are_shown() -> None:
    assert tuple(edit.model_dump()["kind"] for edit in EDITS) == KINDS


@pytest.mark.parametrize("edit", EDITS, ids=KINDS)
def test_an_edit_changes_a_copy_is_data_and_is_lawful(edit: Edit) -> None:
    before = INSTANCE.model_dump_json()
    after = edit.apply(INSTANCE)
    assert after != INSTANCE
    assert INSTANCE.model_dump_json() == before
    assert TypeAdapter[Edit](AnyEdit).validate_json(edit.model_dump_json()) == edit
    assert Instance.model_validate(after.model_dump()) == after
    assert edit.amount >= 1


def test_all_edits_together_do_what_each_says() -> None:
    after = apply_edits(INSTANCE, [edit for edit in EDITS if not isinstance(edit, SessionDate)])
    asked = after.ride_by_id["r"]
    assert asked.return_trip is not None
    assert asked.return_trip.pickup is not None
    assert (asked.return_trip.pickup.start, asked.return_trip.pickup.end) == (660, 710)
    assert (asked.origin_stops, asked.booked_at, after.pins) == (("south",), None, ())
    demand, service = after.demand_by_id["w"], after.ride_service_by_id["tad"]
    assert {window.start for window in demand.start_windows} == {480, 795}
    assert demand.venues == ("hall", "barn")
    assert (service.max_ride_min, service.early_for_session_min) == (100, 60)
    assert [(one.weekdays, one.vehicle_min) for one in service.reserve] == [((2,), 60), ((1,), 40)]
    assert after.service_by_id["workshop"].min_attendance == 1
    assert [person.id for person in after.people] == ["ana", "more-permis-b", "more-permis-b-2"]
    assert after.people[1].holds("permis-b", MONDAY)
    assert after.people[1].base == "depot"
    assert [vehicle.id for vehicle in after.vehicles] == ["m1", "more-m1"]
    assert after.person_by_id["ana"].contract.tolerance_min == 180
    assert len(after.kits) == 2


def test_a_session_moved_keeps_its_name_and_has_one_day() -> None:
    (before,) = occurrences(INSTANCE, horizon_of(INSTANCE))
    edited = SessionDate(demand="w", date=MONDAY, to=TUESDAY, days=1).apply(INSTANCE)
    (after,) = occurrences(edited, horizon_of(edited))
    assert after.id == before.id
    assert after.days == (TUESDAY,)


def test_one_weekday_of_a_window_is_widened_and_the_others_stay() -> None:
    two = (
        WeeklyWindow(start=480, end=600, weekdays=(1, 2)),
        WeeklyWindow(start=700, end=900, weekdays=(1, 2)),
        WeeklyWindow(start=500, end=800, weekdays=(1, 2), season="winter"),
    )
    found = {(w.weekdays, w.start, w.end, w.season) for w in widened(two, 2, "later", 30)}
    assert found == {
        ((1, 2), 480, 600, None),
        ((1,), 700, 900, None),
        ((2,), 700, 930, None),
        ((1,), 500, 800, "winter"),
        ((2,), 500, 830, "winter"),
    }
    assert widened((), 1, "earlier", 30) == ()


@pytest.mark.parametrize(
    "edit",
    [LateBooking(ride="x"), PersonHours(person="x", weekday=1, side="later", minutes=5), WithoutPin(pin=Pin(item="x"))],
)
def test_what_is_not_there_cannot_be_edited(edit: Edit) -> None:
    with pytest.raises(KeyError):
        edit.apply(INSTANCE)


def test_subjects_tell_apart_what_is_edited_and_not_how_far() -> None:
    later = RideWindow(ride="r", side="later", minutes=20)
    assert later.subject == RideWindow(ride="r", side="later", minutes=50).subject
    assert later.subject != RideWindow(ride="r", side="earlier", minutes=20).subject
    assert MorePeople(qualifications=("a",), like="ana", weekday=1).subject == (
        MorePeople(qualifications=("a",), like="bob", weekday=1, count=2).subject
    )

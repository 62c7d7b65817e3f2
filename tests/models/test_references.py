"""Each fault of a whole instance: one change spoils it, one code tells it."""

from datetime import date, datetime
from typing import Any

import pytest

from models.base import DateRange, Period, WeeklyWindow, Window
from models.fleet import Kit
from models.instance import Instance, Shortfall
from models.notices import Severity
from models.people import Credential, FixedActivity, WorkHistory
from models.pins import Pin
from models.references import find_faults
from models.rides import BookingRule, Movement, Promise, Recurrence, Reserve, Taxi, Trip, Zone
from models.services import Attendance, Childcare, CrewNeed, DateException, Pattern
from models.territory import ClosedPair, Holiday, PairOverride, Season
from tests.instances.tiny import MONDAY, tiny

Change = dict[str, Any]
ONE_DAY = date(2027, 1, 14)


def spoiled(field: str, change: Change, index: int = 0) -> Instance:
    """The tiny territory with one item changed."""
    items = list(getattr(tiny(), field))
    items[index] = items[index].model_copy(update=change)
    return tiny().model_copy(update={field: tuple(items)})


def territory(**change: Any) -> Instance:
    return tiny().model_copy(update={"territory": tiny().territory.model_copy(update=change)})


def added(field: str, *items: Any) -> Instance:
    return tiny().model_copy(update={field: (*getattr(tiny(), field), *items)})


def codes(instance: Instance, severity: Severity) -> list[tuple[str, str, str, str]]:
    return [
        (n.code, n.location.source, n.location.item, n.location.field)
        for n in find_faults(instance)
        if n.severity is severity
    ]


def test_the_tiny_territory_has_no_fault() -> None:
    assert find_faults(tiny()) == ()


WINTER = WeeklyWindow(start=0, end=600, weekdays=(1,), season="hiver")
CLOSED = Season(id="ete", name="Été", days=(DateRange(),), closed=(ClosedPair(origin="garage", destination="col"),))
MEETING = FixedActivity(
    id="point", name="Point", place="salle", start=datetime(2027, 1, 12, 9), end=datetime(2027, 1, 12, 10)
)
ERRORS: list[tuple[Instance, tuple[str, str, str, str]]] = [
    (added("communes", tiny().communes[0]), ("id.duplicate", "communes", "05001", "id")),
    (spoiled("stops", {"id": "mairie"}), ("id.duplicate", "stops", "mairie", "id")),
    (spoiled("ride_services", {"id": "atelier"}), ("id.duplicate", "ride_services", "atelier", "id")),
    (spoiled("people", {"id": "paul"}), ("id.duplicate", "people", "paul", "id")),
    (added("rides", tiny().rides[0]), ("id.duplicate", "rides", "r1", "id")),
    (added("kits", tiny().kits[0]), ("id.duplicate", "kits", "pc", "id")),
    (
        spoiled("ride_services", {"zones": (Zone(id="z", name="Z"),) * 2}),
        ("id.duplicate", "ride_services", "tad", "zones"),
    ),
    (spoiled("venues", {"commune": "05009"}), ("reference.unknown", "venues", "mairie", "commune")),
    (spoiled("venues", {"opening": (WINTER,)}), ("reference.unknown", "venues", "mairie", "opening")),
    (spoiled("vehicles", {"depot": "mairie"}), ("reference.unknown", "vehicles", "m1", "depot")),
    (spoiled("vehicles", {"profile": "bus"}), ("reference.unknown", "vehicles", "m1", "profile")),
    (spoiled("kits", {"home": "fontaine"}), ("reference.unknown", "kits", "pc", "home")),
    (spoiled("people", {"base": "maison"}), ("reference.unknown", "people", "ines", "base")),
    (spoiled("people", {"work_rules": "fr-prive"}), ("reference.unknown", "people", "ines", "work_rules")),
    (spoiled("people", {"activities": (MEETING,)}), ("reference.unknown", "people", "ines", "activities")),
    (
        spoiled("services", {"childcare": Childcare(rules="fr-ecole")}),
        ("reference.unknown", "services", "atelier", "childcare.rules"),
    ),
    (spoiled("services", {"start_windows": (WINTER,)}), ("reference.unknown", "services", "atelier", "start_windows")),
    (spoiled("demands", {"service": "tad"}), ("reference.unknown", "demands", "atelier-haut", "service")),
    (spoiled("demands", {"commune": "Haut"}), ("reference.unknown", "demands", "atelier-haut", "commune")),
    (spoiled("demands", {"venues": ("garage",)}), ("reference.unknown", "demands", "atelier-haut", "venues")),
    (
        spoiled("ride_services", {"zones": (Zone(id="z", name="Z", communes=("05009",)),)}),
        ("reference.unknown", "ride_services", "tad", "zones"),
    ),
    (
        spoiled("ride_services", {"forbidden": (Movement(origin="z", destination="z"),)}),
        ("reference.unknown", "ride_services", "tad", "forbidden"),
    ),
    (spoiled("rides", {"service": "atelier"}), ("reference.unknown", "rides", "r1", "service")),
    (spoiled("rides", {"destination": "gare"}), ("reference.unknown", "rides", "r1", "destination")),
    (spoiled("rides", {"origin_stops": ("gare",)}), ("reference.unknown", "rides", "r1", "origin_stops")),
    (spoiled("rides", {"date": None, "session": "atelier-bas"}), ("reference.unknown", "rides", "r1", "session")),
    (
        added("shortfalls", Shortfall(commune="05009", service="tad", weight=1)),
        ("reference.unknown", "shortfalls", "05009/tad", "commune"),
    ),
    (territory(seasons=(CLOSED,)), ("reference.unknown", "seasons", "ete", "closed")),
    (
        territory(
            travel=tiny().territory.travel.model_copy(
                update={"overrides": (PairOverride(origin="garage", destination="col", minutes=1, metres=1),)}
            )
        ),
        ("reference.unknown", "travel_overrides", "garage/col", "destination"),
    ),
    (added("pins", Pin(item="atelier-bas.1@2027-W02")), ("pin.unknown", "pins", "atelier-bas.1@2027-W02", "item")),
    (
        added("pins", Pin(item="r1@2027-01-14", vehicle="m2")),
        ("reference.unknown", "pins", "r1@2027-01-14", "vehicle"),
    ),
    (spoiled("stops", {"lon": 2.35, "lat": 48.85}), ("place.far", "stops", "fontaine", "lon")),
    (spoiled("people", {"credentials": ()}), ("person.no_credential", "people", "ines", "credentials")),
    (
        spoiled("work_rules", {"last": date(2027, 1, 15)}),
        ("rules.not_in_force", "people", "ines", "work_rules"),
    ),
    (
        spoiled("childcare_rules", {"last": date(2027, 1, 15)}),
        ("rules.overlap", "childcare_rules", "fr-creche", "first"),
    ),
    (
        spoiled("demands", {"pattern": Pattern(every_weeks=2)}),
        ("pattern.longer_than_cycle", "demands", "atelier-haut", "pattern.every_weeks"),
    ),
    (
        spoiled("demands", {"exceptions": (DateException(kind="cancelled", date=ONE_DAY),) * 2}),
        ("exception.duplicate", "demands", "atelier-haut", "exceptions"),
    ),
    (
        spoiled("rides", {"promises": (Promise(date=ONE_DAY, leg="return", pickup=600),)}, 1),
        ("promise.no_return", "rides", "r2", "promises"),
    ),
]


@pytest.mark.parametrize(("instance", "expected"), ERRORS, ids=[f"{e[1]}-{e[3]}-{e[0]}" for _, e in ERRORS])
def test_malformed_and_dangling_data_is_an_error(instance: Instance, expected: tuple[str, str, str, str]) -> None:
    assert codes(instance, Severity.ERROR)[0] == expected
    assert codes(instance, Severity.WARNING) == []


CARE = tiny().services[0].model_copy(update={"childcare": Childcare()})
CRECHE = tiny().services[0].model_copy(update={"needs_authorisation": True})
FROM_THE_GARAGE = tiny().rides[1].model_copy(update={"origin": "garage"})
SUNDAY_ONLY = WeeklyWindow(start=480, end=720, weekdays=(7,))
WARNINGS: list[tuple[Instance, tuple[str, str, str, str]]] = [
    (tiny().model_copy(update={"demands": (), "rides": ()}), ("instance.empty", "territory", "", "")),
    (
        spoiled("demands", {"attendance": Attendance(walkers=4)}).model_copy(update={"services": (CARE,)}),
        ("demand.ratio", "demands", "atelier-haut", "attendance.walkers"),
    ),
    (
        spoiled("services", {"crew": (CrewNeed(qualification="formateur", count=2),)}),
        ("service.nobody", "services", "atelier", "crew"),
    ),
    (
        spoiled("people", {"credentials": (Credential(kind="formateur", last=date(2026, 12, 31)),)}),
        ("service.nobody", "services", "atelier", "crew"),
    ),
    (
        spoiled("services", {"vehicle_features": ("rampe",)}),
        ("service.no_vehicle", "services", "atelier", "vehicle_features"),
    ),
    (spoiled("kits", {"kind": "jeux"}), ("service.no_kit", "services", "atelier", "kit_kind")),
    (
        spoiled("services", {"min_attendance": 9}),
        ("demand.attendance", "demands", "atelier-haut", "attendance.others"),
    ),
    (
        spoiled("services", {"venue_features": ("internet",)}),
        ("demand.no_venue", "demands", "atelier-haut", "venues"),
    ),
    (
        tiny().model_copy(update={"services": (CRECHE,)}),
        ("demand.no_authorisation", "demands", "atelier-haut", "venues"),
    ),
    (
        spoiled("services", {"closures": (DateRange(),)}),
        ("demand.no_day", "demands", "atelier-haut", "weekdays"),
    ),
    (
        spoiled("services", {"school_holidays": "only"}),
        ("demand.no_day", "demands", "atelier-haut", "weekdays"),
    ),
    (spoiled("services", {"duration_min": 200}), ("demand.no_time", "demands", "atelier-haut", "start_windows")),
    (spoiled("venues", {"opening": (SUNDAY_ONLY,)}), ("demand.no_time", "demands", "atelier-haut", "start_windows")),
    (
        spoiled("ride_services", {"vehicle_features": ("rampe",)}),
        ("ride_service.no_vehicle", "ride_services", "tad", "vehicle_features"),
    ),
    (
        spoiled("people", {"credentials": (Credential(kind="permis-b"),)}, 1),
        ("ride_service.no_driver", "ride_services", "tad", ""),
    ),
    (
        spoiled("ride_services", {"reserve": (Reserve(start=480, end=540, weekdays=(1,), vehicle_min=61),)}),
        ("reserve.too_large", "ride_services", "tad", "reserve"),
    ),
    (spoiled("rides", {"walkers": 9}), ("ride.too_large", "rides", "r1", "walkers")),
    (spoiled("rides", {"child_seats": 1}), ("ride.too_large", "rides", "r1", "walkers")),
    (
        spoiled("ride_services", {"walking_m": 50}).model_copy(update={"rides": (FROM_THE_GARAGE,)}),
        ("ride.no_stop", "rides", "r2", "origin"),
    ),
    (territory(holidays=(Holiday(date=ONE_DAY),)), ("ride.closed_day", "rides", "r1", "date")),
    (
        spoiled("ride_services", {"closures": (DateRange(first=ONE_DAY, last=ONE_DAY),)}),
        ("ride.closed_day", "rides", "r1", "date"),
    ),
    (spoiled("rides", {"booked_at": datetime(2027, 1, 13, 16, 1)}), ("ride.deadline", "rides", "r1", "booked_at")),
    (
        added("pins", Pin(item="atelier-haut.1@2027-W03")),
        ("pin.idle", "pins", "atelier-haut.1@2027-W03", "item"),
    ),
    (
        spoiled("people", {"history": WorkHistory(last_duty_end=datetime(2027, 1, 12, 8))}),
        ("history.late", "people", "ines", "history.last_duty_end"),
    ),
]


@pytest.mark.parametrize(("instance", "expected"), WARNINGS, ids=[f"{e[0]}-{e[3]}" for _, e in WARNINGS])
def test_demand_nobody_can_serve_is_a_warning(instance: Instance, expected: tuple[str, str, str, str]) -> None:
    assert codes(instance, Severity.ERROR) == []
    assert codes(instance, Severity.WARNING) == [expected]


SERVED: list[Instance] = [
    spoiled("ride_services", {"taxi": Taxi(name="Taxi", base_cents=1, km_cents=1), "vehicle_features": ("rampe",)}),
    spoiled("rides", {"booked_at": datetime(2027, 1, 13, 16, 0)}),
    spoiled("ride_services", {"booking": BookingRule(days_before=0, minutes_before=60)}),
    spoiled("rides", {"origin": "garage", "door_to_door": True}, 1),
    spoiled("rides", {"origin": "garage", "origin_stops": ("marche",)}, 1),
    spoiled("rides", {"date": None, "session": "atelier-haut", "outbound": Trip(), "promises": ()}),
    spoiled(
        "rides",
        {"date": None, "recurrence": Recurrence(weekdays=(4,)), "outbound": Trip(pickup=Window(start=1, end=2))},
    ),
    added("pins", Pin(item="atelier-haut.1@2027-W02", people=("ines",)), Pin(item="r1@2027-01-14", place="fontaine")),
    spoiled("vehicles", {"unavailable": (Period(start=datetime(2027, 1, 11), end=datetime(2027, 1, 12)),)}),
    added("kits", Kit(id="pc2", name="PC", kind="pc", home="mairie")),
    spoiled("services", {"min_attendance": 8}),
    spoiled("demands", {"attendance": Attendance(others=1)}),
    spoiled("demands", {"attendance": Attendance(walkers=3)}).model_copy(update={"services": (CARE,)}),
]


@pytest.mark.parametrize("instance", SERVED, ids=range(len(SERVED)))
def test_demand_that_can_be_served_is_left_in_peace(instance: Instance) -> None:
    assert find_faults(instance) == ()


def test_a_wheelchair_needs_an_accessible_stop() -> None:
    vehicles = (
        tiny()
        .vehicles[0]
        .model_copy(update={"layouts": (tiny().vehicles[0].layouts[0].model_copy(update={"wheelchairs": 1}),)})
    )
    stops = (tiny().stops[0].model_copy(update={"accessible": False}), tiny().stops[1])
    ride = tiny().rides[1].model_copy(update={"wheelchairs": 1})
    instance = tiny().model_copy(update={"vehicles": (vehicles,), "stops": stops, "rides": (ride,)})
    assert codes(instance, Severity.WARNING) == [("ride.not_accessible", "rides", "r2", "destination")]


def test_longitude_and_latitude_exchanged_are_recognised() -> None:
    (notice,) = find_faults(spoiled("stops", {"lon": 44.70, "lat": 6.70}))
    assert notice.remedy.text("en") == "exchange longitude and latitude"


def test_a_close_identifier_is_offered() -> None:
    (notice,) = find_faults(spoiled("rides", {"origin": "fontaines"}))
    assert notice.remedy.text("en") == "did you mean fontaine?"
    (notice,) = find_faults(spoiled("demands", {"commune": "5001"}))
    assert notice.remedy.text("en") == "did you mean 05001?"


def test_rules_are_looked_for_in_the_weeks_planned() -> None:
    ending = spoiled("work_rules", {"last": date(2027, 1, 17)})
    assert find_faults(ending, MONDAY) == ()
    assert {n.code for n in find_faults(ending, date(2027, 1, 18))} == {"rules.not_in_force"}


def test_every_fault_is_found_at_once() -> None:
    broken = spoiled("rides", {"origin": "gare", "service": "bus"}).model_copy(
        update={"kits": (tiny().kits[0].model_copy(update={"home": "cave"}),)}
    )
    assert [n.location.item for n in find_faults(broken)] == ["pc", "r1", "r1"]

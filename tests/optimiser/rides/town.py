"""A road with a place every few kilometres, a minute each, a minibus, a driver, and rides made to measure."""

from datetime import date
from typing import Any

from instances.fill import bundled_work_rules
from models.base import Window, parse_time_of_day
from models.fleet import Layout, Vehicle
from models.horizon import Horizon, horizon_of, occurrences, ride_items
from models.instance import Instance
from models.people import Contract, Credential, Person
from models.plan import Reason
from models.rides import RideRequest, RideService, Trip
from models.services import CrewNeed, Service, SessionDemand
from models.territory import Address, Commune, Depot, SpeedProfile, Stop, Territory, Travel, Venue
from optimiser.draft import Draft, HeldSession, Outing, RideCall, Visit
from optimiser.rides.asked import AskedRide
from optimiser.rides.requests import RequestBuilder
from optimiser.travel import TravelTimes, travel_times

MONDAY = date(2027, 1, 11)
KILOMETRES = {"depot": 0, "north": 10, "hill": 20, "south": -10, "hall": 15}
"""Where each place lies along the road; a kilometre takes a minute, rounded up."""


def _position(km: float) -> dict[str, Any]:
    return {"lon": 6.0, "lat": 45.0 + km / 111.1951}


def window(start: str, end: str) -> Window:
    """A window from two times of day."""
    return Window(start=parse_time_of_day(start), end=parse_time_of_day(end))


def clock(text: str) -> int:
    """Minutes after midnight of the first day."""
    return parse_time_of_day(text)


def ride(id_: str, origin: str, destination: str, **fields: Any) -> RideRequest:
    """A ride of one passenger on the Monday, ``arrive`` and ``back`` being pairs of times."""
    arrive, back = fields.pop("arrive", None), fields.pop("back", None)
    known: dict[str, Any] = {"date": MONDAY} if not {"recurrence", "session"} & set(fields) else {}
    if arrive:
        known["outbound"] = Trip(dropoff=window(*arrive))
    if back:
        known["return_trip"] = Trip(pickup=window(*back))
    return RideRequest.model_validate(
        {"id": id_, "service": "tad", "origin": origin, "destination": destination, **known, **fields}
    )


def driver(id_: str, **fields: Any) -> Person:
    """Somebody who may carry the public, 35 hours a week, under the bundled rules of public employers."""
    known: dict[str, Any] = {
        "credentials": (Credential(kind="permis-b"), Credential(kind="attestation-medicale")),
        "contract": Contract(week_min=2100, tolerance_min=120, cost_hour_cents=2000),
    }
    return Person.model_validate({"id": id_, "name": id_, "base": "depot", **known, **fields})


def minibus(id_: str, **fields: Any) -> Vehicle:
    """Eight seats, or five and a wheelchair."""
    known: dict[str, Any] = {
        "layouts": (Layout(id="seats", seats=8), Layout(id="ramp", seats=5, wheelchairs=1)),
        "cost_km_cents": 40,
        "profile": "car",
    }
    return Vehicle.model_validate({"id": id_, "name": id_, "depot": "depot", **known, **fields})


def town(*rides: RideRequest, **fields: Any) -> Instance:
    """An instance of one commune, with a minibus and a driver unless said otherwise."""
    service = fields.pop("service", {})
    known: dict[str, Any] = {
        "territory": Territory(
            id="road",
            name="Road",
            travel=Travel(detour_percent=100, profiles=(SpeedProfile(id="car", kmh=60),)),
        ),
        "anchor": MONDAY,
        "week": MONDAY,
        "communes": (Commune(id="c", name="C", **_position(0)),),
        "depots": (Depot(id="depot", name="Depot", commune="c", **_position(KILOMETRES["depot"])),),
        "stops": tuple(
            Stop(id=id_, name=id_, commune="c", **_position(KILOMETRES[id_])) for id_ in ("north", "hill", "south")
        ),
        "venues": (Venue(id="hall", name="Hall", commune="c", **_position(KILOMETRES["hall"])),),
        "vehicles": (minibus("m1"),),
        "people": (driver("ana"),),
        "ride_services": (RideService.model_validate({"id": "tad", "name": "TAD", **service}),),
        "rides": rides,
        "work_rules": bundled_work_rules(),
    }
    return Instance(**{**known, **fields})


def workshop(**fields: Any) -> dict[str, Any]:
    """Fields of an instance with a workshop asked for in the hall, its vehicle being released unless said otherwise."""
    known: dict[str, Any] = {
        "id": "workshop",
        "name": "Workshop",
        "kind": "workshop",
        "set_up_min": 30,
        "duration_min": 120,
        "tear_down_min": 30,
        "crew": (CrewNeed(qualification="trainer", count=1),),
        "vehicle_use": "may_release",
    }
    service = Service.model_validate({**known, **fields})
    demand = SessionDemand(id="w", service="workshop", commune="c", venues=("hall",))
    return {"services": (service,), "demands": (demand,)}


def held_workshop(instance: Instance, start: str, people: tuple[str, ...], vehicle: str = "m1") -> Draft:
    """A draft in which the workshop is held on the Monday and its crew goes there with a vehicle."""
    begins = clock(start)
    occurrence = occurrences(instance, horizon_of(instance))[0]
    visit = Visit(occurrence.id, "hall", begins - 30, begins, begins + 120, begins + 150)
    outing = Outing(MONDAY, vehicle, people, (visit,), "depot", begins - 45, begins + 165, 30_000)
    return Draft(sessions=(HeldSession(visit, ((people[0], "trainer"),), None),), outings=(outing,))


def compile_rides(instance: Instance, draft: Draft | None = None) -> tuple[dict[str, AskedRide], dict[str, Reason]]:
    """(servable items, reasons of the others) by request."""
    horizon, times = world(instance)
    items = ride_items(instance, horizon, occurrences(instance, horizon))
    found = RequestBuilder(instance, horizon, times, draft or Draft()).build(items)
    request_of = {item.id: item.request for item in items}
    return (
        {one.item.request: one for one in found.asked},
        {request_of[item]: reason for item, reason in found.impossible.items()},
    )


def world(instance: Instance) -> tuple[Horizon, TravelTimes]:
    """Horizon and travel times of an instance."""
    return horizon_of(instance), travel_times(instance)


def calls(draft: Draft) -> dict[tuple[str, str, str], tuple[str, int]]:
    """(vehicle, start) of each boarding and alighting, by (request, leg, kind)."""
    return {
        (call.item.partition("@")[0], call.leg, call.kind): (shift.vehicle, call.start)
        for shift in draft.shifts
        for stop in shift.stops
        for call in stop.calls
        if isinstance(call, RideCall)
    }


def address(id_: str, km: float, **fields: Any) -> Address:
    """A door so far along the road."""
    return Address.model_validate({"id": id_, "name": id_, "commune": "c", **_position(km), **fields})

"""Faults of an instance as a whole: ids that stand twice, references to nothing, and what follows from them.

Malformed or dangling data is an error. Demand that is well formed and cannot be served is a warning; warnings are
looked for only when there is no error, for they read the instance as if it were whole. A fault's location names the
field of the instance (``people``), the item and its field; readers turn these into a file, a row and a header.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from models.base import WeeklyWindow, duplicates
from models.consistency import find_inconsistencies
from models.horizon import horizon_of
from models.instance import Instance
from models.notices import Location, Notice, Severity, did_you_mean, error, warning
from models.text import N_, Message, message
from models.unservable_rides import find_unservable_rides
from models.unservable_sessions import find_unservable_sessions

_NOT_AMONG = {
    "communes": N_("{id} is not one of the communes"),
    "places": N_("{id} is not one of the places"),
    "depots": N_("{id} is not one of the depots"),
    "homes": N_("{id} is neither a depot nor a venue"),
    "venues": N_("{id} is not one of the venues"),
    "vehicles": N_("{id} is not one of the vehicles"),
    "people": N_("{id} is not one of the people"),
    "services": N_("{id} is not one of the services"),
    "ride_services": N_("{id} is not one of the transport services"),
    "any_services": N_("{id} is not one of the services"),
    "demands": N_("{id} is not one of the sessions asked for"),
    "seasons": N_("{id} is not one of the seasons"),
    "profiles": N_("{id} is not one of the speed profiles"),
    "work_rules": N_("{id} is not one of the working-time rules"),
    "childcare_rules": N_("{id} is not one of the childcare rules"),
    "zones": N_("{id} is not one of the service's zones"),
}


_NOTHING_ASKED = warning(
    "instance.empty",
    Location(source="territory"),
    message("neither a session nor a ride is asked for: the plan will be empty"),
    message("fill in the sessions asked for, or the bookings"),
)


def find_faults(instance: Instance, monday: date | None = None) -> tuple[Notice, ...]:
    """Every fault of an instance, the errors first.

    Parameters
    ----------
    monday : date, optional
        First day planned, the instance's own week by default: rules must be in force over its cycle.
    """
    horizon = horizon_of(instance, monday)
    errors = [*find_dangling(instance), *find_inconsistencies(instance, horizon)]
    if any(notice.severity is Severity.ERROR for notice in errors):
        return tuple(errors)
    empty = [] if instance.demands or instance.rides else [_NOTHING_ASKED]
    unservable = (*find_unservable_sessions(instance, horizon), *find_unservable_rides(instance, horizon))
    return (*errors, *empty, *unservable)


def find_dangling(instance: Instance) -> tuple[Notice, ...]:
    """Ids that stand twice and references to nothing, whatever else may be wrong."""
    return (*_doubled_ids(instance), *_dangling(instance))


def _doubled_ids(instance: Instance) -> Iterator[Notice]:
    places = [
        (name, place.id) for name in ("depots", "venues", "stops", "addresses") for place in getattr(instance, name)
    ]
    services = [(name, service.id) for name in ("services", "ride_services") for service in getattr(instance, name)]
    groups = [places, services, [("seasons", season.id) for season in instance.territory.seasons]]
    groups += [
        [(name, item.id) for item in getattr(instance, name)]
        for name in ("communes", "vehicles", "kits", "people", "demands", "rides")
    ]
    for group in groups:
        yield from _doubled(group)
    for person in instance.people:
        yield from _doubled_inside("people", person.id, "activities", (activity.id for activity in person.activities))
    for service in instance.ride_services:
        yield from _doubled_inside("ride_services", service.id, "zones", (zone.id for zone in service.zones))


def _doubled(group: list[tuple[str, str]]) -> Iterator[Notice]:
    for id_ in duplicates(id_ for _, id_ in group):
        table = [name for name, other in group if other == id_][-1]
        yield error(
            "id.duplicate",
            Location(source=table, field="id", item=id_),
            message("the identifier {id} stands twice", id=id_),
            message("give one of the two another identifier"),
        )


def _doubled_inside(table: str, item: str, field: str, ids: Iterable[str]) -> Iterator[Notice]:
    for id_ in duplicates(ids):
        yield error(
            "id.duplicate",
            Location(source=table, field=field, item=item),
            message("the identifier {id} stands twice", id=id_),
            message("give one of the two another identifier"),
        )


class _Reference(NamedTuple):
    """An id named by an item, and where it must be."""

    table: str
    item: str
    field: str
    id: str
    among: str


def _dangling(instance: Instance) -> Iterator[Notice]:
    places, venues = instance.places.keys(), instance.venue_by_id.keys()
    depots = {depot.id for depot in instance.depots}
    services = instance.service_by_id.keys() | instance.ride_service_by_id.keys()
    known: dict[str, Iterable[str]] = {
        "communes": instance.commune_by_id.keys(),
        "places": places,
        "depots": depots,
        "homes": depots | venues,
        "venues": venues,
        "vehicles": instance.vehicle_by_id.keys(),
        "people": instance.person_by_id.keys(),
        "services": instance.service_by_id.keys(),
        "ride_services": instance.ride_service_by_id.keys(),
        "any_services": services,
        "demands": instance.demand_by_id.keys(),
        "seasons": {season.id for season in instance.territory.seasons},
        "profiles": {profile.id for profile in instance.territory.travel.profiles},
        "work_rules": {rule.profile for rule in instance.work_rules},
        "childcare_rules": {rule.profile for rule in instance.childcare_rules},
    }
    for reference in _references(instance):
        if reference.id not in known[reference.among]:
            yield _unknown(reference, known[reference.among])
    for service in instance.ride_services:
        zones = {zone.id for zone in service.zones}
        for field in ("allowed", "forbidden"):
            named = {zone for move in getattr(service, field) for zone in (move.origin, move.destination)}
            for zone in sorted(named - zones):
                yield _unknown(_Reference("ride_services", service.id, field, zone, "zones"), zones)


def _unknown(reference: _Reference, known: Iterable[str]) -> Notice:
    return error(
        "reference.unknown",
        Location(source=reference.table, field=reference.field, item=reference.item),
        Message(msgid=_NOT_AMONG[reference.among], values={"id": reference.id}),
        did_you_mean(reference.id, known, message("correct the identifier, or add it there")),
    )


def _references(instance: Instance) -> Iterator[_Reference]:
    yield from _place_references(instance)
    for vehicle in instance.vehicles:
        yield _Reference("vehicles", vehicle.id, "depot", vehicle.depot, "depots")
        yield _Reference("vehicles", vehicle.id, "profile", vehicle.profile, "profiles")
        yield from _seasons_of("vehicles", vehicle.id, "availability", vehicle.availability)
    for kit in instance.kits:
        yield _Reference("kits", kit.id, "home", kit.home, "homes")
    for person in instance.people:
        yield _Reference("people", person.id, "base", person.base, "places")
        yield _Reference("people", person.id, "work_rules", person.work_rules, "work_rules")
        yield from _seasons_of("people", person.id, "availability", person.availability)
        for activity in person.activities:
            yield _Reference("people", person.id, "activities", activity.place, "places")
    yield from _session_references(instance)
    yield from _ride_references(instance)
    for shortfall in instance.shortfalls:
        item = f"{shortfall.commune}/{shortfall.service}"
        yield _Reference("shortfalls", item, "commune", shortfall.commune, "communes")
        yield _Reference("shortfalls", item, "service", shortfall.service, "any_services")


def _place_references(instance: Instance) -> Iterator[_Reference]:
    for table in ("depots", "venues", "stops", "addresses"):
        for place in getattr(instance, table):
            yield _Reference(table, place.id, "commune", place.commune, "communes")
    for venue in instance.venues:
        yield from _seasons_of("venues", venue.id, "opening", venue.opening)
    for season in instance.territory.seasons:
        for pair in season.closed:
            for id_ in (pair.origin, pair.destination):
                yield _Reference("seasons", season.id, "closed", id_, "places")
    for override in instance.territory.travel.overrides:
        item = f"{override.origin}/{override.destination}"
        yield _Reference("travel_overrides", item, "origin", override.origin, "places")
        yield _Reference("travel_overrides", item, "destination", override.destination, "places")


def _session_references(instance: Instance) -> Iterator[_Reference]:
    for service in instance.services:
        if service.childcare:
            yield _Reference("services", service.id, "childcare.rules", service.childcare.rules, "childcare_rules")
        yield from _seasons_of("services", service.id, "start_windows", service.start_windows)
    for demand in instance.demands:
        yield _Reference("demands", demand.id, "service", demand.service, "services")
        yield _Reference("demands", demand.id, "commune", demand.commune, "communes")
        for venue in demand.venues:
            yield _Reference("demands", demand.id, "venues", venue, "venues")
        yield from _seasons_of("demands", demand.id, "start_windows", demand.start_windows)


def _ride_references(instance: Instance) -> Iterator[_Reference]:
    for service in instance.ride_services:
        for zone in service.zones:
            for commune in zone.communes:
                yield _Reference("ride_services", service.id, "zones", commune, "communes")
            for place in zone.places:
                yield _Reference("ride_services", service.id, "zones", place, "places")
        yield from _seasons_of("ride_services", service.id, "hours", service.hours)
        yield from _seasons_of("ride_services", service.id, "reserve", service.reserve)
    for ride in instance.rides:
        yield _Reference("rides", ride.id, "service", ride.service, "ride_services")
        yield _Reference("rides", ride.id, "origin", ride.origin, "places")
        yield _Reference("rides", ride.id, "destination", ride.destination, "places")
        for field, stops in (("origin_stops", ride.origin_stops), ("destination_stops", ride.destination_stops)):
            for stop in stops:
                yield _Reference("rides", ride.id, field, stop, "places")
        if ride.session is not None:
            yield _Reference("rides", ride.id, "session", ride.session, "demands")


def _seasons_of(table: str, item: str, field: str, windows: tuple[WeeklyWindow, ...]) -> Iterator[_Reference]:
    for season in sorted({window.season for window in windows if window.season}):
        yield _Reference(table, item, field, season, "seasons")

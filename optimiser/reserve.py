"""Rule L3: how much vehicle time a reserve asks for, and how much could be free at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.horizon import Horizon
from models.instance import Instance
from models.people import PASSENGER_ATTESTATION, Person
from models.rides import Reserve, RideService
from models.territory import windows_on


@dataclass(frozen=True)
class DatedReserve:
    """A reserve on one day: minutes ``start`` to ``end`` since the horizon's Monday, ``wanted`` vehicle minutes."""

    service: RideService
    day: date
    start: int
    end: int
    wanted: int
    vehicles: tuple[int, ...]
    people: tuple[int, ...]


def reserves(instance: Instance, horizon: Horizon) -> Iterator[DatedReserve]:
    """Every reserve of the horizon, cut down to what an empty plan could keep free."""
    for service in instance.ride_services:
        for reserve in service.reserve:
            for day in horizon.days:
                if _applies(instance, service, reserve, day):
                    yield _dated(instance, horizon, service, reserve, day)


def _applies(instance: Instance, service: RideService, reserve: Reserve, day: date) -> bool:
    if day.isoweekday() not in reserve.weekdays or any(day in closure for closure in service.closures):
        return False
    if instance.territory.is_holiday(day) and not service.runs_on_holidays:
        return False
    seasons = instance.territory.seasons_on(day)
    if any(other.season in seasons for other in service.reserve if other.season is not None):
        return reserve.season in seasons
    return reserve.season is None


def _dated(instance: Instance, horizon: Horizon, service: RideService, reserve: Reserve, day: date) -> DatedReserve:
    vehicles = tuple(
        i for i, vehicle in enumerate(instance.vehicles) if set(service.vehicle_features) <= set(vehicle.features)
    )
    licences = {instance.vehicles[i].licence for i in vehicles}
    people = tuple(
        i
        for i, person in enumerate(instance.people)
        if person.holds(PASSENGER_ATTESTATION, day) and any(person.holds(kind, day) for kind in licences)
    )
    base = horizon.day_start(day)
    free = 0
    for low, high in pairwise(_edges(instance, horizon, reserve, day)):
        there = sum(vehicle_there(instance, i, day, low, horizon) for i in vehicles)
        staff = sum(person_there(instance, instance.people[i], day, low, horizon) for i in people)
        free += (high - low) * min(there, staff)
    return DatedReserve(
        service, day, base + reserve.start, base + reserve.end, min(reserve.vehicle_min, free), vehicles, people
    )


def _edges(instance: Instance, horizon: Horizon, reserve: Reserve, day: date) -> list[int]:
    """The minutes of a day, within a reserve, at which a vehicle or a person may come or go."""
    seasons, base = instance.territory.seasons_on(day), horizon.day_start(day)
    hours = [*(v.availability for v in instance.vehicles), *(p.availability for p in instance.people)]
    edges = {edge for weekly in hours for window in windows_on(weekly, day, seasons) for edge in window}
    away = [*(v.unavailable for v in instance.vehicles), *(p.absences for p in instance.people)]
    for period in (period for periods in away for period in periods):
        edges |= {horizon.minute(period.start) - base, horizon.minute(period.end) - base}
    return sorted({reserve.start, reserve.end, *(edge for edge in edges if reserve.start < edge < reserve.end)})


def vehicle_there(instance: Instance, index: int, day: date, minute: int, horizon: Horizon) -> bool:
    """Whether a vehicle is available during the minute that starts then."""
    vehicle = instance.vehicles[index]
    windows = windows_on(vehicle.availability, day, instance.territory.seasons_on(day))
    moment = horizon.moment(horizon.day_start(day) + minute)
    return any(low <= minute < high for low, high in windows) and not any(
        period.start <= moment < period.end for period in vehicle.unavailable
    )


def person_there(instance: Instance, person: Person, day: date, minute: int, horizon: Horizon) -> bool:
    """Whether a person is available and not absent during the minute that starts then."""
    windows = windows_on(person.availability, day, instance.territory.seasons_on(day))
    moment = horizon.moment(horizon.day_start(day) + minute)
    return any(low <= minute < high for low, high in windows) and not any(
        period.start <= moment < period.end for period in person.absences
    )

"""Where a party may board or alight: stops within walking distance, the door for those entitled to it, zones, hours."""

from datetime import date

from models.horizon import Horizon
from models.instance import Instance
from models.rides import Movement, RideRequest, RideService, Zone
from models.territory import Place, Stop, Venue, windows_on
from optimiser.binds import binds
from optimiser.travel import haversine_m

MAX_STOPS = 6
"""Stops to choose from at one end: the nearest ones; what lies beyond hardly ever helps and slows the search."""


@binds("R6.stop", "R6.accessible")
def candidate_places(
    instance: Instance, service: RideService, request: RideRequest, wished: str, stated: tuple[str, ...]
) -> tuple[tuple[str, ...], bool]:
    """Places the party may use at one end, nearest first, and whether some were near before accessibility was asked.

    Parameters
    ----------
    wished
        The point asked for.
    stated
        Stops the request names for this end; empty where walking distance rules.
    """
    point = instance.places[wished]
    if request.door_to_door:
        near = [point, *(instance.places[id_] for id_ in stated if id_ != wished)]
    elif stated:
        near = [instance.places[id_] for id_ in stated]
    else:
        near = _within_walk(instance, service, point)
    found = [place for place in near if place.accessible or not request.wheelchairs]
    return tuple(place.id for place in found[:MAX_STOPS]), bool(near)


def _within_walk(instance: Instance, service: RideService, point: Place) -> list[Place]:
    candidates: list[Place] = list(instance.stops)
    if isinstance(point, Venue):
        candidates.append(point)
    walks = {
        place.id: 0.0 if place.id == point.id else float(haversine_m(point.lon, point.lat, place.lon, place.lat))
        for place in candidates
    }
    near = [place for place in candidates if walks[place.id] <= service.walking_m]
    return sorted(near, key=lambda place: (walks[place.id], not isinstance(place, Stop), place.id))


@binds("R8.zone")
def zone_allows(instance: Instance, service: RideService, pickup: str, dropoff: str) -> bool:
    """Whether the movement between two stops is allowed by the zones of the service."""
    if not service.zones:
        return True
    starts, ends = (
        {zone.id for zone in service.zones if _in_zone(zone, instance.places[place])} for place in (pickup, dropoff)
    )

    def is_one_of(movements: tuple[Movement, ...]) -> bool:
        return any(movement.origin in starts and movement.destination in ends for movement in movements)

    if not starts or not ends or is_one_of(service.forbidden):
        return False
    return not service.allowed or is_one_of(service.allowed)


def _in_zone(zone: Zone, place: Place) -> bool:
    return place.id in zone.places or place.commune in zone.communes


@binds("R8.hours")
def hours_on(instance: Instance, horizon: Horizon, service: RideService, day: date) -> tuple[tuple[int, int], ...]:
    """Stretches of the day with passengers aboard allowed, minutes since the horizon's Monday; none on closed days."""
    if any(day in closure for closure in service.closures):
        return ()
    if instance.territory.is_holiday(day) and not service.runs_on_holidays:
        return ()
    start = horizon.day_start(day)
    return tuple((start + a, start + b) for a, b in windows_on(service.hours, day, instance.territory.seasons_on(day)))

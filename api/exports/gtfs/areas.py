"""Where a demand-responsive service takes people up and sets them down, and which movements it makes.

Zones may overlap, and rule R8 asks of a movement that one of its zone pairs is allowed and none forbidden. So stops
are grouped by the whole set of zones they lie in: then a movement between two groups is wholly allowed or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.exports import ride_hours, wording
from models.instance import Instance
from models.rides import Movement, RideService
from models.territory import Stop

Geometry = Mapping[str, Any]
"""A GeoJSON Polygon or MultiPolygon."""

_JOIN = "~"
"""Stands in no id of an instance, so that no made id meets a stop's."""


@dataclass(frozen=True)
class Area:
    """One end of a movement: public stops to choose from, or a whole commune where a zone has no public stop."""

    id: str
    name: str
    zones: frozenset[str]
    stops: tuple[Stop, ...] = ()
    outline: Geometry | None = None


def areas_of(service: RideService, instance: Instance, outlines: Mapping[str, Geometry]) -> tuple[Area, ...]:
    """The areas of a service, in the order of its zones.

    Parameters
    ----------
    outlines : mapping
        Geometry of communes by id. A commune all of whose zones are without a public stop is served at people's
        doors: with an outline it becomes an area.
    """
    stops: dict[frozenset[str], list[Stop]] = {}
    for stop in ride_hours.stops_of(service, instance):
        zones = frozenset(z.id for z in service.zones if stop.id in z.places or stop.commune in z.communes)
        stops.setdefault(zones, []).append(stop)
    order = {zone.id: k for k, zone in enumerate(service.zones)}
    grouped = [
        Area(
            id=made_id(service.id, *sorted(zones, key=order.__getitem__)),
            name=_name(service, instance, zones),
            zones=zones,
            stops=tuple(sorted(found, key=lambda stop: stop.id)),
        )
        for zones, found in sorted(stops.items(), key=lambda item: sorted(order[zone] for zone in item[0]))
    ]
    return (*grouped, *_doors(service, instance, outlines, {zone for zones in stops for zone in zones}))


def movements(service: RideService, areas: tuple[Area, ...]) -> Iterator[tuple[Area, Area]]:
    """The pairs of areas between which the service goes (rule R8), one stop alone with itself left out."""
    for start in areas:
        for end in areas:
            if start is end and len(start.stops) == 1:
                continue
            if not service.zones or _goes(service, start.zones, end.zones):
                yield start, end


def made_id(first: str, *others: str) -> str:
    """An id made of others, the same at each publication, that is no id of the instance."""
    return _JOIN.join((first, *(others or ("",))))


def _goes(service: RideService, starts: frozenset[str], ends: frozenset[str]) -> bool:
    def is_one_of(some: tuple[Movement, ...]) -> bool:
        return any(movement.origin in starts and movement.destination in ends for movement in some)

    return not is_one_of(service.forbidden) and (not service.allowed or is_one_of(service.allowed))


def _name(service: RideService, instance: Instance, zones: frozenset[str]) -> str:
    names = [zone.name for zone in service.zones if zone.id in zones]
    return ", ".join(names) or instance.territory.name


def _doors(
    service: RideService, instance: Instance, outlines: Mapping[str, Geometry], stopped: set[str]
) -> Iterator[Area]:
    for commune in sorted(instance.communes, key=lambda commune: commune.id):
        zones = frozenset(zone.id for zone in service.zones if commune.id in zone.communes)
        if zones and not zones & stopped and commune.id in outlines:
            yield Area(
                id=made_id(service.id, "", commune.id),
                name=wording.commune_name(instance, commune.id),
                zones=zones,
                outline=outlines[commune.id],
            )

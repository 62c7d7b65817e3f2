"""Public places as GeoJSON (RFC 7946): stops, venues with the sessions to come, communes where their outline is known.

Depots and private addresses are nowhere in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from api.exports import ride_hours, wording
from api.exports.json_bytes import json_bytes
from api.exports.maps.background import GeoJson
from api.exports.maps.outlines import commune_outlines
from api.exports.public_sessions import PublicSession, instant, public_sessions
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.rides import RideService
from models.territory import Place
from models.text import Language

Feature = dict[str, Any]
Ring = Sequence[Sequence[float]]


def build_geojson(
    published: Plan, instance: Instance, *, communes: GeoJson | None = None, language: Language = "fr"
) -> dict[str, bytes]:
    """``stops.geojson``, ``venues.geojson``, and ``communes.geojson`` where outlines are known.

    Parameters
    ----------
    published : Plan
        A plan that ``feeds.publish`` has given its events.
    communes : GeoJSON, optional
        Outlines of communes; their licence goes with them.
    """
    coming = [s for s in public_sessions(published, instance) if s.event.end > published.made_at]
    files = {
        "stops.geojson": _collection(_stops(published, instance, language)),
        "venues.geojson": _collection(_venues(coming, instance, language)),
    }
    if outlines := commune_outlines(communes, instance):
        licence = {"licence": str(communes["licence"])} if communes and communes.get("licence") else {}
        files["communes.geojson"] = _collection(_communes(coming, instance, outlines), **licence)
    return files


def _collection(features: Iterable[Feature], **members: str) -> bytes:
    return json_bytes({"type": "FeatureCollection", **members, "features": list(features)})


def _stops(published: Plan, instance: Instance, language: Language) -> Iterator[Feature]:
    horizon = Horizon(published.monday, published.weeks)
    for stop in ride_hours.served_stops(instance):
        services = [s for s in instance.ride_services if stop in ride_hours.stops_of(s, instance)]
        yield _point(stop, instance, services=[_ride_service(s, instance, horizon, language) for s in services])


def _ride_service(service: RideService, instance: Instance, horizon: Horizon, language: Language) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "phone": service.phone,
        "url": service.url,
        "booking": ride_hours.booking_text(service, language),
        "hours": list(ride_hours.hours_lines(service, instance, horizon, language)),
    }


def _venues(coming: Sequence[PublicSession], instance: Instance, language: Language) -> Iterator[Feature]:
    for venue in instance.venues:
        sessions = [s for s in coming if s.place.id == venue.id]
        if sessions:
            address = wording.place_name(instance, venue.id, language)
            yield _point(venue, instance, address=address, sessions=[_session(s, instance) for s in sessions])


def _session(session: PublicSession, instance: Instance) -> dict[str, Any]:
    return {
        "id": session.event.uid,
        "service": session.name,
        "start": instant(instance, session.event.start),
        "end": instant(instance, session.event.end),
        "cancelled": session.event.cancelled,
    }


def _point(place: Place, instance: Instance, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]},
        "properties": {
            "name": place.name,
            "commune": place.commune,
            "commune_name": wording.commune_name(instance, place.commune),
            "wheelchair": place.accessible,
            **properties,
        },
    }


def _communes(
    coming: Sequence[PublicSession], instance: Instance, outlines: Mapping[str, Mapping[str, Any]]
) -> Iterator[Feature]:
    for commune in instance.communes:
        if commune.id not in outlines:
            continue
        held = [s for s in coming if s.place.commune == commune.id and not s.event.cancelled]
        following: dict[str, str] = {}
        for session in held:
            following.setdefault(session.name, instant(instance, session.event.start))
        yield {
            "type": "Feature",
            "id": commune.id,
            "geometry": wound(outlines[commune.id]),
            "properties": {"name": commune.name, "population": commune.population, "next_sessions": following},
        }


def wound(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A Polygon or MultiPolygon, its outer rings counterclockwise and holes clockwise (RFC 7946, section 3.1.6)."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": _wound_rings(coordinates)}
    return {"type": "MultiPolygon", "coordinates": [_wound_rings(rings) for rings in coordinates]}


def _wound_rings(rings: Sequence[Ring]) -> list[list[Sequence[float]]]:
    return [list(ring) if (_area(ring) > 0) == (k == 0) else list(ring)[::-1] for k, ring in enumerate(rings)]


def _area(ring: Ring) -> float:
    """Twice the signed area, positive when the ring runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))

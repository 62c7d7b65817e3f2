"""Boundaries of communes by id, out of the background that lies beside an instance."""

from collections.abc import Mapping
from typing import Any

from api.exports.maps.background import GeoJson
from models.instance import Instance


def commune_outlines(background: GeoJson | None, instance: Instance) -> dict[str, Mapping[str, Any]]:
    """GeoJSON polygons of the instance's communes, of those whose id is the ``insee`` or ``id`` of a feature."""
    known = instance.commune_by_id
    found: dict[str, Mapping[str, Any]] = {}
    for feature in (background or {}).get("features", ()):
        properties = feature.get("properties") or {}
        commune = str(properties.get("insee") or properties.get("id") or feature.get("id") or "")
        if commune in known and feature["geometry"].get("type") in ("Polygon", "MultiPolygon"):
            found.setdefault(commune, feature["geometry"])
    return found

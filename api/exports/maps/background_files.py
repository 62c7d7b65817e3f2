"""Reads the map background that lies beside an instance."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.exports.maps.background import GeoJson
from models.notices import InvalidInstance, Location, Notice, Severity
from models.text import message


@dataclass(frozen=True)
class Backgrounds:
    """Commune boundaries and main roads, where the territory has them."""

    communes: GeoJson | None = None
    roads: GeoJson | None = None


def read_backgrounds(folder: Path) -> Backgrounds:
    """Read ``background-communes.geojson`` and ``background-roads.geojson`` of a folder, if they are there.

    Raises
    ------
    InvalidInstance
        When one of them is not a GeoJSON feature collection.
    """
    faults: list[Notice] = []
    found = {name: _read(folder / f"background-{name}.geojson", faults) for name in ("communes", "roads")}
    if faults:
        raise InvalidInstance(tuple(faults))
    return Backgrounds(**found)


def _read(path: Path, faults: list[Notice]) -> GeoJson | None:
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        if is_collection(content):
            return dict(content)
    except (ValueError, RecursionError):
        pass
    faults.append(
        Notice(
            code="map-background",
            severity=Severity.ERROR,
            location=Location(source=path.name),
            what=message("this is not a GeoJSON feature collection of lines and polygons"),
            remedy=message("replace the file, or remove it: maps are then drawn without it"),
        )
    )
    return None


def is_collection(content: object) -> bool:
    """Whether it is a GeoJSON feature collection with coordinates throughout."""
    return all(_well_formed(content))


def _well_formed(content: object) -> Iterator[bool]:
    yield isinstance(content, dict) and content.get("type") == "FeatureCollection"
    features = content.get("features") if isinstance(content, dict) else None
    yield isinstance(features, list)
    for feature in features or ():
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        yield isinstance(geometry, dict) and isinstance(geometry.get("coordinates"), list)

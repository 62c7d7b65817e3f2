"""Draw the map background of the Andorran territory from its own road extract: parishes and main roads.

``python -m tools.andorra_background`` writes ``background-communes.geojson`` and ``background-roads.geojson`` beside
``roads.osm.pbf``. Lines are thinned (Douglas and Peucker, 1973) to what a map of the country shows.
"""

import json
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import osmium

FOLDER = Path(__file__).parents[1] / "instances" / "andorra"
EXTRACT = FOLDER / "roads.osm.pbf"
LICENCE = "© OpenStreetMap contributors, ODbL 1.0, extract of 2025-01-19"
PARISHES = {
    "Canillo": "AD-02",
    "Encamp": "AD-03",
    "La Massana": "AD-04",
    "Ordino": "AD-05",
    "Sant Julià de Lòria": "AD-06",
    "Andorra la Vella": "AD-07",
    "Escaldes-Engordany": "AD-08",
}
MAIN_ROADS = ("trunk", "primary", "secondary", "tertiary")
BOUNDARY_TOLERANCE_M, ROAD_TOLERANCE_M = 40.0, 15.0
METRES_PER_DEGREE = 111_195.0
Point = tuple[float, float]


def _off_line_m(point: Point, a: Point, b: Point) -> float:
    k = cos(radians(a[1]))
    px, py, bx, by = (point[0] - a[0]) * k, point[1] - a[1], (b[0] - a[0]) * k, b[1] - a[1]
    length = bx * bx + by * by
    t = 0.0 if length == 0 else min(1.0, max(0.0, (px * bx + py * by) / length))
    return hypot(px - t * bx, py - t * by) * METRES_PER_DEGREE


def thin(line: list[Point], tolerance_m: float) -> list[Point]:
    """The fewest points of a line, both ends kept, that leave no point farther off than the tolerance, in metres."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        inner = [(_off_line_m(line[k], line[first], line[last]), k) for k in range(first + 1, last)]
        if inner and max(inner)[0] > tolerance_m:
            middle = max(inner)[1]
            keep.add(middle)
            spans += [(first, middle), (middle, last)]
    return [line[k] for k in sorted(keep)]


def _feature(kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _rounded(nodes: Any) -> list[Point]:
    return [(round(node.lon, 5), round(node.lat, 5)) for node in nodes]


def features() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parish polygons and main road lines of the extract, each in a fixed order."""
    parishes, roads = [], []
    for item in osmium.FileProcessor(str(EXTRACT)).with_areas():
        if isinstance(item, osmium.osm.Area) and item.tags.get("admin_level") == "7" and item.tags["name"] in PARISHES:
            rings = [[thin(_rounded(ring), BOUNDARY_TOLERANCE_M)] for ring in item.outer_rings()]
            name = item.tags["name"]
            parishes.append(_feature("MultiPolygon", rings, insee=PARISHES[name], nom=name))
        elif isinstance(item, osmium.osm.Way) and item.tags.get("highway") in MAIN_ROADS:
            line = thin(_rounded(item.nodes), ROAD_TOLERANCE_M)
            roads.append(_feature("LineString", line, highway=item.tags["highway"], ref=item.tags.get("ref") or ""))
    return sorted(parishes, key=lambda f: str(f["properties"]["insee"])), roads


def write() -> None:
    """Write both files beside the extract."""
    for name, found in zip(("communes", "roads"), features(), strict=True):
        collection = {"type": "FeatureCollection", "licence": LICENCE, "features": found}
        text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
        (FOLDER / f"background-{name}.geojson").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()

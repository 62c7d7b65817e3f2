"""Small maps drawn in metres, and files of OpenStreetMap data written from them."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import osmium

from optimiser.travel import Point, haversine_m
from optimiser.travel.great_circle import EARTH_RADIUS_M

ORIGIN = (6.5, 44.7)
_M_PER_DEG = math.radians(1) * EARTH_RADIUS_M

Metres = tuple[float, float]
Way = tuple[Mapping[str, str], Sequence[int]]


def lon_lat(x_m: float, y_m: float) -> tuple[float, float]:
    """Degrees of a position given in metres east and north of the origin."""
    lat = ORIGIN[1] + y_m / _M_PER_DEG
    return ORIGIN[0] + x_m / (_M_PER_DEG * math.cos(math.radians(ORIGIN[1]))), lat


def point(id_: str, x_m: float, y_m: float) -> Point:
    return Point(id_, *lon_lat(x_m, y_m))


def write_osm(
    path: Path,
    nodes: Mapping[int, Metres],
    ways: Sequence[Way],
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> Path:
    """Write nodes (id -> metres) and ways (tags, node ids) to an .osm.pbf or .osm file."""
    tags = node_tags or {}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for ref, position in sorted(nodes.items()):
            node = osmium.osm.mutable.Node(id=ref, location=lon_lat(*position), tags=dict(tags.get(ref, {})), version=1)
            writer.add_node(node)
        for number, (way_tags, refs) in enumerate(ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=list(refs), tags=dict(way_tags), version=1))
    return path


def length_m(shape: Sequence[tuple[float, float]]) -> float:
    """Metres along a line of degrees."""
    lon, lat = np.array(shape).reshape(-1, 2).T
    return float(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())

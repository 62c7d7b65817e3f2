"""From a place to the nearest point of a drivable road."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimiser.travel.base import Point
from optimiser.travel.great_circle import EARTH_RADIUS_M
from optimiser.travel.roads.graph import RoadGraph

FAR_M = 300
"""Beyond this a place is probably misplaced, or its road is missing from the extract."""

ISLAND_M = 1000.0
"""Metres of road below which a separate piece of network is a car park, not an island."""

_SAMPLE_M = 50.0
"""Longest stretch of road that one sample stands for in the search tree."""


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a place meets the road: an edge, how far along it, how far from the place."""

    edge: int
    along_ms: int
    along_dm: int
    off_m: float
    lon: float
    lat: float


class Snapper:
    """Nearest road of a graph, for as many places as asked.

    The longest strongly connected component is looked at first, so that a car park drawn apart from the network does
    not make a place unreachable. Only a place far from it, and near another piece large enough to live on, goes there.
    """

    def __init__(self, graph: RoadGraph) -> None:
        self.graph = graph
        main = graph.component == 0
        self._main = _NearestRoad(graph, main if main.any() else np.ones_like(main))

    @cached_property
    def _islands(self) -> "_NearestRoad | None":
        large = np.flatnonzero(self.graph.component_m >= ISLAND_M)
        edges = np.isin(self.graph.component, large[large > 0])
        return _NearestRoad(self.graph, edges) if edges.any() else None

    def snap(self, points: Sequence[Point]) -> list[Snap]:
        """One ``Snap`` for each point; there is always one, however far off."""
        snaps = []
        for point in points:
            nearest = self._main.find(point)
            if nearest.off_m > FAR_M and self._islands is not None:
                elsewhere = self._islands.find(point)
                if elsewhere.off_m <= FAR_M:
                    nearest = elsewhere
            snaps.append(nearest)
        return snaps


class _NearestRoad:
    """Exact nearest point among some edges.

    Segments are sampled so that every point of one is within half of ``_SAMPLE_M`` of a sample. The nearest one then
    has a sample no farther than the nearest sample plus that half, and only such segments are measured.
    """

    def __init__(self, graph: RoadGraph, edges: NDArray[np.bool_]) -> None:
        self.graph = graph
        inner = np.ones(len(graph.lon_e7), dtype=np.bool_)
        inner[graph.offset[1:] - 1] = False
        segments = np.flatnonzero(inner & edges[graph.vertex_edge])
        pieces = np.maximum(1, np.ceil(graph.segment_m[segments] / _SAMPLE_M)).astype(np.int64)
        self._segment = np.repeat(segments, pieces)
        first = np.repeat(np.cumsum(pieces) - pieces, pieces)
        share = (np.arange(len(self._segment)) - first + 0.5) / np.repeat(pieces, pieces)
        lon, lat = graph.lon_e7 / 1e7, graph.lat_e7 / 1e7
        a, b = self._segment, self._segment + 1
        self._tree = cKDTree(_on_sphere(lon[a] + share * (lon[b] - lon[a]), lat[a] + share * (lat[b] - lat[a])))

    def find(self, point: Point) -> Snap:
        graph = self.graph
        centre = _on_sphere(np.array([point.lon]), np.array([point.lat]))[0]
        # A chord is shorter than its arc; the metre makes up for it, and for the bend of a 50 m segment.
        reach = float(self._tree.query(centre)[0]) + _SAMPLE_M / 2 + 1
        segments = np.unique(self._segment[self._tree.query_ball_point(centre, reach)])

        metres_per_deg = np.radians(1) * EARTH_RADIUS_M
        scale = np.array([np.cos(np.radians(point.lat)), 1.0]) * metres_per_deg
        vertices = np.stack((graph.lon_e7, graph.lat_e7), axis=1)
        a = (vertices[segments] / 1e7 - (point.lon, point.lat)) * scale
        b = (vertices[segments + 1] / 1e7 - (point.lon, point.lat)) * scale
        span = b - a
        square = np.maximum((span**2).sum(axis=1), 1e-12)
        share = np.clip(-(a * span).sum(axis=1) / square, 0, 1)
        nearest = a + share[:, None] * span
        off = np.hypot(nearest[:, 0], nearest[:, 1])
        best = int(np.argmin(off))
        at, part = int(segments[best]), float(share[best])
        ms, dm = graph.vertex_ms[at : at + 2], graph.vertex_dm[at : at + 2]
        return Snap(
            edge=int(graph.vertex_edge[at]),
            along_ms=int(ms[0] + np.rint(part * (ms[1] - ms[0]))),
            along_dm=int(dm[0] + np.rint(part * (dm[1] - dm[0]))),
            off_m=float(off[best]),
            lon=point.lon + float(nearest[best, 0] / scale[0]),
            lat=point.lat + float(nearest[best, 1] / scale[1]),
        )


def _on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(lon), np.radians(lat)
    unit = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
    return EARTH_RADIUS_M * unit

"""Travel times over an OpenStreetMap extract, behind the same protocol as the great circle."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.territory import PairOverride
from optimiser.travel.base import Conditions, LonLat, Point, Remark, RemarkKind, TravelDataError, TravelMatrix
from optimiser.travel.cache import ArrayCache, digest
from optimiser.travel.closure import finish, together
from optimiser.travel.roads import tags
from optimiser.travel.roads.contract import build_graph
from optimiser.travel.roads.graph import IntArray, RoadGraph
from optimiser.travel.roads.read import read_segments
from optimiser.travel.roads.router import Router
from optimiser.travel.roads.snap import FAR_M, Snapper

OFF_ROAD_KMH = 10.0
"""Speed between a place and the road it was snapped to: a drive, a yard, a track the extract does not have."""

GRAPH_FORMAT = "1"
_KEPT_LEGS = 8


def read_graph(path: Path, cache: ArrayCache) -> RoadGraph:
    """The road graph of an extract, from the cache when the same content was read before.

    Raises
    ------
    TravelDataError
        When the file is missing, is no extract, is cut short, or has no drivable road.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TravelDataError(f"{path.name}: {error.strerror or error}") from error
    rules = (tags.SPEED_KMH, tags.UNPAVED_KMH, sorted(tags.UNPAVED), tags.IMPLIED_KMH)
    key = digest(GRAPH_FORMAT, repr(rules), content)
    if (stored := cache.load("roads", key)) is not None:
        return RoadGraph.from_arrays(stored, key)
    graph = build_graph(read_segments(path), key)
    cache.store("roads", key, graph.to_arrays())
    return graph


class RoadNetwork:
    """Quickest ways over a road graph.

    Conditions change the graph's speeds by one share on every road; so the quickest way is the same under all of them,
    and one search serves them all.

    Parameters
    ----------
    graph
        From ``read_graph``.
    overrides
        Stated minutes and metres of single directed pairs.
    cache
        Where the times between the points asked for are kept.
    """

    def __init__(
        self, graph: RoadGraph, overrides: Sequence[PairOverride] = (), cache: ArrayCache | None = None
    ) -> None:
        self.graph = graph
        self.overrides = tuple(overrides)
        self.cache = cache if cache is not None else ArrayCache()
        self._snapper = Snapper(graph)
        self._router = Router(graph)
        self._legs: OrderedDict[str, tuple[IntArray, IntArray, IntArray]] = OrderedDict()

    @classmethod
    def read(cls, path: Path, overrides: Sequence[PairOverride] = (), cache: ArrayCache | None = None) -> "RoadNetwork":
        """The network of an OpenStreetMap extract; raises as ``read_graph`` does."""
        cache = cache if cache is not None else ArrayCache()
        return cls(read_graph(path, cache), overrides, cache)

    def matrix(self, points: Sequence[Point], conditions: Conditions) -> TravelMatrix:
        """Times and distances between all points."""
        ms, dm, off_dm = self._base_legs(points)
        no_way = ms < 0
        access_s = off_dm * 0.36 / OFF_ROAD_KMH
        share = conditions.road_percent * conditions.season_percent / 10_000
        seconds = (ms / 1000 + access_s[:, None] + access_s) / share
        metres = (dm + off_dm[:, None] + off_dm) / 10
        seconds[no_way] = metres[no_way] = np.inf
        far = [
            Remark(RemarkKind.FAR_FROM_ROAD, (point.id,), int(off // 10))
            for point, off in zip(points, off_dm, strict=True)
            if off > FAR_M * 10
        ]
        return finish(points, seconds, metres, conditions, self.overrides, far)

    def path(self, a: Point, b: Point, conditions: Conditions) -> list[LonLat]:
        """Geometry of the quickest way, from place to place by the points where each meets the road."""
        if (a.id, b.id) in conditions.closed:
            return []
        if together(a, b):
            return [(a.lon, a.lat), (b.lon, b.lat)]
        on_road = self._router.path(*self._snapper.snap((a, b)))
        return [(a.lon, a.lat), *on_road, (b.lon, b.lat)] if on_road else []

    def _base_legs(self, points: Sequence[Point]) -> tuple[IntArray, IntArray, IntArray]:
        """Milliseconds and decimetres between roadsides (-1: no way), and decimetres from place to roadside."""
        positions = np.array([(point.lon, point.lat) for point in points], dtype=np.float64).reshape(-1, 2)
        key = digest(GRAPH_FORMAT, self.graph.key, positions.tobytes())
        if key in self._legs:
            self._legs.move_to_end(key)
            return self._legs[key]
        if (stored := self.cache.load("legs", key)) is not None:
            legs = stored["ms"], stored["dm"], stored["off_dm"]
        elif len(points) == 0:
            empty = np.zeros((0, 0), dtype=np.int64)
            legs = empty, empty, empty.ravel()
        else:
            snaps = self._snapper.snap(points)
            off_dm = np.rint(np.array([snap.off_m for snap in snaps]) * 10).astype(np.int64)
            legs = *self._router.legs(snaps), off_dm
            self.cache.store("legs", key, dict(zip(("ms", "dm", "off_dm"), legs, strict=True)))
        self._legs[key] = legs
        if len(self._legs) > _KEPT_LEGS:
            self._legs.popitem(last=False)
        return legs

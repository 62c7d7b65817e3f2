"""One pass over an OpenStreetMap extract: the segments vehicles may drive."""

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from optimiser.travel.base import TravelDataError
from optimiser.travel.roads.tags import blocked, directions, drivable, speed_kmh


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of road between two neighbouring nodes of a way.

    Parameters
    ----------
    lon_e7, lat_e7
        int32[n], position of each node in 1e-7 degrees, as OpenStreetMap stores it.
    start, end
        int32[m], nodes of each segment.
    speed_kmh
        uint8[m], average speed.
    forward, backward
        bool[m], whether it may be driven from start to end, and from end to start.
    """

    lon_e7: NDArray[np.int32]
    lat_e7: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    speed_kmh: NDArray[np.uint8]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]


def read_segments(path: Path) -> Segments:
    """Drivable segments of an extract (.osm.pbf, .osm, ...).

    Raises
    ------
    TravelDataError
        When the file is missing, is no extract, is cut short, or has no drivable road.
    """
    collector = _Collector()
    try:
        if not path.is_file():
            raise TravelDataError(f"{path.name}: no such file")
        entities = osmium.osm.NODE | osmium.osm.WAY
        tagged = osmium.filter.KeyFilter("highway", "barrier")
        for item in osmium.FileProcessor(str(path), entities).with_locations().with_filter(tagged):
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Node):
                if blocked(tags):
                    collector.blocked.add(item.id)
            elif isinstance(item, osmium.osm.Way) and drivable(tags) and any(directions(tags)):
                collector.add_way(item, tags)
    except (RuntimeError, OSError) as error:
        raise TravelDataError(f"{path.name}: not a readable OpenStreetMap extract ({error})") from error
    if not collector.speed:
        raise TravelDataError(f"{path.name}: no drivable road in this extract")
    return collector.segments()


class _Collector:
    """Grows compact arrays while the file goes by; node ids become row numbers at the end."""

    def __init__(self) -> None:
        self.blocked: set[int] = set()
        self.ref, self.lon, self.lat = array("q"), array("i"), array("i")
        self.start, self.end = array("q"), array("q")
        self.speed, self.forward, self.backward = array("B"), array("B"), array("B")
        self._next_copy = -1

    def add_way(self, way: osmium.osm.Way, tags: dict[str, str]) -> None:
        forward, backward = directions(tags)
        speed = speed_kmh(tags)
        before: int | None = None
        for node in way.nodes:
            if not node.location.valid():
                before = None  # an extract cuts the ways at its border
                continue
            ref = self._node(node)
            if before is not None and before != ref:
                self.start.append(before)
                self.end.append(ref)
                self.speed.append(speed)
                self.forward.append(forward)
                self.backward.append(backward)
            # Both sides of a bollard end at a copy of their own, so that nothing passes.
            before = self._node(node) if node.ref in self.blocked else ref

    def _node(self, node: osmium.osm.NodeRef) -> int:
        ref = node.ref
        if ref in self.blocked:
            ref, self._next_copy = self._next_copy, self._next_copy - 1
        self.ref.append(ref)
        self.lon.append(node.location.x)
        self.lat.append(node.location.y)
        return ref

    def segments(self) -> Segments:
        refs, first = np.unique(np.asarray(self.ref, dtype=np.int64), return_index=True)
        return Segments(
            lon_e7=np.asarray(self.lon, dtype=np.int32)[first],
            lat_e7=np.asarray(self.lat, dtype=np.int32)[first],
            start=np.searchsorted(refs, np.asarray(self.start, dtype=np.int64)).astype(np.int32),
            end=np.searchsorted(refs, np.asarray(self.end, dtype=np.int64)).astype(np.int32),
            speed_kmh=np.asarray(self.speed, dtype=np.uint8),
            forward=np.asarray(self.forward, dtype=np.bool_),
            backward=np.asarray(self.backward, dtype=np.bool_),
        )

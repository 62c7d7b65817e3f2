"""The road graph: junctions, edges between them with their geometry, times and lengths in whole units."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from optimiser.travel.great_circle import haversine_m

IntArray = NDArray[np.int64]

COST_SHIFT = 24
"""An arc costs ms · 2^24 + dm: one float64 (exact below 2^53) orders ways by time, then length, and gives back both.

Room for 149 hours and 1,677 km, more than any way that is not ``UNREACHABLE``.
"""
DM_MASK = (1 << COST_SHIFT) - 1

_STORED = ("start", "end", "forward", "backward", "offset", "lon_e7", "lat_e7", "speed_kmh", "nodes")


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Contracted road network of an extract, at the speeds of a car.

    Parameters
    ----------
    start, end
        int32[e], junctions of each edge, 0 to ``nodes`` - 1.
    forward, backward
        bool[e], whether an edge may be driven from start to end, and from end to start.
    offset
        int64[e + 1], vertices of edge i are ``offset[i]`` to ``offset[i + 1] - 1``, ends included.
    lon_e7, lat_e7
        int32[v], position of the vertices in 1e-7 degrees.
    speed_kmh
        uint8[v], average speed from a vertex to the next; 0 at the last of an edge.
    nodes
        Number of junctions.
    key
        Content key: the extract, and the speeds it was read with.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    offset: IntArray
    lon_e7: NDArray[np.int32]
    lat_e7: NDArray[np.int32]
    speed_kmh: NDArray[np.uint8]
    nodes: int
    key: str

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], key: str) -> "RoadGraph":
        """The graph that ``to_arrays`` described."""
        fields = {name: arrays[name] for name in _STORED if name != "nodes"}
        return cls(**fields, nodes=int(arrays["nodes"]), key=key)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """What a cache has to keep."""
        return {name: np.asarray(getattr(self, name)) for name in _STORED}

    @cached_property
    def vertex_edge(self) -> NDArray[np.int32]:
        """int32[v], the edge each vertex belongs to."""
        return np.repeat(np.arange(len(self.start), dtype=np.int32), np.diff(self.offset))

    @cached_property
    def segment_m(self) -> NDArray[np.float64]:
        """float64[v], metres from a vertex to the next; 0 at the last of an edge."""
        lon, lat = self.lon_e7 / 1e7, self.lat_e7 / 1e7
        metres = np.append(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]), 0.0)
        metres[self.offset[1:] - 1] = 0.0
        return metres

    @cached_property
    def vertex_ms(self) -> IntArray:
        """int64[v], milliseconds from the start of its edge to a vertex."""
        return self._along(self.segment_m / np.maximum(self.speed_kmh, 1) * 3600.0)

    @cached_property
    def vertex_dm(self) -> IntArray:
        """int64[v], decimetres from the start of its edge to a vertex."""
        return self._along(self.segment_m * 10.0)

    def _along(self, amount: NDArray[np.float64]) -> IntArray:
        total = np.concatenate(([0], np.cumsum(np.rint(amount).astype(np.int64))))[:-1]
        along: IntArray = total - np.repeat(total[self.offset[:-1]], np.diff(self.offset))
        return along

    @cached_property
    def edge_ms(self) -> IntArray:
        """int64[e], milliseconds along each edge."""
        return self.vertex_ms[self.offset[1:] - 1]

    @cached_property
    def edge_dm(self) -> IntArray:
        """int64[e], decimetres along each edge."""
        return self.vertex_dm[self.offset[1:] - 1]

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """int32[e], strongly connected component of each edge, the longest is 0; -1 where an edge only leads away."""
        arcs = np.flatnonzero(self.forward), np.flatnonzero(self.backward)
        rows = np.concatenate((self.start[arcs[0]], self.end[arcs[1]]))
        columns = np.concatenate((self.end[arcs[0]], self.start[arcs[1]]))
        graph = csr_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(self.nodes, self.nodes))
        _, of_node = connected_components(graph, directed=True, connection="strong")
        inside = of_node[self.start] == of_node[self.end]
        length = np.bincount(of_node[self.start], weights=self.edge_dm * inside, minlength=of_node.max() + 1)
        rank = np.empty(len(length), dtype=np.int32)
        rank[np.argsort(-length, kind="stable")] = np.arange(len(length), dtype=np.int32)
        return np.where(inside, rank[of_node[self.start]], np.int32(-1))

    @cached_property
    def component_m(self) -> NDArray[np.float64]:
        """float64[components], metres of road in each component, longest first."""
        inside = self.component >= 0
        return np.bincount(self.component[inside], weights=self.edge_dm[inside]) / 10.0

"""Shortest ways between snapped places: the graph with the places laid into its edges, and Dijkstra over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimiser.travel.base import LonLat
from optimiser.travel.roads.graph import COST_SHIFT, DM_MASK, IntArray, RoadGraph
from optimiser.travel.roads.snap import Snap

_CHUNK_CELLS = 4_000_000
"""Distances held at once, which bounds memory on large networks."""


@dataclass(frozen=True, eq=False)
class _Arcs:
    """Directed pieces of edges: from node, to node, cost, edge, decimetres along it where the piece begins and ends."""

    tail: IntArray
    head: IntArray
    cost: IntArray
    edge: IntArray
    from_dm: IntArray
    to_dm: IntArray

    @classmethod
    def both_ways(
        cls,
        graph: RoadGraph,
        edge: IntArray,
        tail: IntArray,
        head: IntArray,
        ms: tuple[IntArray, IntArray],
        dm: tuple[IntArray, IntArray],
    ) -> "_Arcs":
        """Pieces of ``edge`` from position 0 to position 1 of ``ms`` and ``dm``, in the directions the edge allows."""
        cost = (ms[1] - ms[0] << COST_SHIFT) + dm[1] - dm[0]
        along, against = graph.forward[edge], graph.backward[edge]
        return cls(
            *(
                np.concatenate((one[along], other[against]))
                for one, other in ((tail, head), (head, tail), (cost, cost), (edge, edge), dm, dm[::-1])
            )
        )

    def cheapest(self) -> "_Arcs":
        """The cheapest arc of each pair of nodes, in order of tail and head."""
        order = np.lexsort((self.edge, self.cost, self.head, self.tail))
        tail, head = self.tail[order], self.head[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        return self.take(order[new])

    def take(self, rows: IntArray) -> "_Arcs":
        return _Arcs(*(getattr(self, name)[rows] for name in ("tail", "head", "cost", "edge", "from_dm", "to_dm")))

    def joined(self, other: "_Arcs") -> "_Arcs":
        names = ("tail", "head", "cost", "edge", "from_dm", "to_dm")
        return _Arcs(*(np.concatenate((getattr(self, name), getattr(other, name))) for name in names))


class Router:
    """Times, lengths and geometry between places snapped to one graph, at the graph's own speeds."""

    def __init__(self, graph: RoadGraph) -> None:
        self.graph = graph

    @cached_property
    def _roads(self) -> _Arcs:
        graph = self.graph
        edge = np.arange(len(graph.start))
        zero = np.zeros(len(edge), dtype=np.int64)
        ends = graph.start.astype(np.int64), graph.end.astype(np.int64)
        return _Arcs.both_ways(graph, edge, *ends, (zero, graph.edge_ms), (zero, graph.edge_dm)).cheapest()

    def legs(self, snaps: Sequence[Snap]) -> tuple[IntArray, IntArray]:
        """Milliseconds and decimetres between the roadside points of all places; -1 where there is no way.

        Parameters
        ----------
        snaps
            n places of this graph.

        Returns
        -------
        tuple
            int64[n, n] each: the quickest way and, of several as quick, the shortest.
        """
        arcs, nodes = self._laid_in(snaps)
        graph, _ = self._matrix(arcs, nodes)
        sources, place = np.unique(nodes, return_inverse=True)
        cost = np.empty((len(sources), len(sources)))
        step = max(1, _CHUNK_CELLS // graph.shape[0])
        for begin in range(0, len(sources), step):
            chunk = slice(begin, begin + step)
            cost[chunk] = dijkstra(graph, indices=sources[chunk])[:, sources]
        no_way = ~np.isfinite(cost)
        whole = np.where(no_way, 0, cost).astype(np.int64)
        ms, dm = whole >> COST_SHIFT, whole & DM_MASK
        ms[no_way] = dm[no_way] = -1
        return ms[place[:, None], place], dm[place[:, None], place]

    def path(self, a: Snap, b: Snap) -> list[LonLat]:
        """Vertices of the quickest way between two roadside points, both included; empty where there is none."""
        arcs, nodes = self._laid_in((a, b))
        graph, order = self._matrix(arcs, nodes)
        source, target = (int(node) for node in nodes)
        _, before = dijkstra(graph, indices=[source], return_predecessors=True)
        steps: list[int] = []
        node = target
        while node != source:
            tail = int(before[0, node])
            if tail < 0:
                return []
            begin, end = graph.indptr[tail : tail + 2]
            steps.append(int(order[begin + np.searchsorted(graph.indices[begin:end], node)]))
            node = tail
        shape = [(a.lon, a.lat)]
        for arc in reversed(steps):
            shape += self._piece(int(arcs.edge[arc]), int(arcs.from_dm[arc]), int(arcs.to_dm[arc]))
        return [*shape[:-1], (b.lon, b.lat)]

    def _piece(self, edge: int, from_dm: int, to_dm: int) -> list[LonLat]:
        """Vertices along an edge after ``from_dm`` up to ``to_dm``, in that direction."""
        graph = self.graph
        span = slice(int(graph.offset[edge]), int(graph.offset[edge + 1]))
        along, lon, lat = graph.vertex_dm[span], graph.lon_e7[span] / 1e7, graph.lat_e7[span] / 1e7
        inner = np.flatnonzero((along > min(from_dm, to_dm)) & (along < max(from_dm, to_dm)))
        if from_dm > to_dm:
            inner = inner[::-1]
        last = float(np.interp(to_dm, along, lon)), float(np.interp(to_dm, along, lat))
        return [*((float(lon[i]), float(lat[i])) for i in inner), last]

    def _laid_in(self, snaps: Sequence[Snap]) -> tuple[_Arcs, IntArray]:
        """The roads' arcs with those through the places, and the node of each place.

        Places at one spot share a node; a place at the end of an edge is at the junction, whatever the edge allows.
        """
        graph = self.graph
        spots = np.array([(snap.edge, snap.along_dm, snap.along_ms) for snap in snaps], dtype=np.int64)
        spots, place = np.unique(spots, axis=0, return_inverse=True)
        edge, dm, ms = spots.T
        at_start = (dm == 0) & (ms == 0)
        at_end = ~at_start & (dm == graph.edge_dm[edge]) & (ms == graph.edge_ms[edge])
        inner = np.flatnonzero(~at_start & ~at_end)
        node = np.where(at_start, graph.start[edge], graph.end[edge]).astype(np.int64)
        node[inner] = graph.nodes + np.arange(len(inner))

        # Along each edge: its start, its spots in order (as sorted above), its end.
        laid = np.unique(edge[inner])
        zero = np.zeros(len(laid), dtype=np.int64)
        row = np.concatenate((laid, edge[inner], laid))
        stops = np.concatenate((graph.start[laid], node[inner], graph.end[laid]), dtype=np.int64)
        along_dm = np.concatenate((zero, dm[inner], graph.edge_dm[laid]))
        along_ms = np.concatenate((zero, ms[inner], graph.edge_ms[laid]))
        order = np.argsort(row, kind="stable")
        row, stops, along_dm, along_ms = row[order], stops[order], along_dm[order], along_ms[order]
        a = np.flatnonzero(row[1:] == row[:-1])
        b = a + 1
        through = _Arcs.both_ways(
            graph, row[a], stops[a], stops[b], (along_ms[a], along_ms[b]), (along_dm[a], along_dm[b])
        )
        return self._roads.joined(through.cheapest()), node[place.ravel()]

    def _matrix(self, arcs: _Arcs, nodes: IntArray) -> tuple["csr_array[np.float64]", NDArray[np.intp]]:
        """The arcs as a sparse matrix, and the arc of each of its entries."""
        size = max(self.graph.nodes, int(nodes.max()) + 1)
        order = np.lexsort((arcs.head, arcs.tail))
        begin = np.concatenate(([0], np.cumsum(np.bincount(arcs.tail, minlength=size))))
        entries = (arcs.cost[order].astype(np.float64), arcs.head[order].astype(np.int32), begin.astype(np.int32))
        return csr_array(entries, shape=(size, size)), order

"""From segments to a road graph: chains of segments without a junction become one edge.

Chains are found without a loop over segments: each segment is two half-edges, each half-edge knows the one before it
across a node that is no junction, and pointer jumping (Wyllie 1979) gives each one the start of its chain and its
place in it, in a logarithmic number of steps.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from optimiser.travel.roads.graph import RoadGraph
from optimiser.travel.roads.read import Segments

IntArray = NDArray[np.int64]


def build_graph(roads: Segments, key: str) -> RoadGraph:
    """The contracted graph; every node of the segments stays as a vertex of some edge's geometry.

    Parameters
    ----------
    roads
        At least one segment.
    key
        Content key of the result.
    """
    tail = np.stack((roads.start, roads.end), axis=1).ravel().astype(np.int64)
    head = np.stack((roads.end, roads.start), axis=1).ravel().astype(np.int64)
    leaves = np.stack((roads.forward, roads.backward), axis=1).ravel()
    chain, place = _chains(_predecessors(tail, head, leaves, len(roads.lon_e7)))

    twin = np.arange(len(tail)) ^ 1
    kept = np.flatnonzero(chain < chain[twin])
    kept = kept[np.lexsort((place[kept], chain[kept]))]
    first = np.flatnonzero(np.diff(chain[kept], prepend=-1))
    last = np.append(first[1:], len(kept)) - 1
    junctions, ends = np.unique(np.concatenate((tail[kept[first]], head[kept[last]])), return_inverse=True)

    # The vertices of an edge are the tails of its half-edges and the head of the last one.
    after_last = last + 1
    vertices = np.insert(tail[kept], after_last, head[kept[last]])
    speeds = np.insert(roads.speed_kmh[kept // 2], after_last, 0)
    return RoadGraph(
        start=ends[: len(first)].astype(np.int32),
        end=ends[len(first) :].astype(np.int32),
        forward=leaves[kept[first]],
        backward=leaves[twin[kept[first]]],
        offset=np.append(first + np.arange(len(first)), len(vertices)).astype(np.int64),
        lon_e7=roads.lon_e7[vertices],
        lat_e7=roads.lat_e7[vertices],
        speed_kmh=speeds.astype(np.uint8),
        nodes=len(junctions),
        key=key,
    )


def _predecessors(tail: IntArray, head: IntArray, leaves: NDArray[np.bool_], nodes: int) -> IntArray:
    """The half-edge that leads into each one across a node that is no junction, or the half-edge itself."""
    order = np.argsort(tail, kind="stable")
    degree = np.bincount(tail, minlength=nodes)
    at = np.concatenate(([0], np.cumsum(degree)))
    twofold = np.flatnonzero(degree == 2)
    one, other = order[at[twofold]], order[at[twofold] + 1]
    # What may leave by one side must be able to come in by the other, or the node is where a one-way street ends.
    passes = (leaves[one] == leaves[other ^ 1]) & (leaves[one ^ 1] == leaves[other]) & (head[one] != head[other])
    passing = np.zeros(nodes, dtype=np.bool_)
    passing[twofold[passes]] = True
    # A ring without any junction is cut at its first node.
    _, ring = connected_components(coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes)))
    has_junction = np.zeros(ring.max() + 1, dtype=np.bool_)
    has_junction[ring[~passing]] = True
    rings, cut = np.unique(ring, return_index=True)
    passing[cut[~has_junction[rings]]] = False

    inner = passing[twofold]
    one, other = one[inner], other[inner]
    before = np.arange(len(tail))
    before[one] = other ^ 1
    before[other] = one ^ 1
    return before


def _chains(before: IntArray) -> tuple[IntArray, IntArray]:
    """First half-edge of each half-edge's chain, and how many stand before it."""
    place = (before != np.arange(len(before))).astype(np.int64)
    while True:
        jumped = before[before]
        if np.array_equal(jumped, before):
            return before, place
        place = place + place[before]
        before = jumped

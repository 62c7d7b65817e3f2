"""Random road networks, and a plain Dijkstra over their segments to compare with."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from optimiser.travel import haversine_m
from optimiser.travel.roads.read import Segments
from tests.optimiser.travel.drawing import lon_lat

Piece = tuple[int, int, int, bool, bool]
"""Start, end, km/h, whether it may be driven forward, and backward."""


@dataclass(frozen=True)
class Network:
    """Nodes in metres and the segments between them."""

    nodes: tuple[tuple[int, int], ...]
    pieces: tuple[Piece, ...]

    def segments(self) -> Segments:
        positions = np.array([lon_lat(*node) for node in self.nodes])
        start, end, speed, forward, backward = zip(*self.pieces, strict=True)
        return Segments(
            lon_e7=np.rint(positions[:, 0] * 1e7).astype(np.int32),
            lat_e7=np.rint(positions[:, 1] * 1e7).astype(np.int32),
            start=np.array(start, dtype=np.int32),
            end=np.array(end, dtype=np.int32),
            speed_kmh=np.array(speed, dtype=np.uint8),
            forward=np.array(forward, dtype=np.bool_),
            backward=np.array(backward, dtype=np.bool_),
        )

    def arcs(self, extra: Mapping[int, tuple[int, float]] | None = None) -> dict[int, list[tuple[int, float]]]:
        """Seconds from node to node; ``extra`` puts node n + k at a share of a piece, ``{k: (piece, share)}``.

        Nodes at one spot are one place, whatever the directions of the piece.
        """
        seconds = self.piece_seconds()
        stops: dict[int, list[tuple[float, int]]] = {}
        for k, (piece, share) in (extra or {}).items():
            stops.setdefault(piece, []).append((share, len(self.nodes) + k))
        out: dict[int, list[tuple[int, float]]] = {}
        for number, (start, end, _, forward, backward) in enumerate(self.pieces):
            chain = [(0.0, start), *sorted(stops.get(number, [])), (1.0, end)]
            for (share_a, a), (share_b, b) in pairwise(chain):
                cost = seconds[number] * (share_b - share_a)
                if forward or share_a == share_b:
                    out.setdefault(a, []).append((b, cost))
                if backward or share_a == share_b:
                    out.setdefault(b, []).append((a, cost))
        return out

    def piece_seconds(self) -> list[float]:
        roads = self.segments()
        lon, lat = roads.lon_e7 / 1e7, roads.lat_e7 / 1e7
        metres = haversine_m(lon[roads.start], lat[roads.start], lon[roads.end], lat[roads.end])
        return [float(x) for x in metres * 3.6 / roads.speed_kmh]


def dijkstra_s(arcs: Mapping[int, list[tuple[int, float]]], source: int) -> dict[int, float]:
    """Seconds from one node to each it reaches."""
    done: dict[int, float] = {}
    heap = [(0.0, source)]
    while heap:
        cost, node = heapq.heappop(heap)
        if node not in done:
            done[node] = cost
            for other, more in arcs.get(node, ()):
                heapq.heappush(heap, (cost + more, other))
    return done


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to 12 nodes joined by chains, rings, one-way streets and doubled roads."""
    count = draw(st.integers(2, 12))
    position = st.tuples(st.integers(0, 2000), st.integers(0, 2000))
    nodes = draw(st.lists(position, min_size=count, max_size=count, unique=True))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    directions = st.sampled_from([(True, True), (True, True), (True, False), (False, True)])
    piece = st.builds(lambda ab, kmh, fb: (*ab, kmh, *fb), ends, st.sampled_from([20, 50, 90]), directions)
    pieces = draw(st.lists(piece, min_size=1, max_size=20))
    for at in range(count - 1):
        if draw(st.booleans()):
            pieces.append((at, at + 1, 50, True, True))
    return Network(tuple(nodes), tuple(pieces))

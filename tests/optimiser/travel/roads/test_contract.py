import numpy as np
import pytest
from hypothesis import given

from optimiser.travel.roads.contract import build_graph
from optimiser.travel.roads.graph import RoadGraph
from tests.optimiser.travel.roads.network import Network, dijkstra_s, networks

BOTH = (50, True, True)


def vertex_positions(graph: RoadGraph, edge: int) -> list[tuple[int, int]]:
    span = slice(int(graph.offset[edge]), int(graph.offset[edge + 1]))
    return list(zip(graph.lon_e7[span].tolist(), graph.lat_e7[span].tolist(), strict=True))


def test_a_chain_becomes_one_edge_with_all_its_vertices() -> None:
    network = Network(
        ((0, 0), (100, 0), (100, 100), (300, 100)), ((0, 1, *BOTH), (2, 1, 25, True, True), (2, 3, *BOTH))
    )
    graph = build_graph(network.segments(), "k")
    roads = network.segments()
    assert (graph.nodes, len(graph.start)) == (2, 1)
    assert vertex_positions(graph, 0) == list(zip(roads.lon_e7.tolist(), roads.lat_e7.tolist(), strict=True))
    assert graph.speed_kmh.tolist() == [50, 25, 50, 0]
    assert graph.edge_dm.tolist() == pytest.approx([4000], abs=2)
    assert graph.edge_ms.tolist() == pytest.approx([7200 + 14_400 + 14_400], abs=10)


def test_a_junction_and_a_change_of_direction_stay_nodes() -> None:
    one_way = (50, True, False)
    cross = Network(((0, 0), (100, 0), (200, 0), (100, 100)), ((0, 1, *BOTH), (1, 2, *BOTH), (1, 3, *BOTH)))
    assert build_graph(cross.segments(), "k").nodes == 4
    becomes_one_way = Network(((0, 0), (100, 0), (200, 0)), ((0, 1, *BOTH), (1, 2, *one_way)))
    assert build_graph(becomes_one_way.segments(), "k").nodes == 3
    face_to_face = Network(((0, 0), (100, 0), (200, 0)), ((0, 1, *one_way), (2, 1, *one_way)))
    assert build_graph(face_to_face.segments(), "k").nodes == 3


def test_one_way_chains_are_joined_whatever_way_their_segments_are_drawn() -> None:
    network = Network(((0, 0), (100, 0), (200, 0)), ((0, 1, 50, True, False), (2, 1, 50, False, True)))
    graph = build_graph(network.segments(), "k")
    assert len(graph.start) == 1
    first = vertex_positions(graph, 0)[0]
    west = min(vertex_positions(graph, 0))
    assert (bool(graph.forward[0]), bool(graph.backward[0])) == ((True, False) if first == west else (False, True))


def test_a_ring_without_junction_is_cut_once() -> None:
    ring = Network(((0, 0), (100, 0), (100, 100), (0, 100)), tuple((i, (i + 1) % 4, 50, True, False) for i in range(4)))
    graph = build_graph(ring.segments(), "k")
    assert (graph.nodes, len(graph.start)) == (1, 1)
    assert graph.start[0] == graph.end[0]
    assert graph.edge_dm.tolist() == pytest.approx([4000], abs=2)


def test_a_loop_at_the_end_of_a_road_keeps_its_junction() -> None:
    nodes = ((0, 0), (100, 0), (200, 0), (200, 100))
    lollipop = Network(nodes, ((0, 1, *BOTH), (1, 2, *BOTH), (2, 3, *BOTH), (3, 1, *BOTH)))
    graph = build_graph(lollipop.segments(), "k")
    assert (graph.nodes, len(graph.start)) == (2, 2)


def test_the_longest_strong_component_comes_first() -> None:
    nodes = ((0, 0), (100, 0), (5000, 0), (6000, 0), (6000, 1000))
    network = Network(nodes, ((0, 1, *BOTH), (1, 2, 50, True, False), (2, 3, *BOTH), (3, 4, *BOTH)))
    graph = build_graph(network.segments(), "k")
    by_length = dict(zip(graph.edge_dm.tolist(), graph.component.tolist(), strict=True))
    assert [by_length[dm] for dm in sorted(by_length)] == [1, 0, -1]  # 100 m apart, 2 km, and the one-way road between
    assert graph.component_m.tolist() == pytest.approx([2000, 100], rel=1e-3)


def test_arrays_bring_the_same_graph_back() -> None:
    network = Network(((0, 0), (100, 0), (200, 0)), ((0, 1, *BOTH), (1, 2, 50, True, False)))
    graph = build_graph(network.segments(), "k")
    again = RoadGraph.from_arrays(graph.to_arrays(), "k")
    assert again.nodes == graph.nodes
    for name, array in graph.to_arrays().items():
        assert np.array_equal(array, again.to_arrays()[name])


@given(network=networks())
def test_contraction_changes_no_way_between_junctions_and_loses_no_road(network: Network) -> None:
    graph = build_graph(network.segments(), "k")
    roads = network.segments()

    assert graph.segment_m.sum() == pytest.approx(
        sum(seconds * piece[2] / 3.6 for seconds, piece in zip(network.piece_seconds(), network.pieces, strict=True))
    )
    ref_at = {(int(lon), int(lat)): ref for ref, (lon, lat) in enumerate(zip(roads.lon_e7, roads.lat_e7, strict=True))}
    node_ref: dict[int, int] = {}
    arcs: dict[int, list[tuple[int, float]]] = {}
    for edge in range(len(graph.start)):
        shape = vertex_positions(graph, edge)
        start, end = ref_at[shape[0]], ref_at[shape[-1]]
        assert node_ref.setdefault(int(graph.start[edge]), start) == start
        assert node_ref.setdefault(int(graph.end[edge]), end) == end
        seconds = float(graph.edge_ms[edge]) / 1000
        if graph.forward[edge]:
            arcs.setdefault(start, []).append((end, seconds))
        if graph.backward[edge]:
            arcs.setdefault(end, []).append((start, seconds))
    assert len(node_ref) == graph.nodes
    for ref in node_ref.values():
        exact = {node: s for node, s in dijkstra_s(network.arcs(), ref).items() if node in node_ref.values()}
        assert dijkstra_s(arcs, ref) == pytest.approx(exact, abs=0.02)

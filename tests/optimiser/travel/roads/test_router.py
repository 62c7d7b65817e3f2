import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.travel.roads.contract import build_graph
from optimiser.travel.roads.router import Router
from optimiser.travel.roads.snap import Snap, Snapper
from tests.optimiser.travel.drawing import length_m, lon_lat, point
from tests.optimiser.travel.roads.network import Network, dijkstra_s, networks

SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.5, 0.9, 1.0])


def snap_on(network: Network, piece: int, share: float) -> Snap:
    """The roadside point at a share of a piece, found by its vertices: nearest-road search has tests of its own."""
    graph = build_graph(network.segments(), "k")
    roads = network.segments()
    ends = [(int(roads.lon_e7[ref]), int(roads.lat_e7[ref])) for ref in (roads.start[piece], roads.end[piece])]
    speed = int(roads.speed_kmh[piece])
    for at in range(len(graph.lon_e7) - 1):
        here = [(int(graph.lon_e7[v]), int(graph.lat_e7[v])) for v in (at, at + 1)]
        edge = int(graph.vertex_edge[at])
        flags = bool(graph.forward[edge]), bool(graph.backward[edge])
        drawn = bool(roads.forward[piece]), bool(roads.backward[piece])
        if graph.speed_kmh[at] == speed and (here, flags) in ((ends, drawn), (ends[::-1], drawn[::-1])):
            part = share if here == ends else 1 - share
            ms, dm = graph.vertex_ms[at : at + 2], graph.vertex_dm[at : at + 2]
            return Snap(
                edge=edge,
                along_ms=round(ms[0] + part * (ms[1] - ms[0])),
                along_dm=round(dm[0] + part * (dm[1] - dm[0])),
                off_m=0,
                lon=(here[0][0] + part * (here[1][0] - here[0][0])) / 1e7,
                lat=(here[0][1] + part * (here[1][1] - here[0][1])) / 1e7,
            )
    raise AssertionError(f"piece {piece} is not in the graph")


def test_two_places_on_one_street_both_ways_and_one_way() -> None:
    for forward, backward, there, back in ((True, True, 60_000, 60_000), (True, False, 60_000, -1)):
        network = Network(((0, 0), (1000, 0)), ((0, 1, 36, forward, backward),))
        snaps = [snap_on(network, 0, 0.2), snap_on(network, 0, 0.8)]
        ms, dm = Router(build_graph(network.segments(), "k")).legs(snaps)
        assert ms.tolist() == [[0, pytest.approx(there, abs=9)], [pytest.approx(back, abs=9), 0]]
        assert dm[0, 1] == pytest.approx(6000, abs=3)
        assert (dm[1, 0] == -1) == (back == -1)


def test_round_a_one_way_ring_the_way_back_is_the_rest_of_it() -> None:
    corners = ((0, 0), (1000, 0), (1000, 1000), (0, 1000))
    ring = Network(corners, tuple((i, (i + 1) % 4, 36, True, False) for i in range(4)))
    snaps = [snap_on(ring, 0, 0.5), snap_on(ring, 1, 0.5)]
    router = Router(build_graph(ring.segments(), "k"))
    ms, dm = router.legs(snaps)
    assert ms.tolist() == [[0, pytest.approx(100_000, abs=30)], [pytest.approx(300_000, abs=30), 0]]
    assert dm.tolist() == [[0, pytest.approx(10_000, abs=9)], [pytest.approx(30_000, abs=9), 0]]
    assert router.path(*snaps) == [pytest.approx(lon_lat(*at), abs=2e-7) for at in ((500, 0), (1000, 0), (1000, 500))]
    assert len(router.path(*snaps[::-1])) == 5


def test_of_two_ways_as_quick_the_shorter_is_taken() -> None:
    # From 0 to 1 directly, or to and fro and to again three times as fast; 4 and 5 make junctions of the ends.
    both_ways = True, True
    pieces = ((0, 2, 108, *both_ways), (2, 3, 108, *both_ways), (3, 1, 108, *both_ways), (0, 1, 36, *both_ways))
    stubs = ((4, 0, 50, *both_ways), (1, 5, 50, *both_ways))
    for x_m in range(1000, 1050):
        nodes = ((0, 0), (x_m, 0), (x_m, 0), (0, 0), (-100, 0), (x_m + 100, 0))
        graph = build_graph(Network(nodes, (*pieces, *stubs)).segments(), "k")
        direct, round_about = np.flatnonzero(abs(graph.edge_dm - 10 * x_m) < 9), np.flatnonzero(graph.edge_dm > 20_000)
        if graph.edge_ms[direct] == graph.edge_ms[round_about]:
            break
    else:
        raise AssertionError("no length rounds to equal times")
    snaps = Snapper(graph).snap([point("west", -50, 0), point("east", x_m + 50, 0)])
    _, dm = Router(graph).legs(snaps)
    assert dm[0, 1] == dm[1, 0] == pytest.approx(10 * (x_m + 100), abs=9)


def test_two_roads_between_the_same_ends_the_quicker_is_taken() -> None:
    network = Network(((0, 0), (1000, 0)), ((0, 1, 20, True, True), (0, 1, 90, True, True)))
    snaps = [snap_on(network, 0, 0.0), snap_on(network, 0, 1.0)]
    ms, _ = Router(build_graph(network.segments(), "k")).legs(snaps)
    assert ms[0, 1] == pytest.approx(40_000, abs=20)


def test_no_way_gives_minus_one_and_an_empty_path() -> None:
    network = Network(((0, 0), (1000, 0), (0, 900), (1000, 900)), ((0, 1, 50, True, True), (2, 3, 50, True, True)))
    snaps = [snap_on(network, 0, 0.5), snap_on(network, 1, 0.5)]
    router = Router(build_graph(network.segments(), "k"))
    assert router.legs(snaps)[0].tolist() == [[0, -1], [-1, 0]]
    assert router.legs(snaps)[1].tolist() == [[0, -1], [-1, 0]]
    assert router.path(*snaps) == []


def test_places_at_one_spot_have_a_path_of_no_length() -> None:
    network = Network(((0, 0), (1000, 0)), ((0, 1, 36, True, True),))
    snaps = [snap_on(network, 0, 0.5)] * 2
    router = Router(build_graph(network.segments(), "k"))
    assert router.legs(snaps)[0].tolist() == [[0, 0], [0, 0]]
    assert length_m(router.path(*snaps)) == 0


def test_sources_taken_in_chunks_give_the_same_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(((0, 0), (1000, 0), (1000, 1000)), ((0, 1, 36, True, True), (1, 2, 50, True, True)))
    graph = build_graph(network.segments(), "k")
    snaps = Snapper(graph).snap([point("a", 10, 5), point("b", 900, 5), point("c", 990, 700), point("d", 300, 9)])
    whole = Router(graph).legs(snaps)
    monkeypatch.setattr("optimiser.travel.roads.router._CHUNK_CELLS", 1)
    chunked = Router(graph).legs(snaps)
    assert (whole[0] == chunked[0]).all()
    assert (whole[1] == chunked[1]).all()


@given(network=networks(), data=st.data())
def test_legs_and_paths_are_those_of_a_plain_search(network: Network, data: st.DataObject) -> None:
    unique: dict[tuple[int, ...], int] = {}
    for number, (a, b, kmh, _, _) in enumerate(network.pieces):
        unique.setdefault((*sorted((a, b)), kmh), number)
    piece = st.sampled_from(sorted(unique.values()))
    spots = data.draw(st.lists(st.tuples(piece, SHARES), min_size=2, max_size=4))
    snaps = [snap_on(network, *spot) for spot in spots]
    router = Router(build_graph(network.segments(), "k"))
    ms, dm = router.legs(snaps)
    arcs = network.arcs(dict(enumerate(spots)))
    first = len(network.nodes)
    for i, origin in enumerate(snaps):
        exact = dijkstra_s(arcs, first + i)
        for j, destination in enumerate(snaps):
            if first + j in exact:
                assert ms[i, j] == pytest.approx(exact[first + j] * 1000, abs=60)
                shape = router.path(origin, destination)
                assert shape[0] == (origin.lon, origin.lat)
                assert shape[-1] == (destination.lon, destination.lat)
                assert length_m(shape) == pytest.approx(dm[i, j] / 10, abs=1.5)
            else:
                assert ms[i, j] == dm[i, j] == -1
                assert router.path(origin, destination) == []

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.travel import Point
from optimiser.travel.roads.contract import build_graph
from optimiser.travel.roads.graph import RoadGraph
from optimiser.travel.roads.snap import Snap, Snapper
from tests.optimiser.travel.drawing import lon_lat, point
from tests.optimiser.travel.roads.network import Network, networks

BOTH = (50, True, True)


def snap(network: Network, place: Point) -> tuple[RoadGraph, Snap]:
    graph = build_graph(network.segments(), "k")
    return graph, Snapper(graph).snap([place])[0]


def test_the_foot_of_the_perpendicular_on_a_long_segment() -> None:
    network = Network(((0, 0), (3000, 0)), ((0, 1, 36, True, True),))
    _, found = snap(network, point("p", 1234, 80))
    assert min(found.along_dm, 30_000 - found.along_dm) == pytest.approx(12_340, abs=5)
    assert found.along_ms == pytest.approx(found.along_dm * 10, abs=10)  # 36 km/h is a decimetre in 10 ms
    assert found.off_m == pytest.approx(80, abs=0.1)
    assert (found.lon, found.lat) == pytest.approx(lon_lat(1234, 0), abs=1e-6)


def test_beyond_the_end_of_a_road_its_end_is_nearest() -> None:
    _, found = snap(Network(((0, 0), (1000, 0)), ((0, 1, *BOTH),)), point("p", 1300, 400))
    assert found.off_m == pytest.approx(500, abs=0.5)
    assert (found.lon, found.lat) == pytest.approx(lon_lat(1000, 0), abs=1e-6)


def test_a_car_park_apart_from_the_network_is_passed_over() -> None:
    network = Network(((0, 0), (5000, 0), (2000, 100), (2100, 100)), ((0, 1, *BOTH), (2, 3, *BOTH)))
    _, found = snap(network, point("p", 2050, 105))
    assert found.off_m == pytest.approx(105, abs=0.1)


def test_a_place_far_from_the_network_goes_to_the_road_of_its_island() -> None:
    network = Network(((0, 0), (9000, 0), (2000, 5000), (3500, 5000)), ((0, 1, *BOTH), (2, 3, *BOTH)))
    graph, found = snap(network, point("p", 2500, 5010))
    assert found.off_m == pytest.approx(10, abs=0.1)
    assert graph.component[found.edge] == 1


def test_far_from_every_road_the_main_network_is_nearest() -> None:
    network = Network(((0, 0), (9000, 0), (2000, 5000), (3500, 5000)), ((0, 1, *BOTH), (2, 3, *BOTH)))
    graph, found = snap(network, point("p", 2500, 5400))
    assert found.off_m == pytest.approx(5400, abs=1)
    assert graph.component[found.edge] == 0


def test_a_network_of_one_way_roads_alone_still_has_a_nearest_one() -> None:
    _, found = snap(Network(((0, 0), (1000, 0)), ((0, 1, 50, True, False),)), point("p", 500, 7))
    assert found.off_m == pytest.approx(7, abs=0.1)


@given(network=networks(), x_m=st.integers(-500, 2500), y_m=st.integers(-500, 2500))
def test_no_road_of_its_component_is_nearer(network: Network, x_m: int, y_m: int) -> None:
    graph = build_graph(network.segments(), "k")
    found = Snapper(graph).snap([point("p", x_m, y_m)])[0]
    component = int(graph.component[found.edge])
    has_main = bool((graph.component == 0).any())
    distance_m: dict[int, float] = {}
    for at in np.flatnonzero(graph.speed_kmh > 0).tolist():
        own = int(graph.component[graph.vertex_edge[at]]) if has_main else component
        metres = distance_to_segment((x_m, y_m), position_m(graph, at), position_m(graph, at + 1))
        distance_m[own] = min(metres, distance_m.get(own, math.inf))
    assert found.off_m == pytest.approx(distance_m[component], rel=1e-3, abs=0.1)
    if has_main and component != 0:
        assert distance_m[0] > 300
        assert found.off_m <= 300


def position_m(graph: RoadGraph, vertex: int) -> tuple[float, float]:
    origin, unit = lon_lat(0, 0), lon_lat(1, 1)
    lon, lat = graph.lon_e7[vertex] / 1e7, graph.lat_e7[vertex] / 1e7
    return (lon - origin[0]) / (unit[0] - origin[0]), (lat - origin[1]) / (unit[1] - origin[1])


def distance_to_segment(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """By the law of cosines: the nearest end where the angle there is obtuse, else the height of the triangle."""
    to_a, to_b, base = math.dist(p, a), math.dist(p, b), math.dist(a, b)
    if to_a**2 >= to_b**2 + base**2 or to_b**2 >= to_a**2 + base**2:
        return min(to_a, to_b)
    half = (to_a + to_b + base) / 2
    return 2 * math.sqrt(max(0.0, half * (half - to_a) * (half - to_b) * (half - base))) / base

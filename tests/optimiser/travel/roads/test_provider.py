from pathlib import Path

import numpy as np
import pytest

import instances
from models.territory import PairOverride
from optimiser.travel import UNREACHABLE, Conditions, Point, Remark, RemarkKind, RoadNetwork, TravelDataError
from optimiser.travel.cache import ArrayCache
from optimiser.travel.roads import provider as provider_module
from optimiser.travel.roads.provider import read_graph
from tests.optimiser.travel.drawing import Metres, Way, length_m, lon_lat, point, write_osm
from tests.optimiser.travel.test_closure import assert_triangles_hold

ANDORRA = Path(instances.__file__).parent / "andorra" / "roads.osm.pbf"
VILLAGES = [
    Point("andorra-la-vella", 1.521247, 42.506939),
    Point("escaldes", 1.534125, 42.508889),
    Point("ordino", 1.533247, 42.556307),
    Point("canillo", 1.599722, 42.566944),
    Point("pas-de-la-casa", 1.733889, 42.542778),
    Point("sant-julia", 1.491389, 42.463611),
]

# A town with a one-way street, a roundabout, a closed road and a car park, and an island with a road of its own:
#
#   1 ===== 2 ===== 3        1-2-3 primary, 1 km each, 60 km/h by its limit
#           |      /         2-4 one-way southwards, 3-4 private
#           4 ---            4-5 residential to the roundabout 5-6-7-8 (one-way, counter-clockwise), 7-9 out of it
TOWN: dict[int, Metres] = {
    1: (0, 0),
    2: (1000, 0),
    3: (2000, 0),
    4: (1000, -1000),
    5: (1000, -2000),
    6: (1030, -2030),
    7: (1000, -2060),
    8: (970, -2030),
    9: (1000, -3000),
    10: (400, 60),
    11: (480, 60),
    20: (500, 8000),
    21: (2000, 8000),
}
PRIMARY = {"highway": "primary", "maxspeed": "60"}
STREET = {"highway": "residential"}
WAYS: list[Way] = [
    (PRIMARY, (1, 2, 3)),
    ({**STREET, "oneway": "yes"}, (2, 4)),
    ({**PRIMARY, "access": "private"}, (3, 4)),
    (STREET, (4, 5)),
    ({**STREET, "junction": "roundabout"}, (5, 8, 7, 6, 5)),
    (STREET, (7, 9)),
    ({"highway": "service"}, (10, 11)),
    (PRIMARY, (20, 21)),
    ({"highway": "footway"}, (9, 1)),
]
BACK = (STREET, (9, 3))


@pytest.fixture
def cache(tmp_path: Path) -> ArrayCache:
    return ArrayCache(tmp_path / "cache")


@pytest.fixture
def town(tmp_path: Path, cache: ArrayCache) -> RoadNetwork:
    return RoadNetwork.read(write_osm(tmp_path / "town.osm.pbf", TOWN, [*WAYS, BACK]), cache=cache)


def test_a_straight_road_takes_its_length_at_its_limit(town: RoadNetwork) -> None:
    matrix = town.matrix([point("west", 0, 0), point("east", 2000, 0)], Conditions())
    assert matrix.metres[0, 1] == pytest.approx(2000, abs=2)
    assert matrix.minutes.tolist() == [[0, 2], [2, 0]]
    assert town.matrix(matrix_points := [point("west", 0, 0), point("east", 1995, 0)], Conditions()).minutes[0, 1] == 2
    assert town.matrix(matrix_points, Conditions(road_percent=50)).minutes[0, 1] == 4
    assert town.matrix(matrix_points, Conditions(road_percent=50, season_percent=80)).minutes[0, 1] == 5


def test_a_one_way_street_is_left_the_other_way_round(town: RoadNetwork) -> None:
    matrix = town.matrix([point("two", 1000, 0), point("four", 1000, -1000)], Conditions())
    assert matrix.metres[0, 1] == pytest.approx(1000, abs=2)
    # Back: to the roundabout and half round it, to 9, by the long street to 3, and along the primary road to 2.
    assert matrix.metres[1, 0] == pytest.approx(1000 + 85 + 940 + 3162 + 1000, abs=5)


def test_a_roundabout_is_driven_in_its_direction(town: RoadNetwork) -> None:
    north, south = point("north", 1000, -1900), point("south", 1000, -2200)
    there = town.path(north, south, Conditions())
    back = town.path(south, north, Conditions())
    assert_passes(there, TOWN[8], not_by=TOWN[6])
    assert_passes(back, TOWN[6], not_by=TOWN[8])


def assert_passes(shape: list[tuple[float, float]], by: Metres, not_by: Metres) -> None:
    assert min(length_m([lon_lat(*by), vertex]) for vertex in shape) < 0.1
    assert min(length_m([lon_lat(*not_by), vertex]) for vertex in shape) > 1


def test_a_private_road_and_a_footpath_are_not_driven(town: RoadNetwork) -> None:
    matrix = town.matrix([point("three", 2000, 0), point("four", 1000, -1000)], Conditions())
    assert matrix.metres[0, 1] == pytest.approx(2000, abs=2)  # by 2; the private road would be 1,414 m


def test_a_bollard_cuts_a_street(tmp_path: Path, cache: ArrayCache) -> None:
    nodes: dict[int, Metres] = {1: (0, 0), 2: (500, 0), 3: (1000, 0), 4: (1000, 2000), 5: (0, 2000)}
    ways: list[Way] = [(STREET, (1, 2, 3)), (STREET, (3, 4, 5, 1))]
    path = write_osm(tmp_path / "bollard.osm.pbf", nodes, ways, {2: {"barrier": "bollard"}})
    places = [point("west", 450, 0), point("east", 550, 0)]
    metres = RoadNetwork.read(path, cache=cache).matrix(places, Conditions()).metres
    assert metres[0, 1] == metres[1, 0] == pytest.approx(450 + 2000 + 1000 + 2000 + 450, abs=3)


def test_a_place_in_a_car_park_of_its_own_is_reached(town: RoadNetwork) -> None:
    matrix = town.matrix([point("car-park", 440, 60), point("west", 0, 0)], Conditions())
    assert matrix.metres[0, 1] == pytest.approx(440 + 60, abs=2)
    assert matrix.remarks == ()


def test_the_way_to_the_road_counts_and_far_places_are_told(town: RoadNetwork) -> None:
    farm, west = point("farm", 0, 500), point("west", 0, 0)
    matrix = town.matrix([farm, west], Conditions())
    assert matrix.minutes[0, 1] == 3  # half a kilometre off the road, at 10 km/h
    assert matrix.metres[0, 1] == pytest.approx(500, abs=1)
    assert matrix.remarks == (Remark(RemarkKind.FAR_FROM_ROAD, ("farm",), 500),)
    assert town.path(farm, west, Conditions())[0] == (farm.lon, farm.lat)


def test_an_island_is_unreachable_but_has_roads_of_its_own(town: RoadNetwork) -> None:
    places = [point("west", 0, 0), point("port", 600, 8010), point("east", 2000, 0), point("lighthouse", 1900, 8010)]
    matrix = town.matrix(places, Conditions())
    assert matrix.minutes[0].tolist() == [0, UNREACHABLE, 2, UNREACHABLE]
    assert matrix.metres[1, 0] == UNREACHABLE
    assert matrix.metres[1, 3] == pytest.approx(1320, abs=2)
    assert matrix.remarks == (
        Remark(RemarkKind.UNREACHABLE, ("port", "west", "east"), 2),
        Remark(RemarkKind.UNREACHABLE, ("lighthouse", "west", "east"), 2),
    )
    assert town.path(places[0], places[1], Conditions()) == []


def test_a_ferry_stated_by_hand_joins_the_island(tmp_path: Path, cache: ArrayCache) -> None:
    places = [point("west", 0, 0), point("port", 600, 8010), point("lighthouse", 1900, 8010)]
    ferry = [
        PairOverride(origin="west", destination="port", minutes=40, metres=8000),
        PairOverride(origin="port", destination="west", minutes=45, metres=8000),
    ]
    town = RoadNetwork.read(write_osm(tmp_path / "town.osm.pbf", TOWN, [*WAYS, BACK]), ferry, cache)
    matrix = town.matrix(places, Conditions())
    assert matrix.minutes.tolist() == [[0, 40, 42], [45, 0, 2], [47, 2, 0]]
    assert matrix.rows_between(0, 2) == [1]
    assert matrix.remarks == ()


def test_a_place_on_another_continent_is_far_off_and_unreachable(town: RoadNetwork) -> None:
    matrix = town.matrix([point("west", 0, 0), Point("swapped", 44.7, 6.5)], Conditions())
    assert matrix.minutes[0, 1] == UNREACHABLE
    assert {remark.kind for remark in matrix.remarks} == {RemarkKind.FAR_FROM_ROAD, RemarkKind.UNREACHABLE}


def test_a_dead_end_one_way_road_is_no_trap(tmp_path: Path, cache: ArrayCache) -> None:
    town = RoadNetwork.read(write_osm(tmp_path / "town.osm.pbf", TOWN, WAYS), cache=cache)  # without the way back
    matrix = town.matrix([point("two", 990, 0), point("nine", 1000, -2990)], Conditions())
    assert sorted({int(m) < UNREACHABLE for m in (matrix.minutes[0, 1], matrix.minutes[1, 0])}) == [False, True]
    assert [remark.kind for remark in matrix.remarks] == [RemarkKind.UNREACHABLE]


def test_no_place_gives_an_empty_matrix(town: RoadNetwork) -> None:
    assert town.matrix([], Conditions()).minutes.shape == (0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roads.osm.pbf", b""),
        ("roads.osm.pbf", b"this is no extract"),
        ("roads.osm.pbf", None),
        ("roads.txt", b"nor this"),
    ],
)
def test_a_file_that_is_no_extract_is_told(tmp_path: Path, cache: ArrayCache, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    path.write_bytes(ANDORRA.read_bytes()[:1_000_000] if content is None else content)
    with pytest.raises(TravelDataError, match=name):
        RoadNetwork.read(path, cache=cache)


def test_a_missing_file_is_told(tmp_path: Path, cache: ArrayCache) -> None:
    with pytest.raises(TravelDataError, match=r"roads\.osm\.pbf"):
        RoadNetwork.read(tmp_path / "roads.osm.pbf", cache=cache)
    with pytest.raises(TravelDataError, match=tmp_path.name):
        RoadNetwork.read(tmp_path, cache=cache)


def test_an_extract_without_a_road_is_told(tmp_path: Path, cache: ArrayCache) -> None:
    path = write_osm(tmp_path / "paths.osm.pbf", TOWN, [({"highway": "footway"}, (1, 2))])
    with pytest.raises(TravelDataError, match="no drivable road"):
        RoadNetwork.read(path, cache=cache)


def test_ways_cut_at_the_border_keep_what_is_inside(tmp_path: Path, cache: ArrayCache) -> None:
    inside = {ref: TOWN[ref] for ref in (1, 2, 3)}
    path = write_osm(tmp_path / "cut.osm.pbf", inside, [(PRIMARY, (98, 1, 2, 99, 3)), (PRIMARY, (98, 99))])
    graph = read_graph(path, cache)
    assert graph.edge_dm.tolist() == [pytest.approx(10_000, abs=5)]


def test_the_graph_is_read_once(tmp_path: Path, cache: ArrayCache, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_osm(tmp_path / "town.osm.pbf", TOWN, WAYS)
    first = read_graph(path, cache)
    monkeypatch.setattr(provider_module, "read_segments", lambda _: pytest.fail("read again"))
    again = read_graph(path, cache)
    assert again.key == first.key
    for name, array in first.to_arrays().items():
        assert np.array_equal(array, again.to_arrays()[name])


def test_a_changed_extract_is_read_again(tmp_path: Path, cache: ArrayCache) -> None:
    path = write_osm(tmp_path / "town.osm.pbf", TOWN, WAYS)
    before = read_graph(path, cache)
    write_osm(path, TOWN, [*WAYS, BACK])
    assert read_graph(path, cache).key != before.key


def test_damaged_cache_files_are_built_again(tmp_path: Path, cache: ArrayCache) -> None:
    path = write_osm(tmp_path / "town.osm.pbf", TOWN, [*WAYS, BACK])
    places = [point(f"p{x}", x, -x) for x in (0, 300, 900, 1700)]
    first = RoadNetwork.read(path, cache=cache).matrix(places, Conditions())
    files = sorted(cache.root.iterdir())
    assert [file.name.partition("-")[0] for file in files] == ["legs", "roads"]
    for file in files:
        content = file.read_bytes()
        for damaged in (b"", content[:50], content[:-1] + b"?", content[40:]):
            file.write_bytes(damaged)
            again = RoadNetwork.read(path, cache=cache).matrix(places, Conditions())
            assert np.array_equal(again.minutes, first.minutes)
            assert file.read_bytes() == content


def test_the_times_are_searched_once_for_all_conditions(town: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [point("a", 0, 0), point("b", 1500, 0)]
    ordinary = town.matrix(places, Conditions())
    monkeypatch.setattr(type(town._router), "legs", lambda *_: pytest.fail("searched again"))
    winter = town.matrix(places, Conditions(season_percent=50))
    assert winter.minutes[0, 1] == 2 * ordinary.minutes[0, 1] - 1  # 1.5 min and 3 min
    fresh = RoadNetwork(town.graph, cache=town.cache).matrix(places, Conditions())
    assert np.array_equal(fresh.minutes, ordinary.minutes)


@pytest.fixture(scope="module")
def andorra(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return RoadNetwork.read(ANDORRA, cache=ArrayCache(tmp_path_factory.mktemp("andorra")))


def test_andorra_has_the_shape_of_a_road_network(andorra: RoadNetwork) -> None:
    graph = andorra.graph
    assert 2_000 < graph.nodes < 6_000
    assert 450_000 < graph.component_m[0] < 650_000
    assert graph.component_m[0] > 0.95 * graph.component_m.sum()


def test_andorra_s_villages_are_as_far_apart_as_by_road(andorra: RoadNetwork) -> None:
    matrix = andorra.matrix(VILLAGES, Conditions())
    km = {b: matrix.metres[0, matrix.index[b]] / 1000 for b in ("escaldes", "ordino", "canillo", "pas-de-la-casa")}
    assert km["escaldes"] == pytest.approx(1.5, abs=0.6)
    assert km["ordino"] == pytest.approx(8.5, abs=1.5)
    assert km["canillo"] == pytest.approx(12, abs=1.5)
    assert km["pas-de-la-casa"] == pytest.approx(29, abs=3)
    assert matrix.remarks == ()
    assert_triangles_hold(matrix)


def test_andorra_s_paths_are_as_long_as_the_matrix_says(andorra: RoadNetwork) -> None:
    matrix = andorra.matrix(VILLAGES, Conditions())
    for i, a in enumerate(VILLAGES):
        for j, b in enumerate(VILLAGES):
            shape = andorra.path(a, b, Conditions())
            assert length_m(shape) == pytest.approx(matrix.metres[i, j], abs=1 + 0.001 * matrix.metres[i, j])


def test_andorra_is_the_same_from_the_cache_and_in_any_order(andorra: RoadNetwork, tmp_path: Path) -> None:
    first = andorra.matrix(VILLAGES, Conditions())
    again = RoadNetwork.read(ANDORRA, cache=ArrayCache(tmp_path)).matrix(VILLAGES[::-1], Conditions())
    assert np.array_equal(first.minutes, again.minutes[::-1, ::-1])
    assert np.array_equal(first.metres, again.metres[::-1, ::-1])


def test_the_extract_names_its_licence() -> None:
    licence = ANDORRA.with_name("roads.osm.pbf.LICENCE").read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in licence
    assert "ODbL" in licence

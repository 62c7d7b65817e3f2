import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.territory import PairOverride
from optimiser.travel import Conditions, GreatCircle, Point, haversine_m
from tests.optimiser.travel.drawing import point
from tests.optimiser.travel.test_closure import assert_triangles_hold

POSITIONS = st.tuples(st.floats(6.0, 7.0), st.floats(44.0, 45.0))


def test_a_degree_of_latitude_is_a_360th_of_the_circumference() -> None:
    assert haversine_m(6.5, 44.0, 6.5, 45.0) == pytest.approx(2 * np.pi * 6_371_008.8 / 360)


def test_paris_to_marseille() -> None:
    assert haversine_m(2.3522, 48.8566, 5.3698, 43.2965) == pytest.approx(660_500, rel=1e-3)


def test_opposite_points_are_half_the_circumference_apart() -> None:
    assert haversine_m(0, 0, 180, 0) == pytest.approx(np.pi * 6_371_008.8)


def test_detour_and_speed_make_the_minutes() -> None:
    # 10 km × 1.5 = 15 km; at 45 km/h that is 20 min, in winter at 80 % of the speed 25 min.
    places = [point("a", 0, 0), point("b", 0, 9_999.5)]
    roads = GreatCircle(150)
    assert roads.matrix(places, Conditions(kmh=45)).minutes.tolist() == [[0, 20], [20, 0]]
    assert roads.matrix(places, Conditions(kmh=45, season_percent=80)).minutes.tolist() == [[0, 25], [25, 0]]
    assert roads.matrix(places, Conditions(kmh=45)).metres.tolist() == [[0, 15_000], [15_000, 0]]


def test_an_override_holds_in_its_direction() -> None:
    stated = PairOverride(origin="a", destination="b", minutes=7, metres=3_000)
    matrix = GreatCircle(100, [stated]).matrix([point("a", 0, 0), point("b", 0, 9_999)], Conditions(kmh=60))
    assert matrix.minutes.tolist() == [[0, 7], [10, 0]]
    assert matrix.metres.tolist() == [[0, 3_000], [9_999, 0]]


def test_the_path_is_straight_and_empty_where_closed() -> None:
    a, b = point("a", 0, 0), point("b", 0, 1000)
    assert GreatCircle(130).path(a, b, Conditions()) == [(a.lon, a.lat), (b.lon, b.lat)]
    assert GreatCircle(130).path(a, b, Conditions(closed=frozenset({("a", "b")}))) == []


def test_no_point_gives_an_empty_matrix() -> None:
    assert GreatCircle(130).matrix([], Conditions()).minutes.shape == (0, 0)


@pytest.mark.parametrize("detour_percent", [0, 99, -130])
def test_a_detour_below_the_great_circle_is_refused(detour_percent: int) -> None:
    with pytest.raises(ValueError, match=str(detour_percent)):
        GreatCircle(detour_percent)


@pytest.mark.parametrize("speeds", [(0, 100, 100), (50, -1, 100), (50, 100, 0)])
def test_conditions_without_speed_are_refused(speeds: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Conditions(*speeds)


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, -91), (float("nan"), 0), (0, float("inf"))])
def test_points_off_the_earth_are_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="outside the Earth"):
        Point("a", lon, lat)


@given(positions=st.lists(POSITIONS, min_size=1, max_size=8), detour=st.integers(100, 300), kmh=st.integers(5, 130))
def test_great_circle_times_are_symmetric_and_keep_the_triangle_inequality(
    positions: list[tuple[float, float]], detour: int, kmh: int
) -> None:
    points = [Point(str(i), *position) for i, position in enumerate(positions)]
    matrix = GreatCircle(detour).matrix(points, Conditions(kmh=kmh))
    assert (matrix.minutes == matrix.minutes.T).all()
    assert (matrix.metres == matrix.metres.T).all()
    assert_triangles_hold(matrix)
    for i, a in enumerate(positions):
        for j, b in enumerate(positions):
            if max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1e-6:
                assert matrix.minutes[i, j] >= 1
                assert matrix.minutes[i, j] >= matrix.metres[i, j] * 60 / (kmh * 1000) - 1

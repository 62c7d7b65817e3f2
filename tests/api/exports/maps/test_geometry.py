import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.maps.geometry import LonLat, along, arc, length_m, thin

HERE = (6.7, 44.7)
KM_NORTH = 1000 / 111_195
points = st.lists(
    st.tuples(st.floats(6.6, 6.8, allow_nan=False), st.floats(44.6, 44.8, allow_nan=False)), min_size=1, max_size=30
)


def test_points_on_a_straight_line_are_left_out() -> None:
    line = [(6.7, 44.7 + KM_NORTH * k) for k in range(9)]
    assert thin(line, 5) == [line[0], line[-1]]


def test_a_corner_stays() -> None:
    line = [HERE, (6.7, 44.75), (6.75, 44.75)]
    assert thin(line, 5) == line


@given(points)
def test_a_thinned_line_keeps_its_ends_and_nothing_new(line: list[LonLat]) -> None:
    kept = thin(line, 8)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    rest = iter(line)
    assert all(point in rest for point in kept)
    # Each piece is measured on a plane of its own: the triangle inequality holds to a thousandth.
    assert length_m(kept) <= length_m(line) * 1.001 + 1


def test_halfway_north() -> None:
    point, heading = along([HERE, (6.7, 44.7 + KM_NORTH), (6.7, 44.7 + 2 * KM_NORTH)], 0.5)
    assert point == pytest.approx((6.7, 44.7 + KM_NORTH))
    assert heading == pytest.approx(0)


def test_headings_go_clockwise_from_north() -> None:
    assert along([HERE, (6.8, 44.7)], 0.3)[1] == pytest.approx(90)
    assert along([HERE, (6.6, 44.7)], 0.3)[1] == pytest.approx(270)


def test_an_arc_bends_to_the_right_and_the_way_back_to_the_other_side() -> None:
    there, back = (6.7, 44.7 + KM_NORTH), HERE
    out_middle = arc(HERE, there, 0.1)[9]
    home_middle = arc(there, back, 0.1)[9]
    assert out_middle[0] > HERE[0] > home_middle[0]
    stray_m = length_m([(HERE[0], out_middle[1]), out_middle])
    assert stray_m == pytest.approx(100, rel=0.01)
    assert (arc(HERE, there, 0.1)[0], arc(HERE, there, 0.1)[-1]) == (HERE, there)

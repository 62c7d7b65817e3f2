import pytest

from models.geography import distance_m


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_m(6.0, 44.0, 6.0, 45.0) == pytest.approx(111_195, abs=1)


def test_distance_across_the_date_line_and_to_the_antipode() -> None:
    assert distance_m(179.5, 0, -179.5, 0) == pytest.approx(111_195, abs=1)
    assert distance_m(0, 0, 180, 0) == pytest.approx(20_015_115, abs=1)
    assert distance_m(6.5, 44.5, 6.5, 44.5) == 0

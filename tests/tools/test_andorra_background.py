"""The Andorran map background: lines thinned within the tolerance, files that are what the extract gives."""

import json
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import andorra_background
from tools.andorra_background import FOLDER, PARISHES, _off_line_m, thin

features = cache(andorra_background.features)

POINTS = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda p: (1.5 + p[0] / 10_000, 42.5 + p[1] / 10_000))


def test_a_straight_line_is_its_two_ends() -> None:
    line = [(1.5, 42.5), (1.51, 42.51), (1.52, 42.52)]
    assert thin(line, 5.0) == [line[0], line[2]]


@given(st.lists(POINTS, min_size=2, max_size=12), st.sampled_from([5.0, 50.0]))
def test_no_point_left_out_is_farther_off_than_the_tolerance(line: list[tuple[float, float]], tolerance: float) -> None:
    kept = thin(line, tolerance)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    for point in line:
        assert min(_off_line_m(point, a, b) for a, b in pairwise(kept)) <= tolerance + 1e-6


@pytest.mark.parametrize(("index", "name"), [(0, "communes"), (1, "roads")])
def test_files_are_what_the_extract_gives(index: int, name: str) -> None:
    stored = json.loads((FOLDER / f"background-{name}.geojson").read_text(encoding="utf-8"))["features"]
    assert stored == json.loads(json.dumps(features()[index]))


def test_every_parish_is_there() -> None:
    assert {feature["properties"]["insee"] for feature in features()[0]} == set(PARISHES.values())

from pathlib import Path

import pytest

from api.exports.maps.background_files import Backgrounds, read_backgrounds
from models.notices import InvalidInstance

INSTANCES = Path(__file__).parents[4] / "instances"


def test_a_territory_without_background_has_none(tmp_path: Path) -> None:
    assert read_backgrounds(tmp_path) == Backgrounds()


@pytest.mark.parametrize("name", ["queyras", "seille-creche", "ecrins-desks", "andorra"])
def test_the_bundled_backgrounds_name_their_licence(name: str) -> None:
    found = read_backgrounds(INSTANCES / name)
    for shapes in (found.communes, found.roads):
        assert shapes is None or shapes["licence"]
    assert found.communes is not None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "\xff\xfe",
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": {}}',
        '{"type": "FeatureCollection", "features": [1]}',
        '{"type": "FeatureCollection", "features": [{"geometry": null}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_geojson_is_a_fault_of_the_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "background-roads.geojson").write_bytes(content.encode("latin-1"))
    with pytest.raises(InvalidInstance) as caught:
        read_backgrounds(tmp_path)
    assert [(n.code, n.location.source) for n in caught.value.notices] == [
        ("map-background", "background-roads.geojson")
    ]

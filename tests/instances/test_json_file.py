import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from instances import read_instance, write_json
from tests.instances.tiny import places, refusal, tiny


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_json(tiny(), tmp_path / "tiny.json")
    return tmp_path / "tiny.json"


def edit(file: Path, change: Callable[[Any], object]) -> Path:
    document = json.loads(file.read_bytes())
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_json_is_read_back(file: Path) -> None:
    assert read_instance(file) == (tiny(), ())


def test_a_byte_order_mark_does_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_instance(file) == (tiny(), ())


def test_every_fault_is_told_at_its_path_and_item(file: Path) -> None:
    def change(document: Any) -> None:
        document["rides"][1]["walkers"] = -2
        document["rides"][0]["outbound"]["dropoff"] = {"start": "10:00", "end": "09:00"}
        document["vehicles"][0]["colour"] = "blue"
        del document["stops"][0]["name"]
        document["anchor"] = "2027-01-12"

    assert places(refusal(edit(file, change))) == [
        ("value.missing", "tiny.json", None, "stops[0].name"),
        ("field.unknown", "tiny.json", None, "vehicles[0].colour"),
        ("value.invalid", "tiny.json", None, "rides[0].outbound.dropoff"),
        ("value.range", "tiny.json", None, "rides[1].walkers"),
    ]
    assert refusal(file)[0].location.item == "fontaine"


def test_dangling_references_are_told_by_item(file: Path) -> None:
    (notice,) = refusal(edit(file, lambda document: document["rides"][0].update(origin="fontane")))
    assert places((notice,)) == [("reference.unknown", "tiny.json", None, "rides[0].origin")]
    assert notice.location.item == "r1"
    assert notice.remedy.text("en") == "did you mean fontaine?"


def test_the_second_of_two_equal_ids_is_pointed_at(file: Path) -> None:
    (notice, *_) = refusal(edit(file, lambda document: document["rides"].append(document["rides"][0])))
    assert places((notice,)) == [("id.duplicate", "tiny.json", None, "rides[2].id")]


def test_faults_of_the_travel_overrides_are_pointed_at(file: Path) -> None:
    override = {"origin": "garage", "destination": "col", "minutes": 1, "metres": 1}
    (notice,) = refusal(edit(file, lambda document: document["territory"]["travel"]["overrides"].append(override)))
    assert notice.location.field == "territory.travel.overrides[0].destination"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"{", "file.json"),
        (b"not json", "file.json"),
        (b"\xff\xfe{}", "file.json"),
        (b"[" * 100_000, "file.json"),
        (b"[]", "value.invalid"),
        (b"null", "value.missing"),
    ],
)
def test_what_is_no_instance_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "x.json").write_bytes(data)
    assert [notice.code for notice in refusal(tmp_path / "x.json")] == [code]

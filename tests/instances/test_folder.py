"""What a folder may hold wrong, and how it is told: all at once, at file, row and field."""

from pathlib import Path

import pytest

from instances import read_instance, write_folder
from models.notices import Severity
from tests.instances.tiny import places, refusal, spoil, tiny, tiny_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_folder(tmp_path / "tiny")


def test_the_tiny_territory_is_read_without_a_word(folder: Path) -> None:
    assert read_instance(folder) == (tiny(), ())


def test_every_fault_is_told_at_once(folder: Path) -> None:
    spoil(folder / "territory.toml", "week = 2027-01-11", "week = 2027-01-12")
    spoil(folder / "communes.csv", ",6.7,44.7", ",est,44.7")
    spoil(folder / "vehicles.csv", "garage,8 seats", "garagge,8 seats")
    spoil(folder / "rides.csv", "2027-01-14", "2027-02-30")
    spoil(folder / "rides.csv", "10:00-11:00", "11:00-10:00")
    spoil(folder / "credentials.csv", "paul,permis-b", "paule,permis-b")
    assert places(refusal(folder)) == [
        ("value.invalid", "communes.csv", 2, "lon"),
        ("value.invalid", "rides.csv", 2, "date"),
        ("value.invalid", "rides.csv", 3, "outbound.pickup"),
        ("reference.unknown", "credentials.csv", 4, "of"),
        ("value.invalid", "territory.toml", None, "week"),
        ("reference.unknown", "vehicles.csv", 2, "depot"),
    ]


def test_a_notice_says_what_to_do_in_french(folder: Path) -> None:
    spoil(folder / "vehicles.csv", "garage,8 seats", "garagge,8 seats")
    (notice,) = refusal(folder)
    assert notice.text("en") == "vehicles.csv:2 [depot] m1: garagge is not one of the depots — did you mean garage?"
    assert notice.text("fr") != notice.text("en")


@pytest.mark.parametrize(
    ("file", "before", "after", "expected"),
    [
        ("rides.csv", "r1,tad", ",tad", ("value.missing", "rides.csv", 2, "id")),
        ("rides.csv", "r2,tad", "r1,tad", ("id.duplicate", "rides.csv", 3, "id")),
        ("stops.csv", "marche,Marché", "garage,Marché", ("id.duplicate", "stops.csv", 3, "id")),
        ("rides.csv", "r1,tad", "r 1é,tad", ("id.malformed", "rides.csv", 2, "id")),
        ("demands.csv", ",0,0,8,", ",0,0,-8,", ("value.range", "demands.csv", 2, "attendance.others")),
        ("vehicles.csv", "8 seats", "-8 seats", ("value.invalid", "vehicles.csv", 2, "layouts")),
        ("venues.csv", "08:00-12:00", "12:00-08:00", ("value.invalid", "venues.csv", 2, "opening")),
        ("stops.csv", "6.752,44.682", "44.682,6.752", ("place.far", "stops.csv", 3, "lon")),
        ("demands.csv", ",1,1,", ",1,4,", ("pattern.longer_than_cycle", "demands.csv", 2, "pattern.every_weeks")),
        ("demands.csv", "mairie", "mairie; salle", ("reference.unknown", "demands.csv", 2, "venues")),
        ("services.csv", "may_release", "sometimes", ("value.invalid", "services.csv", 2, "vehicle_use")),
        ("people.csv", "fr-public", "fr-publique", ("reference.unknown", "people.csv", 2, "work_rules")),
        ("promises.csv", "r1", "r9", ("reference.unknown", "promises.csv", 2, "of")),
        (
            "territory.toml",
            '"great_circle"',
            '"teleport"',
            ("value.invalid", "territory.toml", None, "travel.provider"),
        ),
        ("territory.toml", "anchor", "ancre", ("field.unknown", "territory.toml", None, "ancre")),
        ("territory.toml", "[travel]", "[travel", ("file.toml", "territory.toml", None, "")),
        ("rides.csv", "no,", "no,,,,,,,,,,,,,,,,extra", ("row.too_long", "rides.csv", 2, "")),
    ],
)
def test_one_fault(
    folder: Path, file: str, before: str, after: str, expected: tuple[str, str, int | None, str]
) -> None:
    spoil(folder / file, before, after)
    assert expected in places(refusal(folder))


def test_someone_without_any_diploma_is_a_fault(folder: Path) -> None:
    lines = (folder / "credentials.csv").read_text(encoding="utf-8").splitlines()
    (folder / "credentials.csv").write_text("\n".join(lines[:3]), encoding="utf-8")
    assert places(refusal(folder)) == [("person.no_credential", "people.csv", 3, "credentials.csv")]


def test_a_diploma_that_cannot_be_read_is_told_once(folder: Path) -> None:
    lines = (folder / "credentials.csv").read_text(encoding="utf-8").splitlines()
    (folder / "credentials.csv").write_text("\n".join([*lines[:3], "paul,permis b,,,"]), encoding="utf-8")
    assert places(refusal(folder)) == [("id.malformed", "credentials.csv", 4, "kind")]


def test_french_excel_writes_what_is_read(folder: Path) -> None:
    text = (folder / "stops.csv").read_text(encoding="utf-8")
    french = text.replace(",", ";").replace("6.752;44.682", "6,752;44,682").replace("lon;lat", "Longitude;Latitude")
    (folder / "stops.csv").write_bytes(french.replace("\n", "\r\n").encode("cp1252"))
    spoil(folder / "rides.csv", "2027-01-14", "14/01/2027")
    instance, notices = read_instance(folder)
    assert instance == tiny()
    assert [(n.code, n.severity, n.location.source) for n in notices] == [("file.encoding", Severity.INFO, "stops.csv")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_excel_saves(folder: Path, encoding: str) -> None:
    text = (folder / "stops.csv").read_text(encoding="utf-8")
    (folder / "stops.csv").write_bytes(text.replace(",", "\t").encode(encoding))
    assert read_instance(folder)[0] == tiny()


@pytest.mark.parametrize("data", [b"id,name\nA\x81\x8d,B\n", b"\x00\x01\x02id,name"])
def test_what_is_no_text_is_refused(folder: Path, data: bytes) -> None:
    (folder / "stops.csv").write_bytes(data)
    assert ("file.encoding", "stops.csv", None, "") in places(refusal(folder))


def test_a_separator_that_splits_nothing_is_refused(folder: Path) -> None:
    text = (folder / "stops.csv").read_text(encoding="utf-8")
    (folder / "stops.csv").write_text(text.replace(",", "|"), encoding="utf-8")
    assert ("file.headers", "stops.csv", 1, "") in places(refusal(folder))


def test_unknown_files_and_columns_are_named_and_passed_over(folder: Path) -> None:
    (folder / "stop.csv").write_text("id\n", encoding="utf-8")
    spoil(folder / "depots.csv", "accessible", "accesible")
    _, notices = read_instance(folder)
    assert places(notices) == [
        ("column.unknown", "depots.csv", 1, "accesible"),
        ("file.unknown", "stop.csv", None, ""),
    ]
    assert [notice.remedy.text("en") for notice in notices] == ["did you mean accessible?", "did you mean stops.csv?"]


def test_a_missing_column_is_told_once(folder: Path) -> None:
    spoil(folder / "rides.csv", "origin,", "origine du passager,")
    codes = places(refusal(folder))
    assert codes.count(("column.missing", "rides.csv", 1, "origin")) == 1
    assert not [place for place in codes if place[0] == "value.missing"]


def test_a_folder_without_its_first_file_is_refused_and_the_rest_is_read(folder: Path) -> None:
    (folder / "territory.toml").unlink()
    spoil(folder / "vehicles.csv", "garage", "garagge")
    assert {code for code, *_ in places(refusal(folder))} == {"file.missing", "value.missing", "reference.unknown"}


def test_empty_files_are_told(folder: Path) -> None:
    (folder / "stops.csv").write_text("", encoding="utf-8")
    assert ("file.empty", "stops.csv", None, "") in places(refusal(folder))


def test_a_file_past_the_limit_is_refused_unread(folder: Path) -> None:
    with (folder / "rides.csv").open("ab") as file:
        file.truncate(50_000_000)
    assert ("file.too_large", "rides.csv", None, "") in places(refusal(folder))


def test_text_that_looks_like_a_formula_is_guarded_on_disk(folder: Path, tmp_path: Path) -> None:
    spoil(folder / "stops.csv", "Fontaine", "=HYPERLINK(1)")
    instance, _ = read_instance(folder)
    assert instance.stops[0].name == "=HYPERLINK(1)"
    write_folder(instance, tmp_path / "again")
    assert "'=HYPERLINK(1)" in (tmp_path / "again" / "stops.csv").read_text(encoding="utf-8")
    assert read_instance(tmp_path / "again")[0] == instance


def test_a_return_said_absent_with_a_window_is_a_contradiction(folder: Path) -> None:
    spoil(folder / "rides.csv", "yes,11:00-12:00", "no,11:00-12:00")
    assert places(refusal(folder)) == [("value.contradiction", "rides.csv", 2, "return_trip")]


def test_tables_without_rows_leave_no_file_behind(folder: Path) -> None:
    write_folder(tiny().model_copy(update={"rides": ()}), folder)
    assert not (folder / "rides.csv").exists()


def test_there_is_no_such_path(tmp_path: Path) -> None:
    assert places(refusal(tmp_path / "nowhere")) == [("file.missing", "nowhere", None, "")]
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert places(refusal(tmp_path / "notes.txt")) == [("file.format", "notes.txt", None, "")]

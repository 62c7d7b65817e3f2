"""Files brought into a territory and given out again: the difference told first, all or nothing."""

import io
import json
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest

from api.access.permissions import Role
from api.store.tables import AuditRow, EntityRow
from api.territories.uploads import WORKBOOK
from instances import read_instance, write_workbook
from models.instance import Instance
from tests.api.service import As, Service
from tests.api.territories.made import JSON, QUEYRAS, document, document_text, make
from tests.instances import archives

ANY = {"If-Match": "*"}
XLSX, ZIP = {"Content-Type": WORKBOOK}, {"Content-Type": "application/zip"}
IMPORT = f"{QUEYRAS}/import"


def kinds_of(answer: httpx2.Response) -> dict[str, dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["kinds"]
    return {one["kind"]: one for one in found if one["added"] or one["changed"] or one["removed"]}


def versions(service: Service) -> set[int]:
    with service.store.reading() as session:
        return {row.version for row in session.query(EntityRow)}


def workbook_of(planner: As) -> openpyxl.Workbook:
    answer = planner("GET", f"{QUEYRAS}/export?format=xlsx&personal=true")
    assert answer.headers["content-type"] == WORKBOOK
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def bytes_of(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def changed_document() -> dict[str, Any]:
    body = document()
    body["rides"][0]["walkers"] = 5
    body["rides"].append(body["rides"][1] | {"id": "r-new"})
    del body["rides"][2]
    return body


def test_a_dry_run_tells_what_the_import_then_does(service: Service) -> None:
    planner = make(service)
    body = changed_document()
    told = planner("POST", f"{IMPORT}?mode=replace&dry_run=true", json=body)
    rides = kinds_of(told)["rides"]
    assert kinds_of(told).keys() == {"rides"}
    assert rides["added"] == ["r-new"]
    assert rides["removed"] == [document()["rides"][2]["id"]]
    assert rides["changed"] == [
        {
            "id": body["rides"][0]["id"],
            "fields": [{"name": "walkers", "old": document()["rides"][0]["walkers"], "new": 5}],
        }
    ]
    assert rides["unchanged"] == 8
    assert versions(service) == {1}
    assert planner("POST", f"{IMPORT}?mode=replace", json=body).status_code == 428
    tag = {"If-Match": told.headers["etag"]}
    done = planner("POST", f"{IMPORT}?mode=replace", json=body, headers=tag)
    assert done.json()["kinds"] == told.json()["kinds"]
    assert planner("POST", f"{IMPORT}?mode=replace", json=body, headers=tag).status_code == 412
    assert kinds_of(planner("POST", f"{IMPORT}?mode=replace", json=body, headers=ANY)) == {}
    assert versions(service) == {1, 2}
    exported = planner("GET", f"{QUEYRAS}/export?personal=true")
    assert exported.json() == json.loads(Instance.model_validate(body).model_dump_json())


def test_what_somebody_changed_after_the_dry_run_is_not_written_over(service: Service) -> None:
    planner = make(service)
    tag = planner("POST", f"{IMPORT}?dry_run=true", json={"rides": []}).headers["etag"]
    assert planner("GET", f"{QUEYRAS}/export").headers["etag"] == tag
    ride = document()["rides"][0]
    planner("PUT", f"{QUEYRAS}/rides/{ride['id']}", json=ride | {"walkers": 3}, headers=ANY)
    assert planner("POST", IMPORT, json=changed_document(), headers={"If-Match": tag}).status_code == 412


def test_upsert_takes_some_tables_and_keeps_the_rest(service: Service) -> None:
    planner = make(service)
    workbook = workbook_of(planner)
    for name in workbook.sheetnames:
        if name != "Réservations":
            del workbook[name]
    sheet = workbook["Réservations"]
    sheet.delete_rows(3, sheet.max_row)
    header = [str(cell.value).rstrip("* ") for cell in sheet[1]]
    sheet.cell(2, header.index("Identifiant") + 1).value = "r-neuf"
    told = planner("POST", IMPORT, content=bytes_of(workbook), headers=XLSX | ANY)
    assert kinds_of(told) == {
        "rides": {"kind": "rides", "added": ["r-neuf"], "changed": [], "removed": [], "unchanged": 10}
    }
    assert told.json()["territory"] == []
    partial = {"people": [document()["people"][0] | {"name": "=HYPERLINK(1)"}], "week": "2027-01-18"}
    told = planner("POST", IMPORT, json=partial, headers=ANY)
    assert [one["id"] for one in kinds_of(told)["people"]["changed"]] == [document()["people"][0]["id"]]
    assert [one["name"] for one in told.json()["territory"]] == ["week"]
    assert planner("GET", QUEYRAS).json()["week"] == "2027-01-18"
    people = workbook_of(planner)["Personnes"]
    cell = next(cell for row in people.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"


def test_faults_are_told_at_their_rows_and_nothing_is_changed(service: Service) -> None:
    planner = make(service)
    workbook = workbook_of(planner)
    sheet = workbook["Réservations"]
    header = [str(cell.value).rstrip("* ") for cell in sheet[1]]
    sheet.cell(2, header.index("De") + 1).value = "nulle-part"
    sheet.cell(3, header.index("Date") + 1).value = "hier"
    for mode in ("replace", "upsert"):
        refused = planner("POST", f"{IMPORT}?mode={mode}", content=bytes_of(workbook), headers=XLSX | ANY)
        assert refused.status_code == 422
        places = {(one["source"], one["row"], one["field"]) for one in refused.json()["notices"]}
        assert {("Réservations", 2, "De"), ("Réservations", 3, "Date")} <= places
    assert versions(service) == {1}
    partial = {"rides": [document()["rides"][0] | {"id": "new", "origin": "nulle-part"}]}
    refused = planner("POST", IMPORT, json=partial, headers=ANY)
    assert [one["field"] for one in refused.json()["notices"]] == ["rides[0].origin"]


def test_a_fault_that_was_there_before_does_not_stop_an_upsert(service: Service) -> None:
    planner = make(service)
    planner("DELETE", f"{QUEYRAS}/venues/salle-ceillac", headers=ANY)
    ride = document()["rides"][0] | {"walkers": 4}
    assert "rides" in kinds_of(planner("POST", IMPORT, json={"rides": [ride]}, headers=ANY))
    twice = planner("POST", IMPORT, json={"rides": [ride, ride]}, headers=ANY)
    assert [one["code"] for one in twice.json()["notices"]] == ["id.duplicate"]


def test_a_zipped_folder_brings_its_outlines_along(service: Service, tmp_path: Path) -> None:
    planner = make(service)
    outlines = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    more = {"background-communes.geojson": outlines, "notes.txt": b"x", "__MACOSX/._rides.csv": b"x"}
    data = archives.zipped_folder(Instance.model_validate(document()), tmp_path / "q", around="queyras/", more=more)
    told = planner("POST", f"{IMPORT}?mode=replace", content=data, headers=ZIP | ANY)
    assert kinds_of(told) == {}
    assert told.json()["files"] == ["communes"]
    assert "file.unknown" in {one["code"] for one in told.json()["notices"]}
    assert planner("GET", QUEYRAS).json()["outlines"] == ["communes"]
    again = planner("GET", f"{QUEYRAS}/export?format=zip&personal=true")
    made = service.caller(organisation="andorra")("POST", "/territories", content=again.content, headers=ZIP)
    assert made.status_code == 201, made.text
    assert made.json()["outlines"] == ["communes"]


def test_archives_made_to_do_harm_are_refused(service: Service) -> None:
    planner = service.caller()
    for data, code in (
        (archives.zipped({"../rides.csv": b"id"}), "archive.path"),
        (archives.zipped({"rides.csv": bytes(9_000_000)}), "file.too_packed"),
        (archives.zipped({"readme.txt": b"x"}), "file.missing"),
    ):
        answer = planner("POST", "/territories", content=data, headers=ZIP)
        assert answer.status_code == 422
        assert code in {one["code"] for one in answer.json()["notices"]}


def test_workbooks_made_to_do_harm_are_refused(service: Service) -> None:
    planner = make(service)
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (98 + k, *[97 + k] * 10) for k in range(9)
    )
    sheet = entities + b"]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
    good = bytes_of(workbook_of(planner))
    for data in (
        archives.zipped({"[Content_Types].xml": bytes(9_000_000)}),
        archives.zipped({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}),
        archives.zipped({"[Content_Types].xml": sheet, "xl/workbook.xml": sheet}),
        good[: len(good) // 2],
    ):
        answer = planner("POST", IMPORT, content=data, headers=XLSX | ANY)
        assert answer.status_code == 422
        assert answer.json()["notices"][0]["code"].startswith("file.")
    assert versions(service) == {1}


def test_of_another_territory_or_none_is_refused(service: Service) -> None:
    planner = make(service)
    body = document()
    body["territory"]["id"] = "ailleurs"
    for mode in ("replace", "upsert"):
        refused = planner("POST", f"{IMPORT}?mode={mode}", json=body, headers=ANY)
        assert [one["code"] for one in refused.json()["notices"]][-1] == "id.other"
    for text in ("[]", "3", "{", '{"rides": 3}', '{"rides": [[]]}', '{"people": [{"name": "\\ud800"}]}'):
        assert planner("POST", IMPORT, content=text, headers=JSON | ANY).status_code == 422


def test_roles_and_organisations(service: Service) -> None:
    make(service)
    for role in (Role.READER, Role.AGENT, Role.CREW):
        assert service.caller(role)("POST", IMPORT, content=document_text(), headers=JSON | ANY).status_code == 403
    other = service.caller(Role.ADMIN, "andorra")
    assert other("POST", IMPORT, content=document_text(), headers=JSON | ANY).status_code == 404
    assert other("GET", f"{QUEYRAS}/export").status_code == 404
    assert service.caller(Role.AGENT)("GET", f"{QUEYRAS}/export").status_code == 403


def test_an_export_holds_pseudonyms_unless_somebody_who_may_asks(service: Service) -> None:
    body = document()
    body["people"][0]["name"] = "Inès Secrète"
    body["people"][0]["absences"] = [{"start": "2027-01-14T00:00", "end": "2027-01-15T00:00", "reason": "maladie"}]
    make(service, text=json.dumps(body))
    reader = service.caller(Role.READER)
    for form in ("json", "xlsx", "zip"):
        answer = reader("GET", f"{QUEYRAS}/export?format={form}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="queyras.{form}"'
        if form == "json":
            assert "Secrète" not in answer.text
            assert "maladie" not in answer.text
        assert reader("GET", f"{QUEYRAS}/export?format={form}&personal=true").status_code == 403
    assert "Secrète" in service.caller()("GET", f"{QUEYRAS}/export?personal=true").text


def test_the_template_is_a_workbook_that_can_be_read(service: Service, tmp_path: Path) -> None:
    answer = service.caller(Role.READER)("GET", "/template")
    path = tmp_path / "t.xlsx"
    path.write_bytes(answer.content)
    assert "Réservations" in openpyxl.load_workbook(path).sheetnames


def test_an_import_is_logged_by_numbers_alone(service: Service) -> None:
    planner = make(service)
    planner("POST", f"{IMPORT}?mode=replace", json=changed_document(), headers=ANY)
    with service.store.reading() as session:
        line = session.query(AuditRow).filter_by(action="territory.import").one()
        assert line.detail == {"mode": "replace", "counts": {"rides": [1, 1, 1]}}


@pytest.mark.slow
def test_five_thousand_bookings_are_imported_at_once(service: Service, tmp_path: Path) -> None:
    planner = make(service)
    whole = Instance.model_validate(document())
    rides = tuple(whole.rides[k % 10].model_copy(update={"id": f"b-{k}"}) for k in range(5000))
    path = tmp_path / "bookings.xlsx"
    write_workbook(whole.model_copy(update={"rides": rides}), path)
    told = planner("POST", IMPORT, content=path.read_bytes(), headers=XLSX | ANY)
    assert len(kinds_of(told)["rides"]["added"]) == 5000
    assert planner("GET", QUEYRAS).json()["counts"]["rides"] == 5010
    assert read_instance(path)[0].rides == rides

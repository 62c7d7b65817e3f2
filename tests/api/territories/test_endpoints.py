"""Territories: made, listed, read, changed, taken away; by their own organisation alone."""

import json
from typing import Any

import pytest

from api.access.permissions import Role
from api.store.tables import AccountRow, AuditRow, EntityRow, TerritoryRow
from tests.api.service import Service
from tests.api.territories.made import JSON, QUEYRAS, document, document_text, make

ANY = {"If-Match": "*"}


def once(**changes: Any) -> dict[str, Any]:
    names = ("territory", "cycle_weeks", "anchor", "week", "settings")
    return {name: document()[name] for name in names} | changes


def test_a_territory_is_made_from_the_json_of_an_instance(service: Service) -> None:
    planner = make(service)
    read = planner("GET", QUEYRAS)
    assert read.headers["etag"] == '"1"'
    assert read.json()["counts"]["rides"] == len(document()["rides"])
    assert read.json()["territory"] == document()["territory"]
    assert planner("POST", "/territories", content=document_text(), headers=JSON).status_code == 409
    listed = planner("GET", "/territories").json()["items"]
    assert [one["id"] for one in listed] == ["queyras"]
    assert service.caller(Role.AGENT)("GET", "/territories").json()["items"] == listed
    assert service.caller(Role.AGENT)("GET", QUEYRAS).status_code == 403


def test_two_organisations_may_have_the_same_and_see_their_own(service: Service) -> None:
    make(service)
    andorra = service.caller(Role.ADMIN, "andorra")
    assert andorra("GET", "/territories").json()["items"] == []
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/notices"), ("PUT", "/outlines")):
        assert andorra(method, QUEYRAS + path, json={}, headers=ANY).status_code == 404, path
    make(service, "andorra")
    assert andorra("DELETE", QUEYRAS, headers=ANY).status_code == 204
    assert service.caller(Role.READER)("GET", QUEYRAS).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rides": [{"id": "x"}]}, "value.missing"),
        ({"communes": []}, "reference.unknown"),
        ({"week": "2027-01-12"}, "value.invalid"),
        ({"nonsense": 1}, "field.unknown"),
    ],
)
def test_what_cannot_be_planned_makes_no_territory(service: Service, change: dict[str, Any], code: str) -> None:
    planner = service.caller()
    refused = planner("POST", "/territories", json=document() | change)
    assert refused.status_code == 422
    assert code in {notice["code"] for notice in refused.json()["notices"]}
    assert planner("GET", "/territories").json()["items"] == []


def test_names_that_lead_elsewhere_are_refused(service: Service) -> None:
    planner = service.caller()
    for extract in ("../secret.key", "/etc/passwd", "a\\b", ".."):
        body = document()
        body["territory"]["travel"]["extract"] = extract
        refused = planner("POST", "/territories", json=body)
        assert [notice["code"] for notice in refused.json()["notices"]][-1] == "travel.extract"
    body = document()
    body["territory"]["id"] = "a/b"
    assert planner("POST", "/territories", json=body).json()["notices"][0]["code"] == "id.malformed"


def test_other_media_long_bodies_and_text_that_is_none_are_refused(service: Service) -> None:
    planner = service.caller()
    assert planner("POST", "/territories", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert planner("POST", "/territories", content=b"[" * 100_000, headers=JSON).status_code == 422
    assert planner("POST", "/territories", content=b"", headers=JSON).status_code == 422
    long = b" " * (service.settings.max_body_bytes + 1)
    assert planner("POST", "/territories", content=long, headers=JSON).status_code == 413
    assert service.client.post("/v1/territories", content=b"{", headers=JSON).status_code == 401
    assert service.caller(Role.READER)("POST", "/territories", content=b"{", headers=JSON).status_code == 403


def test_what_it_says_once_is_changed_from_the_version_read(service: Service) -> None:
    planner = make(service)
    body = once(week="2027-01-18")
    body["territory"]["seasons"] = []
    assert planner("PUT", QUEYRAS, json=body).status_code == 428
    changed = planner("PUT", QUEYRAS, json=body, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json()["week"] == "2027-01-18"
    assert planner("PUT", QUEYRAS, json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert service.caller(Role.READER)("PUT", QUEYRAS, json=body, headers=ANY).status_code == 403
    wrong = planner("PUT", QUEYRAS, json=body | {"week": "2027-01-19"}, headers=ANY).json()
    assert (
        "is not a Monday" in planner("PUT", f"{QUEYRAS}?lang=en", json=body | {"week": "2027-01-19"}, headers=ANY).text
    )
    assert wrong["notices"][0]["code"] == "value.invalid"
    body["territory"]["id"] = "other"
    assert planner("PUT", QUEYRAS, json=body, headers=ANY).json()["notices"][0]["code"] == "id.other"


def test_a_profile_taken_away_is_told_with_those_who_name_it(service: Service) -> None:
    planner = make(service)
    body = once()
    body["territory"]["travel"]["profiles"] = [{"id": "car", "kmh": 50}]
    changed = planner("PUT", QUEYRAS, json=body, headers=ANY)
    assert changed.status_code == 200
    named = {(notice["source"], notice["field"]) for notice in changed.json()["notices"]}
    assert ("vehicles", "profile") in named


def test_an_administrator_takes_it_away_with_all_that_hangs_on_it(service: Service) -> None:
    planner = make(service)
    with service.store.writing() as session:
        id_ = session.query(TerritoryRow).one().id
    account = service.account("luc@queyras.example", Role.CREW, territory_id=id_, person="luc")
    assert planner("DELETE", QUEYRAS, headers=ANY).status_code == 403
    admin = service.caller(Role.ADMIN)
    assert admin("DELETE", QUEYRAS).status_code == 428
    assert admin("DELETE", QUEYRAS, headers={"If-Match": '"7"'}).status_code == 412
    assert admin("DELETE", QUEYRAS, headers=ANY).status_code == 204
    assert admin("GET", QUEYRAS).status_code == 404
    with service.store.reading() as session:
        assert session.query(EntityRow).count() == 0
        assert session.get_one(AccountRow, account).territory_id is None
        assert [row.action for row in session.query(AuditRow).order_by(AuditRow.id)] == [
            "territory.make",
            "territory.delete",
        ]


def test_notices_tell_all_faults_as_they_stand_and_names_to_planners_alone(service: Service) -> None:
    body = document()
    body["people"][0]["name"] = "Inès Secrète"
    planner = make(service, text=json.dumps(body))
    assert {one["severity"] for one in planner("GET", f"{QUEYRAS}/notices").json()["notices"]} <= {"warning", "info"}
    person = body["people"][0] | {"credentials": []}
    changed = planner("PUT", f"{QUEYRAS}/people/{person['id']}", json=person, headers=ANY)
    assert changed.status_code == 200, changed.text
    told = planner("GET", f"{QUEYRAS}/notices")
    assert "Inès Secrète" in told.text
    read = service.caller(Role.READER)("GET", f"{QUEYRAS}/notices")
    assert "Secrète" not in read.text
    assert [one["item"] for one in read.json()["notices"]] == [one["item"] for one in told.json()["notices"]]


@pytest.mark.parametrize("slug", ["a%00b", "%F0%9F%92%A9", "x" * 300, "..%2f..", "-"])
def test_no_name_makes_the_service_fail(service: Service, slug: str) -> None:
    planner = service.caller()
    for path in ("", "/notices", "/venues", "/venues/a%00b", "/outlines"):
        assert planner("GET", f"/territories/{slug}{path}").status_code in (404, 422)
    assert planner("GET", "/territories?cursor=AA==").status_code == 400

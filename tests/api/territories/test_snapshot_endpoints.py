"""Frozen instances: made of what stands, read without names, never changed."""

import json

from api.access.permissions import Role
from models.instance import Instance
from tests.api.service import Service
from tests.api.territories.made import QUEYRAS, document, make

PATH = f"{QUEYRAS}/instances"


def test_what_stands_is_frozen_once_and_read_without_names(service: Service) -> None:
    body = document()
    body["people"][0]["name"] = "Inès Secrète"
    planner = make(service, text=json.dumps(body))
    made = planner("POST", PATH)
    assert made.status_code == 201, made.text
    assert planner("POST", PATH).json()["id"] == made.json()["id"]
    reader = service.caller(Role.READER)
    read = reader("GET", made.headers["location"].removeprefix("/v1"))
    assert "Secrète" not in read.text
    found = Instance.model_validate(read.json())
    assert found.rides == Instance.model_validate(body).rides
    assert found.people[0].name == found.people[0].id
    tag = read.headers["etag"]
    unchanged = reader("GET", f"{PATH}/{made.json()['id']}", headers={"If-None-Match": f'"x", {tag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    planner("PUT", f"{QUEYRAS}/rides/{body['rides'][0]['id']}", json=body["rides"][0] | {"walkers": 4}, headers=ANY)
    second = planner("POST", PATH).json()["id"]
    listed = reader("GET", f"{PATH}?limit=1").json()
    assert [one["id"] for one in listed["items"]] == [second]
    rest = reader("GET", f"{PATH}?cursor={listed['next']}").json()["items"]
    assert [one["id"] for one in rest] == [made.json()["id"]]


def test_what_cannot_be_planned_is_not_frozen(service: Service) -> None:
    planner = make(service)
    planner("DELETE", f"{QUEYRAS}/venues/salle-ceillac", headers=ANY)
    planner("DELETE", f"{QUEYRAS}/depots/depot-guillestre", headers=ANY)
    refused = planner("POST", PATH)
    assert refused.status_code == 422
    assert {"demands", "vehicles"} <= {one["source"] for one in refused.json()["notices"]}
    assert planner("GET", PATH).json()["items"] == []


def test_roles_and_organisations(service: Service) -> None:
    id_ = make(service)("POST", PATH).json()["id"]
    assert service.caller(Role.READER)("POST", PATH).status_code == 403
    assert service.caller(Role.AGENT)("GET", f"{PATH}/{id_}").status_code == 403
    other = make(service, "andorra")
    assert other("GET", f"{PATH}/{id_}").status_code == 404
    assert other("GET", PATH).json()["items"] == []


ANY = {"If-Match": "*"}

"""Entities of every kind: listed, read, made, changed, taken away; typed, guarded by versions and roles."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.access.permissions import Role
from api.store.tables import AuditRow, EntityRow
from api.territories.examples import EXAMPLES
from api.territories.kinds import KINDS, SEALED
from tests.api.service import Service
from tests.api.territories.made import QUEYRAS, document, make

ANY, NEW = {"If-Match": "*"}, {"If-None-Match": "*"}
VENUE = EXAMPLES["venues"] | {"id": "salle-neuve"}


def test_every_kind_goes_through_its_whole_life(service: Service) -> None:
    planner = make(service)
    for kind in KINDS:
        path = f"{QUEYRAS}/{kind.name}"
        sent = EXAMPLES[kind.name] | ({"id": "un/neuf"} if kind.has_id else {})
        made = planner("POST", path, json=sent)
        assert made.status_code == 201, made.text
        id_ = made.json()["id"]
        assert made.headers["location"] == f"/v1{path}/{id_}"
        read = planner("GET", f"{path}/{id_}")
        assert read.headers["etag"] == '"1"'
        value = read.json()["value"]
        assert value == kind.model.model_validate(sent).model_dump(mode="json")
        assert id_ in [one["id"] for one in planner("GET", f"{path}?limit=200").json()["items"]]
        again = planner("PUT", f"{path}/{id_}", json=value, headers={"If-Match": '"1"'})
        assert again.headers["etag"] == '"1"'  # nothing changed
        assert planner("DELETE", f"{path}/{id_}").status_code == 428
        assert planner("DELETE", f"{path}/{id_}", headers={"If-Match": '"1"'}).status_code == 200
        assert planner("GET", f"{path}/{id_}").status_code == 404
        assert planner("DELETE", f"{path}/{id_}", headers=ANY).status_code == 404


def test_the_documentation_shows_an_example_of_each_class(service: Service) -> None:
    paths = service.client.get("/v1/openapi.json").json()["paths"]
    for kind in KINDS:
        body = paths[f"/v1/territories/{{territory}}/{kind.name}"]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"] == f"#/components/schemas/{kind.model.__name__}"
        assert body["schema"].get("examples", body.get("examples", [EXAMPLES[kind.name]]))
        kind.model.model_validate(EXAMPLES[kind.name])


def test_what_another_planner_changed_is_not_written_over(service: Service) -> None:
    planner = make(service)
    path = f"{QUEYRAS}/venues/salle-ceillac"
    venue = planner("GET", path).json()["value"]
    first = planner("PUT", path, json=venue | {"name": "Salle A"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = planner("PUT", path, json=venue | {"name": "Salle B"}, headers={"If-Match": '"1"'})
    assert second.status_code == 412
    assert second.headers["etag"] == '"2"'
    assert planner("PUT", path, json=venue).status_code == 428
    assert planner("DELETE", path, headers={"If-Match": '"1"'}).status_code == 412
    assert planner("GET", path).json()["value"]["name"] == "Salle A"


def test_of_two_at_the_same_moment_one_wins(service: Service) -> None:
    planner = make(service)
    path = f"{QUEYRAS}/venues/salle-ceillac"
    venue = planner("GET", path).json()["value"]

    def change(name: str) -> int:
        return planner("PUT", path, json=venue | {"name": name}, headers={"If-Match": '"1"'}).status_code

    def make_one(_: int) -> int:
        return planner("POST", f"{QUEYRAS}/venues", json=VENUE).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(change, "ABCD")) == [200, 412, 412, 412]
        assert sorted(pool.map(make_one, range(4))) == [201, 409, 409, 409]


def test_put_makes_one_only_where_there_is_none(service: Service) -> None:
    planner = make(service)
    path = f"{QUEYRAS}/venues/salle-neuve"
    assert planner("PUT", path, json=VENUE, headers=ANY).status_code == 404
    assert planner("PUT", path, json=VENUE, headers=NEW).status_code == 201
    assert planner("PUT", path, json=VENUE, headers=NEW).status_code == 412
    other = planner("PUT", f"{QUEYRAS}/venues/autre", json=VENUE, headers=NEW)
    assert other.json()["notices"][0]["code"] == "id.other"


def test_references_to_nothing_are_told_and_let_through(service: Service) -> None:
    planner = make(service)
    made = planner("POST", f"{QUEYRAS}/venues", json=VENUE | {"commune": "99999"})
    assert made.status_code == 201
    assert [(one["code"], one["field"]) for one in made.json()["notices"]] == [("reference.unknown", "commune")]
    clean = planner("POST", f"{QUEYRAS}/stops", json=EXAMPLES["stops"] | {"id": "arret-neuf"})
    assert clean.json()["notices"] == []
    double = planner("POST", f"{QUEYRAS}/stops", json=EXAMPLES["stops"] | {"id": "salle-neuve"})
    assert [one["code"] for one in double.json()["notices"]] == ["id.duplicate"]
    gone = planner("DELETE", f"{QUEYRAS}/venues/salle-ceillac", headers=ANY)
    assert {(one["source"], one["item"]) for one in gone.json()["notices"]} >= {("demands", "atelier-ceillac")}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "a\0b"},
        {"name": "x" * 201},
        {"name": ""},
        {"lon": 1e400},
        {"lon": 181},
        {"id": "../../etc/passwd"},
        {"id": "a b"},
        {"unknown": 1},
        {"charger_m_per_min": 10**30},
    ],
)
def test_values_that_cannot_be_are_refused_at_their_field(service: Service, change: dict[str, Any]) -> None:
    planner = make(service)
    body = (VENUE | change) if change.get("lon") != 1e400 else VENUE
    text = None if change.get("lon") != 1e400 else str(VENUE).replace("'", '"').replace("6.7779", "1e400")
    answer = (
        planner("POST", f"{QUEYRAS}/venues", json=body)
        if text is None
        else planner("POST", f"{QUEYRAS}/venues", content=text, headers={"Content-Type": "application/json"})
    )
    assert answer.status_code == 422
    assert answer.json()["notices"][0]["field"].endswith(next(iter(change)))


def test_hostile_text_comes_back_as_it_was_sent(service: Service) -> None:
    planner = make(service)
    name = "<script>alert('é')</script> =HYPERLINK(\"x\") %s {0} \N{PILE OF POO}"
    made = planner("POST", f"{QUEYRAS}/venues", json=VENUE | {"name": name})
    assert made.json()["value"]["name"] == name
    assert made.headers["content-type"] == "application/json"


def test_readers_read_all_but_people_and_addresses_and_change_nothing(service: Service) -> None:
    make(service)
    reader, agent, crew = (service.caller(role) for role in (Role.READER, Role.AGENT, Role.CREW))
    for kind in KINDS:
        path, expected = f"{QUEYRAS}/{kind.name}", 403 if kind.name in SEALED else 200
        assert reader("GET", path).status_code == expected
        assert reader("POST", path, json=EXAMPLES[kind.name]).status_code == 403
        assert agent("GET", path).status_code == crew("GET", path).status_code == 403
    person = document()["people"][0]["id"]
    assert reader("GET", f"{QUEYRAS}/people/{person}").status_code == 403
    assert reader("DELETE", f"{QUEYRAS}/people/{person}", headers=ANY).status_code == 403


def test_another_organisation_has_none_of_it(service: Service) -> None:
    make(service)
    other = service.caller(Role.ADMIN, "andorra")
    for kind in KINDS:
        for method, path in (("GET", ""), ("POST", ""), ("GET", "/x"), ("PUT", "/x"), ("DELETE", "/x")):
            answer = other(method, f"{QUEYRAS}/{kind.name}{path}", json=EXAMPLES[kind.name], headers=ANY)
            assert answer.status_code == 404


def test_every_change_is_logged_without_what_it_says(service: Service) -> None:
    planner = make(service)
    person = EXAMPLES["people"] | {"id": "p-99", "name": "Inès Secrète"}
    planner("POST", f"{QUEYRAS}/people", json=person)
    planner("PUT", f"{QUEYRAS}/people/p-99", json=person | {"name": "Inès Martin"}, headers=ANY)
    planner("DELETE", f"{QUEYRAS}/people/p-99", headers=ANY)
    with service.store.reading() as session:
        lines = session.query(AuditRow).order_by(AuditRow.id).all()[1:]
        assert [(line.action, line.subject) for line in lines] == [
            (f"entity.{verb}", "people/p-99") for verb in ("create", "replace", "delete")
        ]
        assert "Inès" not in str([line.detail for line in lines])
        assert session.query(EntityRow).filter_by(kind="people").filter(EntityRow.sealed.is_(None)).count() == 0


def test_lists_come_in_parts_by_id(service: Service) -> None:
    planner = make(service)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        part = planner("GET", f"{QUEYRAS}/rides?limit=4{cursor and '&cursor=' + cursor}").json()
        seen += [one["id"] for one in part["items"]]
        cursor = part["next"]
    assert seen == sorted(ride["id"] for ride in document()["rides"])

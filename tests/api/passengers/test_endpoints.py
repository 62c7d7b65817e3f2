"""Passengers: found, changed, exported, forgotten; seen by nobody else."""

import pytest

from api.access.permissions import Role
from api.store.tables import EntityRow
from tests.api.bookings.town import TOWN, put_town
from tests.api.service import As, Service

ANNE = {"name": "Géraud-Lévêque Anne", "phone": "+33 4 92 46 00 01", "remarks": "voit mal"}
DOOR = {"territory": TOWN, "name": "12 rue des Mélèzes", "commune": "c", "lon": 6.0, "lat": 45.1}


@pytest.fixture
def agent(service: Service) -> As:
    put_town(service)
    return service.caller(Role.AGENT)


def add(agent: As, **fields: str) -> str:
    answer = agent("POST", "/passengers", json={**ANNE, **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ger", True),
        ("LÉV ann", True),
        ("geraud-leveque", True),
        ("04.92.46.00.01", True),
        ("0033492460001", True),
        ("eraud", False),
        ("ge", False),
        ("04 92 46 00 02", False),
        ("ger berthe", False),
        ("", True),
    ],
)
def test_found_by_beginnings_of_words_and_by_phone(agent: As, text: str, found: bool) -> None:
    anne = add(agent)
    items = agent("GET", "/passengers", params={"q": text}).json()["items"]
    assert [one["id"] for one in items] == ([anne] if found else [])


def test_a_changed_name_is_found_anew_and_no_longer_by_the_old(agent: As) -> None:
    anne = add(agent)
    change = {"name": "Anne Martin", "phone": ""}
    assert agent("PUT", f"/passengers/{anne}", json=change).status_code == 428
    assert agent("PUT", f"/passengers/{anne}", json=change, headers={"If-Match": '"7"'}).status_code == 412
    assert agent("PUT", f"/passengers/{anne}", json=change, headers={"If-Match": '"1"'}).status_code == 200
    for text, found in (("mart", 1), ("ger", 0), ("0492460001", 0)):
        assert len(agent("GET", "/passengers", params={"q": text}).json()["items"]) == found


def test_a_door_is_an_address_of_the_territory_until_it_is_forgotten(service: Service, agent: As) -> None:
    anne = add(agent)
    made = agent("POST", f"/passengers/{anne}/doors", json=DOOR)
    assert made.status_code == 201, made.text
    (door,) = made.json()["doors"]
    assert {name: door[name] for name in DOOR} == DOOR
    with service.store.reading() as session:
        row = session.query(EntityRow).filter_by(kind="addresses", id=door["id"]).one()
        assert row.body is None
    path = f"/passengers/{anne}/doors/{door['id']}"
    assert agent("DELETE", path, headers={"If-Match": made.headers["etag"]}).status_code == 204
    assert agent("GET", f"/passengers/{anne}").json()["doors"] == []
    assert agent("DELETE", path, headers={"If-Match": "*"}).status_code == 404
    with service.store.reading() as session:
        assert session.query(EntityRow).filter_by(kind="addresses", id=door["id"]).count() == 0


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"commune": "nowhere"}, 422, "commune"),
        ({"lat": 12.0}, 422, "lon"),
        ({"lon": 400.0}, 422, "lon"),
        ({"territory": "elsewhere"}, 404, None),
    ],
)
def test_a_door_that_no_plan_could_have_is_refused(
    agent: As, fields: dict[str, object], status: int, field: str | None
) -> None:
    anne = add(agent)
    answer = agent("POST", f"/passengers/{anne}/doors", json={**DOOR, **fields})
    assert answer.status_code == status
    assert [notice["field"] for notice in answer.json()["notices"]] == ([field] if field else [])


def test_nobody_without_the_permission_sees_a_passenger(service: Service, agent: As) -> None:
    anne = add(agent)
    paths = ("/passengers", f"/passengers/{anne}", f"/passengers/{anne}/export")
    for role in (Role.READER, Role.CREW):
        for path in paths:
            assert service.caller(role)("GET", path).status_code == 403
        assert service.caller(role)("POST", "/passengers", json=ANNE).status_code == 403
    stranger = service.caller(Role.ADMIN, "andorra")
    assert stranger("GET", "/passengers").json()["items"] == []
    assert stranger("GET", "/passengers", params={"q": "ger"}).json()["items"] == []
    for method, path, body in (
        ("GET", paths[1], None),
        ("GET", paths[2], None),
        ("PUT", paths[1], ANNE),
        ("DELETE", paths[1], None),
        ("POST", f"{paths[1]}/doors", DOOR),
        ("DELETE", f"{paths[1]}/doors/door-1", None),
    ):
        assert stranger(method, path, json=body, headers={"If-Match": "*"}).status_code == 404
    assert service.client.get("/v1/passengers").status_code == 401


def test_the_export_holds_all_that_is_known(agent: As) -> None:
    anne = add(agent)
    agent("POST", f"/passengers/{anne}/doors", json=DOOR)
    known = agent("GET", f"/passengers/{anne}/export").json()
    assert known["passenger"]["name"] == ANNE["name"]
    assert known["passenger"]["doors"][0]["name"] == DOOR["name"]
    assert known["bookings"] == known["rides"] == []


@pytest.mark.parametrize("phone", ["04 92 46 00 01 \x00", "une ligne rouge", "0" * 50])
def test_a_phone_that_is_none_is_refused(agent: As, phone: str) -> None:
    answer = agent("POST", "/passengers", json={**ANNE, "phone": phone})
    assert answer.status_code == 422
    assert answer.json()["notices"][0]["field"] == "phone"


def test_a_nul_character_is_searched_for_nowhere(agent: As) -> None:
    assert agent("GET", "/passengers", params={"q": "\x00"}).status_code == 422
    assert agent("GET", "/passengers/%00").status_code in (404, 422)

"""Who sees bookings, and where nothing personal may ever stand: markers are filled in and looked for everywhere."""

import io
import logging

from sqlalchemy import LargeBinary

from api.access.permissions import Role
from api.store.tables import Base
from tests.api.bookings.town import ASKED, BOOKINGS, KNOWN, publish_town
from tests.api.passengers.test_endpoints import DOOR
from tests.api.service import Service
from tests.optimiser.rides.town import MONDAY

MARKERS = ("Zéphyrine", "0765432198", "fauteuil-secret", "impasse-cachée")


def test_roles_and_other_organisations(service: Service) -> None:
    road = publish_town(service, KNOWN)
    booking = road.book(road.passenger())
    path = f"{BOOKINGS}/{booking.json()['id']}"
    body = {**ASKED, "date": str(MONDAY), "passenger": booking.json()["passenger"]}
    wish = {**ASKED, "first": str(MONDAY), "last": str(MONDAY)}
    calls = [
        ("GET", BOOKINGS, None),
        ("GET", f"{BOOKINGS}/waiting", None),
        ("GET", path, None),
        ("POST", BOOKINGS, body),
        ("POST", f"{BOOKINGS}/suggestions", wish),
        ("PUT", path, {key: value for key, value in body.items() if key != "passenger"}),
        *(("POST", f"{path}/{action}", {}) for action in ("confirmation", "cancellation", "no-show")),
    ]
    headers = {"If-Match": "*"}
    for method, url, sent in calls:
        for role in (Role.READER, Role.CREW):
            assert service.caller(role)(method, url, json=sent, headers=headers).status_code == 403
        stranger = service.caller(Role.ADMIN, "andorra")
        assert stranger(method, url, json=sent, headers=headers).status_code == 404
        assert service.client.request(method, f"/v1{url}", json=sent, headers=headers).status_code == 401


def test_nothing_personal_stands_anywhere_but_sealed(service: Service) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        problems = _a_passenger_s_life(service)
    finally:
        root.removeHandler(handler)
        root.level = level
    found = [marker for marker in MARKERS if marker in log.getvalue() + problems]
    found += _in_database(service)
    for role in (Role.READER, Role.CREW):
        caller = service.caller(role)
        for url in ("/territories", "/territories/road", "/territories/road/publications", "/audit"):
            found += [f"{url} {marker}" for marker in MARKERS if marker in caller("GET", url).text]
    assert found == []


def _a_passenger_s_life(service: Service) -> str:
    """Everything an agent does with a passenger; the texts of all problems met."""
    road = publish_town(service, KNOWN)
    name, phone, remarks, street = MARKERS
    anne = road.passenger(name, phone=phone, remarks=remarks)
    road.agent("GET", "/passengers", params={"q": name})
    road.agent("GET", "/passengers", params={"q": phone})
    door = road.agent("POST", f"/passengers/{anne}/doors", json={**DOOR, "lat": 45.12, "name": street}).json()
    asked = {"origin": door["doors"][0]["id"], "door_to_door": True}
    booking = road.book(anne, **asked)
    offer = road.suggest(**asked)["offers"][0]["offer"]
    keyed = {"Idempotency-Key": "k"}
    confirmed = road.confirm(booking, offer, headers=keyed)
    assert confirmed.status_code == 200, confirmed.text
    problems = [
        road.confirm(booking, offer),
        road.agent("POST", f"/passengers/{anne}/doors", json={**DOOR, "name": street, "commune": "x"}),
        road.agent("POST", "/passengers", json={"name": name, "phone": phone, "remarks": ["x"], "y": street}),
        road.agent("DELETE", f"/passengers/{anne}", headers={"If-Match": "*"}),
        road.book(anne, origin="nowhere", destination="hill"),
    ]
    assert all(one.status_code >= 400 for one in problems)
    road.agent("GET", f"/passengers/{anne}/export")
    return "".join(one.text for one in problems) + service.client.get("/metrics").text


def _in_database(service: Service) -> list[str]:
    """Columns in which a marker stands; compressed documents are read as they are meant."""
    found = []
    with service.store.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                for column, value in row.items():
                    text = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
                    found += [f"{table.name}.{column} {marker}" for marker in MARKERS if marker in text]
    assert any(isinstance(column.type, LargeBinary) for column in Base.metadata.tables["passengers"].c)
    return found

"""Open files, files of those who plan, and the driver's own sheet."""

import io
import json
import zipfile
from datetime import timedelta

import openpyxl

from api.access import Role
from api.passengers.repository import Passengers, Private
from api.store.tables import CalendarsRow, PublishedFileRow
from api.territories.snapshots import forget
from models.rides import RideRequest
from tests.api.service import PASSWORD, Service
from tests.api.village import (
    ABSENCE,
    DOOR,
    NAMES,
    ORGANISATION,
    SLUG,
    THURSDAY,
    at,
    publish,
    published,
    stored,
    territory_id,
    village,
)
from tests.optimiser.rides.town import ride

OPEN = f"/open/{ORGANISATION}/{SLUG}"
FILES = f"/territories/{SLUG}/files"
PHONE, REMARK = "+33 6 00 11 22 33", "à aider jusqu'à la porte"


def test_open_files_are_what_they_are_called(service: Service) -> None:
    published(service)
    types = {
        "stops.html": "text/html",
        "stops.geojson": "application/geo+json",
        "venues.geojson": "application/geo+json",
        "sessions.jsonld": "application/ld+json",
        "gtfs.zip": "application/zip",
        "posters/c.pdf": "application/pdf",
        "calendars/commune-c.ics": "text/calendar",
    }
    for name, media_type in types.items():
        answer = service.client.get(f"{OPEN}/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"].startswith(media_type)
        again = service.client.get(f"{OPEN}/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    stops = service.client.get(f"{OPEN}/stops.geojson").json()["features"]
    assert {stop["id"] for stop in stops} == {"north", "hill", "south"}
    assert f"/feeds/{ORGANISATION}/{SLUG}/communes/c.ics" in service.client.get(f"{OPEN}/stops.html").text


def test_nothing_personal_is_in_what_anybody_may_read_nor_readable_in_the_database(service: Service) -> None:
    at(service, THURSDAY)
    plan = stored(service, village(*crowd(service)))
    planner = service.caller()
    publish(planner, plan)
    personal = [*NAMES, DOOR, ABSENCE, PHONE, REMARK, "Passagère-Cachée", "P-014", "P-015"]
    with service.store.reading() as session:
        rows = session.query(PublishedFileRow).all()
        public = [row for row in rows if row.audience == "public"]
        assert {row.path.split("/")[0] for row in public} == {"calendars", "open", "pages"}
        assert "calendars/stop-north.ics" in {row.path for row in public}
        for row in public:
            if row.media_type == "application/pdf":
                continue  # compressed; the data of posters is made from the same instance, without names
            for text in contents(row.body):
                found = [word for word in personal if word in text]
                assert found == [], row.path
                assert "6.0000" not in text or "45.1079" not in text  # where the door is
        kept = [row.body for row in rows if row.audience != "public"] + [session.query(CalendarsRow).one().sealed]
        for body in kept:
            assert not any(name.encode() in body for name in NAMES)


def crowd(service: Service) -> list[RideRequest]:
    """Rides of enough parties that the calls at a stop are told, one of them of a passenger with a name."""
    owner = service.organisation(ORGANISATION)
    with service.store.writing() as session:
        passengers = Passengers(session, service.app.state.seal, owner)
        id_ = passengers.add(Private("Rose Passagère-Cachée", PHONE, REMARK)).id
    codes = (id_, "P-017", "P-018")
    return [ride(f"c{n}", "north", "hill", passenger=code, arrive=("09:00", "09:30")) for n, code in enumerate(codes)]


def contents(body: bytes) -> list[str]:
    """The texts within a file."""
    if not body.startswith(b"PK"):
        return [body.replace(b"\r\n ", b"").decode()]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def test_files_of_the_week_name_people_to_those_who_may_know_and_no_door_to_anybody(service: Service) -> None:
    planner, _, _ = published(service)
    reader = service.caller(Role.READER)
    for name in ("map.html", "equity.json"):
        answer = planner("GET", f"{FILES}/{name}")
        assert answer.status_code == 200
        again = planner("GET", f"{FILES}/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        assert DOOR not in answer.text
        assert not any(person in reader("GET", f"{FILES}/{name}").text for person in NAMES)
    book = openpyxl.load_workbook(io.BytesIO(planner("GET", f"{FILES}/week.xlsx").content))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert any(name in cell for cell in cells for name in NAMES)
    assert not any(DOOR in cell for cell in cells)
    sheets = [planner("GET", f"{FILES}/sheets/{person}/2027-01-11.pdf") for person in ("ana", "zoe")]
    assert {answer.status_code for answer in sheets} == {200, 404}
    assert any(answer.content.startswith(b"%PDF") for answer in sheets)
    assert planner("GET", f"{FILES}/sheets/x/2027-01-11.pdf").status_code == 404
    assert planner("GET", f"{FILES}/week.xlsx?monday=2027-01-18").status_code == 404
    assert planner("GET", f"{FILES}/x.html").status_code == 422
    assert service.caller(Role.PLANNER, "andorra")("GET", f"{FILES}/map.html").status_code == 404
    assert service.caller(Role.AGENT)("GET", f"{FILES}/map.html").status_code == 403


def test_who_is_forgotten_is_in_no_file_from_then_on(service: Service) -> None:
    planner, _, _ = published(service)
    path, id_ = f"{FILES}/map.html", territory_id(service)
    assert any(name in planner("GET", path).text for name in NAMES)
    with service.store.writing() as session:
        assert forget(session, id_, "people", "ana")
        assert forget(session, id_, "people", "zoe")
    assert not any(name in planner("GET", path).text for name in NAMES)


def crew(service: Service, person: str) -> None:
    service.account(f"{person}@q.example", Role.CREW, person=person, territory_id=territory_id(service))
    answer = service.client.post("/v1/session", json={"email": f"{person}@q.example", "password": PASSWORD})
    assert answer.status_code == 201


def test_a_driver_sees_doors_and_names_on_the_day_and_the_day_before(service: Service) -> None:
    at(service, THURSDAY)
    rides = crowd(service)
    planner = service.caller()
    publish(planner, stored(service, village(*rides)))
    times = json.loads(planner("GET", f"{FILES}/equity.json").text)
    assert times
    at(service, THURSDAY + timedelta(days=4))
    sheet = f"/v1/territories/{SLUG}/driver-sheet"
    answers = []
    for person in ("ana", "zoe"):
        crew(service, person)
        answers.append(service.client.get(f"{sheet}?date=2027-01-11"))
        if answers[-1].status_code == 200:
            break
    found = answers[-1].json()
    assert found["detailed"] is True
    assert found["person"] in NAMES
    passengers = [one for tour in found["tours"] for stop in tour["stops"] for one in stop["passengers"]]
    assert {(one["name"], one["phone"]) for one in passengers if one["name"]} == {("Rose Passagère-Cachée", PHONE)}
    assert "P-014" in {one["code"] for one in passengers}
    places = [stop["place"] for tour in found["tours"] for stop in tour["stops"]]
    assert any(DOOR in place["name"] for place in places)
    at(service, THURSDAY)
    earlier = service.client.get(f"{sheet}?date=2027-01-11").json()
    assert earlier["detailed"] is False
    assert DOOR not in json.dumps(earlier, ensure_ascii=False)
    assert "Passagère" not in json.dumps(earlier, ensure_ascii=False)
    assert service.client.get(f"{sheet}?date=2027-01-16").status_code == 404
    assert service.client.get(f"{sheet}?date=x").status_code == 422
    assert service.caller(Role.CREW)("GET", f"/territories/{SLUG}/driver-sheet?date=2027-01-11").status_code == 403

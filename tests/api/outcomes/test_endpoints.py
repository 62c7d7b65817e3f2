"""What became of a published plan: recorded by planners and crews, read as a record and as figures."""

from api.access import Role
from api.store.tables import AccountRow
from tests.api.planned import SLUG, creche_plan, put_plan_of_creche
from tests.api.plans.test_endpoints import publish
from tests.api.service import PASSWORD, Service

BASE = f"/territories/{SLUG}"
SESSIONS = sorted(creche_plan().sessions, key=lambda one: one.start)
FIRST = SESSIONS[0]
DAY = FIRST.start.date().isoformat()
WEEK = f"first={creche_plan().monday}&last={creche_plan().monday.replace(day=17)}"
HELD = {"day": DAY, "delivered": True, "attended": 7, "minutes": 120}


def published(service: Service) -> str:
    territory, _, row = put_plan_of_creche(service)
    publish(service, row)
    return territory.id


def test_an_outcome_is_recorded_once_and_changed_knowingly(service: Service) -> None:
    published(service)
    ask = service.caller()
    where = f"{BASE}/outcomes/{FIRST.id}"
    first = ask("PUT", where, json=HELD)
    assert (first.status_code, first.json()["version"], first.json()["notices"]) == (200, 1, []), first.text
    assert ask("PUT", where, json=HELD).status_code == 428
    missed = {"day": DAY, "delivered": False}
    changed = ask("PUT", where, json=missed, headers={"If-Match": first.headers["ETag"]})
    assert [notice["code"] for notice in changed.json()["notices"]] == ["record.reason"]
    rows = ask("GET", f"{BASE}/outcomes?{WEEK}").json()["items"]
    assert [row["outcome"]["item"] for row in rows] == [session.id for session in SESSIONS]
    assert [row["outcome"]["delivered"] for row in rows] == [False, *[None] * (len(SESSIONS) - 1)]
    assert [row["version"] for row in rows] == [2, *[0] * (len(SESSIONS) - 1)]


def test_figures_are_of_what_was_held(service: Service) -> None:
    published(service)
    ask = service.caller()
    assert ask("PUT", f"{BASE}/outcomes/{FIRST.id}", json=HELD).status_code == 200
    rows = ask("GET", f"{BASE}/delivered?{WEEK}").json()["rows"]
    assert sum(row["sessions"] for row in rows) == len(SESSIONS)
    assert sum(row["sessions_held"] for row in rows) == 1
    assert sum(row["attended"] for row in rows) == 7
    cents = sum(row["session_cents"] + row["ride_cents"] + row["common_cents"] for row in rows)
    assert cents == creche_plan().tiers[2].value
    assert ask("GET", f"{BASE}/delivered?first=2027-01-11&last=2027-01-01").status_code == 422


def test_what_is_not_planned_or_does_not_hold_together_is_refused(service: Service) -> None:
    published(service)
    ask = service.caller()
    where = f"{BASE}/outcomes/{FIRST.id}"
    for body in (
        {"day": "2027-03-01", "delivered": True},
        {"day": "0001-01-01", "delivered": True},
        {"day": DAY, "attended": 3},
        {"day": DAY, "delivered": True, "attended": 10**30},
        {"day": DAY, "delivered": True, "reason": "a\u0000"},
    ):
        assert ask("PUT", where, json=body).status_code == 422, body
    assert ask("PUT", f"{where}?leg=return", json=HELD).status_code == 422
    assert ask("PUT", f"{BASE}/outcomes/nothing", json=HELD).status_code == 422
    assert {row["version"] for row in ask("GET", f"{BASE}/outcomes?{WEEK}").json()["items"]} == {0}


def test_a_crew_records_its_own_sessions_alone(service: Service) -> None:
    territory = published(service)
    crews = {session.id: {member.person for member in session.crew} for session in SESSIONS}
    person = min(crews[FIRST.id])
    service.account("luc@queyras.example", Role.CREW, person=person, territory_id=territory)
    sign_in = {"email": "luc@queyras.example", "password": PASSWORD}
    token = service.client.post("/v1/session", json=sign_in).json()["csrf_token"]

    def put(item: str) -> int:
        path = f"/v1{BASE}/outcomes/{item}"
        return service.client.put(path, json=HELD, headers={"X-CSRF-Token": token, "If-Match": "*"}).status_code

    assert put(FIRST.id) == 200
    with service.store.writing() as session:
        session.query(AccountRow).update({AccountRow.person: "somebody-else"})
    assert put(FIRST.id) == 403
    service.client.cookies.clear()
    assert service.caller(Role.CREW)("PUT", f"{BASE}/outcomes/{FIRST.id}", json=HELD).status_code == 403


def test_records_are_of_the_organisation(service: Service) -> None:
    published(service)
    for role, read, change in ((Role.READER, 200, 403), (Role.AGENT, 403, 403)):
        ask = service.caller(role)
        assert ask("GET", f"{BASE}/outcomes?{WEEK}").status_code == read
        assert ask("GET", f"{BASE}/delivered?{WEEK}").status_code == read
        assert ask("PUT", f"{BASE}/outcomes/{FIRST.id}", json=HELD).status_code == change
    stranger = service.caller(Role.ADMIN, "andorra")
    assert stranger("GET", f"{BASE}/outcomes?{WEEK}").status_code == 404
    assert stranger("PUT", f"{BASE}/outcomes/{FIRST.id}", json=HELD).status_code == 404

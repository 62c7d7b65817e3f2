"""What happens within a week: noted, answered by a price list of checked plans, one of them chosen."""

from typing import Any

import pytest

from api.access import Role
from api.plans.checking import find_breaches
from api.plans.storing import load_plan
from api.store.tables import HappeningRow, InstanceRow, PlanRow
from api.territories.snapshots import thaw
from tests.api.jobs.working import work
from tests.api.planned import SLUG, creche_plan, put_plan_of_creche
from tests.api.plans.test_endpoints import publish
from tests.api.service import As, Service

BASE = f"/territories/{SLUG}"


def absence() -> dict[str, Any]:
    """Somebody who works on the last day of duty is ill from its morning to its evening."""
    duty = max(creche_plan().duties, key=lambda one: (one.date, one.person))
    day = duty.date.isoformat()
    return {
        "kind": "person_absent",
        "id": duty.person,
        "from": f"{day}T00:00",
        "to": f"{day}T23:59",
        "reason": "grippe de la petite",
    }


def now() -> str:
    return f"{creche_plan().monday.isoformat()}T05:00"


def noted(ask: As) -> str:
    answer = ask("POST", f"{BASE}/happenings", json={"event": absence()})
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_happened_is_answered_by_checked_plans_to_choose_from(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    publish(service, row)
    ask = service.caller()
    body = {"happenings": [noted(ask)], "now": now(), "seconds": 5}
    asked = ask("POST", f"{BASE}/repairs", json=body)
    assert asked.status_code == 202, asked.text
    work(service)
    job = ask("GET", asked.headers["Location"].removeprefix("/v1")).json()
    assert job["state"] == "done", job
    prices = ask("GET", f"{BASE}/repairs/{job['result']['repair']}").json()
    assert prices["plan"] == row.id
    assert [option["changes"] for option in prices["options"]] == sorted(o["changes"] for o in prices["options"])
    for option in prices["options"]:
        assert len(option["tellings"]) == option["changes"] > 0
        with service.store.reading() as session:
            plan = session.get_one(PlanRow, option["plan"])
            instance = thaw(session, service.app.state.seal, session.get_one(InstanceRow, plan.instance_id))
            assert (plan.previous_id, plan.origin) == (row.id, "repair")
            assert find_breaches(instance, load_plan(plan), creche_plan()) == ()
            assert "grippe" not in plan.body.decode()
            assert "Très-Secret" not in plan.body.decode()
            assert {person.name for person in instance.people} >= {"Nom 0 Très-Secret"}
    chosen = prices["options"][-1]["plan"]
    choice = ask("PUT", f"{BASE}/repairs/{prices['id']}/choice", json={"plan": chosen})
    assert choice.json() == prices | {"chosen": chosen}
    other = ask("PUT", f"{BASE}/repairs/{prices['id']}/choice", json={"plan": row.id})
    assert (other.status_code, other.json()["code"]) == (409, "not-an-option")
    assert [one["id"] for one in ask("GET", f"{BASE}/repairs").json()["items"]] == [prices["id"]]


def test_why_somebody_is_absent_is_sealed_and_read_by_those_who_may(service: Service) -> None:
    put_plan_of_creche(service)
    ask = service.caller()
    id_ = noted(ask)
    key = {"Idempotency-Key": "one"}
    assert len({ask("POST", f"{BASE}/happenings", json={"event": absence()}, headers=key).text for _ in "ab"}) == 1
    other = ask("GET", f"{BASE}/happenings").json()["items"][0]["id"]
    assert ask("DELETE", f"{BASE}/happenings/{other}", headers={"If-Match": "*"}).status_code == 204
    with service.store.reading() as session:
        assert b"grippe" not in session.get_one(HappeningRow, id_).sealed
    (happening,) = ask("GET", f"{BASE}/happenings").json()["items"]
    assert happening["event"] == absence()
    assert service.caller(Role.READER)("GET", f"{BASE}/happenings").status_code == 403
    assert ask("DELETE", f"{BASE}/happenings/{id_}").status_code == 428
    assert ask("DELETE", f"{BASE}/happenings/{id_}", headers={"If-Match": '"1"'}).status_code == 204
    assert ask("GET", f"{BASE}/happenings").json()["items"] == []


def test_what_does_not_go_with_the_plan_is_told_at_once(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    known = ask("POST", f"{BASE}/happenings", json={"event": absence() | {"id": "nobody"}}).json()["id"]
    answer = ask("POST", f"{BASE}/repairs", json={"happenings": [known], "plan": row.id, "now": now()})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    unpublished = ask("POST", f"{BASE}/repairs", json={"happenings": [known], "now": now()})
    assert (unpublished.status_code, unpublished.json()["code"]) == (409, "nothing-published")
    assert ask("POST", f"{BASE}/repairs", json={"happenings": ["0" * 26], "plan": row.id}).status_code == 404
    for change in ({"to": "2027-01-01T00:00"}, {"to": "9999-12-31T00:00"}, {"reason": "a\u0000"}, {"kind": "rain"}):
        assert ask("POST", f"{BASE}/happenings", json={"event": absence() | change}).status_code == 422, change


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT, Role.CREW])
def test_happenings_and_repairs_are_the_planners_own(service: Service, role: Role) -> None:
    _, _, row = put_plan_of_creche(service)
    id_ = noted(service.caller())
    body = {"happenings": [id_], "plan": row.id, "now": now()}
    ask, stranger = service.caller(role), service.caller(Role.ADMIN, "andorra")
    for method, path, sent in (
        ("POST", "/happenings", {"event": absence()}),
        ("DELETE", f"/happenings/{id_}", None),
        ("POST", "/repairs", body),
    ):
        assert ask(method, BASE + path, json=sent, headers={"If-Match": "*"}).status_code == 403
        assert stranger(method, BASE + path, json=sent, headers={"If-Match": "*"}).status_code == 404

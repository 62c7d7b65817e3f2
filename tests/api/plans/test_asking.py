"""Scenarios, explanations and frontiers through HTTP: asked for, searched, read."""

from typing import Any

import pytest

from api.access import Role
from api.plans.checking import find_breaches
from api.plans.storing import load_plan
from api.store.tables import InstanceRow, JobRow, PlanRow
from api.territories.snapshots import thaw
from tests.api.jobs.working import work
from tests.api.planned import SLUG, creche, creche_plan, put_plan_of_creche
from tests.api.plans.test_endpoints import publish
from tests.api.service import As, Service

BASE = f"/territories/{SLUG}"
DROPPED = creche().demands[0].id
SCENARIO = {"name": "sans la première", "edits": [{"kind": "without-demand", "demand": DROPPED}]}


def ended(ask: As, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = ask("GET", answer.headers["Location"].removeprefix("/v1")).json()
    assert job["state"] == "done", job
    return job


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_asked_is_searched_checked_and_kept(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    tried = ask("POST", f"{BASE}/scenarios", json={"scenario": SCENARIO, "base": row.id, "iterations": 2})
    item = creche_plan().sessions[0].id
    why = ask("POST", f"{BASE}/plans/{row.id}/explanations", json={"items": [item]})
    priced = ask("POST", f"{BASE}/frontiers", json={"iterations": 2})
    work(service)
    scenario = ended(ask, tried)
    assert scenario["result"] == {"plan": scenario["plan"], "base": row.id}
    plan = ask("GET", f"{BASE}/plans/{scenario['plan']}").json()
    assert (plan["label"], plan["origin"]) == ("sans la première", "scenario")
    compared = ask("GET", f"{BASE}/plans/{scenario['plan']}/comparison?with={row.id}").json()
    assert not compared["same_data"]
    assert {move["item"].split(".")[0] for move in compared["sessions"] if move["kind"] == "dropped"} <= {DROPPED}
    (explained,) = ended(ask, why)["result"]["explanations"]
    assert (explained["item"], explained["verdict"]) == (item, "served")
    points = ended(ask, priced)["result"]["plans"]
    assert points
    with service.store.reading() as session:
        for id_ in [scenario["plan"], *points]:
            stored = session.get_one(PlanRow, id_)
            instance = thaw(session, service.app.state.seal, session.get_one(InstanceRow, stored.instance_id))
            assert find_breaches(instance, load_plan(stored)) == ()
            assert stored.final


def test_edits_that_cannot_be_made_are_told_at_once(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    edits = [{"kind": "without-demand", "demand": "nowhere"}, {"kind": "without-person", "person": "nobody"}]
    answer = ask("POST", f"{BASE}/scenarios", json={"scenario": {"name": "x", "edits": edits}, "base": row.id})
    assert (answer.status_code, len(answer.json()["notices"])) == (422, 2)
    unknown = ask("POST", f"{BASE}/plans/{row.id}/explanations", json={"items": ["nothing"]})
    assert (unknown.status_code, unknown.json()["notices"][0]["code"]) == (422, "item.unknown")


def test_a_week_goes_on_from_what_is_published_of_it(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()

    def request(**body: Any) -> dict[str, Any]:
        id_ = ask("POST", f"{BASE}/plans", json={"iterations": 1, **body}).json()["id"]
        with service.store.reading() as session:
            return dict(session.get_one(JobRow, id_).request)

    assert request()["previous"] is None
    publish(service, row)
    assert request()["previous"] == row.id
    assert request(now="2027-01-12T09:00")["now"] == "2027-01-12T09:00"
    assert request(monday="2027-01-18")["previous"] == row.id
    assert request(monday="2027-01-04")["previous"] is None
    assert request(previous=None)["previous"] is None


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT, Role.CREW])
def test_searches_are_asked_for_by_planners_of_the_organisation(service: Service, role: Role) -> None:
    _, _, row = put_plan_of_creche(service)
    ask, stranger = service.caller(role), service.caller(Role.ADMIN, "andorra")
    for path, body in (
        ("/plans", {}),
        ("/scenarios", {"scenario": SCENARIO}),
        ("/frontiers", {}),
        (f"/plans/{row.id}/explanations", {}),
    ):
        assert ask("POST", BASE + path, json=body).status_code == 403
        assert stranger("POST", BASE + path, json=body).status_code == 404

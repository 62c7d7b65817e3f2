"""Jobs through HTTP: asked for, followed, read, cancelled."""

import json
from typing import Any

from api.access import Role
from api.jobs import queue
from api.store.tables import JobRow
from models.text import message
from tests.api.jobs.working import job, put_solve, work
from tests.api.planned import ITERATIONS, SLUG, put_creche
from tests.api.service import Service

JOBS = f"/territories/{SLUG}/jobs"


def events(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Event, id and data of each event of a stream."""
    found = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], fields["id"], json.loads(fields["data"])))
    return found


def test_a_week_is_asked_for_followed_and_read(service: Service) -> None:
    put_creche(service)
    ask = service.caller()
    asked = ask("POST", f"/territories/{SLUG}/plans", json={"iterations": ITERATIONS, "label": "première"})
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"].removeprefix("/v1")
    assert ask("GET", where).json() == asked.json() | {"state": "queued"}
    work(service)
    done = ask("GET", where).json()
    assert (done["state"], done["progress"]["tiers"]["need"], done["notices"]) == ("done", 0, [])
    ((kind, id_, data),) = events(ask("GET", f"{where}/events").text)
    assert (kind, data) == ("end", done)
    again = ask("GET", f"{where}/events", headers={"Last-Event-ID": id_})
    assert (again.status_code, events(again.text)) == (200, [])
    plan = ask("GET", f"/territories/{SLUG}/plans/{done['plan']}").json()
    assert (plan["label"], plan["sessions"], plan["unserved"], plan["final"]) == ("première", 5, [], True)
    assert ask("GET", f"{JOBS}?state=done&kind=solve").json()["items"] == [done]
    assert ask("GET", f"{JOBS}?state=failed").json()["items"] == []


def test_an_event_tells_what_is_new_since_the_last_one(service: Service) -> None:
    id_ = put_solve(service)
    with service.store.writing() as session:
        found = queue.find_waiting(session)
        assert found is not None
        lease = queue.take(session, *found, "w", 30, 3)
        assert lease is not None
        phase = message("sessions and rides together").model_dump(mode="json")
        sign = {"phase": phase, "elapsed_s": 12.04, "limit_s": 60.0, "tiers": {"need": 4}, "bounds": {"need": 1}}
        curve = [{"elapsed_s": 1.0, "tiers": {"need": 9}}, {"elapsed_s": 7.0, "tiers": {"need": 4}}]
        queue.write(session, lease, progress=sign, curve=curve)
        version = session.get_one(JobRow, id_, populate_existing=True).version
        queue.finish(session, lease, queue.DONE, result={})
    heard = service.caller()("GET", f"{JOBS}/{id_}/events", headers={"Last-Event-ID": f"{version}-1"})
    ((kind, _, data),) = events(heard.text)
    assert (kind, data["curve"], data["progress"]["left_s"]) == ("end", curve[1:], 48.0)
    assert data["progress"]["phase"] == "séances et trajets ensemble"
    every = service.caller()("GET", f"{JOBS}/{id_}/events?lang=en", headers={"Last-Event-ID": "nonsense"})
    ((_, _, data),) = events(every.text)
    assert (data["curve"], data["progress"]["phase"]) == (curve, "sessions and rides together")


def test_a_waiting_job_is_cancelled_and_stays_so(service: Service) -> None:
    id_ = put_solve(service)
    ask = service.caller()
    assert ask("POST", f"{JOBS}/{id_}/cancellation").json()["state"] == "cancelled"
    assert ask("POST", f"{JOBS}/{id_}/cancellation").json()["state"] == "cancelled"
    work(service)
    assert job(service, id_).state == "cancelled"


def test_jobs_are_for_planners_and_readers_of_the_organisation(service: Service) -> None:
    id_ = put_solve(service)
    for role, read, change in ((Role.READER, 200, 403), (Role.AGENT, 403, 403), (Role.CREW, 403, 403)):
        ask = service.caller(role)
        assert ask("GET", f"{JOBS}/{id_}").status_code == read
        assert ask("POST", f"{JOBS}/{id_}/cancellation").status_code == change
        assert ask("POST", f"/territories/{SLUG}/plans", json={}).status_code == change
    stranger = service.caller(Role.ADMIN, "andorra")
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancellation")):
        assert stranger(method, f"{JOBS}/{id_}{path}").status_code == 404
    assert job(service, id_).state == "queued"


def test_every_fault_of_what_is_asked_is_told(service: Service) -> None:
    put_creche(service)
    ask = service.caller()
    body = {"monday": "2027-01-12", "seconds": 10**30, "iterations": 0, "seed": -1, "label": "a\u0000b", "more": 1}
    answer = ask("POST", f"/territories/{SLUG}/plans", json=body)
    assert answer.status_code == 422
    assert {notice["field"] for notice in answer.json()["notices"]} == set(body)
    assert ask("POST", f"/territories/{SLUG}/plans", json={"seconds": 80_000}).json()["code"] == "invalid"
    missing = "0" * 26
    for field in ("instance", "previous"):
        assert ask("POST", f"/territories/{SLUG}/plans", json={field: missing}).status_code == 404
    assert ask("GET", JOBS).json()["items"] == []


def test_the_same_request_sent_again_begins_no_second_job(service: Service) -> None:
    put_creche(service)
    ask = service.caller()
    path, key = f"/territories/{SLUG}/plans", {"Idempotency-Key": "one"}
    first = ask("POST", path, json={"iterations": 1}, headers=key)
    again = ask("POST", path, json={"iterations": 1}, headers=key)
    assert (again.status_code, again.json(), again.headers["Location"]) == (
        202,
        first.json(),
        first.headers["Location"],
    )
    assert len(ask("GET", JOBS).json()["items"]) == 1

"""Pages over HTTP: who gets in, what is told, what is kept when something is wrong."""

import re
from datetime import timedelta

import pytest

from api.access.dependencies import COOKIE
from api.access.permissions import Role
from api.store.tables import AccountRow, NeedRow, SignInRow
from api.store.types import now
from api.web.robots import stamp
from tests.api.jobs.working import work
from tests.api.planned import put_creche
from tests.api.service import PASSWORD, Service
from tests.api.village import NAMES, SLUG, published, stored, village


def commune(service: Service) -> str:
    page = service.client.get(f"/villages/queyras/{SLUG}")
    found = re.search(rf'href="/villages/queyras/{SLUG}/([^"/?]+)"', page.text)
    assert found
    return found[1]


def enter(service: Service, role: Role = Role.PLANNER) -> str:
    """Sign in by the page; the token that forms carry."""
    service.account(f"{role.value}@queyras.example", role)
    form = {"email": f"{role.value}@queyras.example", "password": PASSWORD, "back": "/planner"}
    answer = service.client.post("/sign-in", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/planner"
    return str(service.client.cookies["halte_csrf"])


def test_whoever_is_not_signed_in_is_shown_the_way_and_comes_back(service: Service) -> None:
    answer = service.client.get("/planner/road", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?back=%2Fplanner%2Froad"
    assert 'value="/planner/road"' in service.client.get(answer.headers["location"]).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_sign_in_never_leads_elsewhere(service: Service, back: str) -> None:
    service.account("p@queyras.example")
    form = {"email": "p@queyras.example", "password": PASSWORD, "back": back}
    answer = service.client.post("/sign-in", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/planner"


def test_a_wrong_password_keeps_the_address_typed(service: Service) -> None:
    service.account("p@queyras.example")
    answer = service.client.post("/sign-in", data={"email": "p@queyras.example", "password": "non"})
    assert answer.status_code == 401
    assert 'value="p@queyras.example"' in answer.text
    assert "non" not in re.findall(r'value="([^"]*)"', answer.text)
    assert COOKIE not in service.client.cookies


def test_whoever_is_invited_chooses_a_password_by_the_link(service: Service) -> None:
    admin = service.caller(Role.ADMIN)
    body = {"email": "luc@queyras.example", "name": "Luc", "role": "planner"}
    secret = admin("POST", "/accounts", json=body).json()["invitation"]
    assert secret in service.client.get(f"/invitation?secret={secret}").text
    good = {"secret": secret, "password": PASSWORD, "again": PASSWORD}
    for wrong, status in (
        ({"again": "autre"}, 422),
        ({"password": "court", "again": "court"}, 422),
        ({"secret": "x"}, 401),
    ):
        assert service.client.post("/invitation", data={**good, **wrong}).status_code == status
    assert service.client.post("/invitation", data=good, follow_redirects=False).headers["location"] == "/sign-in"
    form = {"email": body["email"], "password": PASSWORD}
    assert service.client.post("/sign-in", data=form, follow_redirects=False).status_code == 303
    assert service.client.post("/invitation", data=good).status_code == 401


def test_a_form_of_another_page_is_refused(service: Service) -> None:
    put_creche(service)
    csrf = enter(service)
    path = f"/planner/{put_creche(service).slug}/plans"
    assert service.client.post(path, data={"csrf": "x"}).status_code == 403
    assert service.client.post(path, data={"csrf": csrf}, follow_redirects=False).status_code == 303


def test_a_planner_plans_looks_and_publishes_by_pages_alone(service: Service) -> None:
    slug = put_creche(service).slug
    csrf = enter(service)
    assert service.client.get("/planner", follow_redirects=False).headers["location"] == f"/planner/{slug}"
    started = service.client.post(f"/planner/{slug}/plans", data={"csrf": csrf, "seconds": 5}, follow_redirects=False)
    watched = service.client.get(started.headers["location"])
    assert "hx-trigger" in watched.text
    assert started.headers["location"] in service.client.get(f"/planner/{slug}").text
    work(service)
    done = service.client.get(started.headers["location"])
    assert "hx-trigger" not in done.text
    plan = re.search(rf'href="(/planner/{slug}/plans/[0-9a-z]+)"', done.text)
    assert plan
    for by in ("vehicle", "person", "commune"):
        board = service.client.get(f"{plan[1]}?by={by}")
        assert board.status_code == 200
        assert "<rect" in board.text
    assert "Très-Secret" in service.client.get(f"{plan[1]}?by=person").text
    before = service.client.get(f"{plan[1]}/publish")
    assert "Très-Secret" in before.text
    answer = service.client.post(f"{plan[1]}/publish", data={"csrf": csrf}, follow_redirects=False)
    assert answer.status_code == 303
    assert "version 1.0" in service.client.get(f"/planner/{slug}").text
    again = service.client.post(f"{plan[1]}/publish", data={"csrf": csrf})
    assert again.status_code == 409
    assert "1.0" in again.text


def test_a_search_is_stopped_by_its_page(service: Service) -> None:
    slug = put_creche(service).slug
    csrf = enter(service)
    job = service.client.post(f"/planner/{slug}/plans", data={"csrf": csrf}, follow_redirects=False).headers["location"]
    service.client.post(f"{job}/stop", data={"csrf": csrf})
    assert "hx-trigger" not in service.client.get(job).text


def test_data_that_cannot_be_planned_is_told_where_it_stands(service: Service) -> None:
    slug = put_creche(service).slug
    admin = service.caller(Role.ADMIN)
    vehicle = admin("GET", f"/territories/{slug}/vehicles").json()["items"][0]
    venue = admin("GET", f"/territories/{slug}/venues").json()["items"][0]
    for kind, one in (("venues", venue), ("vehicles", vehicle)):
        found = admin("GET", f"/territories/{slug}/{kind}/{one['id']}")
        assert admin(
            "DELETE", f"/territories/{slug}/{kind}/{one['id']}", headers={"If-Match": found.headers["etag"]}
        ).status_code in (200, 204)
    csrf = enter(service)
    answer = service.client.post(f"/planner/{slug}/plans", data={"csrf": csrf})
    assert answer.status_code == 422
    assert venue["id"] in answer.text


def test_who_may_not_plan_is_not_offered_it(service: Service) -> None:
    plan = stored(service, village())
    csrf = enter(service, Role.READER)
    assert 'action="/planner/road/plans"' not in service.client.get("/planner/road").text
    assert service.client.post("/planner/road/plans", data={"csrf": csrf}).status_code == 403
    assert service.client.get(f"/planner/road/plans/{plan}/publish").status_code == 403
    assert service.client.post(f"/planner/road/plans/{plan}/publish", data={"csrf": csrf}).status_code == 403


def test_who_may_not_read_people_sees_their_ids(service: Service) -> None:
    plan = stored(service, village())
    for role, named in ((Role.PLANNER, True), (Role.READER, False)):
        enter(service, role)
        shown = "".join(service.client.get(f"/planner/road/plans/{plan}?by={by}").text for by in ("vehicle", "person"))
        assert any(name in shown for name in NAMES) is named
        assert "ana" in shown.lower() or "zoe" in shown.lower()


def test_a_browser_is_told_in_a_page_and_a_program_in_problem_details(service: Service) -> None:
    enter(service)
    browser = {"Accept": "text/html,application/xhtml+xml"}
    for path, status in (("/planner/nowhere", 404), ("/planner/road/jobs/!", 404), ("/nothing", 404)):
        page = service.client.get(path, headers=browser)
        assert page.status_code == status
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["content-length"] == str(len(page.content))
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "Introuvable" in page.text
        assert service.client.get(path).headers["content-type"] == "application/problem+json"
    stale = service.client.post("/planner/road/plans", data={"csrf": "x"}, headers=browser)
    assert "rechargez" in service.client.post("/sign-out", data={"csrf": "x"}, headers=browser).text
    assert stale.status_code in (403, 404)
    assert service.client.get("/v1/nothing", headers=browser).headers["content-type"] == "application/problem+json"


def test_the_week_leads_to_what_is_published(service: Service) -> None:
    published(service)
    enter(service)
    page = service.client.get("/planner/road").text
    for address in (f"/villages/queyras/{SLUG}", f"/v1/territories/{SLUG}/files/map.html"):
        assert f'href="{address}"' in page
        assert service.client.get(address).status_code == 200
    assert f'href="/v1/territories/{SLUG}/files/week.xlsx"' in page


def test_another_organisation_s_pages_are_not_there(service: Service) -> None:
    plan = stored(service, village(), organisation="andorra")
    enter(service)
    assert service.client.get("/planner/road").status_code == 404
    assert service.client.get(f"/planner/road/plans/{plan}").status_code == 404


def test_signing_out_and_being_disabled_end_it(service: Service) -> None:
    put_creche(service)
    csrf = enter(service)
    service.client.post("/sign-out", data={"csrf": csrf})
    assert service.client.get("/planner", follow_redirects=False).status_code == 303
    with service.store.writing() as session:
        session.query(AccountRow).update({AccountRow.disabled_at: now()})
        session.query(SignInRow).update({SignInRow.ends_at: now() + timedelta(hours=1)})
    assert service.client.get("/planner", follow_redirects=False).status_code == 303


def test_residents_read_their_village_without_an_account(service: Service) -> None:
    published(service)
    index = service.client.get(f"/villages/queyras/{SLUG}")
    assert index.status_code == 200
    page = service.client.get(f"/villages/queyras/{SLUG}/{commune(service)}")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert service.client.get(page.url.path, headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    assert 'lang="en"' in service.client.get(page.url.path, headers={"Accept-Language": "en"}).text
    assert not [name for name in NAMES if name in page.text + index.text]
    assert service.client.get(f"/villages/queyras/{SLUG}/nowhere").status_code == 404
    assert service.client.get("/villages/nobody/road").status_code == 404


def test_what_is_missing_reaches_the_planners(service: Service) -> None:
    published(service)
    path = f"/villages/queyras/{SLUG}/{commune(service)}/need"
    seal = service.app.state.seal
    form = {
        "what": "Un atelier <b>le samedi</b>",
        "contact": "06 00 00 00 00",
        "stamped": stamp(seal, now().timestamp() - 60),
    }
    answer = service.client.post(path, data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert "Merci" in service.client.get(answer.headers["location"]).text
    with service.store.reading() as session:
        need = session.query(NeedRow).one()
        assert need.what == form["what"]
        assert b"06 00" not in (need.sealed or b"")
        assert need.sealed is not None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"what": "  "}, "Dites-nous ce qui manque."),
        ({"what": "x" * 2001}, "2000 caractères"),
        ({"website": "https://spam.example"}, "Renvoyez-le"),
        ({"stamped": "1.00"}, "Renvoyez-le"),
        ({"stamped": ""}, "Renvoyez-le"),
    ],
)
def test_a_message_that_is_refused_is_kept_in_the_form(service: Service, changed: dict[str, str], fault: str) -> None:
    published(service)
    path = f"/villages/queyras/{SLUG}/{commune(service)}/need"
    good = {"what": "Un bus", "when": "le <samedi>", "stamped": stamp(service.app.state.seal, now().timestamp() - 60)}
    answer = service.client.post(path, data={**good, **changed})
    assert answer.status_code == 422
    assert fault in answer.text
    assert 'value="le &lt;samedi&gt;"' in answer.text
    with service.store.reading() as session:
        assert session.query(NeedRow).count() == 0


def test_every_page_leads_to_the_notices_about_itself(service: Service) -> None:
    published(service)
    for topic in ("legal", "privacy", "accessibility"):
        for language in ("fr", "en"):
            page = service.client.get(f"/villages/queyras/{SLUG}/about/{topic}?lang={language}")
            assert page.status_code == 200
            assert "Queyras" in page.text
            assert f"/about/{topic}" in service.client.get(f"/villages/queyras/{SLUG}").text


def test_what_pages_use_is_kept_for_ever_by_an_address_of_its_content(service: Service) -> None:
    page = service.client.get("/sign-in").text
    for address in re.findall(r'"(/static/[^"]+)"', page):
        answer = service.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert service.client.get("/static/../settings.py").status_code == 404

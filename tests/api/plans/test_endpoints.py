"""Plans through HTTP: listed, read, brought in, named, deleted, held, compared, counted, paid for."""

from typing import Any

from api.access import Role
from api.plans.storing import load_plan
from api.store.tables import PlanRow, PublicationRow
from models.base import at
from tests.api.planned import SLUG, creche, creche_plan, put_creche, put_plan_of_creche
from tests.api.service import Service

PLANS = f"/territories/{SLUG}/plans"


def publish(service: Service, plan: PlanRow, **fields: Any) -> None:
    """Say that a plan is published, as far as other tables are asked for it."""
    known = {"major": 1, "minor": 0, "difference": {}, "published_by": "key:test"}
    row = PublicationRow(
        organisation_id=plan.organisation_id,
        territory_id=plan.territory_id,
        plan_id=plan.id,
        monday=plan.monday,
        **{**known, **fields},
    )
    with service.store.writing() as session:
        session.add(row)


def document() -> dict[str, Any]:
    body: dict[str, Any] = creche_plan().model_dump(mode="json")
    return body


def test_a_plan_is_listed_by_week_and_read_in_the_caller_s_language(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    (line,) = ask("GET", f"{PLANS}?monday={row.monday}").json()["items"]
    assert (line["id"], line["unserved"], line["final"]) == (row.id, 0, True)
    assert ask("GET", f"{PLANS}?monday=2027-01-04").json()["items"] == []
    assert ask("GET", f"{PLANS}?origin=repair").json()["items"] == []
    french, english = (ask("GET", f"{PLANS}/{row.id}?lang={lang}") for lang in ("fr", "en"))
    assert french.headers["ETag"] == '"1"'
    tiers = [{tier["tier"]: tier for tier in answer.json()["tiers"]} for answer in (french, english)]
    assert [one["need"]["name"] for one in tiers] == ["Besoin non servi", "Need left unserved"]
    assert (tiers[0]["need"]["proved"], tiers[0]["comfort"]["lower_bound"]) == (True, None)
    assert ask("GET", f"{PLANS}/{row.id}/document").json() == load_plan(row).model_dump(mode="json")


def test_a_plan_made_elsewhere_is_checked_before_it_is_kept(service: Service) -> None:
    put_creche(service)
    ask = service.caller()
    made = ask("POST", f"{PLANS}/uploads", json={"plan": document(), "label": "d’ailleurs"})
    assert (made.status_code, made.json()["sessions"]) == (201, 5), made.text
    assert ask("GET", made.headers["Location"].removeprefix("/v1")).json() == made.json()
    assert {tier["lower_bound"] for tier in made.json()["tiers"]} == {None}
    assert [notice["code"] for notice in made.json()["notices"]] == ["plan-brought-in"]
    spoiled = document()
    spoiled["duties"] = spoiled["duties"][1:]
    refused = ask("POST", f"{PLANS}/uploads", json={"plan": spoiled})
    assert (refused.status_code, refused.json()["code"]) == (409, "breaches")
    assert all(notice["remedy"] for notice in refused.json()["notices"])
    for change in (
        {"monday": "0001-01-01"},
        {"monday": "2027-01-12"},
        {"weeks": 10**30},
        {"made_at": "9999-12-31T00:00"},
    ):
        answer = ask("POST", f"{PLANS}/uploads", json={"plan": document() | change})
        assert answer.status_code == 422, change
    other = ask("POST", f"{PLANS}/uploads", json={"plan": document() | {"instance": "andorra"}})
    assert (other.status_code, other.json()["notices"][0]["code"]) == (409, "plan.territory")
    assert len(ask("GET", PLANS).json()["items"]) == 1


def test_a_plan_is_named_by_one_planner_at_a_time_and_deleted(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    assert ask("PATCH", f"{PLANS}/{row.id}", json={"label": "a"}).status_code == 428
    named = ask("PATCH", f"{PLANS}/{row.id}", json={"label": "a"}, headers={"If-Match": '"1"'})
    assert (named.json()["label"], named.headers["ETag"]) == ("a", '"2"')
    assert ask("PATCH", f"{PLANS}/{row.id}", json={"label": "b"}, headers={"If-Match": '"1"'}).status_code == 412
    assert ask("DELETE", f"{PLANS}/{row.id}", headers={"If-Match": '"1"'}).status_code == 412
    assert ask("DELETE", f"{PLANS}/{row.id}", headers={"If-Match": '"2"'}).status_code == 204
    assert ask("GET", f"{PLANS}/{row.id}").status_code == 404


def test_a_published_plan_stays_and_so_does_one_that_is_still_searched(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    publish(service, row)
    ask = service.caller()
    assert ask("GET", f"{PLANS}/{row.id}").json()["published"]
    assert ask("DELETE", f"{PLANS}/{row.id}", headers={"If-Match": "*"}).json()["code"] == "published"
    with service.store.writing() as session:
        session.query(PublicationRow).delete()
        session.query(PlanRow).update({PlanRow.final: False})
    assert ask("DELETE", f"{PLANS}/{row.id}", headers={"If-Match": "*"}).json()["code"] == "searching"


def test_an_item_is_held_as_a_plan_has_it(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller()
    session = creche_plan().sessions[0]
    pins = f"{PLANS}/{row.id}/pins"
    first = ask("POST", pins, json={"item": session.id})
    assert first.status_code == 201, first.text
    assert first.json()["pin"] | {"item": session.id} == {
        "item": session.id,
        "leg": None,
        "date": session.start.date().isoformat(),
        "time": f"{session.start:%H:%M}",
        "place": session.venue,
        "vehicle": None,
        "people": [],
        "after": None,
    }
    again = ask("POST", pins, json={"item": session.id, "fields": ["people", "vehicle"]})
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["pin"]["people"] == sorted(member.person for member in session.crew)
    assert again.json()["pin"]["time"] is None
    assert ask("POST", pins, json={"item": "nothing"}).status_code == 422
    assert ask("POST", pins, json={"item": session.id, "fields": ["colour"]}).status_code == 422


def test_two_plans_are_compared_and_one_is_counted(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    again = at(creche_plan().monday, 0)
    _, _, later = put_plan_of_creche(service, plan=creche_plan().model_copy(update={"made_at": again}))
    ask = service.caller(Role.READER)
    compared = ask("GET", f"{PLANS}/{later.id}/comparison?with={row.id}").json()
    assert (compared["same_data"], compared["same_weeks"], compared["sessions"]) == (True, True, [])
    assert compared["before"]["name"] == row.id
    assert ask("GET", f"{PLANS}/{later.id}/comparison?with={'0' * 26}").status_code == 404
    figures = ask("GET", f"{PLANS}/{row.id}/indicators").json()
    assert figures["total_cents"] == creche_plan().tiers[2].value
    assert {load["person"] for load in figures["workloads"]} == set(creche().person_by_id)
    report = ask("GET", f"{PLANS}/{row.id}/equity").json()
    assert len(report["communes"]) == len(creche().communes)
    assert report["served_percent"]["mean"] == 100


def test_costs_are_shared_by_a_key_to_the_cent(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    ask = service.caller(Role.READER)
    key = {"name": "par heure", "rules": [{"mix": [{"measure": "hours", "percent": 100}]}]}
    shares = ask("POST", f"/territories/{SLUG}/cost-shares", json={"plans": [row.id], "key": key}).json()
    assert sum(partner["cents"] for partner in shares["partners"]) == shares["total_cents"]
    assert shares["total_cents"] == creche_plan().tiers[2].value
    twice = ask("POST", f"/territories/{SLUG}/cost-shares", json={"plans": [row.id, row.id], "key": key})
    assert (twice.status_code, twice.json()["notices"][0]["code"]) == (422, "plan.overlap")
    unknown = {**key, "partners": [{"id": "p", "name": "P", "communes": ["nowhere"]}]}
    refused = ask("POST", f"/territories/{SLUG}/cost-shares", json={"plans": [row.id], "key": unknown})
    assert refused.status_code == 422


def test_names_are_for_those_who_may_read_them(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    for role in (Role.PLANNER, Role.READER):
        ask = service.caller(role)
        for path in ("", "/document", "/indicators", "/equity", f"/comparison?with={row.id}"):
            assert "Très-Secret" not in ask("GET", f"{PLANS}/{row.id}{path}").text


def test_plans_are_for_planners_and_readers_of_the_organisation(service: Service) -> None:
    _, _, row = put_plan_of_creche(service)
    reading = ("", "/document", "/indicators", "/equity", f"/comparison?with={row.id}")
    changes: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("PATCH", "", {"label": ""}),
        ("POST", "/pins", {"item": "a"}),
        ("POST", "/explanations", {}),
    )
    for role, read in ((Role.READER, 200), (Role.AGENT, 403), (Role.CREW, 403)):
        ask = service.caller(role)
        assert {ask("GET", f"{PLANS}/{row.id}{path}").status_code for path in reading} == {read}
        assert {ask(method, f"{PLANS}/{row.id}{path}", json=body).status_code for method, path, body in changes} == {
            403
        }
    stranger = service.caller(Role.ADMIN, "andorra")
    assert {stranger("GET", f"{PLANS}/{row.id}{path}").status_code for path in reading} == {404}
    assert {stranger(m, f"{PLANS}/{row.id}{path}", json=body).status_code for m, path, body in changes} == {404}
    own = put_creche(service, "andorra")
    assert {stranger("GET", f"{PLANS}/{row.id}{path}").status_code for path in reading} == {404}
    assert own.organisation_id != row.organisation_id

"""Putting plans in force and taking them back, through HTTP."""

import json
import threading
from datetime import timedelta

import pytest

from api.access import Role
from api.plans.storing import load_plan, store_plan
from api.problems import Problem
from api.publications import publishing
from api.publications.publishing import current_publication, publish_minor
from api.store.tables import AuditRow, InstanceRow, PlanRow, PublicationRow, PublishedFileRow, TerritoryRow
from api.territories.snapshots import freeze
from models.instance import Instance
from models.plan import Plan
from optimiser.offers import OfferDesk
from tests.api.planned import principal
from tests.api.service import Service
from tests.api.village import (
    NAMES,
    SLUG,
    THURSDAY,
    at,
    planned,
    publish,
    published,
    stored,
    territory_id,
    village,
)
from tests.optimiser.rides.town import MONDAY, ride

PATH = f"/territories/{SLUG}/publications"
MORE = ride("r3", "north", "hill", passenger="P-016", arrive=("09:00", "09:30"))


def files(service: Service) -> dict[str, str]:
    with service.store.reading() as session:
        return {row.path: row.etag for row in session.query(PublishedFileRow)}


def test_a_checked_plan_is_put_in_force_with_its_files(service: Service) -> None:
    planner, plan, made = published(service)
    assert (made["version"], made["plan"], made["in_force"]) == ("1.0", plan, True)
    assert made["published_at"].startswith("2027-01-07T11:00:00")
    assert planner("GET", f"{PATH}/{made['id']}").json() == made
    assert [one["id"] for one in planner("GET", PATH).json()["items"]] == [made["id"]]
    paths = set(files(service))
    assert {"calendars/vehicle-m1.ics", "calendars/person-ana.ics", "calendars/commune-c.ics"} <= paths
    assert {"open/stops.html", "open/stops.geojson", "open/sessions.jsonld", "open/gtfs.zip"} <= paths
    with service.store.reading() as session:
        line = session.query(AuditRow).filter_by(action="publication.made").one()
        assert (line.subject, line.detail["version"]) == (made["id"], "1.0")


def test_the_difference_tells_who_is_told_what_by_name(service: Service) -> None:
    planner, plan, _ = published(service)
    later = publish(planner, stored(service, village(start="09:00"), plan))
    assert later["version"] == "2.0"
    assert later["tellings"] > 0
    told = planner("GET", f"{PATH}/{later['id']}/difference?lang=en").json()
    assert [(move["kind"], move["changes"][0]["field"]) for move in told["sessions"]] == [("moved", "time")]
    assert told["rides"] == []
    by_kind = {one["kind"]: one for one in told["tellings"]}
    assert by_kind["duty"]["who"] in NAMES
    assert (by_kind["session"]["subject"], by_kind["session"]["who"]) == ("c", "C")
    assert by_kind["session"]["old"] == "13/01 13:00 Hall"
    assert by_kind["session"]["new"] == "13/01 09:00 Hall"
    with service.store.reading() as session:
        for row in session.query(PublicationRow):
            assert not any(name in str(row.difference) for name in NAMES)
    assert service.caller(Role.READER)("GET", f"{PATH}/{later['id']}/difference").status_code == 403


def test_a_plan_that_was_not_made_from_what_is_in_force_is_refused_and_nothing_changes(service: Service) -> None:
    planner, _, _ = published(service)
    before = files(service)
    answer = planner("POST", PATH, json={"plan": stored(service, village(start="09:00"))})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert files(service) == before
    assert len(planner("GET", PATH).json()["items"]) == 1


def test_the_same_plan_is_not_put_in_force_twice(service: Service) -> None:
    planner, plan, _ = published(service)
    answer = planner("POST", PATH, json={"plan": plan})
    assert (answer.status_code, answer.json()["code"]) == (409, "published")


def test_only_final_plans_of_one_s_own_territory_are_there(service: Service) -> None:
    planner, plan, _ = published(service)
    assert planner("POST", PATH, json={"plan": "0" * 26}).status_code == 404
    assert planner("POST", PATH, json={"plan": "x"}).status_code == 422
    assert service.caller(Role.PLANNER, "andorra")("POST", PATH, json={"plan": plan}).status_code == 404
    assert service.caller(Role.AGENT)("POST", PATH, json={"plan": plan}).status_code == 403
    with service.store.writing() as session:
        session.query(PlanRow).update({PlanRow.final: False})
    assert planner("POST", PATH, json={"plan": plan}).status_code == 404


def test_a_what_if_is_not_put_in_force(service: Service) -> None:
    at(service, THURSDAY)
    plan = stored(service, village())
    with service.store.writing() as session:
        session.query(PlanRow).update({PlanRow.origin: "scenario"})
    answer = service.caller()("POST", PATH, json={"plan": plan})
    assert (answer.status_code, answer.json()["code"]) == (409, "scenario")


def test_a_withdrawn_version_gives_way_to_the_one_before_and_then_to_nothing(service: Service) -> None:
    planner, plan, first = published(service)
    before = files(service)
    second = publish(planner, stored(service, village(start="09:00"), plan))
    changed = files(service)
    assert changed["open/sessions.jsonld"] != before["open/sessions.jsonld"]
    assert planner("POST", f"{PATH}/{first['id']}/withdrawal", headers={"If-Match": "*"}).json()["code"] == "superseded"
    assert planner("POST", f"{PATH}/{second['id']}/withdrawal").status_code == 428
    assert planner("POST", f"{PATH}/{second['id']}/withdrawal", headers={"If-Match": '"9"'}).status_code == 412
    at(service, THURSDAY + timedelta(hours=1))
    withdrawn = planner("POST", f"{PATH}/{second['id']}/withdrawal", headers={"If-Match": '"1"'})
    assert withdrawn.status_code == 200
    assert withdrawn.json()["in_force"] is False
    assert planner("GET", f"{PATH}/{first['id']}").json()["in_force"] is True
    after = files(service)
    same = {path for path in before if not path.startswith(("calendars/", "open/gtfs", "open/posters/"))}
    assert {path: after[path] for path in same} == {path: before[path] for path in same}
    assert planner("POST", f"{PATH}/{first['id']}/withdrawal", headers={"If-Match": '"1"'}).status_code == 200
    id_ = territory_id(service)
    with service.store.reading() as session:
        assert current_publication(session, session.get_one(TerritoryRow, id_), MONDAY) is None
    again = publish(planner, stored(service, village()))
    assert again["version"] == "3.0"


def test_weeks_are_in_force_beside_each_other(service: Service) -> None:
    planner, plan, _ = published(service)
    after, id_ = MONDAY + timedelta(weeks=1), territory_id(service)
    second = publish(planner, stored(service, village(monday=after), plan))
    assert (second["version"], second["monday"]) == ("1.0", after.isoformat())
    with service.store.reading() as session:
        row = session.get_one(PublishedFileRow, (id_, "open/sessions.jsonld"))
        assert row.body.count(b"2027-01-13T13:00") == row.body.count(b"2027-01-20T13:00") == 1
    withdrawn = planner("POST", f"{PATH}/{second['id']}/withdrawal", headers={"If-Match": "*"})
    assert withdrawn.status_code == 200
    with service.store.reading() as session:
        row = session.get_one(PublishedFileRow, (id_, "open/sessions.jsonld"))
        events = {one["startDate"][:10]: one["eventStatus"] for one in json.loads(row.body)["@graph"]}
        assert {day: status.rpartition("/")[2] for day, status in events.items()} == {
            "2027-01-13": "EventScheduled",
            "2027-01-20": "EventCancelled",
        }


def with_a_booking(service: Service, plan: str) -> str:
    """Id of a plan with one ride more, as bookings store it."""
    instance = village()
    with service.store.reading() as session:
        before = load_plan(session.get_one(PlanRow, plan))
    desk = OfferDesk(instance, before)
    changed, after = desk.insert(desk.suggest(MORE)[0])
    return put(service, changed, plan, after)


def put(service: Service, instance: Instance, previous: str, plan: Plan) -> str:
    seal, id_ = service.app.state.seal, territory_id(service)
    with service.store.writing() as session:
        territory = session.get_one(TerritoryRow, id_)
        snapshot = freeze(session, seal, territory, instance, "key:test")
        row = store_plan(
            session,
            seal,
            territory,
            snapshot,
            plan,
            origin="booking",
            actor="key:test",
            previous_id=previous,
        )
        return row.id


def minor(service: Service, plan: str) -> PublicationRow:
    id_ = territory_id(service)
    with service.store.writing() as session:
        territory = session.get_one(TerritoryRow, id_)
        row = session.get_one(PlanRow, plan)
        caller = principal(territory.organisation_id, Role.AGENT)
        return publish_minor(session, service.settings, service.app.state.seal, territory, row, caller, moment=THURSDAY)


def test_a_booking_makes_a_minor_version_that_changes_what_it_touches(service: Service) -> None:
    planner, plan, _ = published(service)
    before = files(service)
    row = minor(service, with_a_booking(service, plan))
    assert (row.major, row.minor) == (1, 1)
    after = files(service)
    assert {path for path in after if after[path] != before.get(path)} == {
        "calendars/vehicle-m1.ics",
        "calendars/person-ana.ics" if "ana" in str(row.difference) else "calendars/person-zoe.ics",
    }
    told = planner("GET", f"{PATH}/{row.id}/difference").json()
    assert {one["subject"] for one in told["tellings"] if one["kind"] == "ride"} == {"P-016"}
    assert planner("GET", f"{PATH}/{row.id}").json()["version"] == "1.1"


def test_open_files_of_a_minor_version_are_what_they_would_be_made_anew(service: Service) -> None:
    _, plan, _ = published(service)
    booked = with_a_booking(service, plan)
    minor(service, booked)
    kept = {path: tag for path, tag in files(service).items() if not path.startswith("calendars/")}
    with service.store.writing() as session:
        session.query(PublicationRow).delete()
        session.query(PublishedFileRow).delete()
    publish(service.caller(), booked)
    assert {path: tag for path, tag in files(service).items() if not path.startswith("calendars/")} == kept


def test_more_than_a_booking_is_no_minor_version(service: Service) -> None:
    _, plan, _ = published(service)
    with pytest.raises(Problem) as caught:
        minor(service, stored(service, village(start="09:00"), plan))
    assert (caught.value.status, caught.value.code) == (409, "beyond")
    assert {notice.location.field for notice in caught.value.notices} == {"sessions", "tours", "duties"}
    with service.store.reading() as session:
        assert session.query(PublicationRow).count() == 1


def test_no_minor_version_of_nothing(service: Service) -> None:
    with pytest.raises(Problem) as caught:
        minor(service, stored(service, village()))
    assert caught.value.code == "nothing-published"


def test_a_plan_whose_snapshot_was_spoiled_is_not_put_in_force(service: Service) -> None:
    at(service, THURSDAY)
    plan = stored(service, village())
    with service.store.writing() as session:
        row = session.query(InstanceRow).one()
        spoiled = village().model_copy(update={"people": ()})
        row.body = spoiled.model_dump_json().encode()
    answer = service.caller()("POST", PATH, json={"plan": plan})
    assert (answer.status_code, answer.json()["code"]) == (409, "breaches")
    assert planned(village()).duties


def test_of_two_planners_at_once_one_publishes(service: Service) -> None:
    planner, first, _ = published(service)
    plans = [stored(service, village(start=start), first) for start in ("09:00", "15:00")]
    both, answers = threading.Barrier(2), dict[str, int]()

    def send(plan: str) -> None:
        both.wait()
        answers[plan] = planner("POST", PATH, json={"plan": plan}).status_code

    threads = [threading.Thread(target=send, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [201, 409]  # though the second is as good a plan, it was made from another
    (won,) = [plan for plan, status in answers.items() if status == 201]
    versions = planner("GET", PATH).json()["items"]
    assert [(one["version"], one["in_force"]) for one in versions] == [("2.0", True), ("1.0", False)]
    assert versions[0]["plan"] == won


def test_a_publication_that_breaks_off_leaves_everything_as_it_was(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner, plan, _ = published(service)
    before = files(service)
    later = stored(service, village(start="09:00"), plan)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(publishing, "announce", broken)  # what is done last
    with pytest.raises(RuntimeError):
        planner("POST", PATH, json={"plan": later})
    monkeypatch.undo()
    assert files(service) == before
    assert [one["version"] for one in planner("GET", PATH).json()["items"]] == ["1.0"]
    assert publish(planner, later)["version"] == "2.0"

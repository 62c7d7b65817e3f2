import json
from typing import Any

from api.exports.feeds import publish
from api.exports.jsonld import build_jsonld
from tests.api.exports.world import WORKSHOP, make_instance, make_plan, replaced


def events(**options: Any) -> list[dict[str, Any]]:
    instance = make_instance()
    before = publish(make_plan(instance), instance)
    plan = make_plan(instance)
    content = build_jsonld(
        publish(plan.model_copy(update={"sessions": plan.sessions[:1]}), instance, before), instance, **options
    )
    assert b"<" not in content
    document = json.loads(content)
    assert document["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = document["@graph"]
    return found


def test_a_session_is_an_event_with_place_time_and_organiser() -> None:
    event = events()[0]
    assert event == {
        "@type": "Event",
        "identifier": "session-d-ceillac.1@2027-W02@valley",
        "name": WORKSHOP,
        "description": "Entrée libre, sans inscription.",
        "startDate": "2027-01-14T09:00:00+01:00",
        "endDate": "2027-01-14T11:30:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Salle polyvalente",
            "address": {"@type": "PostalAddress", "addressLocality": "Ceillac"},
            "geo": {"@type": "GeoCoordinates", "latitude": 44.6675, "longitude": 6.7775},
        },
        "organizer": {"@type": "Organization", "name": "Guillestrois & Queyras"},
    }


def test_a_cancelled_session_stays_and_says_so() -> None:
    assert [event["eventStatus"].rpartition("/")[2] for event in events()] == ["EventScheduled", "EventCancelled"]


def test_events_have_addresses_where_the_publication_has_one() -> None:
    event = events(base_url="https://a.fr/")[0]
    assert event["@id"] == "https://a.fr/#session-d-ceillac.1@2027-W02@valley"
    assert event["url"] == event["organizer"]["url"] == "https://a.fr/"


def test_whoever_runs_a_service_is_its_organiser() -> None:
    instance = make_instance()
    service = instance.services[0].model_copy(update={"organisation": "Association Bleue"})
    instance = replaced(instance, services=(service,))
    document = json.loads(build_jsonld(publish(make_plan(instance), instance), instance))
    assert {event["organizer"]["name"] for event in document["@graph"]} == {"Association Bleue"}

"""Calendars as a calendar program sees them over several publications."""

import json
import logging
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from api.access import Role
from api.store.tables import FeedTokenRow, PublicationRow
from tests.api.exports.feeds.test_libical import READER, system_python
from tests.api.service import As, Service
from tests.api.village import ORGANISATION, SLUG, THURSDAY, at, publish, published, stored, village

__all__ = ["system_python"]

PATH = f"/territories/{SLUG}/feeds"
PUBLIC = f"/feeds/{ORGANISATION}/{SLUG}"
COMMUNE = f"{PUBLIC}/communes/c.ics"


def read(service: Service, url: str) -> icalendar.Calendar:
    answer = service.client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert isinstance(calendar, icalendar.Calendar)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    return calendar


def workshop(service: Service, url: str = COMMUNE) -> icalendar.Event | None:
    found = [event for event in read(service, url).events if str(event["UID"]).startswith("session-w")]
    assert len(found) <= 1
    return found[0] if found else None


def secret_feed(planner: As, kind: str, subject: str) -> tuple[str, str]:
    answer = planner("POST", PATH, json={"kind": kind, "subject": subject})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], "/feeds/" + answer.json()["url"].rsplit("/", 1)[1]


def test_a_session_moves_is_cancelled_and_comes_back_under_one_uid(service: Service) -> None:
    planner, first, _ = published(service)
    states = [workshop(service)]
    changes: tuple[dict[str, object], ...] = ({"start": "09:00"}, {"held": False}, {})
    plan = first
    for days, change in enumerate(changes, start=1):
        at(service, THURSDAY + timedelta(days=days))
        plan = stored(service, village(**change), plan)  # type: ignore[arg-type]
        publish(planner, plan)
        states.append(workshop(service))
    events = [state for state in states if state is not None]
    assert len(events) == 4
    assert len({str(event["UID"]) for event in events}) == 1
    assert [int(str(event["SEQUENCE"])) for event in events] == [0, 1, 2, 3]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [event.decoded("DTSTART").strftime("%d %H:%M") for event in events] == [
        "13 13:00",
        "13 09:00",
        "13 09:00",
        "13 13:00",
    ]
    stamps = [event.decoded("LAST-MODIFIED") for event in events]
    assert stamps == sorted(set(stamps))
    assert str(workshop(service, f"{PUBLIC}/services/workshop.ics")) == str(events[-1])


def test_a_cancelled_session_stays_a_fortnight(service: Service) -> None:
    planner, plan, made = published(service)
    withdraw = f"/territories/{SLUG}/publications/{made['id']}/withdrawal"
    assert planner("POST", withdraw, headers={"If-Match": "*"}).status_code == 200
    event = workshop(service)
    assert event is not None
    assert str(event["STATUS"]) == "CANCELLED"
    over = datetime(2027, 1, 13, 14, tzinfo=THURSDAY.tzinfo)  # 15:00 in Paris, when the workshop was to end
    publish_next = village(monday=datetime(2027, 1, 25).date()), plan
    at(service, over + timedelta(days=14, minutes=-1))
    next_plan = stored(service, publish_next[0])
    following = publish(planner, next_plan)
    assert workshop_of(service, "2027-01-13") == 1
    at(service, over + timedelta(days=14, minutes=1))
    path = f"/territories/{SLUG}/publications/{following['id']}/withdrawal"
    assert planner("POST", path, headers={"If-Match": "*"}).status_code == 200
    assert workshop_of(service, "2027-01-13") == 0


def workshop_of(service: Service, day: str) -> int:
    return sum(event.decoded("DTSTART").date().isoformat() == day for event in read(service, COMMUNE).events)


@pytest.mark.system
def test_both_parsers_read_every_feed_of_three_publications(
    service: Service, tmp_path: Path, system_python: str
) -> None:
    planner, plan, _ = published(service)
    urls = [COMMUNE, f"{PUBLIC}/services/workshop.ics", f"{PUBLIC}/stops/north.ics"]
    urls += [secret_feed(planner, kind, subject)[1] for kind, subject in (("vehicle", "m1"), ("person", "ana"))]
    urls.append(f"{urls[-1]}?alarm=30")
    paths: list[str] = []
    for days, change in enumerate(({}, {"start": "09:00"}, {"held": False})):
        if change:
            at(service, THURSDAY + timedelta(days=days))
            plan = stored(service, village(**change), plan)  # type: ignore[arg-type]
            publish(planner, plan)
        for number, url in enumerate(urls):
            read(service, url)
            path = tmp_path / f"{days}-{number}.ics"
            path.write_bytes(service.client.get(url).content)
            paths.append(str(path))
    done = subprocess.run([system_python, str(READER), *paths], capture_output=True, check=True, text=True)
    feeds = json.loads(done.stdout)
    assert len(feeds) == 3 * len(urls)
    assert {(feed["errors"], feed["valid"]) for feed in feeds.values()} == {(0, True)}


def test_secret_feeds_open_until_they_are_revoked(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    planner, _, _ = published(service)
    id_, url = secret_feed(planner, "vehicle", "m1")
    assert len(read(service, url).events) == 3
    told = [record for record in caplog.records if not record.name.startswith("http")]  # the client's own log
    assert "halte.requests" in {record.name for record in told}
    secret = url.removeprefix("/feeds/").removesuffix(".ics")
    assert not any(secret in f"{record.getMessage()} {record.__dict__}" for record in told)
    assert "private" in service.client.get(url).headers["cache-control"]
    listed = planner("GET", PATH)
    assert [(one["id"], one["revoked"]) for one in listed.json()["items"]] == [(id_, False)]
    assert url.removeprefix("/feeds/").removesuffix(".ics") not in listed.text
    with service.store.reading() as session:
        assert (
            url.removeprefix("/feeds/").removesuffix(".ics").encode()
            not in session.query(FeedTokenRow).one().token_hash
        )
    assert service.caller(Role.PLANNER, "andorra")("DELETE", f"{PATH}/{id_}").status_code == 404
    assert service.caller(Role.READER)("DELETE", f"{PATH}/{id_}").status_code == 403
    assert planner("DELETE", f"{PATH}/{id_}").status_code == 204
    assert service.client.get(url).status_code == 404
    assert service.client.get("/feeds/unknown.ics").status_code == 404
    assert planner("POST", PATH, json={"kind": "vehicle", "subject": "nobody"}).status_code == 404


def test_alarms_are_there_if_asked(service: Service) -> None:
    planner, _, _ = published(service)
    _, url = secret_feed(planner, "person", "ana")
    plain, ringing = service.client.get(url), service.client.get(f"{url}?alarm=45")
    assert b"VALARM" not in plain.content
    assert ringing.headers["etag"] != plain.headers["etag"]
    events = icalendar.Calendar.from_ical(ringing.content).walk("VEVENT")
    assert events
    assert {alarm.decoded("TRIGGER") for event in events for alarm in event.walk("VALARM")} == {timedelta(minutes=-45)}
    assert service.client.get(f"{url}?alarm=99999").status_code == 422


def test_an_unchanged_feed_is_not_sent_again(service: Service) -> None:
    planner, plan, _ = published(service)
    first = service.client.get(COMMUNE)
    assert "public" in first.headers["cache-control"]
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'W/{tag}, "x"'}, {"If-Modified-Since": date}):
        answer = service.client.get(COMMUNE, headers=headers)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    head = service.client.head(COMMUNE)
    assert (head.status_code, head.headers["etag"]) == (200, tag)
    assert service.client.get(COMMUNE, headers={"If-None-Match": '"x"', "If-Modified-Since": date}).status_code == 200
    at(service, THURSDAY + timedelta(hours=1))
    publish(planner, stored(service, village(start="09:00"), plan))
    assert service.client.get(COMMUNE, headers={"If-None-Match": tag}).status_code == 200


def test_nothing_is_at_unknown_addresses(service: Service) -> None:
    published(service)
    for url in (
        f"{PUBLIC}/communes/x.ics",
        f"/feeds/andorra/{SLUG}/communes/c.ics",
        f"{PUBLIC}/communes/%00.ics",
        f"/feeds/{ORGANISATION}/%00/communes/c.ics",
        f"/open/{ORGANISATION}/{SLUG}/../../calendars/vehicle-m1.ics",
        f"/open/{ORGANISATION}/{SLUG}/x.html",
        f"{PUBLIC}/vehicles/m1.ics",
        f"{PUBLIC}/communes/../vehicle-m1.ics",
    ):
        assert service.client.get(url).status_code == 404, url


def test_feeds_of_a_territory_that_published_nothing_are_not_there(service: Service) -> None:
    at(service, THURSDAY)
    stored(service, village())
    assert service.client.get(COMMUNE).status_code == 404
    with service.store.reading() as session:
        assert session.query(PublicationRow).count() == 0

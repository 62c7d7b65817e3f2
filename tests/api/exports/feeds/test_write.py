import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exports.feeds import build_feed, build_feeds, publish, write_feeds
from models.instance import Instance
from models.plan import Plan
from tests.api.exports.world import AUTUMN, MONDAY, PRIVATE, SPRING, WORKSHOP, clock, make_instance, make_plan, replaced

PARIS = ZoneInfo("Europe/Paris")


def write(folder: Path, monday: date = MONDAY) -> dict[str, bytes]:
    instance = make_instance(monday)
    return write_plan(folder, publish(make_plan(instance), instance), instance)


def write_plan(folder: Path, plan: Plan, instance: Instance) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in write_feeds(plan, instance, folder)}


def read(content: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    assert isinstance(calendar, icalendar.Calendar)
    assert [component.errors for component in calendar.walk() if component.errors] == []
    return calendar


def unfold(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode()


def test_one_file_per_vehicle_person_commune_service_and_stop(tmp_path: Path) -> None:
    assert set(write(tmp_path)) == {
        "vehicle-M1.ics",
        "vehicle-V1.ics",
        "person-ines.ics",
        "person-paul.ics",
        "person-zoe.ics",
        "commune-05065.ics",
        "commune-05026.ics",
        "commune-05007.ics",
        "service-workshop.ics",
        "stop-stop-ceillac.ics",
        "stop-stop-market.ics",
        "stop-stop-health.ics",
    }


@pytest.mark.parametrize("monday", [MONDAY, SPRING, AUTUMN])
def test_every_feed_reads_back_without_error_at_the_right_local_times(tmp_path: Path, monday: date) -> None:
    thursday, sunday = monday + timedelta(days=3), monday + timedelta(days=6)
    feeds = write(tmp_path, monday)
    spans = {
        "vehicle-M1.ics": [(thursday, "07:50", "12:30")],
        "vehicle-V1.ics": [(sunday, "07:00", "12:20")],
        "person-ines.ics": [(thursday, "07:50", "12:30"), (sunday, "07:00", "12:20")],
        "person-paul.ics": [(thursday, "07:55", "12:30")],
        "person-zoe.ics": [],
        "commune-05065.ics": [],
        "commune-05026.ics": [(thursday, "09:00", "11:30")],
        "commune-05007.ics": [(sunday, "08:30", "11:00")],
        "service-workshop.ics": [(thursday, "09:00", "11:30"), (sunday, "08:30", "11:00")],
        "stop-stop-ceillac.ics": [],
        "stop-stop-market.ics": [],
        "stop-stop-health.ics": [],
    }
    for name, content in feeds.items():
        events = read(content).events
        found = [(event.decoded("DTSTART"), event.decoded("DTEND")) for event in events]
        assert [(a.replace(tzinfo=None), b.replace(tzinfo=None)) for a, b in found] == [
            (clock(day, start), clock(day, end)) for day, start, end in spans[name]
        ]
        for start, end in found:
            for when in (start, end):
                assert when.astimezone(UTC) == when.replace(tzinfo=PARIS).astimezone(UTC)
        assert all(event["DTSTART"].params["TZID"] == "Europe/Paris" for event in events)


@pytest.mark.parametrize(("monday", "hours"), [(SPRING, 2), (AUTUMN, 1)])
def test_sunday_of_a_clock_change_has_the_new_offset(tmp_path: Path, monday: date, hours: int) -> None:
    calendar = read(write(tmp_path, monday)["vehicle-V1.ics"])
    zone = calendar.timezones[0].to_tz()
    start = calendar.events[0].decoded("DTSTART").replace(tzinfo=zone)
    assert start.utcoffset() == timedelta(hours=hours)
    assert (start - timedelta(days=1)).utcoffset() == timedelta(hours=3 - hours)


def test_lines_end_in_crlf_and_are_folded_at_75_octets(tmp_path: Path) -> None:
    for content in write(tmp_path).values():
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        for line in lines:
            line.decode()  # no character is cut in two


def test_the_calendar_begins_as_the_standard_wants_and_has_no_method(tmp_path: Path) -> None:
    for content in write(tmp_path).values():
        text = unfold(content)
        assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Halte//Halte//FR\r\n")
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in text
        assert "METHOD" not in text
        assert text.count("BEGIN:VTIMEZONE") == 1
        assert text.index("END:VTIMEZONE") < text.find("BEGIN:VEVENT") or "VEVENT" not in text


def test_events_carry_stamp_place_and_link(tmp_path: Path) -> None:
    event = read(write(tmp_path)["commune-05026.ics"]).events[0]
    assert event["UID"] == "session-d-ceillac.1@2027-W02@valley"
    assert event["SUMMARY"] == WORKSHOP
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == datetime(2027, 1, 7, 16, 0, tzinfo=UTC)
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["LOCATION"] == "Ceillac, Salle polyvalente (44.66750, 6.77750)"
    assert event["GEO"].to_ical() == "44.6675;6.7775"
    assert event["URL"] == "https://www.openstreetmap.org/?mlat=44.66750&mlon=6.77750&zoom=17"


def test_calendars_of_crews_ring_when_asked_and_public_ones_do_not() -> None:
    instance = make_instance()
    before = publish(make_plan(instance), instance)
    later = make_plan(instance, made_at=clock(MONDAY, "08:00"))
    plan = publish(later.model_copy(update={"duties": later.duties[:1]}), instance, before)
    feeds = build_feeds(plan, instance, alarm_min=30)
    alarms = {
        name: [[alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] for event in read(content).events]
        for name, content in feeds.items()
    }
    assert alarms["vehicle-M1.ics"] == [[timedelta(minutes=-30)]]
    assert alarms["person-ines.ics"] == [[timedelta(minutes=-30)], []]  # the second is cancelled
    assert alarms["commune-05026.ics"] == [[]]
    assert not any(found for name, found in alarms.items() if name.startswith("stop-"))
    assert b"VALARM" not in b"".join(build_feeds(plan, instance).values())
    assert build_feed(plan, instance, "vehicle-M1", alarm_min=30) == feeds["vehicle-M1.ics"]
    assert b"TRIGGER:-PT90M" in build_feed(plan, instance, "commune-05026", alarm_min=90)
    with pytest.raises(KeyError):
        build_feed(plan, instance, "commune-none")


def test_feeds_look_two_weeks_back_and_eight_ahead() -> None:
    instance = make_instance()
    first = publish(make_plan(instance), instance)
    held = [event for event in first.feed if event.feeds == ("person-ines",)]
    now = first.made_at + timedelta(weeks=20)
    ages = {
        "old": timedelta(days=-15),
        "past": timedelta(days=-13),
        "near": timedelta(days=55),
        "far": timedelta(days=57),
    }
    events = [
        held[0].model_copy(
            update={"uid": name, "start": now + age, "end": now + age + timedelta(minutes=5), "modified": first.made_at}
        )
        for name, age in ages.items()
    ]
    plan = first.model_copy(update={"made_at": now, "feed": tuple(events)})
    feed = read(build_feeds(plan, instance)["person-ines.ics"])
    assert [event["UID"] for event in feed.events] == ["past", "near"]
    of_the_far_week = plan.model_copy(update={"monday": MONDAY + timedelta(weeks=27)})
    assert "far" in [event["UID"] for event in read(build_feeds(of_the_far_week, instance)["person-ines.ics"]).events]


def test_events_stand_in_order(tmp_path: Path) -> None:
    starts = [event.decoded("DTSTART") for event in read(write(tmp_path)["person-ines.ics"]).events]
    assert starts == sorted(starts)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a") == write(tmp_path / "b")


def test_private_addresses_appear_nowhere_and_residents_see_no_name_nor_code(tmp_path: Path) -> None:
    for name, content in write(tmp_path).items():
        text = unfold(content)
        assert PRIVATE not in text
        assert "6.63710" not in text
        assert "44.64490" not in text
        if not name.startswith(("vehicle-", "person-")):
            assert not re.search("Faure|Blanc|Arnaud|P-0|r-market", text)


def test_a_driver_reads_stops_codes_loads_and_links(tmp_path: Path) -> None:
    text = str(read(write(tmp_path)["vehicle-M1.ics"]).events[0]["DESCRIPTION"])
    lines = text.splitlines()
    assert lines[0] == "Configuration : 5 pers., fauteuil × 1"
    where = lines.index("09:50–09:55 Guillestre (adresse privée)")
    assert lines[where + 1 : where + 3] == ["  • monte : P-022 (fauteuil × 1)", "  • à bord au départ : fauteuil × 1"]
    assert "  • au volant : Paul Blanc" in lines
    assert "09:02–09:05 Ceillac, Mairie https://www.openstreetmap.org/?mlat=44.66710&mlon=6.77680&zoom=17" in lines


def test_a_person_reads_the_day_in_order(tmp_path: Path) -> None:
    event = read(write(tmp_path)["person-ines.ics"]).events[0]
    assert event["SUMMARY"] == f"Minibus 1 · {WORKSHOP}, Ceillac"
    lines = str(event["DESCRIPTION"]).splitlines()
    times = [line[:5] for line in lines if re.match(r"\d\d:\d\d", line)]
    assert times == ["07:50", "08:00", "08:30", "09:00", "11:30", "12:00"]
    assert lines[-1] == "Temps de travail : 4 h 40"


def test_parties_that_board_one_after_the_other_are_told_once_each(tmp_path: Path) -> None:
    instance = make_instance()
    plan = make_plan(instance)
    paul = plan.duties[1]
    both = paul.activities[4]
    middle = both.start + timedelta(minutes=1)  # the party boards from here on
    split = (both.model_copy(update={"end": middle}), both.model_copy(update={"start": middle}))
    duty = paul.model_copy(update={"activities": (*paul.activities[:4], *split, *paul.activities[5:])})
    plan = plan.model_copy(update={"duties": (duty,)})
    event = read(write_plan(tmp_path, publish(plan, instance), instance)["person-paul.ics"]).events[0]
    assert str(event["DESCRIPTION"]).count("monte : P-014") == 2  # outbound and return


def test_a_vehicle_gone_since_keeps_its_feed_with_the_event_cancelled(tmp_path: Path) -> None:
    instance = make_instance()
    before = publish(make_plan(instance), instance)
    smaller = replaced(instance, vehicles=instance.vehicles[:1])
    later = make_plan(instance, made_at=clock(MONDAY, "08:00"))
    later = later.model_copy(update={"tours": later.tours[:1], "sessions": later.sessions[:1], "duties": ()})
    content = write_plan(tmp_path, publish(later, smaller, before), smaller)["vehicle-V1.ics"]
    event = read(content).events[0]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Annulé : Tournée Fourgon"
    assert event["SEQUENCE"] == 1


def test_file_names_hold_no_character_that_file_systems_dislike(tmp_path: Path) -> None:
    instance = make_instance()
    vehicle = instance.vehicles[0].model_copy(update={"id": "a/b:c"})
    instance = replaced(instance, vehicles=(vehicle,))
    plan = Plan(instance="valley", digest="", monday=MONDAY, weeks=1, made_at=clock(MONDAY, "08:00"))
    assert "vehicle-a%2Fb%3Ac.ics" in write_plan(tmp_path, publish(plan, instance), instance)


@settings(max_examples=50)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    instance = make_instance()
    service = instance.services[0].model_copy(update={"description": f"a{text}z"})
    instance = replaced(instance, services=(service,))
    folder = tmp_path_factory.mktemp("feeds")
    event = read(write_plan(folder, publish(make_plan(instance), instance), instance)["commune-05026.ics"]).events[0]
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub("\r\n?", "\n", text).replace("\t", " "))
    assert event["DESCRIPTION"] == f"Ceillac, Salle polyvalente\na{kept}z\nGuillestrois & Queyras"

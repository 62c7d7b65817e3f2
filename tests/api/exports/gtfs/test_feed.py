import csv
import json
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from api.exports.archive import zip_bytes
from api.exports.gtfs import build_gtfs
from api.exports.maps.background_files import read_backgrounds
from api.exports.maps.outlines import commune_outlines
from instances.bundled import bundled, load_bundled
from models.base import DateRange, WeeklyWindow
from models.instance import Instance
from models.plan import Plan
from models.rides import BookingRule, Movement, RideService, Zone
from models.territory import Season, Stop
from tests.api.exports.gtfs.validators import complaints
from tests.api.exports.world import MONDAY, PRIVATE, clock, make_instance, make_plan, replaced

PUBLISHED = MONDAY - timedelta(days=4)
WORKDAYS = WeeklyWindow(weekdays=(1, 2, 3, 4, 5), start="07:15", end="19:00")  # type: ignore[arg-type]
SQUARE = {"type": "Polygon", "coordinates": [[[6.6, 44.6], [6.7, 44.6], [6.7, 44.7], [6.6, 44.7], [6.6, 44.6]]]}


def empty_plan(instance: Instance) -> Plan:
    made_at = clock(instance.week - timedelta(days=4), "12:00")
    return Plan(
        instance=instance.territory.id, digest="", monday=instance.week, weeks=instance.cycle_weeks, made_at=made_at
    )


def with_service(**changes: object) -> Instance:
    instance = make_instance()
    service = RideService.model_validate(instance.ride_services[0].model_dump() | changes)
    return replaced(instance, ride_services=(service,))


def built(instance: Instance, **options: Any) -> bytes:
    feed = build_gtfs(empty_plan(instance), instance, **options)
    assert feed is not None
    return feed


def files(feed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(feed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(feed: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files(feed)[name].decode(), newline="")))


@pytest.mark.parametrize("name", sorted(bundled()))
def test_both_validators_find_nothing_in_the_bundled_territories(name: str, tmp_path: Path) -> None:
    instance = load_bundled(name)
    plan = empty_plan(instance)
    feed = build_gtfs(plan, instance)
    assert (feed is not None) == bool(instance.ride_services)
    if feed is not None:
        assert complaints(feed, tmp_path, plan.made_at.date()) == []


def test_the_validators_do_read_what_flex_adds(tmp_path: Path) -> None:
    content = files(built(make_instance()))
    rules = content["booking_rules.txt"].decode().replace(",16:00:00", ",")
    broken = zip_bytes({**content, "booking_rules.txt": rules.encode()})
    found = complaints(broken, tmp_path, PUBLISHED)
    assert {"guru missing_prior_notice_last_time", "python missing_prior_notice_last_time"} <= set(found)


def test_the_same_publication_gives_the_same_bytes_in_order_of_names_without_a_date() -> None:
    instance = make_instance()
    feed = built(instance)
    assert feed == built(replaced(instance, stops=instance.stops[::-1]))
    with zipfile.ZipFile(BytesIO(feed)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_depends_on_who_rides_where_or_drives() -> None:
    instance = make_instance()
    feed = build_gtfs(make_plan(instance, clock(PUBLISHED, "12:00")), instance)
    assert feed == built(replaced(instance, rides=(), people=(), demands=(), addresses=()))
    assert feed is not None
    assert PRIVATE.encode() not in b"".join(files(feed).values())


def test_travel_within_one_group_has_two_rows_to_board_then_to_alight() -> None:
    feed = built(with_service(hours=(WORKDAYS,)))
    trips, times = rows(feed, "trips.txt"), rows(feed, "stop_times.txt")
    assert [trip["trip_id"] for trip in trips] == ["tad~0715-1900|tad~|tad~"]
    assert [(row["location_group_id"], row["pickup_type"], row["drop_off_type"]) for row in times] == [
        ("tad~", "2", "1"),
        ("tad~", "1", "2"),
    ]
    assert {(row["start_pickup_drop_off_window"], row["end_pickup_drop_off_window"]) for row in times} == {
        ("07:15:00", "19:00:00")
    }
    assert {row["arrival_time"] + row["departure_time"] + row["stop_id"] for row in times} == {""}
    assert [row["route_type"] for row in rows(feed, "routes.txt")] == ["3"]
    assert [stop["stop_name"] for stop in rows(feed, "stops.txt")] == [
        "Ceillac, Mairie",
        "Guillestre, Maison de santé",
        "Guillestre, Place du marché",
    ]


def test_eight_weeks_are_told_from_the_publication_closures_and_seasons_left_out() -> None:
    winter = Season(id="winter", name="Hiver", days=(DateRange(first=date(2027, 2, 1), last=date(2027, 2, 7)),))
    snow = WeeklyWindow(weekdays=(3,), start="09:00", end="16:00", season="winter")  # type: ignore[arg-type]
    closed = date(2027, 1, 20)
    instance = with_service(hours=(WORKDAYS, snow), closures=(DateRange(first=closed, last=closed),))
    territory = instance.territory.model_copy(update={"seasons": (winter,)})
    feed = built(replaced(instance, territory=territory))
    info = rows(feed, "feed_info.txt")[0]
    assert (info["feed_start_date"], info["feed_end_date"]) == ("20270107", "20270303")
    on: dict[str, set[str]] = {"tad~0715-1900": set(), "tad~0900-1600": set()}
    for row in rows(feed, "calendar_dates.txt"):
        assert row["exception_type"] == "1"
        on[row["service_id"]].add(row["date"])
    assert on["tad~0900-1600"] == {"20270203"}
    assert "20270120" not in on["tad~0715-1900"]
    assert not {f"2027020{day}" for day in range(1, 8)} & on["tad~0715-1900"]
    assert len(on["tad~0715-1900"]) == 8 * 5 - 1 - 5


ZONES = (
    Zone(id="down", name="Bourg", communes=("05065",)),
    Zone(id="up", name="Ceillac", communes=("05026",)),
    Zone(id="market", name="Marché", places=("stop-market",)),
)


HIGH = ("05003",)
"""A commune of the Queyras with a short boundary."""


def groups(feed: bytes) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(feed, "location_group_stops.txt"):
        found.setdefault(row["location_group_id"], set()).add(row["stop_id"])
    return found


def test_overlapping_zones_are_split_so_that_each_movement_is_wholly_allowed(tmp_path: Path) -> None:
    forbidden = (Movement(origin="market", destination="up"),)
    feed = built(with_service(zones=ZONES, forbidden=forbidden))
    assert groups(feed) == {"tad~down": {"stop-health"}, "tad~down~market": {"stop-market"}, "tad~up": {"stop-ceillac"}}
    pairs = {tuple(trip["trip_id"].split("|")[1:]) for trip in rows(feed, "trips.txt")}
    assert pairs == {
        ("tad~down", "tad~down~market"),
        ("tad~down", "tad~up"),
        ("tad~down~market", "tad~down"),
        ("tad~up", "tad~down"),
        ("tad~up", "tad~down~market"),
    }
    assert complaints(feed, tmp_path, PUBLISHED) == []


def test_movements_that_are_listed_are_the_only_ones() -> None:
    allowed = (Movement(origin="up", destination="market"),)
    feed = built(with_service(zones=ZONES, allowed=allowed))
    assert [trip["trip_id"].split("|")[1:] for trip in rows(feed, "trips.txt")] == [["tad~up", "tad~down~market"]]
    assert [stop["stop_id"] for stop in rows(feed, "stops.txt")] == ["stop-ceillac", "stop-market"]


def test_a_zone_without_a_stop_is_told_by_the_outlines_of_its_communes(tmp_path: Path) -> None:
    zones = (ZONES[0], Zone(id="far", name="Arvieux", communes=("05007",)))
    instance = with_service(zones=zones)
    feed = built(instance, outlines={"05007": SQUARE, "05065": SQUARE})
    features = json.loads(files(feed)["locations.geojson"])["features"]
    assert [(feature["id"], feature["properties"]["stop_name"]) for feature in features] == [("tad~~05007", "Arvieux")]
    assert {row["location_id"] for row in rows(feed, "stop_times.txt")} == {"", "tad~~05007"}
    assert complaints(feed, tmp_path, PUBLISHED) == []
    assert "locations.geojson" not in files(built(instance))


def test_real_outlines_pass_the_validators(tmp_path: Path) -> None:
    instance = load_bundled("queyras")
    outlines = commune_outlines(read_backgrounds(bundled()["queyras"]).communes, instance)
    assert set(outlines) == {commune.id for commune in instance.communes}
    stops = tuple(stop for stop in instance.stops if stop.commune == "05065")
    zones = (Zone(id="bourg", name="Bourg", communes=("05065",)), Zone(id="haut", name="Haut", communes=HIGH))
    service = instance.ride_services[0].model_copy(update={"zones": zones, "forbidden": ()})
    feed = built(replaced(instance, stops=stops, ride_services=(service,), rides=()), outlines=outlines)
    assert {feature["id"] for feature in json.loads(files(feed)["locations.geojson"])["features"]} == {
        f"tad~~{commune}" for commune in HIGH
    }
    assert complaints(feed, tmp_path, PUBLISHED) == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (BookingRule(days_before=1, until=960), {"booking_type": "2", "prior_notice_last_day": "1"}),
        (BookingRule(days_before=0, minutes_before=90), {"booking_type": "1", "prior_notice_duration_min": "90"}),
        (BookingRule(days_before=0), {"booking_type": "0"}),
    ],
)
def test_booking_rules_say_until_when(rule: BookingRule, told: Mapping[str, str], tmp_path: Path) -> None:
    feed = built(with_service(booking=rule))
    row = rows(feed, "booking_rules.txt")[0]
    assert told.items() <= row.items()
    assert row.get("prior_notice_last_time", "") == ("16:00:00" if rule.days_before else "")
    assert (row["phone_number"], row["booking_url"]) == ("04 92 00 00 00", "https://example.org/tad")
    assert complaints(feed, tmp_path, PUBLISHED) == []


def test_hostile_names_stay_data(tmp_path: Path) -> None:
    instance = make_instance()
    stop = Stop(id="stop-x", name='=cmd|"a", b; \u202eΩ <script> 😀', commune="05065", lon=6.65, lat=44.66)
    service = instance.ride_services[0].model_copy(
        update={"url": "javascript:alert(1)", "phone": "demander Mme X", "name": "*TAD*, «Nord»"}
    )
    feed = built(replaced(instance, stops=(*instance.stops, stop), ride_services=(service,)), base_url="https://a.fr/")
    assert rows(feed, "stops.txt")[-1]["stop_name"] == f"Guillestre, {stop.name}"
    assert "javascript" not in b"".join(files(feed).values()).decode()
    assert "phone_number" not in rows(feed, "booking_rules.txt")[0]
    assert rows(feed, "feed_info.txt")[0]["feed_publisher_url"] == "https://a.fr/"
    assert complaints(feed, tmp_path, PUBLISHED) == []


def test_services_of_two_organisations_are_two_agencies(tmp_path: Path) -> None:
    instance = make_instance()
    first = instance.ride_services[0].model_copy(update={"organisation": "Regie Ecrins"})
    second = first.model_copy(update={"id": "tad2", "name": "Navette", "organisation": "Régie – Écrins"})
    feed = built(replaced(instance, ride_services=(first, second)))
    assert [agency["agency_id"] for agency in rows(feed, "agency.txt")] == ["regie-ecrins", "regie-ecrins-2"]
    assert [(r["route_id"], r["agency_id"]) for r in rows(feed, "routes.txt")] == [
        ("tad", "regie-ecrins"),
        ("tad2", "regie-ecrins-2"),
    ]
    assert complaints(feed, tmp_path, PUBLISHED) == []


def test_no_feed_without_two_places_to_go_between_or_a_day_to_go_on() -> None:
    instance = make_instance()
    lone = replaced(instance, stops=instance.stops[:1], rides=())
    assert build_gtfs(empty_plan(lone), lone) is None
    resting = with_service(closures=(DateRange(),))
    assert build_gtfs(empty_plan(resting), resting) is None

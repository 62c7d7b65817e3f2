import json
from datetime import timedelta
from typing import Any

from api.exports.feeds import publish
from api.exports.geojson import build_geojson, wound
from models.plan import Plan
from tests.api.exports.world import PRIVATE, make_instance, make_plan

SQUARE = [[6.6, 44.6], [6.6, 44.7], [6.7, 44.7], [6.7, 44.6], [6.6, 44.6]]
"""Clockwise, as many sources have it."""
HOLE = [[6.62, 44.62], [6.63, 44.62], [6.63, 44.63], [6.62, 44.62]]
COMMUNES = {
    "type": "FeatureCollection",
    "licence": "© IGN",
    "features": [
        {"properties": {"insee": "05026"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]}},
        {"properties": {"insee": "99999"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"properties": {"insee": "05007"}, "geometry": {"type": "LineString", "coordinates": SQUARE}},
    ],
}


def collections(published: Plan, **options: Any) -> dict[str, dict[str, Any]]:
    files = build_geojson(published, make_instance(), **options)
    found = {name: json.loads(content) for name, content in files.items()}
    assert {collection["type"] for collection in found.values()} == {"FeatureCollection"}
    return found


def published(weeks: int = 0) -> Plan:
    instance = make_instance()
    plan = make_plan(instance)
    return publish(plan.model_copy(update={"made_at": plan.made_at + timedelta(weeks=weeks)}), instance)


def test_stops_tell_who_serves_them_until_when_to_book_and_in_which_hours() -> None:
    stop = collections(published())["stops.geojson"]["features"][0]
    assert stop["geometry"] == {"type": "Point", "coordinates": [6.7768, 44.6671]}
    properties = stop["properties"]
    assert (stop["id"], properties["name"], properties["commune_name"]) == ("stop-ceillac", "Mairie", "Ceillac")
    assert properties["wheelchair"] is True
    assert [(s["id"], s["phone"], s["booking"]) for s in properties["services"]] == [
        ("tad", "04 92 00 00 00", "Réservez la veille avant 16:00.")
    ]
    assert properties["services"][0]["hours"] == ["lundi – dimanche : à toute heure"]


def test_venues_tell_the_sessions_to_come_cancelled_ones_as_such() -> None:
    instance = make_instance()
    before = published()
    fewer = make_plan(instance).model_copy(update={"sessions": make_plan(instance).sessions[:1]})
    venues = collections(publish(fewer, instance, before))["venues.geojson"]["features"]
    told = {v["id"]: [(s["start"], s["end"], s["cancelled"]) for s in v["properties"]["sessions"]] for v in venues}
    assert told == {
        "hall-ceillac": [("2027-01-14T09:00:00+01:00", "2027-01-14T11:30:00+01:00", False)],
        "hall-arvieux": [("2027-01-17T08:30:00+01:00", "2027-01-17T11:00:00+01:00", True)],
    }


def test_sessions_that_are_over_are_no_longer_to_come() -> None:
    assert collections(published(weeks=2))["venues.geojson"]["features"] == []


def test_communes_with_an_outline_come_with_its_licence_and_their_next_dates() -> None:
    assert "communes.geojson" not in collections(published())
    communes = collections(published(), communes=COMMUNES)["communes.geojson"]
    assert communes["licence"] == "© IGN"
    assert [feature["id"] for feature in communes["features"]] == ["05026"]
    following = communes["features"][0]["properties"]["next_sessions"]
    assert list(following.values()) == ["2027-01-14T09:00:00+01:00"]


def test_rings_run_as_the_standard_wants() -> None:
    turned = wound({"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE]]})
    assert turned["coordinates"] == [[SQUARE[::-1], HOLE[::-1]]]
    assert wound(turned) == turned


def test_depots_homes_and_scripts_are_not_in_it() -> None:
    files = build_geojson(published(), make_instance())
    text = b"".join(files.values()).decode()
    for secret in (PRIVATE, "garage", "home-12", "P-014", "<script>"):
        assert secret not in text
    assert "Salle de Brunissard \\u003cscript>" in text
    assert files == build_geojson(published(), make_instance())

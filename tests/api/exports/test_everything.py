from datetime import timedelta
from pathlib import Path

import icalendar

from api.exports.everything import write_everything
from models.plan import Plan
from optimiser.travel import travel_times
from tests.api.exports.world import make_instance, make_plan

OPEN = ("gtfs.zip", "stops.geojson", "venues.geojson", "sessions.jsonld")


def test_one_call_writes_every_file_and_the_plan_that_counts_on(tmp_path: Path) -> None:
    instance = make_instance()
    times = travel_times(instance)
    first = write_everything(make_plan(instance), instance, tmp_path, times)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"plan.json", "map.html", "stops.html", "week.xlsx", "equity.json", "calendars/vehicle-M1.ics"} <= names
    assert {f"open-data/{name}" for name in OPEN} <= names
    assert {"sheets/2027-01-14-paul.pdf", "posters/05026-ceillac.pdf"} <= names
    assert Plan.model_validate_json((tmp_path / "plan.json").read_bytes()) == first

    changed = make_plan(instance, first.made_at + timedelta(days=1)).model_copy(update={"tours": (), "rides": ()})
    write_everything(changed, instance, tmp_path, times, previous=first)
    feed = icalendar.Calendar.from_ical((tmp_path / "calendars" / "vehicle-M1.ics").read_bytes())
    assert [(event["STATUS"], event["SEQUENCE"]) for event in feed.events] == [("CANCELLED", 1)]

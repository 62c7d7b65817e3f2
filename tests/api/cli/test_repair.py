"""`halte repair` and `halte publish`: what they write, how they end."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import icalendar
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.exports.wording import euros
from instances import bundled, read_instance, read_plan
from optimiser.check import check
from optimiser.travel import travel_times

CRECHE = bundled()["seille-creche"]
NOW = "2027-01-11T06:30"
ILL: dict[str, object] = {"kind": "person_absent", "id": "julie", "from": "2027-01-11T06:30", "to": "2027-01-12T00:00"}


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def happened(path: Path, *events: Mapping[str, object]) -> Path:
    path.write_text(json.dumps({"events": list(events)}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("week") / "week"
    assert halte("plan", CRECHE, "--iterations", 20, "--out", out).exit_code == 0
    return out


@pytest.fixture(scope="module")
def prices(week: Path) -> Path:
    """The price list of somebody ill on the Monday."""
    out = week.parent / "prices"
    events = happened(week.parent / "ill.json", ILL)
    done = halte("repair", CRECHE, week / "plan.json", "--event", events, "--now", NOW, "--out", out)
    assert done.exit_code == 0, done.output
    assert "price-list.json" in done.output
    return out


def test_every_plan_of_the_price_list_checks_and_tells_whom_to_call(week: Path, prices: Path) -> None:
    rows = json.loads((prices / "price-list.json").read_text("utf-8"))
    instance, _ = read_instance(prices / "instance.json")
    before, times = read_plan(week / "plan.json"), travel_times(instance)
    assert rows
    for row in rows:
        assert check(instance, read_plan(prices / row["plan"]), times, before) == ()
        assert {"who", "by", "old", "new", "kind", "item", "price"} == set(row["notices"][0])
        assert len(row["notices"]) == row["changes"]
        told = (prices / f"tell-{row['changes']}.csv").read_text("utf-8-sig")
        assert len(list(csv.reader(told.splitlines(), delimiter=";"))) == row["changes"] + 1


def test_julie_works_nowhere_while_she_is_ill(week: Path, prices: Path) -> None:
    row = json.loads((prices / "price-list.json").read_text("utf-8"))[-1]
    plan = read_plan(prices / row["plan"])
    assert any(duty.person == "julie" and duty.date.day == 11 for duty in read_plan(week / "plan.json").duties)
    assert not any(duty.person == "julie" and duty.date.day == 11 for duty in plan.duties)


def test_a_chosen_plan_is_published_on_the_calendars_people_follow(week: Path, prices: Path) -> None:
    row = json.loads((prices / "price-list.json").read_text("utf-8"))[0]
    chosen = (prices / "instance.json", prices / row["plan"], "--previous", week / "plan.json")
    out = week.parent / "again"
    assert halte("publish", *chosen, "--out", out).exit_code == 0

    def events(folder: Path) -> dict[str, int]:
        calendar = icalendar.Calendar.from_ical((folder / "calendars" / "person-julie.ics").read_bytes())
        return {str(event["UID"]): int(str(event["SEQUENCE"])) for event in calendar.walk("VEVENT")}

    before, after = events(week), events(out)
    assert before.keys() <= after.keys()
    assert any(after[uid] > before[uid] for uid in before)


def test_a_day_no_longer_worked_leaves_no_sheet_behind(week: Path, prices: Path) -> None:
    row = json.loads((prices / "price-list.json").read_text("utf-8"))[-1]
    out = week.parent / "republished"
    assert (
        halte("publish", CRECHE, week / "plan.json", "--out", out, "--base-url", "https://example.org/a").exit_code == 0
    )
    assert (out / "sheets" / "2027-01-11-julie.pdf").exists()
    chosen = (prices / "instance.json", prices / row["plan"], "--previous", week / "plan.json")
    assert halte("publish", *chosen, "--out", out).exit_code == 0
    assert not (out / "sheets" / "2027-01-11-julie.pdf").exists()


def test_what_is_no_web_address_is_refused(week: Path, tmp_path: Path) -> None:
    done = halte("publish", CRECHE, week / "plan.json", "--out", tmp_path / "out", "--base-url", "example.org")
    assert done.exit_code == 2
    assert "example.org n’est pas une adresse web" in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()


def test_nothing_happens_and_the_plan_stays_to_the_byte(week: Path, tmp_path: Path) -> None:
    events = happened(tmp_path / "nothing.json")
    done = halte("repair", CRECHE, week / "plan.json", "--event", events, "--now", NOW, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "plan-0.json").read_bytes() == (week / "plan.json").read_bytes()


def test_bad_events_are_told_at_once_and_nothing_is_written(week: Path, tmp_path: Path) -> None:
    gone = {**ILL, "id": "nobody"}
    late = {**ILL, "from": "2027-01-10T00:00", "to": "2027-01-10T10:00"}
    events = happened(tmp_path / "bad.json", gone, late)
    done = halte("repair", CRECHE, week / "plan.json", "--event", events, "--now", NOW, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "nobody" in done.output
    assert "events:2" in done.output
    assert not (tmp_path / "out").exists()
    events = happened(tmp_path / "kind.json", {"kind": "earthquake"}, {"kind": "delay", "id": "m", "minutes": -3})
    done = halte("repair", CRECHE, week / "plan.json", "--event", events, "--now", NOW, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_plan_that_breaks_rules_is_not_published(week: Path, tmp_path: Path) -> None:
    broken = read_plan(week / "plan.json")
    broken = broken.model_copy(update={"duties": broken.duties[1:]})
    (tmp_path / "plan.json").write_text(broken.model_dump_json(), encoding="utf-8")
    assert halte("publish", CRECHE, tmp_path / "plan.json", "--out", tmp_path / "out").exit_code == 1
    assert not (tmp_path / "out").exists()


def test_an_unknown_vehicle_is_answered_by_those_there_are(week: Path, tmp_path: Path) -> None:
    gone = {"kind": "vehicle_out", "id": "autobus-12", "from": NOW, "to": "2027-01-12T00:00"}
    out = tmp_path / "out"
    done = halte(
        "repair", CRECHE, week / "plan.json", "--event", happened(tmp_path / "e.json", gone), "--now", NOW, "--out", out
    )
    assert done.exit_code == 2
    assert not out.exists()
    said = " ".join(done.output.split())
    assert "event.unknown" in said
    assert f"il y a : {', '.join(sorted(read_instance(CRECHE)[0].vehicle_by_id))}" in said


def test_who_works_is_told_of_vehicles_and_places_by_name(week: Path, prices: Path) -> None:
    rows = json.loads((prices / "price-list.json").read_text("utf-8"))
    told = " ".join(notice[key] for row in rows for notice in row["notices"] for key in ("old", "new"))
    instance, _ = read_instance(prices / "instance.json")
    assert any(vehicle.name in told for vehicle in instance.vehicles)
    assert not any(tour.id in told for tour in read_plan(week / "plan.json").tours)


def test_costs_are_written_as_everywhere_else(week: Path, tmp_path: Path) -> None:
    events = happened(tmp_path / "ill.json", ILL)
    done = halte("repair", CRECHE, week / "plan.json", "--event", events, "--now", NOW, "--out", tmp_path / "out")
    prices = json.loads((tmp_path / "out" / "price-list.json").read_text("utf-8"))
    for row in prices:
        assert euros(row["cost"], "fr") in done.output

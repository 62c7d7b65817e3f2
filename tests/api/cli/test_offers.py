"""`halte offers`: what is offered, what is confirmed, what is refused."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from instances import read_instance, read_plan, write_json
from models.base import WeeklyWindow
from models.instance import Instance
from models.offers import RideOffers
from models.people import Credential
from models.services import SessionDemand
from optimiser.check import check
from optimiser.travel import travel_times
from tests.optimiser.rides.town import MONDAY, driver, ride, town, workshop

NOW = "2027-01-09T10:00"
TRAINER = (Credential(kind="trainer"), Credential(kind="permis-b"))


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def village() -> Instance:
    """A workshop on Tuesday, and rides of six on Monday morning."""
    hours = (WeeklyWindow(start=540, end=900, weekdays=(1, 2, 3, 4, 5)),)
    fields = workshop(vehicle_use="none", start_windows=hours)
    known = {"id": "w", "service": "workshop", "commune": "c", "venues": ("hall",), "weekdays": (2,)}
    fields["demands"] = (SessionDemand.model_validate(known),)
    people = (driver("ana"), driver("bea", credentials=TRAINER, own_car=True))
    return town(ride("known", "north", "hill", walkers=6, arrive=("09:20", "09:20")), people=people, **fields)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write_json(village(), folder / "town.json")
    done = halte("plan", folder / "town.json", "--iterations", 100, "--out", folder / "week")
    assert done.exit_code == 0, done.output
    return folder


def wish(folder: Path, name: str, *arrive: str) -> Path:
    path = folder / f"{name}.json"
    path.write_text(ride(name, "north", "hill", walkers=2, arrive=arrive).model_dump_json(), encoding="utf-8")
    return path


def asked(week: Path, name: str, *arrive: str, out: Path) -> Result:
    plan = week / "week" / "plan.json"
    return halte("offers", "ride", week / "town.json", plan, wish(week, name, *arrive), "--now", NOW, "--out", out)


def test_offers_are_made_cheapest_first_and_one_is_confirmed(week: Path, tmp_path: Path) -> None:
    done = asked(week, "one", "09:15", "11:30", out=tmp_path / "offers")
    assert done.exit_code == 0, done.output
    made = RideOffers.model_validate_json((tmp_path / "offers" / "ride-offers.json").read_bytes())
    costs = [offer.added_cents for offer in made.offers]
    assert costs == sorted(costs)
    plan = week / "week" / "plan.json"
    offered = tmp_path / "offers" / "ride-offers.json"
    done = halte("offers", "confirm", week / "town.json", plan, offered, "--now", NOW, "--out", tmp_path / "new")
    assert done.exit_code == 0, done.output
    instance, _ = read_instance(tmp_path / "new" / "instance.json")
    after = read_plan(tmp_path / "new" / "plan.json")
    assert check(instance, after, travel_times(instance), read_plan(plan)) == ()
    (mine,) = [one for one in after.rides if one.request == "one"]
    assert mine.boarding_start == made.offers[0].rides[0].boarding_start
    assert instance.ride_by_id["one"].promises
    again = halte("offers", "confirm", tmp_path / "new" / "instance.json", tmp_path / "new" / "plan.json", offered,
                  "--now", NOW, "--out", tmp_path / "twice")  # fmt: skip
    assert again.exit_code == 2
    assert not (tmp_path / "twice").exists()


def test_the_second_of_two_for_one_seat_is_refused_with_the_next_offers(week: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert asked(week, name, "09:15", "11:30", out=tmp_path / name).exit_code == 0
    plan, first = week / "week" / "plan.json", tmp_path / "one" / "ride-offers.json"
    done = halte("offers", "confirm", week / "town.json", plan, first, "--now", NOW, "--out", tmp_path / "new")
    assert done.exit_code == 0, done.output
    new, second = tmp_path / "new", tmp_path / "two" / "ride-offers.json"
    late = halte(
        "offers", "confirm", new / "instance.json", new / "plan.json", second, "--now", NOW, "--out", tmp_path / "x"
    )
    assert late.exit_code == 1, late.output
    assert "11/01" in late.output
    assert not (tmp_path / "x").exists()


def test_a_ride_nothing_has_room_for(week: Path, tmp_path: Path) -> None:
    assert asked(week, "never", "03:00", "03:10", out=tmp_path / "none").exit_code == 1
    assert not (tmp_path / "none").exists()


def test_one_more_workshop_is_offered_on_each_day_that_has_room(week: Path, tmp_path: Path) -> None:
    plan, out = week / "week" / "plan.json", tmp_path / "more"
    done = halte("offers", "session", week / "town.json", plan, "--demand", "w", "--now", NOW, "--out", out)
    assert done.exit_code == 0, done.output
    rows = json.loads((out / "session-offers.json").read_text("utf-8"))
    assert [row["added_cents"] for row in rows] == sorted(row["added_cents"] for row in rows)
    assert {row["start"][:10] for row in rows} == {(MONDAY + timedelta(days=k)).isoformat() for k in (0, 2, 3, 4)}
    for row in rows:
        instance, _ = read_instance(out / row["folder"] / "instance.json")
        new = read_plan(out / row["folder"] / "plan.json")
        assert check(instance, new, travel_times(instance), read_plan(plan)) == ()
        assert len(new.sessions) == 2


def test_another_day_instead_of_tuesday(week: Path, tmp_path: Path) -> None:
    plan, out = week / "week" / "plan.json", tmp_path / "day"
    done = halte("offers", "day", week / "town.json", plan, "w.1@2027-W02", "--now", NOW, "--out", out)
    assert done.exit_code == 0, done.output
    rows = json.loads((out / "session-offers.json").read_text("utf-8"))
    assert len(rows) == 4
    for row in rows:
        (held,) = read_plan(out / row["folder"] / "plan.json").sessions
        assert held.start.date().isoformat() == row["start"][:10] != "2027-01-12"
        assert (out / row["folder"] / "tell.csv").exists()


def test_what_is_not_known_is_told(week: Path, tmp_path: Path) -> None:
    town_file, plan = week / "town.json", week / "week" / "plan.json"
    for arguments in (("day", town_file, plan, "nothing"), ("session", town_file, plan, "--demand", "nothing")):
        done = halte("offers", *arguments, "--now", NOW, "--out", tmp_path / "out")
        assert done.exit_code == 2, done.output
        assert "nothing" in done.output
    assert not (tmp_path / "out").exists()

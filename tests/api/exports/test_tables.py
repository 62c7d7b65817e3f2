from pathlib import Path

import pandas as pd
import pytest

from api.exports.equity import Way
from api.exports.tables import plan_tables, write_tables
from models.territory import Address
from tests.api.exports.world import make_instance, make_plan


def test_every_item_asked_has_a_row_and_totals_are_the_plans() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    tables = plan_tables(plan, instance)
    assert tables["sessions"]["served"].sum() == len(plan.sessions)
    assert len(tables["sessions"]) == 3
    assert tables["rides"]["served"].sum() == len(plan.rides)
    assert tables["tours"]["km"].sum() == pytest.approx(sum(tour.metres for tour in plan.tours) / 1000)
    assert tables["duties"]["work_h"].sum() == pytest.approx(sum(duty.work_min for duty in plan.duties) / 60)


def test_each_commune_has_a_row_of_each_kind_and_one_for_each_service() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    table = plan_tables(plan, instance, lambda _commune, _venue, _day: Way(7, 4200))["communes"]
    whole = table[table["service"].isna()]
    assert len(whole) == 2 * len(instance.communes)
    assert whole[whole["kind"] == "session"]["served"].sum() == len(plan.sessions)
    assert table["served"].sum() == 2 * whole["served"].sum()
    sessions = table[table["kind"] == "session"]
    assert set(sessions["hours_within_5_min"]) == {0.0}
    assert (sessions["nearest_min"] == 7).all()
    assert whole[whole["kind"] == "ride"]["nearest_min"].isna().all()


def test_no_private_address_is_shown() -> None:
    instance = make_instance()
    rides = plan_tables(make_plan(instance), instance)["rides"]
    private = {place.id for place in instance.places.values() if isinstance(place, Address)}
    assert private
    assert not private & {*rides["pickup"], *rides["dropoff"]}


def test_files_read_back_as_written(tmp_path: Path) -> None:
    instance = make_instance()
    plan = make_plan(instance)
    paths = write_tables(plan, instance, tmp_path / "tables")
    assert [path.name for path in paths] == ["sessions.csv", "rides.csv", "tours.csv", "duties.csv", "communes.csv"]
    tours = pd.read_csv(paths[2], parse_dates=["start", "end"])
    assert tours["start"].tolist() == [tour.start for tour in plan.tours]
    assert (tours["cost_eur"] * 100).round().astype(int).tolist() == [tour.cost_cents for tour in plan.tours]

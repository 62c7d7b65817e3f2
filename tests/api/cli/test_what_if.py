"""`halte what-if`: both plans checked and compared, every fault of the edits told with nothing written."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from api.cli import app
from instances import read_instance, read_plan, write_json
from models.people import Contract
from optimiser.check import check
from optimiser.travel import travel_times
from tests.optimiser.ledger.valley import make_instance

FEW = ("--iterations", "20")


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    instance = make_instance()
    paul = instance.people[0].model_copy(update={"contract": Contract(cost_hour_cents=2000)})
    write_json(instance.model_copy(update={"people": (paul,)}), tmp_path / "valley.json")
    return tmp_path


def edits(folder: Path, *found: dict[str, object]) -> Path:
    path = folder / "edits.json"
    path.write_text(json.dumps({"name": "Sans minibus", "edits": found}), encoding="utf-8")
    return path


def test_a_scenario_is_planned_checked_and_compared(folder: Path) -> None:
    out = folder / "out"
    scenario = edits(folder, {"kind": "without-vehicle", "vehicle": "van"})
    done = halte("what-if", folder / "valley.json", scenario, "--out", out, *FEW)
    assert done.exit_code == 0, done.output
    found = json.loads((out / "comparison.json").read_bytes())
    assert found["figures"]["rides_served"] == {"before": 2, "after": 0}
    assert (found["after"]["name"], found["first_difference"]) == ("Sans minibus", "need")
    assert "Comparaison" in load_workbook(out / "comparison.xlsx").sheetnames
    for place in (out, out / "base"):
        instance, _ = read_instance(place / "instance.json")
        assert check(instance, read_plan(place / "plan.json"), travel_times(instance)) == ()
    again = halte("compare", out / "base", out)
    assert again.exit_code == 0, again.output
    assert "plan.costs" not in again.output


def test_the_base_plan_may_be_given(folder: Path) -> None:
    first = halte("plan", folder / "valley.json", "--out", folder / "week", *FEW)
    assert first.exit_code == 0, first.output
    scenario = edits(folder, {"kind": "another-vehicle", "like": "van"})
    base = ("--base", folder / "week")
    done = halte("what-if", folder / "valley.json", scenario, "--out", folder / "out", *base, *FEW)
    assert done.exit_code == 0, done.output
    assert not (folder / "out" / "base").exists()
    assert "égaux à chaque niveau" in " ".join(done.output.split())


def test_another_week_goes_on_from_the_plan_before(folder: Path) -> None:
    first = halte("plan", folder / "valley.json", "--out", folder / "week", *FEW)
    assert first.exit_code == 0, first.output
    before = read_plan(folder / "week" / "plan.json")
    later = before.monday + timedelta(weeks=before.weeks)
    scenario = edits(folder, {"kind": "without-vehicle", "vehicle": "van"})
    when = ("--week", f"{later:%G-W%V}", "--previous", folder / "week" / "plan.json")
    done = halte("what-if", folder / "valley.json", scenario, "--out", folder / "out", *when, *FEW)
    assert done.exit_code == 0, done.output
    for place in (folder / "out", folder / "out" / "base"):
        plan, (instance, _) = read_plan(place / "plan.json"), read_instance(place / "instance.json")
        assert plan.monday == later
        assert check(instance, plan, travel_times(instance), before) == ()
    base = ("--base", folder / "week", "--week", f"{later:%G-W%V}")
    assert halte("what-if", folder / "valley.json", scenario, "--out", folder / "no", *base, *FEW).exit_code == 2


def test_faults_of_the_edits_are_told_and_nothing_is_written(folder: Path) -> None:
    scenario = edits(folder, {"kind": "without-vehicle", "vehicle": "bus"}, {"kind": "without-person", "person": "x"})
    done = halte("what-if", folder / "valley.json", scenario, "--out", folder / "out", *FEW)
    assert done.exit_code == 2
    assert "edits.json [edits[0]]" in done.output
    assert "edits.json [edits[1]]" in done.output
    unknown = edits(folder, {"kind": "less"}, {"vehicle": "van"})
    done = halte("what-if", folder / "valley.json", unknown, "--out", folder / "out", *FEW)
    assert (done.exit_code, done.output.count("edits.json")) == (2, 2)
    assert not (folder / "out").exists()

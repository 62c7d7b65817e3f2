"""`halte compare`: from two folders to the comparison, with the instance given or beside the plans."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from instances import write_json
from tests.optimiser.ledger.valley import make_instance, make_plan


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_json(make_instance(), tmp_path / "valley.json")
    plan = make_plan()
    for name, made in (("one", plan), ("two", plan.model_copy(update={"rides": plan.rides[1:]}))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").write_text(made.model_dump_json(), encoding="utf-8")
    return tmp_path


def test_two_folders_are_compared(folder: Path) -> None:
    files = ("--xlsx", folder / "c.xlsx", "--json", folder / "c.json")
    done = halte("compare", folder / "one", folder / "two", "--instance", folder / "valley.json", *files)
    assert done.exit_code == 0, done.output
    assert (folder / "c.xlsx").is_file()
    found = json.loads((folder / "c.json").read_bytes())
    assert (found["before"]["name"], found["after"]["name"]) == ("one", "two")
    assert [(move["item"], move["kind"]) for move in found["rides"]] == [("P1@2027-01-11", "dropped")]


def test_the_instance_beside_a_plan_is_its_own(folder: Path) -> None:
    instance = make_instance()
    for name in ("one", "two"):
        write_json(instance, folder / name / "instance.json")
    assert halte("compare", folder / "one", folder / "two" / "plan.json").exit_code == 0


def test_without_an_instance_nothing_is_compared(folder: Path) -> None:
    done = halte("compare", folder / "one", folder / "two", "--xlsx", folder / "c.xlsx")
    assert (done.exit_code, "plan.instance" in done.output, (folder / "c.xlsx").exists()) == (2, True, False)


def test_a_plan_that_breaks_rules_is_compared_with_a_warning(folder: Path) -> None:
    done = halte("compare", folder / "one", folder / "two", "--instance", folder / "valley.json")
    assert done.exit_code == 0
    # In the second, a tour calls for a passenger whom no ride of the plan has.
    assert done.output.count("plan.breaches") >= 1
    assert "halte check" in done.output

"""`halte explain`: what it prints and writes, and what it says of items nobody knows."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner, Result

from api.cli import app
from instances import write_json
from models.edits import AnyEdit, Edit, LateBooking
from models.explanation import Explanation
from models.plan import Plan
from optimiser.solve import Limit, solve
from tests.optimiser.rides.town import ride, town

NINE = ("09:00", "09:00")
INSTANCE = town(
    ride("early", "north", "hill", arrive=NINE, passenger="P-1"),
    ride("late", "north", "hill", arrive=("09:00", "09:10"), booked_at="2027-01-10T18:00"),
)


def halte(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("explain")
    write_json(INSTANCE, folder / "town.json")
    plan = solve(INSTANCE, limit=Limit(iterations=200), seed=1).plan
    (folder / "plan.json").write_text(plan.model_dump_json(), "utf-8")
    return folder / "town.json", folder / "plan.json"


def test_all_that_is_unserved_is_explained_in_french(files: tuple[Path, Path]) -> None:
    result = halte("explain", *files)
    assert result.exit_code == 0, result.output
    assert "late@2027-01-11" in result.output
    assert "impossible, même seul" in result.output
    assert "réservation acceptée bien qu’après l’heure limite" in " ".join(result.output.split())
    assert "early@2027-01-11" not in result.stdout


def test_the_json_holds_what_was_found_and_the_words(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "why.json"
    result = halte("explain", *files, "late", "--json", out, "--lang", "en")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(out.read_text("utf-8"))
    (relaxation,) = row["relaxations"]
    assert relaxation.pop("text") == ["booking taken although it came after the deadline"]
    assert TypeAdapter[Edit](AnyEdit).validate_python(relaxation["edits"][0]) == LateBooking(ride="late")
    assert Explanation.model_validate(row).verdict == "impossible"


@pytest.mark.parametrize("name", ["early@2027-01-11", "early", "P-1"])
def test_a_served_item_is_told_in_a_line_or_two(files: tuple[Path, Path], name: str) -> None:
    result = halte("explain", *files, name, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "served" in result.stdout
    assert "m1" in result.stdout
    assert "R2" in result.stdout


def test_an_unknown_item_gets_near_names_and_nothing_else(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = halte("explain", *files, "earli", "--json", tmp_path / "x.json")
    assert result.exit_code == 2
    assert "item.unknown" in result.stderr
    assert "early" in result.stderr
    assert not (tmp_path / "x.json").exists()
    assert halte("explain", *files, "zzzz").exit_code == 2


def test_a_plan_that_breaks_rules_is_not_explained(files: tuple[Path, Path], tmp_path: Path) -> None:
    plan = Plan.model_validate_json(files[1].read_text("utf-8"))
    broken = tmp_path / "broken.json"
    broken.write_text(plan.model_copy(update={"rides": ()}).model_dump_json(), "utf-8")
    result = halte("explain", files[0], broken)
    assert result.exit_code == 2
    assert "plan.broken" in result.stderr
    other = tmp_path / "other.json"
    other.write_text(plan.model_copy(update={"instance": "elsewhere"}).model_dump_json(), "utf-8")
    assert "plan.territory" in halte("explain", files[0], other).stderr

"""`halte check`: what it prints, in which language, and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from instances import write_json
from models.plan import Plan
from tests.optimiser.check.breaking import put, put_in
from tests.optimiser.check.script import at
from tests.optimiser.check.world import TUESDAY, build_instance
from tests.optimiser.check.world_plan import WORKSHOP, build_plan


@pytest.fixture
def instance_file(tmp_path: Path) -> str:
    path = tmp_path / "road.json"
    write_json(build_instance(), path)
    return str(path)


def write(plan: Plan, path: Path) -> str:
    path.write_text(plan.model_dump_json(), encoding="utf-8")
    return str(path)


def test_a_clean_plan_ends_with_0(instance_file: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", instance_file, write(build_plan(), tmp_path / "plan.json")])
    assert result.exit_code == 0, result.output
    assert result.stdout == "aucun écart : 3 tournées, 5 séances, 7 trajets, 7 journées de travail\n"


def test_every_breach_is_told_and_ends_with_1(instance_file: str, tmp_path: Path) -> None:
    plan = put_in(build_plan(), "duties", ("paul", TUESDAY), work_min=246)
    plan = put_in(plan, "tours", "minibus-19", layout="9")
    arguments = ["check", instance_file, write(plan, tmp_path / "plan.json")]
    french, english = (CliRunner().invoke(app, [*arguments, *lang]) for lang in ((), ("--lang", "en")))
    assert (french.exit_code, english.exit_code) == (1, 1)
    assert english.stdout.splitlines() == [
        "T3 minibus-19 2027-01-19 08:05: Minibus has no layout 9 [T3.layout]",
        "P10 paul 2027-01-12 07:55: 246 min of work are stated and 245 are worked (1 min) [P10.work]",
        "breaches: 2, of the rules T3, P10",
    ]
    assert french.stdout.splitlines()[2] == "écarts : 2, aux règles T3, P10"


def test_the_plan_published_before_counts(instance_file: str, tmp_path: Path) -> None:
    plan = build_plan()
    before = put_in(put(plan, frozen_until=at(TUESDAY, "12:00")), "sessions", WORKSHOP, fetched_by="electric")
    files = [write(plan, tmp_path / "plan.json"), "--previous", write(before, tmp_path / "before.json")]
    result = CliRunner().invoke(app, ["check", instance_file, *files])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"L2 {WORKSHOP} 2027-01-12 08:30")


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"instance": 1}', "\ufeff", ""])
def test_a_plan_that_cannot_be_read_ends_with_2(instance_file: str, tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", instance_file, str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plan.json" in result.stderr


def test_files_that_are_not_there_end_with_2(instance_file: str, tmp_path: Path) -> None:
    none = str(tmp_path / "none.json")
    plan = write(build_plan(), tmp_path / "plan.json")
    for arguments in ([none, plan], [instance_file, none], [instance_file, plan, "--previous", none]):
        result = CliRunner().invoke(app, ["check", *arguments])
        assert result.exit_code == 2, arguments
        assert "none.json" in result.stderr

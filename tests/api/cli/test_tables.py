from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from instances import bundled, load_bundled
from models.base import at
from models.plan import Plan

SOURCE = str(bundled()["seille-creche"])


def test_tables_of_a_plan_are_written(tmp_path: Path) -> None:
    instance = load_bundled("seille-creche")
    monday = instance.week
    empty = Plan(instance=instance.territory.id, digest="", monday=monday, weeks=1, made_at=at(monday, 0))
    (tmp_path / "plan.json").write_text(empty.model_dump_json())
    arguments = ["tables", SOURCE, str(tmp_path / "plan.json"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "communes.csv",
        "duties.csv",
        "rides.csv",
        "sessions.csv",
        "tours.csv",
    ]


def test_a_plan_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    arguments = ["tables", SOURCE, str(tmp_path / "plan.json"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, arguments).exit_code == 2
    assert not (tmp_path / "out").exists()

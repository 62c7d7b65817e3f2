"""`halte frontier`: what it prints and writes, and how bad options end."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from instances import bundled
from tests.api.cli.test_plan import halte

CRECHE = bundled()["seille-creche"]


def test_points_are_printed_and_their_plans_check(tmp_path: Path) -> None:
    out = tmp_path / "frontier"
    result = halte("frontier", CRECHE, "--iterations", 20, "--most-need", 60, "--out", out)
    assert result.exit_code == 0, result.output
    assert "Borne" in result.stdout
    document = json.loads((out / "frontier.json").read_text(encoding="utf-8"))
    costs = [point["tiers"]["cost"] for point in document["points"]]
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)
    for point in (document["points"][0], document["points"][-1]):
        checked = halte("check", CRECHE, out / point["plan"])
        assert checked.exit_code == 0, checked.output


def test_bad_options_are_told_before_any_search(tmp_path: Path) -> None:
    assert halte("frontier", CRECHE, "--most-need", 0).exit_code == 2
    assert halte("frontier", tmp_path / "nowhere").exit_code == 2
    (tmp_path / "file").write_text("")
    assert halte("frontier", CRECHE, "--out", tmp_path / "file").exit_code == 2
    assert "frontier" in CliRunner().invoke(app, ["--help"]).output

"""`halte bench repair`: figures of each event, names that are not known."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app


def test_each_event_has_its_figures(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    arguments = ["bench", "repair", "--only", "seille-creche", "--iterations", "20", "--json", str(out)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    rows = json.loads(out.read_text("utf-8"))
    assert {"vehicle_out", "person_absent", "road_slow", "session_cancelled"} <= {row["event"] for row in rows}
    for row in rows:
        assert 0 < row["first_s"] <= row["list_s"]
        assert row["options"]
        assert row["event"] in done.output


def test_a_territory_that_is_not_bundled() -> None:
    done = CliRunner().invoke(app, ["bench", "repair", "--only", "nowhere"])
    assert done.exit_code == 2
    assert "nowhere" in done.output

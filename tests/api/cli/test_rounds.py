"""`halte rounds`: its table, its JSON, and how it ends."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from instances.generators.sources import INSTANCES

ROUNDS = INSTANCES / "rounds"


def test_prints_a_row_a_round_and_writes_the_list(tmp_path: Path) -> None:
    out = tmp_path / "rounds.json"
    result = CliRunner().invoke(app, ["rounds", str(ROUNDS), "--json", str(out)])
    assert result.exit_code == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [row["slug"] for row in rows] == sorted(path.stem for path in ROUNDS.glob("*.json"))
    assert all(set(row) == {"slug", "stated_km", "planned_km", "bound_km", "status", "note"} for row in rows)
    assert all(row["bound_km"] == row["planned_km"] <= row["stated_km"] for row in rows)
    assert all(row["slug"] in result.stdout for row in rows)
    signy = next(row for row in rows if row["slug"] == "signy-labbaye")
    assert signy["note"].startswith("P6")
    assert signy["note"] in result.stdout


def test_bad_input_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    out = tmp_path / "out.json"
    result = CliRunner().invoke(app, ["rounds", str(tmp_path / "bad.json"), str(tmp_path / "none"), "--json", str(out)])
    assert result.exit_code == 2
    assert "bad.json" in result.stderr
    assert "none" in result.stderr
    assert not out.exists()


def test_a_place_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    out = tmp_path / "missing" / "out.json"
    result = CliRunner().invoke(app, ["rounds", str(ROUNDS / "vouziers.json"), "--json", str(out)])
    assert result.exit_code == 2
    assert not isinstance(result.exception, OSError)

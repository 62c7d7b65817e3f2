"""`halte bench weekly`: what it prints and writes, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app


def test_writes_a_record_a_size_and_seed(tmp_path: Path) -> None:
    out = tmp_path / "weekly.json"
    options = ["--size", "5/5/2", "--seeds", "2", "--first-seed", "7", "--time-limit", "1", "--json", str(out)]
    result = CliRunner().invoke(app, ["bench", "weekly", *options])
    assert result.exit_code == 0, result.output
    records = json.loads(out.read_text(encoding="utf-8"))
    assert [(r["solver"], r["size"], r["seed"], r["checker"]) for r in records] == [
        ("halte", "5/5/2", 7, "passed"),
        ("halte", "5/5/2", 8, "passed"),
    ]


@pytest.mark.parametrize(
    "options",
    [["--size", "5/5"], ["--size", "5/5/2", "--peer", "nobody"], ["--size", "5/5/2", "--communes", "README.md"]],
)
def test_what_cannot_be_drawn_ends_with_2(options: list[str]) -> None:
    assert CliRunner().invoke(app, ["bench", "weekly", *options]).exit_code == 2

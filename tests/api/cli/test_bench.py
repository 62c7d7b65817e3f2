"""`halte bench`: what it writes, and how it ends on bad input."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import benchmarks.scaling
from api.cli import app
from benchmarks import smoke
from benchmarks.runs import Record
from benchmarks.scaling import Figure

CORDEAU = """1 1 480 3 30
0 0 0 0 0 0 100
1 3 4 3 1 0 100
2 3 0 3 -1 0 100
"""
LI_LIM = """1 10 1
0 0 0 0 0 100 0 0 0
1 3 4 5 0 100 3 0 2
2 3 0 -5 0 100 3 1 0
"""


@pytest.mark.parametrize(("family", "text"), [("darp", CORDEAU), ("pdptw", LI_LIM)])
def test_runs_a_folder_and_writes_records_and_solutions(family: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(text)
    out, solutions = tmp_path / "out.json", tmp_path / "solutions"
    command = ["bench", family, "--dir", str(tmp_path / "in"), "--iterations", "20", "--seeds", "2"]
    result = CliRunner().invoke(app, [*command, "--json", str(out), "--solutions", str(solutions)])
    assert result.exit_code == 0, result.output
    first, second = json.loads(out.read_text(encoding="utf-8"))
    assert (first["seed"], second["seed"]) == (1, 2)
    assert first["cost"] == 12.0
    assert first["feasible"]
    wanted = "solver instance seed routes cost best_known gap_percent feasible seconds iterations"
    assert set(wanted.split()) <= set(first)
    assert (solutions / "halte-one-1.txt").read_text() == "1 2\n"


def test_best_known_values_give_gaps(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(CORDEAU)
    (tmp_path / "best.csv").write_text("instance,cost\none,10\n")
    out = tmp_path / "out.json"
    command = ["bench", "darp", "--dir", str(tmp_path / "one.txt"), "--iterations", "20", "--json", str(out)]
    result = CliRunner().invoke(app, [*command, "--bks", str(tmp_path / "best.csv")])
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text(encoding="utf-8"))[0]["gap_percent"] == pytest.approx(20.0)


@pytest.mark.parametrize("family", ["darp", "pdptw"])
def test_malformed_files_end_with_2_all_faults_at_once_and_nothing_written(family: str, tmp_path: Path) -> None:
    (tmp_path / "bad1.txt").write_text("x 1 480 3 30\n")
    (tmp_path / "bad2.txt").write_text("")
    out = tmp_path / "out.json"
    result = CliRunner().invoke(app, ["bench", family, "--dir", str(tmp_path), "--json", str(out)])
    assert result.exit_code == 2
    assert "bad1.txt:1" in result.stderr
    assert "bad2.txt" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--dir", "nowhere"],
        ["--peer", "gurobi"],
        ["--peer", "ortools", "--iterations", "5"],
        ["--only", "a9-99"],
        ["--bks", "nowhere.csv"],
        ["--time-limit", "0"],
    ],
)
def test_options_that_mean_nothing_end_with_2(options: list[str]) -> None:
    assert CliRunner().invoke(app, ["bench", "darp", *options]).exit_code == 2


def test_an_empty_folder_ends_with_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["bench", "darp", "--dir", str(tmp_path)]).exit_code == 2


@pytest.mark.parametrize("option", ["--json", "--solutions"])
def test_a_place_that_cannot_be_written_ends_with_2(option: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(CORDEAU)
    (tmp_path / "file").write_text("")
    command = ["bench", "darp", "--dir", str(tmp_path / "one.txt"), "--iterations", "5"]
    result = CliRunner().invoke(app, [*command, option, str(tmp_path / "file" / "out")])
    assert result.exit_code == 2
    assert "file" in result.stderr


def test_an_instance_that_nobody_can_serve_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(CORDEAU.replace("1 1 480 3 30", "1 1 480 3 3"))
    result = CliRunner().invoke(app, ["bench", "darp", "--dir", str(tmp_path), "--iterations", "5"])
    assert result.exit_code == 1
    assert "INFAISABLE" in result.stdout or "IRRÉALISABLE" in result.stdout


def _record(instance: str, cost: float) -> Record:
    return Record("halte", instance, 1, 1, cost, 100.0, None, True, 0.0, 1)


@pytest.mark.parametrize(("cost", "code"), [(100.9, 0), (101.04, 0), (101.2, 1)])
def test_smoke_fails_on_a_gap_above_the_baseline(
    cost: float, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "baseline.csv"
    baseline.write_text("instance,seed,iterations,routes,cost,gap_percent\none,1,1,1,101.0,1.0\n")
    monkeypatch.setattr(smoke, "BASELINE", baseline)
    monkeypatch.setattr(smoke, "run_smoke", lambda: [_record("one", cost)])
    assert CliRunner().invoke(app, ["bench", "smoke"]).exit_code == code


def test_scaling_prints_and_writes_each_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [
        Figure("cold start", 0, 13.0, "s"),
        Figure("iteration", 50, 25.0, "µs"),
        Figure("memory", 50, 80.0, "MB"),
    ]
    monkeypatch.setattr(benchmarks.scaling, "measure", lambda sizes, seed: iter(figures[: len(sizes) + seed]))
    out = tmp_path / "scaling.json"
    result = CliRunner().invoke(app, ["bench", "scaling", "--rides", "50", "--seed", "2", "--json", str(out)])
    assert result.exit_code == 0
    assert [row["what"] for row in json.loads(out.read_text(encoding="utf-8"))] == ["cold start", "iteration", "memory"]
    assert "25.000 µs" in result.stdout

import json
from pathlib import Path

from benchmarks.weekly.runs import Series, run, solve_halte, write_records
from benchmarks.weekly.size import Size
from models.instance import Instance
from models.plan import Plan


def robbed(instance: Instance, seconds: float, seed: int) -> Plan:
    """Halte's plan with the people of one duty gone."""
    plan = solve_halte(instance, seconds, seed)
    return plan.model_copy(update={"duties": plan.duties[1:]})


def test_every_plan_is_judged_by_the_checker_and_saved(tmp_path: Path) -> None:
    series = Series([Size(5, 5, 2)], [1])
    records = list(run(series, {"halte": solve_halte, "robbed": robbed}, 3.0, save=tmp_path))
    assert [record.solver for record in records] == ["halte", "robbed"]
    assert records[0].checker == "passed"
    assert records[1].checker.startswith("broken: ")
    saved = Plan.model_validate_json((tmp_path / "weekly-5-5-2-1w-0r-1.halte.plan.json").read_text())
    assert records[0].unserved == len(saved.unserved)
    write_records(tmp_path / "out.json", records)
    first = json.loads((tmp_path / "out.json").read_text())[0]
    assert list(first) == [
        "solver", "size", "rides_per_day", "weeks", "seed", "seconds", "unserved", "tiers", "checker",
    ]  # fmt: skip
    assert [tier["name"] for tier in first["tiers"]] == ["need", "change", "cost", "fairness", "comfort"]
    assert all(tier["proved"] == (tier["bound"] == tier["value"]) for tier in first["tiers"])

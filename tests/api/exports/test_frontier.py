"""The frontier as a table, a workbook with its chart, and JSON."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console

from api.exports.frontier import PointFigures, figures, print_frontier, write_frontier
from models.horizon import Horizon
from models.plan import Plan
from optimiser.frontier import Frontier
from optimiser.solve import Result
from optimiser.travel import travel_times
from tests.api.exports.world import MONDAY, make_instance, make_plan


def result(plan: Plan, need: int, cost: int, bound: int | None) -> Result:
    """A plan with other values of its tiers, as a search would hand it over."""
    tiers = tuple(
        tier.model_copy(update={"value": need if tier.tier == "need" else cost, "lower_bound": bound})
        for tier in plan.tiers
        if tier.tier in ("need", "cost")
    )
    changed = plan.model_copy(update={"tiers": tiers})
    return Result(changed, Horizon(MONDAY, 1), travel_times(make_instance()), stopped=False, seconds=1.0)


@pytest.fixture
def front() -> Frontier:
    plan = make_plan(make_instance())
    rides = plan.model_copy(update={"sessions": ()})
    points = (result(plan, 16, 90_000, 90_000), result(rides, 40, 50_050, 31_000), result(rides, 52, 20_000, None))
    return Frontier(points, 80)


def test_each_point_says_what_it_costs_above_the_next(front: Frontier) -> None:
    found = figures(front, make_instance(), "fr")
    assert [(p.need, p.served_percent, p.cents, p.more_cents, p.bound_cents) for p in found] == [
        (16, 80, 90_000, 39_950, 90_000),
        (40, 50, 50_050, 30_050, 31_000),
        (52, 35, 20_000, None, None),
    ]
    assert found[0].least_served.replace("\xa0", " ") == "Guillestre 33 %"


def printed(points: tuple[PointFigures, ...]) -> list[str]:
    out = io.StringIO()
    print_frontier(points, Console(file=out, width=80), "fr")
    return [line.rstrip() for line in out.getvalue().replace("\xa0", " ").replace("\u202f", " ").splitlines()]


def test_the_table_fits_a_narrow_terminal_and_ends_with_what_it_means(front: Frontier) -> None:
    lines = printed(figures(front, make_instance(), "fr"))
    assert max(map(len, lines)) <= 80
    rows = [line for line in lines if line.lstrip()[:2] in ("1 ", "2 ", "3 ")]
    assert len(rows) == 3
    assert "901 €" not in rows[0]
    assert "900 €" in rows[0]
    assert "+400 €" in rows[0]
    assert lines[-1].startswith("servir 36 de besoin en plus, de 35 à 80 %, coûte 700,00 €")


def test_one_point_says_that_more_need_saves_nothing(front: Frontier) -> None:
    alone = figures(Frontier(front.points[:1], 80), make_instance(), "fr")
    assert printed(alone)[-1] == "laisser plus de besoin n’économise rien : il n’y a qu’un plan à choisir"


def test_the_folder_holds_the_plans_a_chart_and_the_figures(front: Frontier, tmp_path: Path) -> None:
    instance = make_instance()
    write_frontier(front, figures(front, instance, "fr"), instance, tmp_path, "fr")
    for number, point in enumerate(front.points, 1):
        assert Plan.model_validate_json((tmp_path / f"point-{number}.json").read_bytes()) == point.plan
    sheet = load_workbook(tmp_path / "frontier.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, max_row=4, values_only=True))
    assert [(row[1], row[5]) for row in rows] == [(16, 900), (40, 500.5), (52, 200)]
    assert [type(chart).__name__ for chart in sheet._charts] == ["ScatterChart"]  # type: ignore[attr-defined]
    document = json.loads((tmp_path / "frontier.json").read_text(encoding="utf-8"))
    assert [point["tiers"]["cost"] for point in document["points"]] == [90_000, 50_050, 20_000]
    assert document["monday"] == MONDAY.isoformat()

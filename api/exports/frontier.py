"""The frontier between need and cost as a table, a workbook with a chart, and JSON."""

import json
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.worksheet.worksheet import Worksheet
from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from api.exports import wording
from api.exports.equity import equity
from api.exports.lookup import Lookup
from api.exports.sheets import Column, Row, add_sheet
from models.instance import Instance
from models.plan import Plan, TierValue
from models.text import N_, Language, message, translate
from optimiser.frontier import Frontier

COLUMNS = (
    Column(N_("Point"), 8, "count"),
    Column(N_("Need left unserved"), 14, "count"),
    Column(N_("Need served"), 12, "percent"),
    Column(N_("Unserved"), 10, "count"),
    Column(N_("Least served commune"), 26),
    Column(N_("Cost"), 14, "money"),
    Column(N_("Dearer than the next"), 14, "money"),
    Column(N_("Proved bound"), 14, "money"),
    Column(N_("Bound of"), 60),
)
_NEED, _COST = 2, 6
"""Columns of the chart."""


@dataclass(frozen=True)
class PointFigures:
    """One point: need in quarters of a person's need, part of all need served in percent, cost and its bound in cents.

    ``more_cents`` is what it costs above the next point, None for the last.
    """

    need: int
    served_percent: int
    unserved: int
    least_served: str
    cents: int
    more_cents: int | None
    bound_cents: int | None
    bound_of: str


def figures(front: Frontier, instance: Instance, language: Language) -> tuple[PointFigures, ...]:
    """The figures of each point, the least need first."""
    costs = [_tier(result.plan, "cost").value for result in front.points]
    found = []
    for k, result in enumerate(front.points):
        need, cost = _tier(result.plan, "need").value, _tier(result.plan, "cost")
        found.append(
            PointFigures(
                need,
                100 - -(-100 * need // front.whole_need) if front.whole_need else 100,
                len(result.plan.unserved),
                _least_served(result.plan, instance, language),
                cost.value,
                costs[k] - costs[k + 1] if k + 1 < len(costs) else None,
                cost.lower_bound,
                cost.bound_of.text(language) if cost.bound_of else "",
            )
        )
    return tuple(found)


def _tier(plan: Plan, name: str) -> TierValue:
    return next(tier for tier in plan.tiers if tier.tier == name)


def _least_served(plan: Plan, instance: Instance, language: Language) -> str:
    """The commune with the least part of its need served, and that part."""
    shares = [share for share in equity(Lookup(plan, instance)).communes if share.sessions.asked or share.rides.asked]
    if not shares:
        return ""
    least = min(shares, key=lambda share: share.percent)
    return f"{wording.commune_name(instance, least.commune)} {wording.percent(least.percent, language)}"


def print_frontier(points: tuple[PointFigures, ...], console: Console, language: Language) -> None:
    """Print one line a point, and in a sentence what the steps mean."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for column in (*COLUMNS[:3], *COLUMNS[4:-1]):
        side: JustifyMethod = "left" if column.kind == "text" else "right"
        width = 9 if column.kind == "money" else None
        table.add_column(Text(translate(column.header, language)), justify=side, min_width=width)
    for number, point in enumerate(points, 1):
        proved = point.bound_cents is not None and point.bound_cents >= point.cents
        bound = "–" if point.bound_cents is None else _euros(point.bound_cents, language)
        table.add_row(
            str(number),
            wording.integer(point.need, language),
            wording.percent(point.served_percent, language),
            Text(point.least_served),
            _euros(point.cents, language),
            "" if point.more_cents is None else f"+{_euros(point.more_cents, language)}",
            Text(bound, style="green" if proved else ""),
        )
    console.print(table)
    console.print(Text(_meaning(points, language), style="dim"))


def _euros(cents: int, language: Language) -> str:
    """Whole euros: a line of a terminal has no room for cents."""
    return f"{wording.integer((cents + 50) // 100, language)}\N{NO-BREAK SPACE}€"


def _meaning(points: tuple[PointFigures, ...], language: Language) -> str:
    if len(points) < 2:
        return translate("leaving more need saves nothing: there is one plan to choose", language)
    return message(
        "serving {least} more of the need, from {low} to {high} %, costs {more} more a cycle",
        least=wording.integer(points[-1].need - points[0].need, language),
        low=points[-1].served_percent,
        high=points[0].served_percent,
        more=wording.euros(points[0].cents - points[-1].cents, language),
    ).text(language)


def write_frontier(
    front: Frontier, points: tuple[PointFigures, ...], instance: Instance, folder: Path, language: Language
) -> None:
    """Write ``frontier.xlsx``, ``frontier.json`` and each point's plan as ``point-N.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, result in enumerate(front.points, 1):
        text = result.plan.model_dump_json(indent=1) + "\n"
        (folder / f"point-{number}.json").write_text(text, encoding="utf-8", newline="\n")
    _write_book(points, instance, folder / "frontier.xlsx", front.points[0].plan, language)
    document = {
        "instance": instance.territory.id,
        "monday": front.points[0].plan.monday.isoformat(),
        "whole_need": front.whole_need,
        "points": [
            {
                "plan": f"point-{number}.json",
                "tiers": {tier.tier: tier.value for tier in result.plan.tiers},
                "cost_bound_cents": point.bound_cents,
                "cost_bound_of": point.bound_of,
                "served_percent": point.served_percent,
                "unserved": [item.item for item in result.plan.unserved],
            }
            for number, (result, point) in enumerate(zip(front.points, points, strict=True), 1)
        ],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (folder / "frontier.json").write_text(text, encoding="utf-8", newline="\n")


def _write_book(
    points: tuple[PointFigures, ...], instance: Instance, path: Path, first: Plan, language: Language
) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Halte"
    book.properties.created = first.made_at
    heading = message(
        "{territory}: need and cost, from {first}",
        territory=instance.territory.name,
        first=wording.long_day(first.monday, language),
    ).text(language)
    rows = [
        Row(
            (
                number,
                point.need,
                point.served_percent / 100,
                point.unserved,
                point.least_served,
                point.cents / 100,
                None if point.more_cents is None else point.more_cents / 100,
                None if point.bound_cents is None else point.bound_cents / 100,
                point.bound_of,
            )
        )
        for number, point in enumerate(points, 1)
    ]
    sheet = add_sheet(book, translate("Need and cost", language), heading, COLUMNS, rows, language)
    _add_chart(sheet, len(points), language)
    book.save(path)


def _add_chart(sheet: Worksheet, points: int, language: Language) -> None:
    """Cost over need, a mark for each plan."""
    chart = ScatterChart()
    chart.style = 2
    chart.title = translate("What a more equal plan costs", language)
    chart.x_axis.title, chart.y_axis.title = translate("Need left unserved", language), translate("Cost", language)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend = None
    need = Reference(sheet, min_col=_NEED, min_row=2, max_row=1 + points)
    cost = Reference(sheet, min_col=_COST, min_row=2, max_row=1 + points)
    series = Series(cost, need)
    series.marker.symbol = "circle"
    chart.series.append(series)
    chart.width, chart.height = 18, 10
    sheet.add_chart(chart, f"A{points + 4}")

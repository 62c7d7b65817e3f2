"""`halte rounds`: real rounds of mobile services against the shortest plan of the same stays."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.app import app
from api.cli.notices import refuse, writing
from instances.fill import bundled_work_rules
from instances.rounds_reader import read_rounds
from models.base import monday_of
from models.notices import InvalidInstance
from models.profiles import work_rules_on
from models.text import translate
from optimiser.master.rounds import RoundPlan, plan_round

PROFILE, RULES_ON = "fr-public", monday_of("2027-W02")
STATUS = {
    "optimal": translate("proved"),
    "feasible": translate("not proved"),
    "not_representable": translate("not representable"),
}


@app.command(help=translate("Plan real rounds of mobile services anew and compare their kilometres."))
def rounds(
    paths: Annotated[
        list[Path], typer.Argument(metavar="DIR_OR_FILES", help=translate("JSON files of rounds, or folders of them."))
    ],
    out: Annotated[Path | None, typer.Option("--json", help=translate("Write the comparison to this file."))] = None,
    time_limit: Annotated[float, typer.Option(min=1, help=translate("Seconds for each round."))] = 20.0,
) -> None:
    """Plan real rounds of mobile services anew and compare their kilometres."""
    try:
        stated = read_rounds(paths)
    except InvalidInstance as fault:
        refuse(fault.notices)
    rules = work_rules_on(bundled_work_rules(), PROFILE, RULES_ON)
    plans = [plan_round(one, rules, time_limit) for one in stated]
    if out is not None:
        with writing(out):
            out.write_text(json.dumps([comparison(p) for p in plans], ensure_ascii=False, indent=1) + "\n", "utf-8")
    console = Console()
    console.print(_table(plans))
    for plan in plans:
        for note in plan.notes:
            console.print(f"{plan.slug}: {note.text()}", markup=False, highlight=False, soft_wrap=True)


def comparison(plan: RoundPlan) -> dict[str, Any]:
    """One row of the JSON list: kilometres to the metre over the whole cycle, ``None`` where there is no plan."""
    return {
        "slug": plan.slug,
        "stated_km": plan.stated_m / 1000,
        "planned_km": None if plan.planned_m is None else plan.planned_m / 1000,
        "bound_km": None if plan.bound_m is None else plan.bound_m / 1000,
        "status": plan.status,
        "note": " ".join(note.text() for note in plan.notes),
    }


def _table(plans: list[RoundPlan]) -> Table:
    table = Table(title=translate("Kilometres over the cycle, out from the depot and back each worked day"))
    table.add_column(translate("round"), no_wrap=True)
    for heading in (translate("stated km"), translate("planned km"), translate("bound km"), translate("saved")):
        table.add_column(heading, justify="right")
    table.add_column(translate("status"))
    for plan in plans:
        kilometres = [_km(metres) for metres in (plan.stated_m, plan.planned_m, plan.bound_m)]
        table.add_row(plan.slug, *kilometres, _saved(plan), STATUS[plan.status])
    return table


def _km(metres: int | None) -> str:
    return "" if metres is None else f"{metres / 1000:.1f}".replace(".", ",")


def _saved(plan: RoundPlan) -> str:
    if plan.planned_m is None or plan.stated_m == 0:
        return ""
    return f"{100 - 100 * plan.planned_m / plan.stated_m:.1f} %".replace(".", ",")

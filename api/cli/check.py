"""`halte check`: a plan against every rule, with every breach told."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from api.cli.app import app
from api.cli.notices import load, refuse
from api.cli.options import Source
from instances import read_plan
from models.clauses import CODES
from models.notices import InvalidInstance
from models.plan import Plan
from models.text import Language, translate
from optimiser.check import Breach
from optimiser.check import check as find_breaches
from optimiser.travel import travel_times

BREACHED = 1
"""Exit code when the plan breaks a rule."""


@app.command(help=translate("Check a plan against every rule and print each breach."))
def check(
    source: Source,
    plan_file: Annotated[
        Path, typer.Argument(metavar="PLAN.json", help=translate("The plan to check, as halte plan writes it."))
    ],
    previous_file: Annotated[
        Path | None, typer.Option("--previous", metavar="PLAN.json", help=translate("The plan published before."))
    ] = None,
    language: Annotated[Language, typer.Option("--lang", help=translate("Language of the breaches."))] = "fr",
) -> None:
    """Print every breach; exit 0 without any, 1 with some, 2 when the data cannot be read."""
    instance, _ = load(source)
    try:
        plan = read_plan(plan_file)
        previous = read_plan(previous_file) if previous_file is not None else None
        travel = travel_times(instance, source if source.is_dir() else source.parent)
    except InvalidInstance as fault:
        refuse(fault.notices)
    breaches = find_breaches(instance, plan, travel, previous)
    console = Console()
    for breach in breaches:
        console.print(_line(breach, language), soft_wrap=True, highlight=False)
    console.print(_summary(plan, breaches, language), soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(BREACHED if breaches else 0)


def _line(breach: Breach, language: Language) -> Text:
    code, _, told = breach.text(language).partition(" ")
    return Text.assemble((code, "bold red"), f" {told}", (f" [{breach.clause}]", "dim"))


def _summary(plan: Plan, breaches: tuple[Breach, ...], language: Language) -> str:
    if breaches:
        broken = {breach.code for breach in breaches}
        codes = ", ".join(code for code in CODES if code in broken)
        sentence = translate("breaches: {count}, of the rules {codes}", language)
        return sentence.format(count=len(breaches), codes=codes)
    sentence = translate(
        "no breach: {tours} tours, {sessions} sessions, {rides} rides, {duties} working days", language
    )
    return sentence.format(
        tours=len(plan.tours), sessions=len(plan.sessions), rides=len(plan.rides), duties=len(plan.duties)
    )

"""`halte publish`: a plan that was chosen, with its calendars, maps and workbook."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.notices import load, refuse, writing
from api.cli.options import Alarm, BaseUrl, Bilingual, OutFolder, OutputLanguage, Source
from api.cli.whole_folder import replaced
from api.exports.everything import RENEWED, write_everything
from api.exports.maps.background_files import read_backgrounds
from instances import read_plan
from models.notices import InvalidInstance
from models.text import translate
from optimiser.check import check
from optimiser.travel import travel_times

BREACHED = 1
"""Exit code when the plan breaks a rule: it is not published."""


@app.command(help=translate("Publish a plan that was chosen, as halte plan does: calendars, maps and workbook."))
def publish(
    source: Source,
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json", help=translate("The plan to publish."))],
    out: OutFolder,
    previous_file: Annotated[
        Path | None, typer.Option("--previous", metavar="PLAN.json", help=translate("The plan published before."))
    ] = None,
    base_url: BaseUrl = None,
    bilingual: Bilingual = False,
    alarm: Alarm = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 when published; 1, with nothing written, when the plan breaks a rule; 2 when the data cannot be read."""
    instance, _ = load(source)
    folder = source if source.is_dir() else source.parent
    console = Console()
    try:
        plan = read_plan(plan_file)
        previous = read_plan(previous_file) if previous_file is not None else None
        backgrounds, times = read_backgrounds(folder), travel_times(instance, folder)
    except InvalidInstance as fault:
        refuse(fault.notices)
    if breaches := check(instance, plan, times, previous):
        for breach in breaches:
            console.print(breach.text(language), highlight=False, markup=False, soft_wrap=True)
        console.print(translate("the plan breaks these rules and is not published", language), highlight=False)
        raise typer.Exit(BREACHED)
    with writing(out), replaced(out, last="plan.json", renewed=RENEWED) as made:
        write_everything(
            plan,
            instance,
            made,
            times,
            previous=previous,
            backgrounds=backgrounds,
            base_url=base_url,
            bilingual=bilingual,
            alarm_min=alarm,
            language=language,
        )
    sentence = translate("published in {folder}", language)
    console.print(sentence.format(folder=out), highlight=False, markup=False, soft_wrap=True)

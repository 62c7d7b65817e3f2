"""`halte repair`: what happened within a published week, and the price list of plans that answer it."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.instance_files import bring_extract
from api.cli.notices import load, print_notices, refuse, writing
from api.cli.options import OutputLanguage, Seed, Source
from api.cli.plan import moment_of
from api.cli.searching import Interrupts
from api.cli.whole_folder import replaced
from api.exports.price_list import (
    PRICE_LIST,
    plan_name,
    price_list_text,
    print_first,
    print_price_list,
    tellings_name,
    tellings_text,
)
from instances import read_events, read_plan, write_json
from models.instance import Instance
from models.notices import InvalidInstance
from models.text import Language, translate
from optimiser.repair import PriceList, UnmendableError
from optimiser.repair import repair as find_repairs

SECONDS = 60.0
UNMENDED = 1
"""Exit code when the plan breaks rules that no repair mends."""
INSTANCE = "instance.json"


@app.command(help=translate("Answer what happened within a published week with the plans of fewest changes."))
def repair(
    source: Source,
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json", help=translate("The plan published before."))],
    event_file: Annotated[
        Path, typer.Option("--event", metavar="EVENTS.json", help=translate("What happened, as a JSON file."))
    ],
    now: Annotated[
        datetime,
        typer.Option(
            metavar="2027-01-12T07:40", parser=moment_of, help=translate("The time it is: what lies before is history.")
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help=translate("The folder to write the price list and its plans to.")),
    ],
    seconds: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="S", min=1, show_default=f"{SECONDS:.0f}", help=translate("Seconds of search.")
        ),
    ] = SECONDS,
    seed: Seed = 0,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with a price list of checked plans; 2, with nothing written, when something does not go together."""
    progress, console = Console(stderr=True), Console()
    instance, found = load(source)
    folder = source if source.is_dir() else source.parent
    try:
        plan, happened = read_plan(plan_file), read_events(event_file)
        with Interrupts() as interrupts:
            prices = find_repairs(
                instance,
                plan,
                happened.events,
                now,
                base_dir=folder,
                seed=seed,
                seconds=seconds,
                stop=interrupts.stop,
                on_first=lambda first: print_first(first, progress, language),
            )
    except InvalidInstance as fault:
        refuse(fault.notices)
    except UnmendableError as fault:
        _give_up(fault, progress, language)
    print_notices((*found, *prices.notices), progress, language)
    with writing(out), replaced(out, last=PRICE_LIST) as made:
        _write(prices, instance, plan_file, source, made, language)
    print_price_list(prices, console, language)
    sentence = translate("written to {folder}: {name}, and for each line a plan and whom to tell", language)
    console.print(sentence.format(folder=out, name=PRICE_LIST), highlight=False, markup=False, soft_wrap=True)


def _write(
    prices: PriceList, instance: Instance, plan_file: Path, source: Path, made: Path, language: Language
) -> None:
    write_json(prices.instance, made / INSTANCE)
    bring_extract(instance, source, made / INSTANCE)
    for background in sorted((source if source.is_dir() else source.parent).glob("background-*.geojson")):
        shutil.copyfile(background, made / background.name)
    for option in prices.options:
        path, telling = made / plan_name(option), made / tellings_name(option)
        telling.write_text(tellings_text(option, language), encoding="utf-8-sig", newline="\n")
        if option.plan is prices.published:
            shutil.copyfile(plan_file, path)
        else:
            path.write_text(option.plan.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    (made / PRICE_LIST).write_text(price_list_text(prices, language), encoding="utf-8", newline="\n")


def _give_up(fault: UnmendableError, console: Console, language: Language) -> NoReturn:
    for breach in fault.breaches:
        console.print(breach.text(language), highlight=False, markup=False, soft_wrap=True)
    sentence = translate(
        "the plan breaks these rules, and giving things up does not mend them: plan the week anew", language
    )
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(UNMENDED)

"""`halte plan`: from an instance to a checked plan, with its calendars, maps and workbook."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.endings import give_up, probe, reject
from api.cli.notices import load, print_notices, refuse, writing
from api.cli.options import Alarm, BaseUrl, Bilingual, Iterations, OutFolder, OutputLanguage, Seed, Source, Week
from api.cli.planning import gist, of_week
from api.cli.searching import Interrupts, watched
from api.cli.tolerances import TolerancesGiven, tolerances_of
from api.cli.whole_folder import replaced
from api.exports.everything import CALENDARS, RENEWED, write_everything
from api.exports.maps.background_files import read_backgrounds
from api.exports.summary import print_summary
from instances import read_plan
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, error
from models.plan import Plan
from models.text import Language, message, translate
from optimiser.search.jit import is_compiled
from optimiser.solve import Limit, PlanRejectedError, Result, solve

SECONDS = 40.0
"""Default time of a search: with start-up and exports, a weekly territory is planned within the minute."""


def moment_of(text: str) -> datetime:
    """A local time as options state it; a bad parameter otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or moment.second or moment.microsecond:
        raise typer.BadParameter(translate("{text} is not a local time such as 2027-01-07T12:00").format(text=text))
    return moment


@app.command(help=translate("Plan a cycle, check the plan, and write its calendars, maps and workbook."))
def plan(
    source: Source,
    out: OutFolder,
    monday: Week = None,
    previous_file: Annotated[
        Path | None, typer.Option("--previous", metavar="PLAN.json", help=translate("The plan published before."))
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="S",
            min=1,
            show_default=f"{SECONDS:.0f}",
            help=translate("Seconds of search; with --iterations, none by default."),
        ),
    ] = None,
    iterations: Iterations = None,
    seed: Seed = 0,
    now: Annotated[
        datetime | None,
        typer.Option(
            metavar="2027-01-07T12:00",
            parser=moment_of,
            help=translate("When the plan is made: what the previous plan has before then stays."),
        ),
    ] = None,
    tolerance: TolerancesGiven = None,
    base_url: BaseUrl = None,
    bilingual: Bilingual = False,
    alarm: Alarm = None,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with a checked plan, even when something is unserved; 2, with nothing written, when the data is bad."""
    progress, console = Console(stderr=True), Console()
    instance, found = load(source)
    tolerances = tolerances_of(tolerance, instance)
    folder = source if source.is_dir() else source.parent
    try:
        backgrounds = read_backgrounds(folder)
        previous = previous_of(previous_file, instance, now)
        notices = of_week(found, instance, monday)
    except InvalidInstance as fault:
        refuse(fault.notices)
    with writing(out):
        probe(out)
    print_notices(notices, progress, language)
    if instance.rides and not is_compiled():
        progress.print(translate("first plan on this computer: the search is compiled, which takes a minute", language))
    limit = Limit(seconds=seconds or SECONDS) if iterations is None else Limit(seconds=None, iterations=iterations)
    try:
        with Interrupts() as interrupts:
            result = watched(
                lambda tell: solve(
                    instance,
                    monday=monday,
                    previous=previous,
                    limit=limit,
                    seed=seed,
                    stop=interrupts.stop,
                    on_progress=tell,
                    base_dir=folder,
                    made_at=now,
                    tolerances=tolerances,
                ),
                interrupts.stop,
                progress,
                seconds=seconds if iterations is not None else None,
                language=language,
            )
            with writing(out), progress.status(translate("writing calendars, maps and workbook", language)):
                write = partial(
                    write_everything,
                    previous=previous,
                    backgrounds=backgrounds,
                    base_url=base_url,
                    bilingual=bilingual,
                    alarm_min=alarm,
                    language=language,
                )
                frozen = _later(previous.frozen_until if previous else None, now)
                published = _write(result, instance, out, frozen, write)
    except InvalidInstance as fault:
        refuse(fault.notices)
    except PlanRejectedError as fault:
        reject(fault, progress, language)
    except KeyboardInterrupt:
        give_up()
    _tell(published, instance, notices, console, language)
    console.print()
    written = message(
        "written to {folder}: plan.json, map.html, stops.html, week.xlsx, equity.json, "
        "open-data, sheets, posters and {n} calendars",
        folder=str(out),
        n=len(list((out / CALENDARS).glob("*.ics"))),
    )
    console.print(written.text(language), highlight=False, markup=False, soft_wrap=True)


def previous_of(path: Path | None, instance: Instance, now: datetime | None) -> Plan | None:
    """The plan published before, frozen up to now; InvalidInstance when it is of another territory."""
    if path is None:
        return None
    previous = read_plan(path)
    if previous.instance != instance.territory.id:
        what = message("this is a plan of {other}, not of {this}", other=previous.instance, this=instance.territory.id)
        remedy = message("give the plan published before for this territory")
        raise InvalidInstance((error("previous.territory", Location(source=path.name), what, remedy),))
    return previous.model_copy(update={"frozen_until": _later(previous.frozen_until, now)})


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def _write(result: Result, instance: Instance, out: Path, frozen: datetime | None, write: Callable[..., Plan]) -> Plan:
    with replaced(out, last="plan.json", renewed=RENEWED) as folder:
        plan = result.plan.model_copy(update={"frozen_until": frozen})
        return write(plan, instance, folder, result.times)


def _tell(published: Plan, instance: Instance, told: tuple[Notice, ...], console: Console, language: Language) -> None:
    """The summary, without the notices that were shown before the search."""
    known = {gist(notice) for notice in told}
    new = tuple(notice for notice in published.notices if gist(notice) not in known)
    print_summary(published.model_copy(update={"notices": new}), instance, console, language=language)

"""`halte what-if`: edits tried out: the edited week is planned, checked and compared with the plan as things are."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.compare import write_comparison
from api.cli.endings import give_up, probe, reject
from api.cli.finished import INSTANCE_FILE, PLAN_FILE, load_finished
from api.cli.instance_files import bring_extract
from api.cli.notices import load, print_notices, refuse, writing
from api.cli.options import Iterations, OutFolder, OutputLanguage, Seed, Source, Week
from api.cli.plan import previous_of
from api.cli.searching import Interrupts, watched
from api.cli.whole_folder import replaced
from api.exports.access import access_by_car
from api.exports.compare import Comparison, Side, compare
from api.exports.compare.view import print_comparison
from api.exports.maps import write_planner_map
from api.exports.maps.background_files import Backgrounds, read_backgrounds
from api.exports.week_xlsx import write_week
from instances import write_json
from instances.scenario_file import read_scenario
from models.instance import Instance
from models.notices import InvalidInstance
from models.plan import Plan
from models.text import Language, translate
from optimiser.search.jit import is_compiled
from optimiser.solve import Limit, PlanRejectedError, Result, solve

SECONDS = 40.0
"""Default time of each search, as that of `halte plan`."""


@app.command(
    name="what-if", help=translate("Try edits out: plan the edited week and compare it with the plan as things are.")
)
def what_if(
    source: Source,
    edits: Annotated[Path, typer.Argument(metavar="EDITS.json", help=translate("The scenario: a name and edits."))],
    out: OutFolder,
    base_file: Annotated[
        Path | None,
        typer.Option(
            "--base",
            metavar="PLAN",
            help=translate("The plan as things are; planned as well, with the same limits, by default."),
        ),
    ] = None,
    monday: Week = None,
    previous_file: Annotated[
        Path | None,
        typer.Option(
            "--previous", metavar="PLAN.json", help=translate("The plan published before, which both plans go on from.")
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help=translate("Seconds of each search."))
    ] = SECONDS,
    iterations: Iterations = None,
    seed: Seed = 0,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with both plans compared; 2, with nothing written, when the data, the edits or the base plan are bad."""
    progress, console = Console(stderr=True), Console()
    folder = source if source.is_dir() else source.parent
    if base_file is not None and monday is not None:
        raise typer.BadParameter(translate("the base plan says which week it is; leave out --week or --base"))
    if base_file is not None:
        finished = load_finished(source, [base_file], language)[0]
        instance, base = finished.instance, finished.plan
    else:
        instance, base = load(source)[0], None
    try:
        scenario, edited, notices = read_scenario(edits, instance)
        backgrounds = read_backgrounds(folder)
        previous = previous_of(previous_file, instance, None)
    except InvalidInstance as fault:
        refuse(fault.notices)
    with writing(out):
        probe(out)
    print_notices(notices, progress, language)
    if instance.rides and not is_compiled():
        progress.print(translate("first plan on this computer: the search is compiled, which takes a minute", language))
    limit = Limit(seconds=seconds) if iterations is None else Limit(seconds=None, iterations=iterations)
    try:
        week = base.monday if base is not None else monday
        search = _Search(limit, seed, week, previous, folder, progress, language)
        before = search.result(instance, None).plan if base is None else base
        result = search.result(edited, before.made_at)
        as_is = translate("as things are", language)
        comparison = compare(Side(as_is, before, instance), Side(scenario.name, result.plan, edited))
        with writing(out):
            _write(out, comparison, result, backgrounds, source, base is None, language)
    except InvalidInstance as fault:
        refuse(fault.notices)
    except PlanRejectedError as fault:
        reject(fault, progress, language)
    except KeyboardInterrupt:
        give_up()
    print_comparison(comparison, console, language=language)


@dataclass(frozen=True)
class _Search:
    """The same search for one instance and another; Ctrl-C ends the one under way with its best plan."""

    limit: Limit
    seed: int
    monday: date | None
    previous: Plan | None
    folder: Path
    progress: Console
    language: Language

    def result(self, instance: Instance, made_at: datetime | None) -> Result:
        with Interrupts() as interrupts:
            return watched(
                lambda tell: solve(
                    instance,
                    monday=self.monday,
                    previous=self.previous,
                    limit=self.limit,
                    seed=self.seed,
                    stop=interrupts.stop,
                    on_progress=tell,
                    base_dir=self.folder,
                    made_at=made_at,
                ),
                interrupts.stop,
                self.progress,
                seconds=None,
                language=self.language,
            )


def _write(
    out: Path,
    comparison: Comparison,
    result: Result,
    backgrounds: Backgrounds,
    source: Path,
    with_base: bool,
    language: Language,
) -> None:
    """Each plan with its instance, the map and workbook of the edited week, the comparison; nothing is published."""
    edited = comparison.after.instance
    with replaced(out, last=PLAN_FILE) as folder:
        if with_base:
            _write_plan(folder / "base", comparison.before.plan, comparison.before.instance, source)
        _write_plan(folder, result.plan, edited, source)
        access = access_by_car(edited, result.times)
        write_week(result.plan, edited, folder / "week.xlsx", access=access, language=language)
        shapes = {"communes": backgrounds.communes, "roads": backgrounds.roads}
        path, ways = folder / "map.html", result.times.path
        write_planner_map(result.plan, edited, path, find_path=ways, access=access, language=language, **shapes)
        write_comparison(comparison, folder / "comparison.xlsx", folder / "comparison.json", language)


def _write_plan(folder: Path, plan: Plan, instance: Instance, source: Path) -> None:
    folder.mkdir(exist_ok=True)
    write_json(instance, folder / INSTANCE_FILE)
    bring_extract(instance, source, folder)
    (folder / PLAN_FILE).write_text(plan.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")

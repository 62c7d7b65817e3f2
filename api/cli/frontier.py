"""`halte frontier`: what a more equal plan costs, as plans from the least need left to the least cost."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.endings import give_up, probe, reject
from api.cli.notices import load, print_notices, refuse, writing
from api.cli.options import OutputLanguage, Seed, Source, Week
from api.cli.planning import of_week
from api.cli.searching import Interrupts, watched
from api.cli.whole_folder import replaced
from api.exports.frontier import figures, print_frontier, write_frontier
from models.notices import InvalidInstance
from models.text import translate
from optimiser.frontier import MOST_PERCENT, Frontier, frontier
from optimiser.solve import Limit, PlanRejectedError

SECONDS = 120.0
"""Default time for all points."""


@app.command("frontier", help=translate("Tell what a more equal plan costs: plans from the least need left on."))
def frontier_command(
    source: Source,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=translate("Write the table, its chart and each point's plan here.")),
    ] = None,
    monday: Week = None,
    most: Annotated[
        int,
        typer.Option(
            "--most-need",
            metavar="%",
            min=1,
            max=100,
            help=translate("How much of all need the last point may leave, in percent above the least."),
        ),
    ] = MOST_PERCENT,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="S",
            min=5,
            show_default=f"{SECONDS:.0f}",
            help=translate("Seconds of search for all points; with --iterations, none by default."),
        ),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help=translate("Iterations of search for each point: same seed, same plans."),
        ),
    ] = None,
    seed: Seed = 0,
    language: OutputLanguage = "fr",
) -> None:
    """Exit 0 with checked plans; 2, with nothing written, when the data is bad."""
    progress, console = Console(stderr=True), Console()
    instance, found = load(source)
    try:
        notices = of_week(found, instance, monday)
    except InvalidInstance as fault:
        refuse(fault.notices)
    if out is not None:
        with writing(out):
            probe(out)
    print_notices(notices, progress, language)
    limit = Limit(seconds=seconds or SECONDS) if iterations is None else Limit(seconds=None, iterations=iterations)
    try:
        with Interrupts() as interrupts:
            front: Frontier = watched(
                lambda tell: frontier(
                    instance,
                    monday=monday,
                    limit=limit,
                    seed=seed,
                    stop=interrupts.stop,
                    on_progress=tell,
                    base_dir=source if source.is_dir() else source.parent,
                    most_percent=most,
                ),
                interrupts.stop,
                progress,
                seconds=seconds if iterations is not None else None,
                language=language,
            )
    except InvalidInstance as fault:
        refuse(fault.notices)
    except PlanRejectedError as fault:
        reject(fault, progress, language)
    except KeyboardInterrupt:
        give_up()
    points = figures(front, instance, language)
    print_frontier(points, console, language)
    if out is not None:
        with writing(out), replaced(out, last="frontier.json") as folder:
            write_frontier(front, points, instance, folder, language)

"""`halte bench scaling`: how time, memory and insertion grow with the number of rides."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.bench import bench
from api.cli.notices import writing
from models.text import translate


@bench.command(help=translate("Made-up days of growing size: time an iteration, memory, compilation, insertion."))
def scaling(
    rides: Annotated[
        list[int] | None, typer.Option(min=2, help=translate("Numbers of rides; 50 to 2,000 by default."))
    ] = None,
    seed: Annotated[int, typer.Option(help=translate("Seed of the days."))] = 1,
    out: Annotated[Path | None, typer.Option("--json", help=translate("Write the figures to this file."))] = None,
) -> None:
    """Measure made-up days of growing size."""
    from benchmarks.scaling import SIZES, measure

    names = {
        "cold start": translate("compilation, first time"),
        "warm start": translate("compilation, from the cache"),
        "iteration": translate("time of an iteration"),
        "memory": translate("memory of the search"),
        "insertion": translate("best place for a request in a day"),
        "insertion, worst": translate("the same, slowest"),
        "suggest over a week": translate("suggestions over a week"),
        "suggest over a week, worst": translate("the same, slowest"),
    }
    console = Console()
    figures = []
    for figure in measure(rides or SIZES, seed):
        figures.append(figure)
        size = f"{figure.rides:>5}" if figure.rides else 5 * " "
        console.print(f"{names[figure.what]:40} {size} {figure.value:>10.3f} {figure.unit}", highlight=False)
        if out is not None:
            with writing(out):
                out.write_text(
                    json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n", "utf-8"
                )

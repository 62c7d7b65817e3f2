"""`halte bench repair`: how long it takes to answer what happens within a published week."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.bench import bench
from api.cli.notices import writing
from models.text import translate


@bench.command(help=translate("Events on the bundled territories: time to the first answer and to the price list."))
def repair(
    only: Annotated[
        list[str] | None, typer.Option(help=translate("Names of the instances to run; all by default."))
    ] = None,
    iterations: Annotated[int, typer.Option(min=1, help=translate("Iterations of the plan before."))] = 300,
    out: Annotated[Path | None, typer.Option("--json", help=translate("Write the figures to this file."))] = None,
) -> None:
    """Plan each territory and repair the plan, event by event."""
    from benchmarks.repairs import bundled_repairs, territories

    unknown = sorted(set(only or ()) - set(territories()))
    if unknown:
        message = translate("{name} is not one of: {known}")
        raise typer.BadParameter(message.format(name=", ".join(unknown), known=", ".join(territories())))
    console, figures = Console(), []
    head = translate("processor seconds to the first answer and to the price list; what each plan has to tell")
    console.print(head, highlight=False)
    for name in only or territories():
        for found in bundled_repairs(name, iterations):
            figures.append(asdict(found))
            told = ", ".join(str(changes) for changes, _, _ in found.options)
            line = f"{name:16} {found.event:18} {found.first_s:>7.2f} {found.list_s:>7.2f}  {told}"
            console.print(line, highlight=False, markup=False)
    if out is not None:
        with writing(out):
            out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")

"""`halte tables`: a plan as CSV tables, for spreadsheets and analysis."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.app import app
from api.cli.notices import load, refuse, writing
from api.cli.options import Source
from api.exports.access import access_by_car
from api.exports.tables import write_tables
from instances import read_plan
from models.notices import InvalidInstance
from models.text import translate
from optimiser.travel import travel_times


@app.command(help=translate("Write a plan as CSV tables: sessions, rides, tours, duties, communes."))
def tables(
    source: Source,
    plan_file: Annotated[
        Path, typer.Argument(metavar="PLAN.json", help=translate("The plan, as halte plan writes it."))
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=translate("Folder to write into."))],
) -> None:
    """Write one CSV file per table; exit 2 when the data cannot be read."""
    instance, _ = load(source)
    try:
        plan = read_plan(plan_file)
        access = access_by_car(instance, travel_times(instance, source if source.is_dir() else source.parent))
    except InvalidInstance as fault:
        refuse(fault.notices)
    with writing(out):
        for path in write_tables(plan, instance, out, access):
            typer.echo(path)

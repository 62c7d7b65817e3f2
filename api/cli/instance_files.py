"""`halte template`, `export-workbook`, `convert` and `validate`: the files an instance lives in."""

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.notices import BAD_INPUT, counted, load, print_notices, writing
from api.cli.options import Source
from instances import write_instance, write_template
from models.instance import Instance
from models.text import translate

WORKBOOK = ".xlsx"
_Force = Annotated[bool, typer.Option("--force", help=translate("Overwrite what is there."))]
_Source = Source


def _fail(text: str) -> NoReturn:
    Console(stderr=True).print(text, soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(BAD_INPUT)


def _guard(path: Path, force: bool) -> None:
    """Never overwrite a planner's work unasked."""
    if path.exists() and not force and not (path.is_dir() and not any(path.iterdir())):
        _fail(translate("{path} exists already; --force overwrites it").format(path=path))


def _workbook_path(path: Path) -> None:
    if path.suffix.lower() != WORKBOOK:
        _fail(translate("{path} does not end in .xlsx").format(path=path))


@app.command(help=translate("Write an empty workbook to fill in."))
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=translate("The workbook to write."))],
    force: _Force = False,
) -> None:
    """Write the workbook, with this year's French holidays and the bundled rule profiles."""
    _workbook_path(out)
    _guard(out, force)
    with writing(out):
        write_template(out, date.today())  # noqa: DTZ011 - only its year matters
    typer.echo(str(out))


@app.command(name="export-workbook", help=translate("Write an instance as a workbook."))
def export_workbook(
    source: _Source,
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=translate("The workbook to write."))],
    force: _Force = False,
) -> None:
    """Read the instance, then write it."""
    _workbook_path(out)
    _convert(source, out, force)


@app.command(help=translate("Turn an instance from one form into another: folder, workbook (.xlsx), JSON."))
def convert(
    source: _Source,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help=translate("A folder, a name in .xlsx or a name in .json."))
    ],
    force: _Force = False,
) -> None:
    """Read the instance, then write it in the form the name asks for."""
    if out.suffix.lower() not in ("", WORKBOOK, ".json") and not out.is_dir():
        _fail(translate("{path} is neither a folder nor a name in .xlsx or .json").format(path=out))
    _convert(source, out, force)


def _convert(source: Path, out: Path, force: bool) -> None:
    _guard(out, force)
    instance, notices = load(source)
    print_notices(notices, Console(stderr=True))
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_instance(instance, out)
        bring_extract(instance, source, out)
    typer.echo(str(out))


def bring_extract(instance: Instance, source: Path, out: Path) -> None:
    """Copy the road extract, which lies beside the instance, along with it."""
    name = instance.territory.travel.extract
    if name is None:
        return
    here, there = (path if path.is_dir() else path.parent for path in (source, out))
    inside = (there / name).resolve().is_relative_to(there.resolve())
    if inside and (here / name).is_file() and not (there / name).exists():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(here / name, there / name)


@app.command(help=translate("Check an instance and tell everything that is wrong or doubtful in it."))
def validate(source: _Source) -> None:
    """Print the notices; exit 0 when the instance can be planned, 2 otherwise."""
    instance, notices = load(source)
    console = Console()
    print_notices(notices, console)
    console.print(
        translate("{name}: {demands} sessions and {rides} rides asked for; {counts}").format(
            name=instance.territory.name,
            demands=len(instance.demands),
            rides=len(instance.rides),
            counts=counted(notices),
        ),
        highlight=False,
        markup=False,
        soft_wrap=True,
    )

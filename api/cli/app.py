"""The `halte` command; each subcommand is a module of this folder, registered here."""

from importlib.metadata import version
from typing import Annotated

import typer

from models.text import translate

app = typer.Typer(
    name="halte",
    help=translate("Plans itinerant services and on-demand rides over shared vehicles and staff."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"halte {version('halte')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", help=translate("Print the version and exit."), callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Hold the options that stand before the subcommand."""

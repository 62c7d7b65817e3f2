"""What commands of the service share: its settings, and how they end when they cannot go on."""

import sys
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console

from api.cli.notices import BAD_INPUT
from models.text import Message

if TYPE_CHECKING:
    from api.settings import Settings


def refuse_service(what: Message) -> NoReturn:
    """Say why the command cannot go on, and end it."""
    Console(stderr=True).print(what.text("fr"), soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(BAD_INPUT)


def load_settings() -> "Settings":
    """The settings of the environment; ends the command with everything that is wrong with them."""
    from pydantic import ValidationError

    from api.settings import Settings
    from instances.faults import detail_notice
    from models.notices import Location

    try:
        return Settings()
    except ValidationError as fault:
        for one in fault.errors():
            name = "HALTE_" + ".".join(str(part) for part in one["loc"]).upper()
            # What is there may be a secret, or an address with one.
            notice = detail_notice({**one, "input": "***"}, Location(source=name))
            sys.stderr.write(notice.text("fr") + "\n")
        raise typer.Exit(BAD_INPUT) from None

"""How commands that search end when they cannot go on, and what they find out before they begin."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from models.text import Language, translate
from optimiser.solve import PlanRejectedError

REJECTED = 1
"""Exit code when the optimiser made a plan that does not pass the checker."""
INTERRUPTED = 130
"""Exit code after a second Ctrl-C, as shells count it."""


def give_up() -> NoReturn:
    """End at once: the interpreter would wait for a search in C++ to return."""
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def probe(out: Path) -> None:
    """Find out before a long search whether its plan can be written."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(0, translate("there is a file of that name"))
    nearest = next(path for path in (out.resolve(), *out.resolve().parents) if path.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(0, translate("writing is not allowed in {folder}").format(folder=nearest))


def reject(fault: PlanRejectedError, console: Console, language: Language) -> NoReturn:
    """Tell the breaches of a plan that was withheld, and end the command."""
    for breach in fault.breaches:
        console.print(breach.text(language), highlight=False, markup=False, soft_wrap=True)
    sentence = translate("the plan breaks rules and was not written: please report this as a fault of Halte", language)
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(REJECTED)

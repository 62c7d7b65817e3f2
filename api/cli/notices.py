"""How notices reach the terminal, and how a command ends when the data cannot be planned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from instances import read_instance
from models.instance import Instance
from models.notices import InvalidInstance, Notice, Severity
from models.text import Language, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD_INPUT = 2
"""Exit code when the data is malformed, or nothing could be read or written."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def severity_word(severity: Severity, language: Language = "fr") -> str:
    """The severity as a planner reads it."""
    return {
        Severity.ERROR: translate("error", language),
        Severity.WARNING: translate("warning", language),
        Severity.INFO: translate("for information", language),
    }[severity]


def print_notices(notices: Iterable[Notice], console: Console, language: Language = "fr") -> None:
    """One line per notice, the errors first."""
    for notice in sorted(notices, key=lambda notice: _ORDER.index(notice.severity)):
        line = Text(f"{severity_word(notice.severity, language)} ", style=_STYLES[notice.severity])
        line.append(notice.text(language), style="default not bold")
        line.append(f" ({notice.code})", style="dim")
        console.print(line, soft_wrap=True, highlight=False)


def counted(notices: Sequence[Notice]) -> str:
    """How many notices of each severity."""
    numbers = Counter(notice.severity for notice in notices)
    errors, warnings = numbers[Severity.ERROR], numbers[Severity.WARNING]
    return translate("errors: {errors}, warnings: {warnings}").format(errors=errors, warnings=warnings)


def refuse(notices: Sequence[Notice]) -> NoReturn:
    """Print what is wrong and end the command."""
    console = Console(stderr=True)
    print_notices(notices, console)
    console.print(counted(notices), highlight=False)
    raise typer.Exit(BAD_INPUT)


def load(path: Path) -> tuple[Instance, tuple[Notice, ...]]:
    """The instance at a path with its notices; ends the command when it cannot be planned."""
    try:
        return read_instance(path)
    except InvalidInstance as fault:
        refuse(fault.notices)


@contextmanager
def writing(path: Path) -> "Iterator[None]":
    """Ends the command, without a traceback, when a file cannot be written."""
    try:
        yield
    except OSError as reason:
        text = translate("{path} cannot be written: {reason}").format(path=path, reason=reason.strerror or reason)
        Console(stderr=True).print(text, soft_wrap=True, highlight=False, markup=False)
        raise typer.Exit(BAD_INPUT) from None

"""Notices: what is wrong or worth knowing in data, where it stands, and what to do about it."""

import difflib
from collections.abc import Iterable
from enum import StrEnum

from models.base import Frozen
from models.text import Language, Message, message


class Severity(StrEnum):
    """An error forbids planning; a warning is followed by a plan; information needs nothing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(Frozen):
    """Where a notice applies: a file or sheet, a row of it (1 is the first line), a field, an item's id."""

    source: str = ""
    row: int | None = None
    field: str = ""
    item: str = ""

    def text(self) -> str:
        """``bookings.csv:12 [pickup] r-17``, leaving out what is not known."""
        place = f"{self.source}:{self.row}" if self.row is not None else self.source
        return " ".join(part for part in (place, f"[{self.field}]" if self.field else "", self.item) if part)


class Notice(Frozen):
    """One fault or remark: a stable code, where, what is wrong, what to do."""

    code: str
    severity: Severity
    location: Location
    what: Message
    remedy: Message = Message(msgid="")

    def text(self, language: Language = "fr") -> str:
        """One line: place, fault, remedy."""
        remedy = self.remedy.text(language) if self.remedy.msgid else ""
        where = self.location.text()
        return f"{where + ': ' if where else ''}{self.what.text(language)}{' — ' + remedy if remedy else ''}"


_NOTHING = Message(msgid="")


def error(code: str, where: Location, what: Message, remedy: Message = _NOTHING) -> Notice:
    """A notice that forbids planning."""
    return Notice(code=code, severity=Severity.ERROR, location=where, what=what, remedy=remedy)


def warning(code: str, where: Location, what: Message, remedy: Message = _NOTHING) -> Notice:
    """A notice that does not."""
    return Notice(code=code, severity=Severity.WARNING, location=where, what=what, remedy=remedy)


def info(code: str, where: Location, what: Message, remedy: Message = _NOTHING) -> Notice:
    """A notice worth knowing."""
    return Notice(code=code, severity=Severity.INFO, location=where, what=what, remedy=remedy)


def did_you_mean(
    wanted: str, known: Iterable[str], otherwise: Message, *, most: int = 1, like: float = 0.75
) -> Message:
    """The remedy for a name nobody has: the known ones most like it, or else another remedy.

    Parameters
    ----------
    most
        How many names to tell.
    like
        How much alike two names must be, from 0 to 1.
    """
    close = difflib.get_close_matches(wanted, list(known), n=most, cutoff=like)
    return message("did you mean {close}?", close=", ".join(close)) if close else otherwise


class InvalidInstance(ValueError):  # noqa: N818 - says what it is, as the readers' callers name it
    """Data that cannot be planned: carries every notice found, at least one of them an error."""

    def __init__(self, notices: tuple[Notice, ...]) -> None:
        self.notices = notices
        super().__init__("\n".join(notice.text("en") for notice in notices))

"""What one cell of a file can hold: how its text is read, how a value is written back, in files and in workbooks.

A *cell* is what a CSV file or a workbook gives: text, or the number, date or time a spreadsheet made of it. ``french``
tells under which header a cell stands: the English field names of CSV files go with the vocabulary's own units (cents,
metres) and ISO dates, the French headers of workbooks with what planners type (euros, kilometres, 31/12/2027).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from models.base import DAY_MIN, Fault, format_local, format_time_of_day

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_FIRST_YEAR = 1901  # spreadsheets count days from 1900, and miscount its first two months
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_TIME = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d\d)?(?::00)?")
_DURATION = re.compile(r"(\d{1,5})\s*[:hH]\s*(\d\d)?(?::00)?")
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?")
_MOMENT = re.compile(r"(\S+?)(?:\s*[T ]\s*|\s+à\s+)(\d{1,2}\s*[:hH]\s*(?:\d\d)?(?::00)?)")


class BrokenCell(str):
    """What a spreadsheet shows for a formula it cannot compute: ``#REF!``, ``#DIV/0!`` ..."""

    __slots__ = ()


@dataclass(frozen=True)
class Kind:
    """A kind of cell: reading, writing, and how a workbook presents it.

    Attributes
    ----------
    parse
        From a cell that is not empty to the value of the vocabulary; raises Fault.
    format
        From a value to a cell, ``None`` for an empty one.
    label
        What the planner is told the cell holds, in French.
    choices
        Labels of a drop-down list, in French.
    number_format
        The spreadsheet's format; ``@`` keeps what is typed as text.
    """

    label: str
    parse: Callable[[Cell, bool], Any]
    format: Callable[[Any, bool], Cell]
    choices: tuple[str, ...] = ()
    number_format: str = "@"
    width: int = 16


def text_of(cell: Cell) -> str:
    """A cell as text, as a planner sees it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return format_local(cell) if cell.time() != time.min else cell.date().isoformat()
    return "" if cell is None else str(cell)


def parse_decimal(cell: Cell) -> Decimal:
    """An exact number from ``6,57``, ``6.57``, ``1 200`` or a spreadsheet's own number."""
    if isinstance(cell, bool | date | time | timedelta):
        raise Fault("{value} is not a number", value=text_of(cell))
    text = _SPACES.sub("", text_of(cell))
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Fault("{value} is not a number", value=text_of(cell)) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise Fault("{value} is not a number", value=text_of(cell))
    return number


def parse_int(cell: Cell, scale: int = 1) -> int:
    """A whole number, or one of so many decimals as ``scale`` has zeros, times ``scale``."""
    number = parse_decimal(cell)
    if isinstance(cell, float):
        number = round(number, 9)  # what a spreadsheet computed is not exact
    scaled = number * scale
    if scaled != scaled.to_integral_value():
        if scale == 1:
            raise Fault("{value} is not a whole number", value=text_of(cell))
        raise Fault("{value} has more than {decimals} decimals", value=text_of(cell), decimals=len(str(scale)) - 1)
    return int(scaled)


def parse_date(cell: Cell) -> date:
    """A day from ``31/12/2027``, ``2027-12-31`` or a spreadsheet's date."""
    if isinstance(cell, datetime):
        if cell.time() != time.min:
            raise Fault("{value} has a time of day where only a date is asked for", value=text_of(cell))
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if match := _FRENCH_DATE.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if len(match[3]) == 2 else 0
    elif match := _ISO_DATE.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        raise Fault("{value} is not a date such as 31/12/2027", value=text)
    try:
        return date(year, month, day)
    except ValueError:
        raise Fault("{value} is a day that does not exist", value=text) from None


def format_date(day: date, french: bool) -> str:
    """``31/12/2027`` or ``2027-12-31``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if french else day.isoformat()


def parse_time(cell: Cell) -> int:
    """Minutes after midnight, 0 to 1440, from ``8h30``, ``08:30`` or a spreadsheet's time."""
    minute: int | float
    if isinstance(cell, datetime) and cell.date() in (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)):
        minute = DAY_MIN if (cell.hour, cell.minute) == (0, 0) else cell.hour * 60 + cell.minute
    elif isinstance(cell, time) and not cell.second:
        minute = cell.hour * 60 + cell.minute
    elif isinstance(cell, timedelta):
        minute = cell.total_seconds() / 60
    elif isinstance(cell, float) and 0 <= cell <= 1:
        minute = round(cell * DAY_MIN, 6)
    elif isinstance(cell, str) and (match := _TIME.fullmatch(cell.strip())):
        minute = int(match[1]) * 60 + int(match[2] or 0) if int(match[2] or 0) < 60 else -1
    else:
        minute = -1
    if minute != int(minute) or not 0 <= minute <= DAY_MIN:
        raise Fault("{value} is not a time of day such as 08:30", value=text_of(cell))
    return int(minute)


def parse_duration(cell: Cell) -> int:
    """Minutes from ``35:00``, ``35h``, ``7h30``, a number of minutes or a spreadsheet's time."""
    if isinstance(cell, time) and not cell.second:
        return cell.hour * 60 + cell.minute
    if isinstance(cell, datetime):  # spreadsheets show a duration past 24 h as a date of their first days
        cell -= datetime(1899, 12, 30)
    if isinstance(cell, timedelta):
        return parse_int(cell.total_seconds() / 60)
    if isinstance(cell, str) and (match := _DURATION.fullmatch(cell.strip())) and int(match[2] or 0) < 60:
        return int(match[1]) * 60 + int(match[2] or 0)
    try:
        return parse_int(cell)
    except Fault:
        raise Fault("{value} is not a duration such as 7:30", value=text_of(cell)) from None


def format_duration(minutes: int) -> str:
    """``450`` -> ``"7:30"``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def parse_moment(cell: Cell) -> datetime:
    """A local date and time to the minute, from ``12/01/2027 08:30`` or a spreadsheet's date and time."""
    if isinstance(cell, datetime):
        return cell.replace(second=0, microsecond=0) + timedelta(
            minutes=round((cell.second + cell.microsecond / 1e6) / 60)
        )
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    text = text_of(cell)
    if match := _MOMENT.fullmatch(text):
        day, minute = parse_date(match[1]), parse_time(match[2])
        return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    raise Fault("{value} is not a date and time such as 12/01/2027 08:30", value=text)


_YES = {"oui", "o", "vrai", "true", "yes", "y", "1", "x"}
_NO = {"non", "n", "faux", "false", "no", "0"}


def parse_yes_no(cell: Cell) -> bool:
    """``oui`` or ``non``, in French or English, as words, numbers or a spreadsheet's own."""
    word = text_of(cell).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Fault("{value} is neither yes nor no", value=text_of(cell))


def plain(value: Any, _french: bool) -> Cell:
    """The value itself, for kinds a cell can hold as they are; empty text is an empty cell."""
    return None if value == "" else value


def choice(labels: Mapping[Any, str], label: str = "choix") -> Kind:
    """One of a few values, shown by French labels."""
    by_word = {str(value).lower(): value for value in labels} | {word.lower(): value for value, word in labels.items()}

    def parse(cell: Cell, french: bool) -> Any:
        word = text_of(cell).lower()
        if word not in by_word:
            known = ", ".join(labels.values() if french else map(str, labels))
            raise Fault("{value} is not one of: {choices}", value=text_of(cell), choices=known)
        return by_word[word]

    def show(value: Any, french: bool) -> Cell:
        return labels[value] if french else value

    words = tuple(labels.values())
    return Kind(label, parse, show, choices=words)


def scaled(label: str, scale: int, number_format: str) -> Kind:
    """A whole number of small units (cents, metres), shown to planners in the large one (euros, kilometres)."""

    def parse(cell: Cell, french: bool) -> int:
        return parse_int(cell, scale if french else 1)

    def show(value: int, french: bool) -> Cell:
        return value if not french else value // scale if value % scale == 0 else value / scale

    return Kind(label, parse, show, number_format=number_format)


TEXT = Kind("texte", lambda cell, _: text_of(cell), plain, width=28)
ID = Kind("identifiant", lambda cell, _: text_of(cell), plain)
INTEGER = Kind("nombre entier", lambda cell, _: parse_int(cell), plain, number_format="0", width=12)
DECIMAL = Kind("nombre", lambda cell, _: float(parse_decimal(cell)), plain, number_format="General", width=12)
EUROS = scaled("euros", 100, "0.00")
KILOMETRES = scaled("kilomètres", 1000, "0.###")
YES_NO = Kind(
    "oui ou non",
    lambda cell, _: parse_yes_no(cell),
    lambda value, french: ("oui" if value else "non") if french else ("yes" if value else "no"),
    choices=("oui", "non"),
    width=10,
)
PRESENT = replace(YES_NO, format=lambda value, french: YES_NO.format(value is not None, french))
"""Whether a part whose own values may all be empty is there."""
DATE = Kind(
    "date",
    lambda cell, _: parse_date(cell),
    lambda value, french: value if french and value.year >= _FIRST_YEAR else format_date(value, french),
    number_format="dd/mm/yyyy",
    width=12,
)
TIME = Kind("heure", lambda cell, _: parse_time(cell), lambda value, _: format_time_of_day(value), width=8)
DURATION = Kind(
    "durée (h:mm)",
    lambda cell, _: parse_duration(cell),
    lambda value, _: format_duration(value),
    width=12,
)
MOMENT = Kind(
    "date et heure",
    lambda cell, _: parse_moment(cell),
    lambda value, french: value if french and value.year >= _FIRST_YEAR else format_local(value),
    number_format="dd/mm/yyyy hh:mm",
    width=18,
)

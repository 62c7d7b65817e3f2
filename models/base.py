"""Value types shared by every class of the vocabulary: identifiers, times, dates, quantities."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

DAY_MIN = 24 * 60
WEEK_DAYS = 7


class Fault(ValueError):  # noqa: N818 - a fault of the data, not of the program
    """A value that cannot be: an English sentence for the catalogue, with ``{named}`` places for its values.

    Validators raise it rather than a bare ValueError, so that the readers can tell a planner the same in French.
    """

    def __init__(self, msgid: str, **values: str | int) -> None:
        self.msgid = msgid
        self.values = values
        super().__init__(msgid.format(**values))


class Frozen(BaseModel):
    """Base of the vocabulary: immutable, no unknown field, exact JSON round trip."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="utf8")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with other values of some fields, what was worked out from the old ones is left behind."""
        copied = super().model_copy(update=update, deep=deep)
        if update:
            for name in copied.__dict__.keys() - type(self).model_fields.keys():
                del copied.__dict__[name]
        return copied


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:@+/#-]{0,159}$")]
"""Identifier: 1 to 160 letters, digits and ``_ . : @ + / # -``, beginning with a letter or a digit."""

_BREAKS = re.compile(r"[ \t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def one_line(value: object) -> object:
    """Text on one line: runs of spaces, tabs and line breaks become one space, none at either end.

    Raises
    ------
    Fault
        When a control character stays, which neither a workbook nor a feed can hold.
    """
    if not isinstance(value, str):
        return value
    line = _BREAKS.sub(" ", value).strip()
    if found := _CONTROL.search(line):
        raise Fault("the text holds the control character {character}", character=repr(found[0]))
    return line


Text = Annotated[str, BeforeValidator(one_line), StringConstraints(max_length=2000)]
"""A text people read, on one line, possibly empty."""

Name = Annotated[str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=200)]
"""A text people read, on one line, 1 to 200 characters."""


def _to_the_centimetre(degrees: float) -> float:
    return round(degrees, 7)


Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_to_the_centimetre)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_to_the_centimetre)]
"""Degrees, kept to seven decimals (about a centimetre): the sixteen digits a spreadsheet holds are then enough."""

Minutes = Annotated[int, Field(ge=0, le=60 * DAY_MIN)]
Metres = Annotated[int, Field(ge=0, le=10**9)]
Cents = Annotated[int, Field(ge=0, le=10**11)]
Grams = Annotated[int, Field(ge=0, le=10**9)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Percent = Annotated[int, Field(ge=0, le=1000)]

_TIME = re.compile(r"^([01]?\d|2[0-4])[:hH]([0-5]\d)(?::00)?$")


def parse_time_of_day(value: object) -> int:
    """Minutes after midnight from ``"08:30"``, ``"8h30"`` or an integer.

    Returns
    -------
    int
        0 to 1440; ``"24:00"`` is 1440.

    Raises
    ------
    Fault
        When the value is not a time of day to the minute.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        minute = value
    elif isinstance(value, str) and (match := _TIME.match(value.strip())):
        minute = int(match[1]) * 60 + int(match[2])
    else:
        raise Fault("{value} is not a time of day such as 08:30", value=repr(value))
    if not 0 <= minute <= DAY_MIN:
        raise Fault("{value} is not between 00:00 and 24:00", value=repr(value))
    return minute


def format_time_of_day(minute: int) -> str:
    """``510`` -> ``"08:30"``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


TimeOfDay = Annotated[
    int,
    BeforeValidator(parse_time_of_day),
    PlainSerializer(format_time_of_day, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-4]):[0-5]\d$", "examples": ["08:30"]}),
]
"""Minutes after local midnight, 0 to 1440; ``"HH:MM"`` in JSON."""


def _whole_minute(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise Fault(
            "{value} has an offset; local times of the territory are written without one", value=value.isoformat()
        )
    if value.second or value.microsecond:
        raise Fault("{value} is not a whole minute", value=value.isoformat())
    return value


def format_local(value: datetime) -> str:
    """``2027-01-14T07:40``: a local time to the minute."""
    return value.isoformat(timespec="minutes")


LocalDateTime = Annotated[
    datetime,
    AfterValidator(_whole_minute),
    PlainSerializer(format_local, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", "examples": ["2027-01-14T07:40"]}),
]
"""Wall-clock time of the territory, without offset, to the minute."""


def _sorted_unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


Tags = Annotated[tuple[Id, ...], AfterValidator(_sorted_unique)]
"""A set of words (features, kinds), kept sorted."""

Weekday = Annotated[int, Field(ge=1, le=7)]
"""ISO weekday: 1 Monday to 7 Sunday."""

Weekdays = Annotated[tuple[Weekday, ...], AfterValidator(_sorted_unique), Field(min_length=1)]
EVERY_DAY: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


class DateRange(Frozen):
    """Days from ``first`` to ``last``, both included; either end may be open."""

    first: date | None = None
    last: date | None = None
    name: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise Fault(
                "the last day {last} is before the first day {first}", last=str(self.last), first=str(self.first)
            )
        return self

    def __contains__(self, day: object) -> bool:
        return (
            isinstance(day, date)
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


class Period(Frozen):
    """A span of local time, from ``start`` to ``end``, the end excluded."""

    start: LocalDateTime
    end: LocalDateTime
    reason: Text = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise Fault(
                "the period ends ({end}) before it starts ({start})",
                start=format_local(self.start),
                end=format_local(self.end),
            )
        return self

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether some minute of [start, end) lies in the period."""
        return self.start < end and start < self.end


class Window(Frozen):
    """Two times of one day, both included."""

    start: TimeOfDay
    end: TimeOfDay

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise Fault(
                "the window closes ({end}) before it opens ({start})",
                start=format_time_of_day(self.start),
                end=format_time_of_day(self.end),
            )
        return self


class WeeklyWindow(Window):
    """A window that comes back on some weekdays, all year or in one season."""

    weekdays: Weekdays
    season: Id | None = None


def monday_of(week: str) -> date:
    """Monday of an ISO week written ``2027-W02``.

    Raises
    ------
    Fault
        When the text is not an ISO week.
    ValueError
        When the year has no such week.
    """
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", week.strip())
    if not match:
        raise Fault("{value} is not a week such as 2027-W02", value=repr(week))
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def iso_week(day: date) -> str:
    """``2027-W02``: the ISO week a day lies in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def at(day: date, minute: int) -> datetime:
    """Local time ``minute`` minutes after midnight of ``day`` (may pass midnight)."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


def duplicates(ids: Iterable[str]) -> list[str]:
    """The ids that occur more than once, in order of their second appearance."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for id_ in ids:
        if id_ in seen:
            twice[id_] = None
        seen.add(id_)
    return list(twice)

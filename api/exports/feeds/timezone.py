"""The VTIMEZONE of a territory's zone, from the rule that ends its time zone data.

That rule (RFC 8536, section 3.3: ``CET-1CEST,M3.5.0,M10.5.0/3``) says how clocks change in all years to come, and maps
one to one to two yearly RRULEs. Feeds speak of weeks to come, so that older rules are of no use to them.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from ics.grammar.parse import Container, ContentLine

from models.base import at

_FIRST_YEAR = 2000  # the rule in force today is taken to hold from here: no feed looks further back
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_OFFSET = r"([+-]?\d{1,2}(?::\d\d)?)"
_CHANGE = r"M(\d{1,2})\.(\d)\.(\d)(?:/(\d{1,2}(?::\d\d)?))?"
_RULE = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_CHANGE},{_CHANGE})?")


def posix_rule(zone: str) -> str:
    """The rule of a zone for all years to come, such as ``CET-1CEST,M3.5.0,M10.5.0/3``."""
    content = files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


@cache
def vtimezone(zone: str) -> Container:
    """The VTIMEZONE component of a zone.

    Raises
    ------
    ValueError
        When the zone changes its clocks in a way that two yearly rules cannot say.
    """
    rule = posix_rule(zone)
    match = _RULE.fullmatch(rule)
    if not match:
        raise ValueError(f"the clock rule {rule!r} of {zone} is not one of a month, a week and a weekday")
    name, offset, summer_name, summer_offset, *changes = match.groups()
    winter = -_minutes(offset)
    component = Container("VTIMEZONE", ContentLine("TZID", value=zone))
    if summer_name is None:
        component.append(_observance("STANDARD", name, winter, winter, None))
        return component
    summer = -_minutes(summer_offset) if summer_offset else winter + 60
    component.append(_observance("STANDARD", name, summer, winter, changes[4:]))
    component.append(_observance("DAYLIGHT", summer_name, winter, summer, changes[:4]))
    return component


def _observance(kind: str, name: str, before: int, after: int, change: list[str] | None) -> Container:
    """STANDARD or DAYLIGHT: from when on, and with which offsets, in minutes east of Greenwich."""
    start, repeat = at(date(_FIRST_YEAR, 1, 1), 0), ""
    if change is not None:
        month, week, weekday, time = change
        start = _onset(int(month), int(week), int(weekday), _minutes(time or "2"))
        nth = -1 if week == "5" else int(week)
        repeat = f"FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{_WEEKDAYS[int(weekday)]}"
    lines = [
        ContentLine("DTSTART", value=start.strftime("%Y%m%dT%H%M%S")),
        ContentLine("TZOFFSETFROM", value=_offset(before)),
        ContentLine("TZOFFSETTO", value=_offset(after)),
        ContentLine("TZNAME", value=name.strip("<>")),
    ]
    if repeat:
        lines.append(ContentLine("RRULE", value=repeat))
    return Container(kind, *lines)


def _onset(month: int, week: int, weekday: int, minute: int) -> datetime:
    """First change by the rule: the week-th weekday (0 Sunday) of the month, 5 for the last."""
    first = date(_FIRST_YEAR, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7, weeks=week - 1)
    if day.month != month:
        day -= timedelta(weeks=1)
    return at(day, minute)


def _minutes(text: str) -> int:
    """Minutes of ``-5:30`` or ``3``."""
    hours, _, minutes = text.lstrip("+-").partition(":")
    value = int(hours) * 60 + int(minutes or 0)
    return -value if text.startswith("-") else value


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"

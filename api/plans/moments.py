"""Dates and local times that callers send: of this century, so that what is reckoned from them is a date."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator

from models.base import Fault, LocalDateTime

FIRST_YEAR, LAST_YEAR = 2000, 2100


def plausible(value: Any) -> Any:
    """A value whose dates, however deep within it, are all of this century.

    Raises
    ------
    Fault
        With the first that is not.
    """
    for day in _dates(value):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Fault("{day} is not of this century", day=day.isoformat())
    return value


def plausible_monday(value: date) -> date:
    """A Monday of this century.

    Raises
    ------
    Fault
        When it is none.
    """
    if value.weekday() != 0:
        raise Fault("{day} is not a Monday", day=value.isoformat())
    plausible(value)
    return value


def _dates(value: Any) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _dates(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _dates(one)


Day = Annotated[date, AfterValidator(plausible)]
Monday = Annotated[date, AfterValidator(plausible_monday)]
Now = Annotated[LocalDateTime, AfterValidator(plausible)]

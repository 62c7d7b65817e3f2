"""The real round of a mobile service, as the service states it: communes, weeks, half-days, hours."""

from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import Fault, Frozen, Id, Lat, Lon, Name, Text, TimeOfDay, Weekday, Window, format_time_of_day
from models.services import Pattern

HalfDay = Literal["am", "pm", "day"]
EVERY_WEEKS: tuple[Literal[1, 2, 4], ...] = (1, 2, 4)


class RoundPlace(Frozen):
    """A point the round goes to."""

    commune: Name
    lon: Lon
    lat: Lat


class RoundSession(RoundPlace):
    """One stated stay. ``week`` is 1-based within the cycle, ``None`` for every week."""

    week: int | None = Field(default=None, ge=1, le=52)
    weekday: Weekday
    start: TimeOfDay
    end: TimeOfDay
    pause: Window | None = None
    half_day: HalfDay
    hours_stated: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.end <= self.start:
            raise Fault(
                "the session ends ({end}) before it starts ({start})",
                end=format_time_of_day(self.end),
                start=format_time_of_day(self.start),
            )
        if self.pause is not None and not self.start <= self.pause.start <= self.pause.end <= self.end:
            raise Fault(
                "the break {start} to {end} lies outside the session",
                start=format_time_of_day(self.pause.start),
                end=format_time_of_day(self.pause.end),
            )
        return self


class Round(Frozen):
    """A mobile service's stated schedule over its cycle, with the depot one agent leaves from and comes back to."""

    slug: Id
    name: Name
    depot: RoundPlace
    weeks: int = Field(ge=1, le=52, description="length of the cycle")
    sessions: tuple[RoundSession, ...] = Field(min_length=1)
    source: Text = ""
    licence: Text = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for session in self.sessions:
            if session.week is not None and session.week > self.weeks:
                raise Fault(
                    "{commune} is visited in week {week} of a cycle of {weeks}",
                    commune=session.commune,
                    week=session.week,
                    weeks=self.weeks,
                )
        return self

    def weeks_of(self, session: RoundSession) -> tuple[int, ...]:
        """The weeks of the cycle a session is held in."""
        return (session.week,) if session.week is not None else tuple(range(1, self.weeks + 1))

    def hours(self, half_day: HalfDay) -> Window | None:
        """The hours of its mornings, afternoons or whole days: earliest stated start to latest stated end."""
        of_half = [session for session in self.sessions if session.half_day == half_day]
        if not of_half:
            return None
        return Window(start=min(s.start for s in of_half), end=max(s.end for s in of_half))

    @property
    def series(self) -> tuple[tuple[RoundSession, frozenset[int]], ...]:
        """The stays that recur alike, ``week`` left out, each with the weeks it is held in."""
        weeks: dict[RoundSession, set[int]] = {}
        for session in self.sessions:
            weeks.setdefault(session.model_copy(update={"week": None}), set()).update(self.weeks_of(session))
        return tuple((session, frozenset(held)) for session, held in weeks.items())

    def find_pattern(self, weeks: frozenset[int]) -> Pattern | None:
        """The pattern that gives just these weeks of the cycle; none when they are not every 1, 2 or 4 weeks."""
        first = min(weeks)
        for every in EVERY_WEEKS:
            if first <= every <= self.weeks and weeks == set(range(first, self.weeks + 1, every)):
                return Pattern(every_weeks=every, week=first if every > 1 else None)
        return None

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Weekdays worked in some week."""
        return tuple(sorted({session.weekday for session in self.sessions}))

"""Itinerant services and the sessions the communes ask for."""

from datetime import date as Date  # noqa: N812 - a field is named date
from math import ceil
from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import (
    EVERY_DAY,
    Count,
    DateRange,
    Fault,
    Frozen,
    Id,
    Minutes,
    Name,
    Tags,
    Text,
    TimeOfDay,
    Weekday,
    Weekdays,
    WeeklyWindow,
    Window,
)
from models.profiles import ChildcareRules


class CrewNeed(Frozen):
    """So many people holding one qualification, from set-up to tear-down (rule S4)."""

    qualification: Id
    count: int = Field(ge=1, le=20)


class Childcare(Frozen):
    """What makes a service childcare: which ratio the organisation chose, under which rules (rule S5)."""

    rules: Id = "fr-creche"
    ratio: Literal["by_age", "mixed"] = "by_age"


class Service(Frozen):
    """The template of a session: times, crew, equipment, vehicle, calendar."""

    id: Id
    name: Name
    kind: Id
    set_up_min: Minutes = 0
    duration_min: Minutes = Field(gt=0)
    tear_down_min: Minutes = 0
    crew: tuple[CrewNeed, ...] = ()
    childcare: Childcare | None = None
    venue_features: Tags = ()
    needs_authorisation: bool = False
    kit_kind: Id | None = None
    vehicle_use: Literal["none", "keeps", "may_release"] = Field(
        default="none",
        description="none: no vehicle is needed on site; keeps: one stays from set-up to tear-down; "
        "may_release: it may leave after unloading and a suitable one is back before tear-down ends (rule S9)",
    )
    vehicle_features: Tags = ()
    start_windows: tuple[WeeklyWindow, ...] = Field(default=(), description="bounds on the start, both ends allowed")
    grid_min: int = Field(default=15, ge=1, le=240, description="starts are multiples of this after midnight")
    closed_interval: Window | None = Field(default=None, description="the session is closed to the public: meals fit")
    min_attendance: Count = 0
    closures: tuple[DateRange, ...] = ()
    school_holidays: Literal["open", "closed", "only"] = "open"
    priority: int = Field(default=1, ge=1, le=100)
    description: Text = ""
    organisation: Text = Field(default="", description="who runs it, by the name owners and employers go by")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.vehicle_features and self.vehicle_use == "none":
            raise Fault("vehicle features are asked for, but no vehicle is used")
        return self

    @property
    def crew_size(self) -> int:
        """People the crew needs at least, the childcare ratio aside."""
        return sum(need.count for need in self.crew)


class Attendance(Frozen):
    """People expected at a session: children who cannot walk, children who can, everybody else."""

    crawlers: Count = 0
    walkers: Count = 0
    others: Count = 0

    @property
    def people(self) -> int:
        """Everybody."""
        return self.crawlers + self.walkers + self.others


def adults_needed(rules: ChildcareRules, ratio: Literal["by_age", "mixed"], attendance: Attendance) -> int:
    """Adults a childcare session needs (rule S5).

    ⌈a/5 + b/8⌉ by age or ⌈(a + b)/6⌉ mixed, with the profile's figures, and never fewer than its minimum; whether
    one diploma holder may be alone is the crew's matter, not counted here.
    """
    a, b = attendance.crawlers, attendance.walkers
    if ratio == "mixed":
        needed = ceil((a + b) / rules.mixed_per_adult.value)
    else:
        p, q = rules.crawlers_per_adult.value, rules.walkers_per_adult.value
        needed = -(-(a * q + b * p) // (p * q))
    return max(needed, rules.min_adults.value)


class Pattern(Frozen):
    """When a demand comes back within the cycle.

    ``sessions`` series, each held every ``every_weeks`` weeks on the same weekday at the same start. ``week`` fixes the
    first cycle week (1 to ``every_weeks``); without it the plan chooses. With ``nth`` the dates are the nth such
    weekday of each month (-1: the last) that fall in the plan. ``on_holiday`` says what becomes of a date that is a
    public holiday: nothing is held, or any other day from Monday to Friday of that week takes its place.
    """

    sessions: int = Field(default=1, ge=1, le=7)
    every_weeks: Literal[1, 2, 4] = 1
    week: int | None = Field(default=None, ge=1, le=4)
    nth: Literal[1, 2, 3, 4, -1] | None = None
    on_holiday: Literal["skip", "replace"] = "skip"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.week is not None and self.week > self.every_weeks:
            raise Fault(
                "week {week} does not exist in a pattern of every {every} weeks", week=self.week, every=self.every_weeks
            )
        if self.nth is not None and (self.sessions != 1 or self.every_weeks != 1 or self.week is not None):
            raise Fault("an nth-weekday pattern has one session and no other frequency")
        return self


class DateException(Frozen):
    """One date of a pattern cancelled, moved, or added (rule S8)."""

    kind: Literal["cancelled", "moved", "added"]
    date: Date
    to: Date | None = None
    start: TimeOfDay | None = None
    series: int | None = Field(
        default=None,
        ge=1,
        le=7,
        description="which of several sessions a week; the first not changed yet when not given",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.kind == "moved") != (self.to is not None):
            raise Fault("a moved date, and only that, needs the day it moves to")
        return self


class SessionDemand(Frozen):
    """What one commune asks of one service over the cycle."""

    id: Id
    service: Id
    commune: Id
    venues: tuple[Id, ...] = Field(min_length=1)
    pattern: Pattern = Pattern()
    weekdays: Weekdays = EVERY_DAY
    start_windows: tuple[WeeklyWindow, ...] = Field(default=(), description="narrower than the service's")
    attendance: Attendance = Attendance(others=1)
    priority: int | None = Field(default=None, ge=1, le=100, description="the service's when not given")
    spacing_days: Count = Field(default=0, description="days between two sessions of the village, at least (rule S7)")
    preferred_weekday: Weekday | None = None
    preferred_start: TimeOfDay | None = None
    validity: DateRange = DateRange()
    exceptions: tuple[DateException, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.pattern.nth is not None and len(self.weekdays) != 1:
            raise Fault("an nth-weekday pattern needs exactly one weekday")
        return self

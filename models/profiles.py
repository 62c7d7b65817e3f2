"""Dated rule profiles: legal figures as data, each with its source, for working time and for childcare."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.base import DateRange, Frozen, Id, Minutes, Name, Tags, Text, TimeOfDay


class Figure(Frozen):
    """A legal figure, its source, and whether that source still has to be checked."""

    value: int = Field(ge=0)
    source: Text = ""
    unverified: bool = False


class ChangePrice(Frozen):
    """Tier 2: what a change of one kind costs, by how late people learn of it.

    The price is that of the smallest ``within_hours`` not below the notice given; with more notice than the
    largest, the change costs ``base``.
    """

    kind: Literal["promised_pickup", "session", "duty", "stop_order"]
    base: int = Field(ge=0)
    late: tuple[tuple[int, int], ...] = Field(default=(), description="(within_hours, price) pairs, hours rising")

    def price(self, notice_hours: float) -> int:
        """The price of a change announced so many hours before."""
        return next((price for hours, price in sorted(self.late) if notice_hours <= hours), self.base)


class WorkRules(DateRange):
    """Working time of one employer profile, during its period of validity (rules P3 to P8, P10)."""

    profile: Id
    title: Name
    employer: Literal["public", "private"]
    day_work_min: Figure
    day_amplitude_min: Figure
    week_work_min: Figure
    average_week_work_min: Figure
    average_weeks: Figure
    break_before_work_min: Figure
    break_min: Figure
    meal_min: Figure
    meal_from: TimeOfDay
    meal_until: TimeOfDay
    daily_rest_min: Figure
    weekly_rest_min: Figure
    driving_is_work: bool = True
    riding_is_work: bool = True
    set_up_is_work: bool = True
    waiting_is_work: bool = True
    break_is_work: bool = True
    meal_is_work: bool = False
    own_car_is_work: bool = True
    evening_from: TimeOfDay = 19 * 60
    long_day_min: Minutes = 9 * 60
    change_prices: tuple[ChangePrice, ...] = ()


class ChildcareRules(DateRange):
    """Childcare staffing during a period of validity (rule S5)."""

    profile: Id
    title: Name
    crawlers_per_adult: Figure = Field(description="children who cannot walk, per adult")
    walkers_per_adult: Figure = Field(description="children who walk, per adult")
    mixed_per_adult: Figure = Field(
        description="children of any age, per adult, when the organisation chooses one ratio"
    )
    min_adults: Figure
    alone_max_children: Figure = Field(description="up to so many children one diploma holder may be alone; 0: never")
    alone_kinds: Tags = Field(default=(), description="qualifications that may be alone")
    qualified_percent: Figure = Field(description="share of qualified staff in the team, for information")
    qualified_kinds: Tags = Field(default=(), description="qualifications that count as qualified staff")


def work_rules_on(rules: tuple[WorkRules, ...], profile: str, day: date) -> WorkRules:
    """The working-time rules of a profile in force on a day.

    Raises
    ------
    KeyError
        When none is in force.
    """
    for rule in rules:
        if rule.profile == profile and day in rule:
            return rule
    raise KeyError(f"no working-time rules {profile!r} in force on {day}")


def childcare_rules_on(rules: tuple[ChildcareRules, ...], profile: str, day: date) -> ChildcareRules:
    """The childcare rules of a profile in force on a day.

    Raises
    ------
    KeyError
        When none is in force.
    """
    for rule in rules:
        if rule.profile == profile and day in rule:
            return rule
    raise KeyError(f"no childcare rules {profile!r} in force on {day}")

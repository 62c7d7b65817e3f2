"""The people who drive, teach and care: what they may do, when, under which contract."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from models.base import (
    Cents,
    DateRange,
    Fault,
    Frozen,
    Id,
    LocalDateTime,
    Minutes,
    Name,
    Period,
    Text,
    WeeklyWindow,
    format_local,
)

PASSENGER_ATTESTATION = "attestation-medicale"
"""Credential a driver needs to carry the public (rule P9)."""


class Credential(DateRange):
    """A diploma, licence or attestation, with its days of validity."""

    kind: Id


class Contract(Frozen):
    """Weekly hours, how far they may be passed, and what an hour costs."""

    week_min: Minutes = 35 * 60
    tolerance_min: Minutes = 0
    cost_hour_cents: Cents = 0
    overtime_percent: int = Field(
        default=125, ge=100, le=300, description="cost of an hour beyond contract, in percent"
    )


class FixedActivity(Frozen):
    """A meeting or preparation that stands in a person's day, whatever the plan."""

    id: Id
    name: Name
    place: Id
    start: LocalDateTime
    end: LocalDateTime

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start or self.end.date() != self.start.date():
            raise Fault(
                "the activity must end on its day, after its start ({start} to {end})",
                start=format_local(self.start),
                end=format_local(self.end),
            )
        return self


class WorkHistory(Frozen):
    """What a person worked before the plan begins: minutes per past week, latest last, and the end of the last duty."""

    week_work_min: tuple[Minutes, ...] = ()
    last_duty_end: LocalDateTime | None = None


class Person(Frozen):
    """Someone who works. ``availability`` empty means every day at any hour."""

    id: Id
    name: Name
    base: Id
    credentials: tuple[Credential, ...] = ()
    contract: Contract = Contract()
    work_rules: Id = "fr-public"
    availability: tuple[WeeklyWindow, ...] = ()
    absences: tuple[Period, ...] = ()
    own_car: bool = Field(default=False, description="may travel by own car for work (rule P1)")
    activities: tuple[FixedActivity, ...] = ()
    history: WorkHistory = WorkHistory()
    employer: Text = ""

    def holds(self, kind: str, day: date) -> bool:
        """Whether a credential of the kind is valid on the day."""
        return any(credential.kind == kind and day in credential for credential in self.credentials)

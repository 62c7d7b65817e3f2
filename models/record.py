"""What became of a plan: each session and each direction of a ride delivered or not, and who came."""

from datetime import date as Date  # noqa: N812 - a field is named date
from typing import Self

from pydantic import Field, model_validator

from models.base import Count, Fault, Frozen, Id, Minutes, Text, TimeOfDay
from models.rides import Leg


class Outcome(Frozen):
    """What became of one session (``leg`` none) or one direction of a ride.

    What stands before ``delivered`` is the plan's, for whoever fills the sheet in. ``delivered`` none is not known yet.
    """

    item: Id
    leg: Leg | None = None
    date: Date | None = None
    start: TimeOfDay | None = None
    service: Text = ""
    commune: Text = ""
    place: Text = ""
    expected: Count = Field(default=0, description="people the plan counts on")
    delivered: bool | None = None
    attended: Count | None = Field(default=None, description="people who came, or who were carried")
    minutes: Minutes | None = Field(default=None, description="how long a session was held; none: as planned")
    reason: Text = Field(default="", description="why it was not delivered, or any remark")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.delivered is None and (self.attended is not None or self.minutes is not None):
            raise Fault("people or minutes are given, and not whether it was delivered")
        if self.delivered is False and (self.attended or self.minutes):
            raise Fault("it was not delivered, and people or minutes are given")
        if self.leg is not None and self.minutes is not None:
            raise Fault("minutes are those of sessions, and this is a ride")
        return self


class Record(Frozen):
    """The outcomes of one or more plans of an instance."""

    instance: Id
    outcomes: tuple[Outcome, ...] = ()

"""What happens after a plan was published: breakdowns, illness, closures, snow, calls, delays."""

from datetime import date as Date  # noqa: N812 - fields are named by the day they hold
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from models.base import Fault, Frozen, Id, LocalDateTime, Text, TimeOfDay, format_local
from models.rides import RideRequest


class _Event(Frozen):
    """Base of the events; ``from`` is a word of Python and stands in JSON alone."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    reason: Text = ""


class _Lasting(_Event):
    """Something that holds from a moment to another, the end excluded."""

    start: LocalDateTime = Field(alias="from")
    end: LocalDateTime = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise Fault(
                "the event ends ({end}) before it starts ({start})",
                start=format_local(self.start),
                end=format_local(self.end),
            )
        return self


class VehicleOut(_Lasting):
    """A vehicle nobody can use: broken down, in the workshop, lent."""

    kind: Literal["vehicle_out"]
    id: Id


class PersonAbsent(_Lasting):
    """Somebody who cannot work: ill, on leave, called elsewhere."""

    kind: Literal["person_absent"]
    id: Id


class VenueClosed(_Lasting):
    """A venue nobody can enter."""

    kind: Literal["venue_closed"]
    id: Id


class RoadSlow(_Lasting):
    """Slow or cut roads, on whole days: between two places both ways, or everywhere when none are named.

    ``percent`` is the speed against the ordinary one, 0 for a road that is cut. Between two places it is 0 alone: how
    slow one road is cannot be told apart from the way round it.
    """

    kind: Literal["road_slow"]
    origin: Id | None = None
    destination: Id | None = None
    percent: int = Field(default=0, ge=0, le=100)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.origin is None) != (self.destination is None):
            raise Fault("a road is named by both its ends, or not at all")
        if self.origin is None and self.percent < 10:
            raise Fault("roads cannot be slower than 10 percent everywhere; name the two ends of a road that is cut")
        if self.origin is not None and self.percent:
            raise Fault("a road between two places is cut (0 percent); name no places to slow all roads down")
        return self


class SessionCancelled(_Event):
    """A session that is not held: ``id`` is its occurrence's, as in the plan."""

    kind: Literal["session_cancelled"]
    id: Id


class SessionAdded(_Event):
    """One more session of a demand on a day, at a start if one is given."""

    kind: Literal["session_added"]
    id: Id = Field(description="the session demand's")
    date: Date
    start: TimeOfDay | None = None


class RideAdded(_Event):
    """One more ride."""

    kind: Literal["ride_added"]
    ride: RideRequest


class RideChanged(_Event):
    """A ride asked for otherwise; the new request has the id of the old."""

    kind: Literal["ride_changed"]
    ride: RideRequest


class RideCancelled(_Event):
    """A ride given up: ``id`` is a request's, for all its dates to come, or that of one dated item of the plan."""

    kind: Literal["ride_cancelled"]
    id: Id
    leg: Literal["return"] | None = Field(default=None, description="the return alone, of a ride on one date")


class Delay(_Event):
    """A running tour that is late: ``id`` is the tour's or its vehicle's."""

    kind: Literal["delay"]
    id: Id
    minutes: int = Field(ge=1, le=12 * 60)


Event = Annotated[
    VehicleOut
    | PersonAbsent
    | VenueClosed
    | RoadSlow
    | SessionCancelled
    | SessionAdded
    | RideAdded
    | RideChanged
    | RideCancelled
    | Delay,
    Field(discriminator="kind"),
]
"""Something that happened, told apart by its kind."""


class Events(Frozen):
    """What happened, as a file holds it."""

    events: tuple[Event, ...] = ()


def subject(event: Any) -> str:
    """The id an event is about, for notices; a ride's for one added or changed."""
    if isinstance(event, RideAdded | RideChanged):
        return event.ride.id
    if isinstance(event, RoadSlow):
        return event.origin or ""
    return str(event.id)


def overlaps(event: _Lasting, start: datetime, end: datetime) -> bool:
    """Whether some minute of [start, end) lies in the event."""
    return event.start < end and start < event.end

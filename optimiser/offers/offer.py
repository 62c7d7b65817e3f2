"""What is offered to somebody who asks for a ride."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.plan import PlannedRide
from models.rides import Leg, RideRequest
from optimiser.draft import Shift


@dataclass(frozen=True)
class Shifted:
    """A ride planned before whose times move within its promise, in minutes later (negative: earlier)."""

    item: str
    leg: Leg
    pickup_min: int
    dropoff_min: int


@dataclass(frozen=True)
class Offer:
    """A feasible way to serve a request on a day: a direction each, outbound first.

    Attributes
    ----------
    request
        The request as it would be booked: that day's.
    rides
        Stops and times, as the plan would hold them; their ``tour`` names vehicle and day.
    drivers
        Who drives each of `rides`.
    added_cents
        What the plan's tours cost more.
    shifted
        Who is moved by how much.
    shifts
        The shifts as they would be driven, each with its row among the day's.
    revision
        Of the plan it was made for.
    """

    request: RideRequest
    item: str
    day: date
    rides: tuple[PlannedRide, ...]
    vehicles: tuple[str, ...]
    drivers: tuple[str, ...]
    added_cents: float
    shifted: tuple[Shifted, ...]
    shifts: tuple[tuple[int, Shift], ...]
    revision: int = 0

    @property
    def pickup(self) -> datetime:
        """Start of boarding of the outbound."""
        return self.rides[0].boarding_start

    @property
    def dropoff(self) -> datetime:
        """Start of alighting of the outbound."""
        return self.rides[0].alighting_start

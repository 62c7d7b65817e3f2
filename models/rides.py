"""The demand-responsive service and the rides asked of it."""

from datetime import date as Date  # noqa: N812 - a field is named date
from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import (
    Cents,
    Count,
    DateRange,
    Fault,
    Frozen,
    Id,
    LocalDateTime,
    Metres,
    Minutes,
    Name,
    Percent,
    Tags,
    Text,
    TimeOfDay,
    Weekdays,
    WeeklyWindow,
    Window,
)

Leg = Literal["outbound", "return"]


class Zone(Frozen):
    """A set of places: those listed and those of the communes listed."""

    id: Id
    name: Name
    communes: Tags = ()
    places: Tags = ()


class Movement(Frozen):
    """Travel from one zone to another."""

    origin: Id
    destination: Id


class BookingRule(Frozen):
    """Book until ``until``, ``days_before`` days before the ride; 0 days: until ``minutes_before`` the pick-up."""

    days_before: Count = 1
    until: TimeOfDay = 16 * 60
    minutes_before: Minutes = 0


class Reserve(WeeklyWindow):
    """Vehicle minutes that stay free in a window, for bookings still to come (rule L3)."""

    vehicle_min: Minutes


class Taxi(Frozen):
    """An outside taxi a ride may go to (tier 3)."""

    name: Name
    base_cents: Cents
    km_cents: Cents
    wheelchairs: bool = False


class RideService(Frozen):
    """A demand-responsive service (TAD): where, when, how to book, and the quality it promises."""

    id: Id
    name: Name
    zones: tuple[Zone, ...] = ()
    allowed: tuple[Movement, ...] = Field(default=(), description="when given, only these movements exist")
    forbidden: tuple[Movement, ...] = ()
    hours: tuple[WeeklyWindow, ...] = Field(default=(), description="passengers are aboard only within; empty: always")
    closures: tuple[DateRange, ...] = ()
    runs_on_holidays: bool = False
    vehicle_features: Tags = ()
    booking: BookingRule = BookingRule()
    phone: Text = ""
    url: Text = ""
    fare_cents: Cents = 0
    max_ride_min: Minutes = 90
    ride_percent: Percent = Field(default=200, description="ride time against the direct time, in percent")
    ride_constant_min: Minutes = 10
    boarding_min: Minutes = 1
    wheelchair_boarding_min: Minutes = 4
    margin_before_session_min: Minutes = 10
    margin_after_session_min: Minutes = 0
    wait_after_session_min: Minutes = Field(default=60, description="a return leaves at most so long after the session")
    early_for_session_min: Minutes = Field(default=45, description="an outbound arrives at most so long before")
    walking_m: Metres = Field(default=500, description="from the wished point to a stop, at most (rule R6)")
    promise_tolerance_min: Minutes = 10
    reserve: tuple[Reserve, ...] = ()
    taxi: Taxi | None = None
    organisation: Text = Field(default="", description="who runs it, by the name owners and employers go by")

    def max_ride(self, direct_min: int) -> int:
        """Longest ride time, minutes: min(absolute limit, factor x direct time + constant), rounded down (rule R3)."""
        return min(self.max_ride_min, direct_min * self.ride_percent // 100 + self.ride_constant_min)


class Trip(Frozen):
    """Windows of one direction: start of boarding at the pick-up, start of alighting at the drop-off."""

    pickup: Window | None = None
    dropoff: Window | None = None


class Recurrence(Frozen):
    """A ride asked for again and again: weekdays, within days, every so many weeks from the first."""

    weekdays: Weekdays
    days: DateRange = DateRange()
    every_weeks: Literal[1, 2, 4] = 1
    without: tuple[Date, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.every_weeks > 1 and self.days.first is None:
            raise Fault("a recurrence every two or four weeks needs its first day")
        return self


class Promise(Frozen):
    """A pick-up told to a passenger (rule R9)."""

    date: Date
    leg: Leg = "outbound"
    pickup: TimeOfDay


class RideRequest(Frozen):
    """A party's ride: from where to where, when, with what. A return, if any, goes back the same way.

    Exactly one of ``date``, ``recurrence`` and ``session`` says when it is: one day, again and again, or each time the
    session demand named is held (its windows then follow the session, rule R7).
    """

    id: Id
    service: Id
    passenger: Text = Field(default="", description="pseudonym of the passenger, never a name")
    origin: Id
    destination: Id
    origin_stops: tuple[Id, ...] = Field(
        default=(), description="stops to choose from; empty: those in walking distance"
    )
    destination_stops: tuple[Id, ...] = ()
    door_to_door: bool = Field(default=False, description="entitled to be taken at the wished points themselves")
    walkers: Count = Field(default=1, description="passengers in seats, those in child seats included")
    wheelchairs: Count = 0
    child_seats: Count = 0
    date: Date | None = None
    recurrence: Recurrence | None = None
    session: Id | None = None
    without: tuple[Id, ...] = Field(default=(), description="occurrences of the session it is not asked for")
    outbound: Trip = Trip()
    return_trip: Trip | None = None
    priority: int = Field(default=1, ge=1, le=100)
    booked_at: LocalDateTime | None = None
    promises: tuple[Promise, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sum(when is not None for when in (self.date, self.recurrence, self.session)) != 1:
            raise Fault("exactly one of date, recurrence and session says when the ride is")
        if self.walkers + self.wheelchairs < 1:
            raise Fault("a party has at least one passenger")
        if self.child_seats > self.walkers:
            raise Fault(
                "{child_seats} child seats for {walkers} seated passengers",
                child_seats=self.child_seats,
                walkers=self.walkers,
            )
        if self.origin == self.destination:
            raise Fault("the ride ends where it starts")
        if self.session is None:
            if self.outbound == Trip():
                raise Fault("the outbound has neither a pick-up nor a drop-off window")
            if self.return_trip == Trip():
                raise Fault("the return has neither a pick-up nor a drop-off window")
        return self

    @property
    def people(self) -> int:
        """Passengers of the party."""
        return self.walkers + self.wheelchairs

    def trip(self, leg: Leg) -> Trip | None:
        """The windows of a direction."""
        return self.outbound if leg == "outbound" else self.return_trip

    def counted_on(self, day: Date, leg: Leg, told: int | None, tolerance_min: int) -> tuple[int, ...]:
        """Pick-ups a passenger counts on, in minutes since the day's midnight: what was promised, and told last.

        Parameters
        ----------
        told
            The pick-up of the plan published before; a promise it broke, which was told, is one no more.
        """
        promised = tuple(promise.pickup for promise in self.promises if (promise.date, promise.leg) == (day, leg))
        if told is None:
            return promised
        return (*(minute for minute in promised if abs(minute - told) <= tolerance_min), told)

    def ends(self, leg: Leg) -> tuple[str, str]:
        """Wished points (pick-up, drop-off) of a direction."""
        return (self.origin, self.destination) if leg == "outbound" else (self.destination, self.origin)

    def stops(self, leg: Leg) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Stops stated for (pick-up, drop-off) of a direction; empty where the service's walking distance rules."""
        pair = (self.origin_stops, self.destination_stops)
        return pair if leg == "outbound" else (pair[1], pair[0])

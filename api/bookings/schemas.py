"""What bookings, wishes and offers look like from outside. Times of day and days are the territory's own."""

from datetime import date as Date  # noqa: N812 - fields are named date
from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.accounts.schemas import Incoming
from api.deps import PageOut
from models.base import DAY_MIN, Count, Fault, Id, LocalDateTime, Minutes, TimeOfDay, Window
from models.rides import Leg, Recurrence, RideRequest, Trip

MOST_DAYS = 14
Day = Annotated[Date, Field(ge=Date(2000, 1, 1), le=Date(2200, 1, 1))]
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{1,40}$")]
Party = Annotated[int, Field(ge=0, le=60)]


class Asked(Incoming):
    """From where to where, with whom, and at what times; either words (arrive by, leave after) or exact windows."""

    service: Id = Field(examples=["tad"])
    origin: Id = Field(description="a stop, a venue, or one of the passenger's doors", examples=["arvieux"])
    destination: Id = Field(examples=["guillestre-gare"])
    origin_stops: tuple[Id, ...] = Field(default=(), max_length=50)
    destination_stops: tuple[Id, ...] = Field(default=(), max_length=50)
    door_to_door: bool = False
    walkers: Party = 1
    wheelchairs: Party = 0
    child_seats: Party = 0
    priority: int = Field(default=1, ge=1, le=100)
    leave_after: TimeOfDay | None = Field(default=None, description="outbound", examples=["08:00"])
    arrive_by: TimeOfDay | None = Field(default=None, description="outbound", examples=["09:30"])
    return_after: TimeOfDay | None = Field(default=None, examples=["11:00"])
    return_by: TimeOfDay | None = Field(default=None, examples=["12:30"])
    slack_min: Minutes = Field(default=60, description="how much sooner than by, or later than after, is still good")
    outbound: Trip | None = Field(default=None, description="exact windows, in place of the words")
    return_trip: Trip | None = None

    def trips(self) -> tuple[Trip, Trip | None]:
        """The windows of both directions."""
        there = self.outbound or _trip(self.leave_after, self.arrive_by, self.slack_min) or Trip()
        return there, self.return_trip or _trip(self.return_after, self.return_by, self.slack_min)


def _trip(after: int | None, by: int | None, slack: int) -> Trip | None:
    if after is None and by is None:
        return None
    pickup = Window(start=after, end=min(after + slack, DAY_MIN)) if after is not None else None
    dropoff = Window(start=max(by - slack, 0), end=by) if by is not None else None
    if after is not None and by is not None:
        pickup, dropoff = Window(start=after, end=max(after, by)), Window(start=min(after, by), end=by)
    return Trip(pickup=pickup, dropoff=dropoff)


class When(Asked):
    """A ride on a day, again and again, or each time a session is held: exactly one of the three."""

    date: Day | None = Field(default=None, examples=["2027-01-14"])
    recurrence: Recurrence | None = None
    session: Id | None = Field(default=None, description="a session demand's id")
    without: tuple[Id, ...] = Field(default=(), max_length=400, description="occurrences of the session left out")
    force: bool = Field(default=False, description="although the deadline is past; planners only")


class BookingIn(When):
    """A booking of a passenger."""

    passenger: Pseudonym = Field(examples=["01k8m3v9q2x7d5f4r6t8y0w1za"])


class BookingChange(When):
    """A booking asked for otherwise; what the published week holds of it is given up where it no longer fits."""


class RideOut(BaseModel):
    """A direction of a ride as it is published; local times."""

    item: str
    leg: Leg
    pickup: Id
    dropoff: Id
    boarding_start: LocalDateTime
    alighting_start: LocalDateTime
    vehicle: Id | None = Field(description="none: the outside taxi")


class BookingOut(BaseModel):
    """A booking; ``request`` is the ride as plans know it, ``rides`` what the published weeks hold of it."""

    id: str
    passenger: str | None
    state: str = Field(examples=["confirmed"])
    request: RideRequest
    rides: list[RideOut]
    made_at: datetime


class BookingsOut(PageOut):
    """A part of the bookings."""

    items: list[BookingOut]


class WaitingItem(BaseModel):
    """A ride that a published week leaves out, with the reasons there are."""

    item: str
    day: Date | None
    reasons: list[str]


class WaitingOut(BaseModel):
    """A booking that waits, and for which rides."""

    booking: BookingOut
    waiting: list[WaitingItem]


class WaitListOut(PageOut):
    """A part of the wait-list."""

    items: list[WaitingOut]


class WishIn(Asked):
    """A ride wished for on one of some days, or at one of the sessions held on them."""

    first: Day = Field(examples=["2027-01-14"])
    last: Day = Field(examples=["2027-01-15"])
    session: Id | None = None
    booking: Pseudonym | None = Field(default=None, description="a booking the offers are for")
    most: int = Field(default=5, ge=1, le=20, description="how many offers are enough")

    @model_validator(mode="after")
    def _few_days(self) -> Self:
        if self.last < self.first:
            raise Fault(
                "the last day {last} is before the first day {first}", last=str(self.last), first=str(self.first)
            )
        if self.last - self.first >= timedelta(days=MOST_DAYS):
            raise Fault("offers are made for {days} days at once, at most", days=MOST_DAYS)
        return self


class LegOut(BaseModel):
    """A direction as it is offered; local times."""

    leg: Leg
    pickup: Id
    dropoff: Id
    boarding_start: LocalDateTime
    alighting_start: LocalDateTime
    vehicle: Id


class DelayOut(BaseModel):
    """A ride that would move, within its promise; minutes later (negative: earlier)."""

    item: str
    leg: Leg
    pickup_min: int
    dropoff_min: int


class OfferOut(BaseModel):
    """Times that can be kept. ``offer`` is what a confirmation names."""

    offer: str
    date: Date
    legs: list[LegOut]
    added_cents: Count = Field(description="what the week costs more, rounded")
    delayed: list[DelayOut]


class SuggestionsOut(BaseModel):
    """Offers, the cheapest first, with the windows they were looked for in; without any, the reasons there are."""

    offers: list[OfferOut]
    outbound: Trip
    return_trip: Trip | None
    reasons: list[str]


class ConfirmationIn(Incoming):
    """An offer taken; none where no week is published yet."""

    offer: str | None = Field(default=None, max_length=2000)
    force: bool = Field(default=False, description="although the deadline is past; planners only")


class CancellationIn(Incoming):
    """What is given up: the whole booking, or one day or session of it."""

    date: Day | None = None
    occurrence: Id | None = None
    force: bool = Field(default=False, description="although the deadline is past; planners only")


class NoShowIn(Incoming):
    """Which ride nobody came to, of a booking with several."""

    date: Day | None = None

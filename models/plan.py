"""A plan: tours, sessions, duties, rides, what stays unserved and why, and how good it is."""

from datetime import date as Date  # noqa: N812 - fields are named by the day they hold
from typing import Literal

from pydantic import Field

from models.base import Cents, Count, Frozen, Grams, Id, LocalDateTime, Metres, Minutes
from models.events import Event
from models.instance import TierName
from models.notices import Notice
from models.rides import Leg
from models.text import Message

StopActionKind = Literal[
    "board",
    "alight",
    "crew_on",
    "crew_off",
    "load_kit",
    "unload_kit",
    "charge",
]
ActivityKind = Literal[
    "drive",
    "ride",
    "own_car",
    "board",
    "load",
    "set_up",
    "session",
    "tear_down",
    "fixed",
    "break",
    "meal",
    "wait",
]


class StopAction(Frozen):
    """What happens at a stop of a tour.

    ``item`` is a ride item's id (board, alight; ``leg`` tells the direction), a person's (crew_on, crew_off), a kit's
    (load_kit, unload_kit); a charge has none. Crew never includes the driver of a leg: whoever drives is told by
    ``TourStop.driver``; everybody else aboard got on and gets off by crew actions.
    """

    kind: StopActionKind
    start: LocalDateTime
    end: LocalDateTime
    item: Id | None = None
    leg: Leg | None = None


class Load(Frozen):
    """What is aboard: seats taken (crew, passengers, children; the driver aside), wheelchairs, child seats."""

    seats: Count = 0
    wheelchairs: Count = 0
    child_seats: Count = 0


class TourStop(Frozen):
    """A vehicle at a place. ``driver``, ``load`` are those of the leg that leaves; none and empty at the last stop."""

    place: Id
    arrival: LocalDateTime
    departure: LocalDateTime
    actions: tuple[StopAction, ...] = ()
    driver: Id | None = None
    load: Load = Load()
    metres: Metres = Field(default=0, description="driven to get here from the stop before")


class Tour(Frozen):
    """One vehicle's day, from its depot to its depot; it may come by the depot between."""

    id: Id
    vehicle: Id
    date: Date
    layout: Id
    stops: tuple[TourStop, ...] = Field(min_length=2)
    metres: Metres
    cost_cents: Cents
    co2_g: Grams

    @property
    def start(self) -> LocalDateTime:
        """Departure from the depot."""
        return self.stops[0].departure

    @property
    def end(self) -> LocalDateTime:
        """Last arrival at the depot."""
        return self.stops[-1].arrival


class CrewMember(Frozen):
    """A person of a session's crew and the qualification they count for; ``None`` for one beyond the crew asked."""

    person: Id
    qualification: Id | None = None


class PlannedSession(Frozen):
    """A session held. Set-up runs from ``set_up_start`` to ``start``, tear-down from ``end`` to ``tear_down_end``.

    ``vehicle`` brings the kit (and stays, unless ``released``); ``fetched_by`` takes it away.
    """

    id: Id
    demand: Id
    venue: Id
    set_up_start: LocalDateTime
    start: LocalDateTime
    end: LocalDateTime
    tear_down_end: LocalDateTime
    crew: tuple[CrewMember, ...] = ()
    kit: Id | None = None
    vehicle: Id | None = None
    released: bool = False
    fetched_by: Id | None = None


class PlannedRide(Frozen):
    """One direction of a ride item, in a tour or in the outside taxi (then without ``tour``)."""

    item: Id
    request: Id
    leg: Leg
    tour: Id | None
    pickup: Id
    dropoff: Id
    boarding_start: LocalDateTime
    boarding_end: LocalDateTime
    alighting_start: LocalDateTime
    alighting_end: LocalDateTime
    taxi_cents: Cents = 0


class Activity(Frozen):
    """A stretch of a duty.

    ``ref`` is a tour (drive, ride, board, load), a session (set_up, session, tear_down), a fixed activity; ``place`` is
    where it ends. Activities follow each other without a gap; waiting is an activity.
    """

    kind: ActivityKind
    start: LocalDateTime
    end: LocalDateTime
    place: Id
    ref: Id | None = None


class Duty(Frozen):
    """One person's day, from base to base."""

    person: Id
    date: Date
    activities: tuple[Activity, ...] = Field(min_length=1)
    work_min: Minutes
    own_car_m: Metres = 0
    cost_cents: Cents = Field(description="hours at the contract's rate and own-car kilometres; overtime apart")

    @property
    def start(self) -> LocalDateTime:
        """Beginning of the duty."""
        return self.activities[0].start

    @property
    def end(self) -> LocalDateTime:
        """End of the duty."""
        return self.activities[-1].end


class Reason(Frozen):
    """A true reason why an item stays unserved: the rules behind it, and a sentence."""

    kind: Literal["impossible", "pinned_out", "not_chosen"]
    codes: tuple[Id, ...]
    text: Message


class Unserved(Frozen):
    """An item of the demand that the plan leaves out."""

    item: Id
    kind: Literal["session", "ride"]
    commune: Id
    service: Id
    weight: Count
    reasons: tuple[Reason, ...] = Field(min_length=1)


class TierValue(Frozen):
    """One tier of the objective: its value, a proved lower bound where there is one, and what that is a bound of.

    ``value`` is at most ``tolerance_per_mille`` above ``least``: that much the planner gave up for the tiers after it.
    """

    tier: TierName
    value: int
    unit: Message
    lower_bound: int | None = None
    bound_of: Message | None = None
    tolerance_per_mille: int = Field(default=0, ge=0, le=1000)
    least: int | None = Field(default=None, description="the least value found; without a tolerance it is the value")

    @property
    def proved(self) -> bool:
        """Whether the value is proved least, among what the bound is a bound of."""
        return self.lower_bound is not None and self.lower_bound >= self.value


class FeedEvent(Frozen):
    """State of one calendar event in the last publication, so that the next one counts on."""

    uid: str
    feeds: tuple[str, ...]
    sequence: Count
    modified: LocalDateTime
    digest: str
    cancelled: bool = False
    start: LocalDateTime
    end: LocalDateTime
    summary: str
    description: str = ""
    place: Id | None = None


class Plan(Frozen):
    """A week, or a cycle of weeks, planned for one instance."""

    instance: Id
    digest: str = Field(description="SHA-256 of the instance the plan was made from")
    monday: Date
    weeks: int
    made_at: LocalDateTime
    frozen_until: LocalDateTime | None = None
    revision: int = 1
    seed: int = 0
    tours: tuple[Tour, ...] = ()
    sessions: tuple[PlannedSession, ...] = ()
    rides: tuple[PlannedRide, ...] = ()
    duties: tuple[Duty, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    overtime_cents: Cents = 0
    tiers: tuple[TierValue, ...] = ()
    notices: tuple[Notice, ...] = ()
    events: tuple[Event, ...] = Field(default=(), description="what happened since it was first published, repaired")
    feed: tuple[FeedEvent, ...] = ()

    def find_tier(self, name: TierName) -> TierValue | None:
        """The value of a tier, when the plan has it."""
        return next((tier for tier in self.tiers if tier.tier == name), None)

"""A finished plan with what explaining it needs at hand, and the time there is for it."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance, TierName
from models.pins import Pin
from models.plan import Plan
from models.rides import RideRequest
from optimiser.history import with_history
from optimiser.progress import StopFlag
from optimiser.travel import TravelTimes
from optimiser.writing.evaluate import Written
from optimiser.writing.plan import Frame, values_of

Item = Occurrence | RideItem


@dataclass
class Clock:
    """Seconds that one item may take, and the flag that ends it all."""

    seconds: float
    stop: StopFlag = field(default_factory=StopFlag)
    began: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float:
        """Seconds left, none once stopped."""
        return 0.0 if self.stop else max(0.0, self.seconds - (time.monotonic() - self.began))

    @property
    def over(self) -> bool:
        """Whether there is no time left."""
        return self.left_s <= 0.0


@dataclass(frozen=True)
class Case:
    """An instance and its plan, checked.

    Parameters
    ----------
    previous
        The plan published before this one, whose history and promises bind.
    base_dir
        Folder a road extract lies in.
    """

    instance: Instance
    plan: Plan
    times: TravelTimes
    previous: Plan | None = None
    base_dir: Path | None = None

    @cached_property
    def horizon(self) -> Horizon:
        """The days the plan covers."""
        return Horizon(self.plan.monday, self.plan.weeks)

    @cached_property
    def known(self) -> Instance:
        """The instance with the hours and rests that the plan before adds."""
        return with_history(self.instance, self.previous, self.horizon)

    @cached_property
    def asked(self) -> tuple[Occurrence, ...]:
        """Sessions asked."""
        return occurrences(self.instance, self.horizon)

    @cached_property
    def rides(self) -> tuple[RideItem, ...]:
        """Ride items asked."""
        return ride_items(self.instance, self.horizon, self.asked)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Everything asked, by id."""
        everything: tuple[Item, ...] = (*self.asked, *self.rides)
        return {item.id: item for item in everything}

    @cached_property
    def served(self) -> frozenset[str]:
        """Ids of what the plan serves."""
        return served_by(self.plan)

    @cached_property
    def values(self) -> dict[TierName, int]:
        """The tiers of the plan."""
        return self.values_of(self.plan)

    def values_of(self, plan: Plan, instance: Instance | None = None) -> dict[TierName, int]:
        """The tiers of a plan by the instance's own weights and prices.

        Parameters
        ----------
        instance
            The one the plan was made for, where it has people or vehicles that this one has not.
        """
        base = self.instance if instance is None else instance
        asked = occurrences(base, self.horizon)
        frame = Frame(
            base, self.horizon, self.times, asked, ride_items(base, self.horizon, asked), self.previous, plan.made_at
        )
        everything: tuple[Item, ...] = (*frame.asked, *frame.items)
        left = frozenset({item.id for item in everything} - served_by(plan))
        return values_of(frame, Written(plan.tours, plan.sessions, plan.rides, plan.duties, left))

    def day_of(self, item: Item) -> date | None:
        """The day of a ride item: its own, or that of the session it goes to when that is held."""
        if not isinstance(item, RideItem):
            return None
        if item.day is not None:
            return item.day
        held = next((session for session in self.plan.sessions if session.id == item.occurrence), None)
        return None if held is None else held.start.date()

    def request_of(self, item: RideItem) -> RideRequest:
        """The request behind a ride item."""
        return self.instance.ride_by_id[item.request]

    def pins_of(self, item: str) -> tuple[Pin, ...]:
        """The pins about an item."""
        return tuple(pin for pin in self.instance.pins if item in (pin.item, pin.after))


def served_by(plan: Plan) -> frozenset[str]:
    """Ids of the sessions and ride items a plan serves."""
    return frozenset({session.id for session in plan.sessions} | {ride.item for ride in plan.rides})


def held_as(plan: Plan, sessions: Collection[str] | None = None, *, with_means: bool) -> tuple[Pin, ...]:
    """Held sessions as pins on their date, time and venue.

    Parameters
    ----------
    sessions
        Which, all by default.
    with_means
        Whether vehicle and crew stay too.
    """
    return tuple(
        Pin(
            item=session.id,
            date=session.start.date(),
            time=session.start.hour * 60 + session.start.minute,
            place=session.venue,
            vehicle=session.vehicle if with_means else None,
            people=tuple(member.person for member in session.crew) if with_means else (),
        )
        for session in plan.sessions
        if sessions is None or session.id in sessions
    )

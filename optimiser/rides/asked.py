"""What a search may choose from for each ride item: stops, windows, pairs of stops, vehicles, people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.horizon import RideItem
from models.pins import Pin
from models.plan import Reason
from models.rides import Leg, RideRequest, RideService
from models.text import Message

FORBIDDEN = -1
"""Longest ride of a pair of stops that nobody may use."""


@dataclass(frozen=True)
class Option:
    """A stop to board or alight at, and the window of the start of boarding or alighting."""

    place: str
    earliest: int
    latest: int


@dataclass(frozen=True, eq=False)
class Journey:
    """One direction of an item.

    Parameters
    ----------
    allowed
        Shape ``(pickups, dropoffs)``: pairs that zones, service hours and pins allow.
    direct, limit
        For a speed profile, arrays of the same shape: direct minutes, and the longest ride or ``FORBIDDEN``.
    boarding, alighting
        Minutes the party takes.
    """

    leg: Leg
    pickups: tuple[Option, ...]
    dropoffs: tuple[Option, ...]
    allowed: npt.NDArray[np.bool_]
    boarding: int
    alighting: int
    direct: Callable[[str], npt.NDArray[np.int64]]
    limit: Callable[[str], npt.NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class AskedRide:
    """An item that could be served: its journeys and who may serve it.

    ``vehicles`` are the suitable ones; ``mandatory`` when promised or pinned; ``ordered`` when an order with another
    item ties it to a vehicle.
    """

    item: RideItem
    request: RideRequest
    service: RideService
    day: date
    journeys: tuple[Journey, ...]
    vehicles: tuple[str, ...]
    pins: tuple[Pin, ...] = ()
    mandatory: bool = False
    ordered: bool = False

    @property
    def load(self) -> tuple[int, int, int]:
        """Seats, wheelchair places and child seats the party takes."""
        return self.request.walkers, self.request.wheelchairs, self.request.child_seats

    def vehicles_for(self, leg: Leg) -> tuple[str, ...]:
        """Suitable vehicles a pin leaves for a direction."""
        pinned = {pin.vehicle for pin in self.pins if pins_leg(pin, leg) and pin.vehicle is not None}
        return tuple(v for v in self.vehicles if not pinned or pinned == {v})

    def drivers_for(self, leg: Leg) -> frozenset[str] | None:
        """Who may drive a direction: None for anybody, nobody when more than one person is pinned."""
        pinned = {person for pin in self.pins if pins_leg(pin, leg) for person in pin.people}
        return None if not pinned else frozenset(pinned) if len(pinned) == 1 else frozenset()


@dataclass(frozen=True)
class Requests:
    """The items that could be served, for the others the reason why not, and those served on days kept as they were."""

    asked: tuple[AskedRide, ...]
    impossible: Mapping[str, Reason]
    settled: frozenset[str] = frozenset()

    @cached_property
    def by_item(self) -> dict[str, AskedRide]:
        """Servable items by id."""
        return {ride.item.id: ride for ride in self.asked}

    def on(self, day: date) -> tuple[AskedRide, ...]:
        """Servable items of a day."""
        return tuple(ride for ride in self.asked if ride.day == day)


class RuledOutError(Exception):
    """Nothing is left of an item: carries the reason."""

    def __init__(self, kind: Literal["impossible", "pinned_out", "not_chosen"], text: Message, *codes: str) -> None:
        self.reason = Reason(kind=kind, codes=codes, text=text)
        super().__init__(text.msgid)


def feasible_pairs(
    journey: Journey, direct: npt.NDArray[np.int64], limit: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """The pairs of stops that a vehicle which does nothing else could serve, shape ``(pickups, dropoffs)``."""
    early, late = (np.array([[o.earliest, o.latest] for o in journey.pickups]) + journey.boarding).T
    opens, closes = np.array([[o.earliest, o.latest] for o in journey.dropoffs]).T
    arrives = np.maximum(early[:, None] + direct, opens[None, :])
    in_time = (arrives <= closes[None, :]) & (opens[None, :] - late[:, None] <= limit)
    return np.asarray(in_time & (limit != FORBIDDEN), dtype=np.bool_)


def pins_leg(pin: Pin, leg: Leg) -> bool:
    """Whether a pin is about a direction; without one, it is about the outbound."""
    return leg == (pin.leg or "outbound")

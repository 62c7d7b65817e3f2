"""A tour read once: its moves from stop to stop with all that is aboard, and its stays."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from models.fleet import Kit, Vehicle
from models.plan import Load, StopAction, Tour
from models.rides import RideRequest

Aboard = tuple[Literal["rider", "crew", "kit"], str, str]
_CHANGES: dict[str, tuple[Literal["rider", "crew", "kit"], int]] = {
    "board": ("rider", 1),
    "alight": ("rider", -1),
    "crew_on": ("crew", 1),
    "crew_off": ("crew", -1),
    "load_kit": ("kit", 1),
    "unload_kit": ("kit", -1),
}

Rider = tuple[str, str]
"""(ride item, direction) of a party."""


@dataclass(frozen=True)
class Move:
    """The way from one stop of a tour to the next, in minutes since the horizon's Monday, and what is aboard.

    ``driven`` is False where the vehicle stays on the spot, so that nobody need drive.
    """

    index: int
    origin: str
    destination: str
    departure: int
    arrival: int
    driver: str | None
    load: Load
    crew: frozenset[str]
    riders: tuple[Rider, ...]
    kit_volume_l: int
    driven: bool


@dataclass(frozen=True)
class Stay:
    """The vehicle at one place: consecutive stops at a place are one stay."""

    place: str
    arrival: int
    departure: int


@dataclass(frozen=True)
class Run:
    """A tour of a known vehicle, from the first stop's arrival (``start``) to the last one's departure (``end``)."""

    tour: Tour
    vehicle: Vehicle
    day: date
    start: int
    end: int
    moves: tuple[Move, ...]
    stays: tuple[Stay, ...]

    def driver_before(self, index: int) -> str | None:
        """Who drove last before the move ``index``."""
        return next((move.driver for move in reversed(self.moves[:index]) if move.driver), None)


def by_time(actions: tuple[StopAction, ...]) -> list[StopAction]:
    """Actions of a stop in order of time; what gets off before what gets on."""
    return sorted(actions, key=lambda a: (a.start, a.kind in ("board", "crew_on", "load_kit"), a.end))


def read_run(
    tour: Tour,
    vehicle: Vehicle,
    minute: Callable[[datetime], int],
    party_of: Callable[[str], RideRequest | None],
    same_spot: Callable[[str, str], bool],
    kits: Mapping[str, Kit],
) -> Run:
    """Follow a tour stop by stop.

    Parameters
    ----------
    minute
        From a local time to minutes since the horizon's Monday.
    party_of
        The request of a ride item, None for one that nobody asked.
    same_spot
        Whether going between two places takes no time.
    """
    aboard: Counter[Aboard] = Counter()
    moves = []
    for k, (stop, following) in enumerate(pairwise(tour.stops)):
        for action in by_time(stop.actions):
            if action.kind != "charge" and action.item is not None:
                group, change = _CHANGES[action.kind]
                who = (group, action.item, action.leg or "")
                # Whoever gets off without having got on is told of elsewhere; here nothing goes below zero.
                aboard[who] = max(0, aboard[who] + change)
        crew = [person for group, person, _ in aboard.elements() if group == "crew"]
        loaded = [kits[kit].volume_l for group, kit, _ in aboard.elements() if group == "kit" and kit in kits]
        riders = tuple(sorted((item, leg) for group, item, leg in aboard.elements() if group == "rider"))
        moves.append(
            Move(
                index=k,
                origin=stop.place,
                destination=following.place,
                departure=minute(stop.departure),
                arrival=minute(following.arrival),
                driver=stop.driver,
                load=_load([party for item, _ in riders if (party := party_of(item))], len(crew)),
                crew=frozenset(crew),
                riders=riders,
                kit_volume_l=sum(loaded),
                driven=following.metres > 0 or not same_spot(stop.place, following.place),
            )
        )
    return Run(
        tour=tour,
        vehicle=vehicle,
        day=tour.date,
        start=minute(tour.stops[0].arrival),
        end=minute(tour.stops[-1].departure),
        moves=tuple(moves),
        stays=_stays(tour, minute),
    )


def _load(parties: list[RideRequest], crew: int) -> Load:
    return Load(
        seats=sum(party.walkers for party in parties) + crew,
        wheelchairs=sum(party.wheelchairs for party in parties),
        child_seats=sum(party.child_seats for party in parties),
    )


def _stays(tour: Tour, minute: Callable[[datetime], int]) -> tuple[Stay, ...]:
    stays: list[Stay] = []
    for stop in tour.stops:
        arrival, departure = minute(stop.arrival), minute(stop.departure)
        if stays and stays[-1].place == stop.place:
            stays[-1] = Stay(stop.place, stays[-1].arrival, departure)
        else:
            stays.append(Stay(stop.place, arrival, departure))
    return tuple(stays)

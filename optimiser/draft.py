"""What the stages of the optimiser pass to each other: outings, shifts and held sessions, in minutes.

Every time is a whole minute of wall-clock time since the horizon's Monday 00:00.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.rides import Leg


@dataclass(frozen=True)
class Visit:
    """A held session seen from the outing that brings its crew: where, and from set-up to tear-down."""

    occurrence: str
    venue: str
    set_up_start: int
    start: int
    end: int
    tear_down_end: int


@dataclass(frozen=True)
class Outing:
    """People who leave together, hold one session after another, and come back together.

    ``vehicle`` is None when one person goes by own car. ``people[0]`` drives. The vehicle stays at each venue while
    the session runs. ``via`` lists, between the start place and the first visit, and again between the last visit and
    the end place in reverse, places passed to fetch and return a kit.
    """

    day: date
    vehicle: str | None
    people: tuple[str, ...]
    visits: tuple[Visit, ...]
    home: str
    depart: int
    back: int
    metres: int
    kits: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeldSession:
    """A held session with its crew: (person, qualification they count for) pairs."""

    visit: Visit
    crew: tuple[tuple[str, str | None], ...]
    kit: str | None
    relieved: tuple[tuple[str, int], ...] = ()
    """(person, start of the meal) for crew whose meal is relieved by the others."""


@dataclass(frozen=True)
class RideCall:
    """One party boarding or alighting at a stop of a shift."""

    kind: Literal["board", "alight"]
    item: str
    leg: Leg
    start: int
    end: int


@dataclass(frozen=True)
class CrewCall:
    """A crew of a released session getting on or off at a stop of a shift, with the kits it carries."""

    kind: Literal["crew_on", "crew_off"]
    people: tuple[str, ...]
    kits: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Pause:
    """A meal or break of the driver at a stop of a shift, with nobody else aboard."""

    kind: Literal["meal", "break"]
    start: int
    end: int


@dataclass(frozen=True)
class Charge:
    """The vehicle charges at a stop of a shift."""

    start: int
    end: int


@dataclass(frozen=True)
class ShiftStop:
    """A vehicle on a shift at a place, from arrival to departure, and what happens there."""

    place: str
    arrival: int
    departure: int
    calls: tuple[RideCall | CrewCall | Pause | Charge, ...] = ()


@dataclass(frozen=True)
class Shift:
    """One driver with one vehicle, depot to depot, carrying passengers.

    ``carries`` is the outing whose crew it takes out and fetches, when that outing's vehicle is released.
    """

    day: date
    vehicle: str
    driver: str
    layout: str
    stops: tuple[ShiftStop, ...]
    carries: Outing | None = None


@dataclass(frozen=True)
class TaxiRide:
    """One direction of a ride item given to the outside taxi."""

    item: str
    leg: Leg
    pickup: str
    dropoff: str
    boarding_start: int
    alighting_start: int
    cents: int


@dataclass(frozen=True)
class Draft:
    """A whole plan before it is written out: sessions with outings, then shifts with rides."""

    sessions: tuple[HeldSession, ...] = ()
    outings: tuple[Outing, ...] = ()
    shifts: tuple[Shift, ...] = ()
    taxis: tuple[TaxiRide, ...] = ()
    unserved_rides: tuple[str, ...] = ()
    meals: tuple[tuple[str, date, int], ...] = ()
    """(person, day, start) of the meals the session stage counted on."""

"""Where and when each asked session could be held, and which rules forbid it elsewhere.

A placement is a day, a venue and the starts allowed there, before anybody or any vehicle is looked at.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from models.horizon import Horizon, Occurrence
from models.instance import Instance
from models.pins import Pin
from models.services import Service, SessionDemand
from models.territory import Venue, windows_on
from optimiser.binds import binds


@dataclass(frozen=True)
class Placement:
    """One way to place an occurrence: ``starts`` are minutes since the horizon's Monday, rising."""

    day: date
    venue: str
    starts: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """An occurrence with its demand, service, pins and placements; ``ruled_out`` counts the rules that removed days."""

    occurrence: Occurrence
    demand: SessionDemand
    service: Service
    pin: Pin | None
    placements: tuple[Placement, ...]
    ruled_out: tuple[tuple[str, int], ...]

    @property
    def id(self) -> str:
        """The occurrence's id."""
        return self.occurrence.id

    @property
    def before_min(self) -> int:
        """Minutes of set-up before the start."""
        return self.service.set_up_min

    @property
    def after_min(self) -> int:
        """Minutes from the start to the end of tear-down."""
        return self.service.duration_min + self.service.tear_down_min

    @property
    def days(self) -> tuple[date, ...]:
        """Days with a placement, in order."""
        return tuple(sorted({placement.day for placement in self.placements}))


def place(instance: Instance, horizon: Horizon, occurrence: Occurrence, pin: Pin | None) -> Asked:
    """The placements of one occurrence under rules S1, S2, S3, S8, S10 and the pin's date, place and time."""
    demand = instance.demand_by_id[occurrence.demand]
    service = instance.service_by_id[occurrence.service]
    ruled_out: Counter[str] = Counter()
    placements = []
    if demand.attendance.people < service.min_attendance:
        ruled_out["S10"] += 1
    elif not occurrence.days:
        ruled_out["S1"] += 1
    else:
        for day in occurrence.days:
            if pin is not None and pin.date not in (None, day):
                ruled_out["L1"] += 1
            elif _closed(instance, service, day):
                ruled_out["S8"] += 1
            else:
                placements += _on_day(instance, horizon, (occurrence, demand, service, pin), day, ruled_out)
    return Asked(occurrence, demand, service, pin, tuple(placements), tuple(sorted(ruled_out.items())))


@binds("S1.weekday", "S10.attendance", "S8.exception")
def place_all(
    instance: Instance,
    horizon: Horizon,
    asked: tuple[Occurrence, ...],
    pins: dict[str, Pin],
    kept: frozenset[date] = frozenset(),
) -> tuple[Asked, ...]:
    """Every occurrence with its placements, in the order asked; its own days carry the pattern and its exceptions.

    On the days kept, only what is pinned there is placed.
    """
    placed = [place(instance, horizon, occurrence, pins.get(occurrence.id)) for occurrence in asked]
    return tuple(
        item if item.pin is not None and item.pin.date in kept else _without(item, kept) if kept else item
        for item in placed
    )


def _without(item: Asked, kept: frozenset[date]) -> Asked:
    left = tuple(placement for placement in item.placements if placement.day not in kept)
    removed = len(item.placements) - len(left)
    return replace(item, placements=left, ruled_out=(*item.ruled_out, ("L2", removed))) if removed else item


@binds("S8.holiday", "S8.service")
def _closed(instance: Instance, service: Service, day: date) -> bool:
    territory = instance.territory
    if territory.is_holiday(day) or any(day in closure for closure in service.closures):
        return True
    school = territory.is_school_holiday(day)
    return (service.school_holidays == "closed" and school) or (service.school_holidays == "only" and not school)


def _on_day(
    instance: Instance,
    horizon: Horizon,
    what: tuple[Occurrence, SessionDemand, Service, Pin | None],
    day: date,
    ruled_out: Counter[str],
) -> list[Placement]:
    occurrence, demand, service, pin = what
    seasons = instance.territory.seasons_on(day)
    found = []
    for venue_id in demand.venues:
        venue = instance.venue_by_id[venue_id]
        if pin is not None and pin.place not in (None, venue_id):
            ruled_out["L1"] += 1
        elif any(day in closure for closure in venue.closures):
            ruled_out["S8"] += 1
        elif not _suits(venue, service, demand, day):
            ruled_out["S3"] += 1
        else:
            starts = _starts(instance, demand, service, occurrence, day)
            if not starts:
                ruled_out["S1"] += 1
                continue
            starts = _while_open(starts, venue, service, day, seasons)
            if not starts:
                ruled_out["S2"] += 1
                continue
            if pin is not None and pin.time is not None:
                starts = [start for start in starts if start == pin.time]
            if not starts:
                ruled_out["L1"] += 1
                continue
            base = horizon.day_start(day)
            found.append(Placement(day, venue_id, tuple(base + start for start in starts)))
    return found


@binds("S3.venue", "S3.features", "S3.authorisation", "S3.places", "S8.venue")
def _suits(venue: Venue, service: Service, demand: SessionDemand, day: date) -> bool:
    if not set(service.venue_features) <= set(venue.features):
        return False
    if not service.needs_authorisation:
        return True
    return any(
        authorisation.service_kind == service.kind
        and day in authorisation
        and authorisation.places >= demand.attendance.people
        for authorisation in venue.authorisations
    )


@binds("S1.start", "S1.duration")
def _starts(
    instance: Instance, demand: SessionDemand, service: Service, occurrence: Occurrence, day: date
) -> list[int]:
    if occurrence.start is not None:
        return [occurrence.start]
    windows = windows_on(demand.start_windows or service.start_windows, day, instance.territory.seasons_on(day))
    grid = service.grid_min
    starts = {start for low, high in windows for start in range(-(-low // grid) * grid, min(high, 1439) + 1, grid)}
    return sorted(starts)


@binds("S2.opening")
def _while_open(starts: list[int], venue: Venue, service: Service, day: date, seasons: frozenset[str]) -> list[int]:
    after = service.duration_min + service.tear_down_min
    open_windows = venue.open_windows(day, seasons)
    return [
        start
        for start in starts
        if any(low <= start - service.set_up_min and start + after <= high for low, high in open_windows)
    ]

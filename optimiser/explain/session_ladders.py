"""What could be relaxed for a session, each kind with the amounts to try."""

from collections.abc import Iterator

from models.base import DAY_MIN
from models.edits import (
    MoreKits,
    SessionDate,
    SessionStart,
    SessionVenue,
    SessionWeekday,
    SmallerAttendance,
    VenueHours,
)
from models.geography import distance_m
from models.horizon import Occurrence
from models.instance import Instance
from models.pins import Pin
from models.services import Service, SessionDemand
from models.territory import windows_on
from optimiser.explain.case import Case
from optimiser.explain.means_ladders import HOURS, SIDES, longer_hours, more_means, without_pins
from optimiser.explain.relaxing import Ladder

START_MIN, STARTS = 360, 96
"""How far from the starts allowed another one may lie, and how many are tried, the nearest first."""
VENUE_METRES = 5000
"""How far another venue may lie from those named."""


def session_ladders(case: Case, item: Occurrence, pins: tuple[Pin, ...]) -> Iterator[Ladder]:
    """Ladders for a session, in the order of their kinds, with single edits first.

    Parameters
    ----------
    pins
        The pins that could be taken away.
    """
    instance = case.instance
    demand, service = instance.demand_by_id[item.demand], instance.service_by_id[item.service]
    yield from _starts(instance, item, demand, service)
    yield from _dates(case, item, demand)
    for weekday in (day for day in range(1, 8) if day not in demand.weekdays and demand.pattern.nth is None):
        yield Ladder((1,), lambda _, d=weekday: (SessionWeekday(demand=demand.id, weekday=d),), f"weekday {weekday}")  # type: ignore[misc]
    yield from _venues(instance, demand, service)
    yield from without_pins(pins)
    lacking = service.min_attendance - demand.attendance.people
    if lacking > 0:
        yield Ladder((lacking,), lambda n: (SmallerAttendance(service=service.id, people=n),), "min-attendance")
    weekdays = sorted({day.isoweekday() for day in item.days})
    for venue in demand.venues:
        for weekday in weekdays:
            for side in SIDES:
                yield Ladder(
                    HOURS,
                    lambda n, v=venue, d=weekday, s=side: (VenueHours(venue=v, weekday=d, side=s, minutes=n),),  # type: ignore[misc]
                    f"venue-hours {weekday} {side}",
                )
    kinds = [need.qualification for need in service.crew]
    crew = [p for p in instance.people if any(p.holds(kind, day) for kind in kinds for day in item.days)]
    fit = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features)]
    fleet = fit if service.vehicle_use != "none" else []
    yield from longer_hours(crew, fleet, weekdays)
    for kit in [kit for kit in instance.kits if kit.kind == service.kit_kind][:1]:
        yield Ladder((1, 2), lambda n, k=kit.id: (MoreKits(like=k, count=n),), "more-kits")  # type: ignore[misc]
    licences = sorted({vehicle.licence for vehicle in fleet})
    staff: list[tuple[str, ...]] = [(kind,) for kind in dict.fromkeys(kinds)]
    staff += [tuple(sorted({kind, licence})) for kind in dict.fromkeys(kinds) for licence in licences]
    yield from more_means(instance, staff, fleet, weekdays)


def _starts(instance: Instance, item: Occurrence, demand: SessionDemand, service: Service) -> Iterator[Ladder]:
    """Starts on the grid beside those allowed, the nearest first."""
    seasons = {day: instance.territory.seasons_on(day) for day in item.days}
    allowed = demand.start_windows or service.start_windows
    windows = {span for day in item.days for span in windows_on(allowed, day, seasons[day])}
    if not allowed or not windows or item.start is not None:
        return
    grid = service.grid_min
    away = sorted(
        (min(max(low - start, start - high, 0) for low, high in windows), start) for start in range(0, DAY_MIN, grid)
    )
    near = [(minutes, start) for minutes, start in away if 0 < minutes <= START_MIN][:STARTS]
    if near:
        yield Ladder(
            tuple(range(len(near))),
            lambda n: (SessionStart(demand=demand.id, start=near[n][1], minutes=near[n][0]),),
            "session-start",
            order="additive",
        )


def _dates(case: Case, item: Occurrence, demand: SessionDemand) -> Iterator[Ladder]:
    """One session moved to another day of its horizon, the nearest first."""
    if not item.days or item.free or item.series != 1 or len(item.dates) != 1:
        return
    origin = item.days[0]
    if any(exception.date == origin for exception in demand.exceptions):
        return
    others = sorted(
        (day for day in case.horizon.days if day not in item.days), key=lambda d: (abs((d - origin).days), d)
    )
    if others:
        yield Ladder(
            tuple(range(len(others))),
            lambda n: (SessionDate(demand=demand.id, date=origin, to=others[n], days=abs((others[n] - origin).days)),),
            "session-date",
            order="none",
        )


def _venues(instance: Instance, demand: SessionDemand, service: Service) -> Iterator[Ladder]:
    """Other venues that have what the service needs, the nearest first."""
    named = [instance.venue_by_id[id_] for id_ in demand.venues]
    away = sorted(
        (min(round(distance_m(venue.lon, venue.lat, one.lon, one.lat)) for one in named), venue.id)
        for venue in instance.venues
        if venue.id not in demand.venues and set(service.venue_features) <= set(venue.features)
    )
    near = [(metres, id_) for metres, id_ in away if metres <= VENUE_METRES]
    if near:
        yield Ladder(
            tuple(range(len(near))),
            lambda n: (SessionVenue(demand=demand.id, venue=near[n][1], metres=near[n][0]),),
            "session-venue",
            order="additive",
        )

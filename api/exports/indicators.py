"""What a plan delivers, in figures: demand served, access per commune, distances, hours, money.

Shared by the workbook and the terminal. Every figure is counted from the plan and its instance; none comes from the
solver.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.exports.lookup import Lookup
from models.instance import Instance
from models.plan import Plan, PlannedSession

AccessMinutes = Callable[[str, str], int | None]
"""Minutes by car from a commune to a venue (their ids), None where there is no way."""

REACH_MIN = (5, 10, 20)
"""Minutes of travel within which hours of service are counted."""


@dataclass(frozen=True)
class Served:
    """Items served of those asked, for one commune or one service."""

    id: str
    kind: Literal["session", "ride"]
    asked: int
    served: int

    @property
    def percent(self) -> int:
        """0 to 100, rounded down so that 100 means all; 100 when nothing was asked."""
        return self.served * 100 // self.asked if self.asked else 100


@dataclass(frozen=True)
class CommuneAccess:
    """One commune: what it asked and got, and how near the sessions are, wherever they are held.

    ``service_min`` are minutes of sessions held within each of ``REACH_MIN`` by car, ``nearest_min`` the minutes to the
    nearest session, both None when travel times are not known; ``next_date`` is the commune's own next session.
    """

    commune: str
    sessions: Served
    rides: Served
    service_min: tuple[int, ...] | None
    nearest_min: int | None
    next_date: date | None


@dataclass(frozen=True)
class Workload:
    """One person's plan: days on duty, minutes of work, and the contract's minutes for the same weeks."""

    person: str
    days: int
    work_min: int
    contract_min: int


@dataclass(frozen=True)
class Indicators:
    """The figures of one plan, as of ``made_at``."""

    made_at: datetime
    services: tuple[Served, ...]
    communes: tuple[CommuneAccess, ...]
    workloads: tuple[Workload, ...]
    access_gini: float | None
    tours: int
    vehicle_m: int
    own_car_m: int
    work_min: int
    co2_g: int
    vehicle_cents: int
    people_cents: int
    overtime_cents: int
    taxi_cents: int

    @property
    def total_cents(self) -> int:
        """All money spent."""
        return self.vehicle_cents + self.people_cents + self.overtime_cents + self.taxi_cents


def indicators(plan: Plan, instance: Instance, access: AccessMinutes | None = None) -> Indicators:
    """Count a plan's figures.

    Parameters
    ----------
    access : callable, optional
        Travel from communes to venues; without it the access figures stay None.
    """
    lookup = Lookup(plan, instance)
    sessions, rides = _asked_and_served(lookup)
    communes = tuple(_commune(lookup, commune.id, sessions, rides, access) for commune in instance.communes)
    return Indicators(
        made_at=plan.made_at,
        services=(
            *(_count("session", s.id, [r for r in sessions if r.service == s.id]) for s in instance.services),
            *(_count("ride", s.id, [r for r in rides if r.service == s.id]) for s in instance.ride_services),
        ),
        communes=communes,
        workloads=_workloads(plan, instance),
        access_gini=_access_gini(instance, communes),
        tours=len(plan.tours),
        vehicle_m=sum(tour.metres for tour in plan.tours),
        own_car_m=sum(duty.own_car_m for duty in plan.duties),
        work_min=sum(duty.work_min for duty in plan.duties),
        co2_g=sum(tour.co2_g for tour in plan.tours),
        vehicle_cents=sum(tour.cost_cents for tour in plan.tours),
        people_cents=sum(duty.cost_cents for duty in plan.duties),
        overtime_cents=plan.overtime_cents,
        taxi_cents=sum(ride.taxi_cents for ride in plan.rides),
    )


def gini(values: Sequence[float], weights: Sequence[float]) -> float:
    """Gini coefficient of weighted values: 0 when all are equal, near 1 when one has everything.

    Half the mean absolute difference over the mean; 0 when all values or all weights are 0.
    """
    total = sum(weights)
    mean = sum(v * w for v, w in zip(values, weights, strict=True))
    if not mean:
        return 0.0
    pairs = list(zip(values, weights, strict=True))
    difference = sum(w * x * abs(v - y) for v, w in pairs for y, x in pairs)
    return difference / (2 * total * mean)


@dataclass(frozen=True)
class _Row:
    commune: str
    service: str
    served: bool


def _asked_and_served(lookup: Lookup) -> tuple[list[_Row], list[_Row]]:
    """Every asked session, then every asked ride item: a ride is served when all its directions are."""
    planned = {(ride.item, ride.leg) for ride in lookup.plan.rides}
    sessions = [_Row(o.commune, o.service, o.id in lookup.session_by_id) for o in lookup.occurrences]
    rides = [
        _Row(item.commune, item.service, all((item.id, leg) in planned for leg in item.legs))
        for item in lookup.ride_items
    ]
    return sessions, rides


def _count(kind: Literal["session", "ride"], id_: str, rows: Iterable[_Row]) -> Served:
    outcomes = [row.served for row in rows]
    return Served(id_, kind, len(outcomes), sum(outcomes))


def _commune(
    lookup: Lookup, commune: str, sessions: list[_Row], rides: list[_Row], access: AccessMinutes | None
) -> CommuneAccess:
    own = [
        session.start.date()
        for session in lookup.plan.sessions
        if lookup.instance.demand_by_id[session.demand].commune == commune
    ]
    service_min, nearest = _reach(commune, lookup.plan.sessions, access) if access else (None, None)
    return CommuneAccess(
        commune=commune,
        sessions=_count("session", commune, [row for row in sessions if row.commune == commune]),
        rides=_count("ride", commune, [row for row in rides if row.commune == commune]),
        service_min=service_min,
        nearest_min=nearest,
        next_date=min((day for day in own if day >= lookup.plan.made_at.date()), default=None),
    )


def _reach(
    commune: str, sessions: tuple[PlannedSession, ...], access: AccessMinutes
) -> tuple[tuple[int, ...], int | None]:
    away = [(access(commune, session.venue), session) for session in sessions]
    reachable = [(minutes, session) for minutes, session in away if minutes is not None]
    within = tuple(
        sum(int((s.end - s.start).total_seconds()) // 60 for minutes, s in reachable if minutes <= limit)
        for limit in REACH_MIN
    )
    return within, min((minutes for minutes, _ in reachable), default=None)


def _access_gini(instance: Instance, communes: tuple[CommuneAccess, ...]) -> float | None:
    """Inequality between inhabitants of the hours of service within the widest reach."""
    if any(commune.service_min is None for commune in communes):
        return None
    population = [instance.commune_by_id[commune.commune].population for commune in communes]
    return gini([commune.service_min[-1] for commune in communes if commune.service_min], population)


def _workloads(plan: Plan, instance: Instance) -> tuple[Workload, ...]:
    """Everybody, the longest hours first."""
    loads = []
    for person in instance.people:
        duties = [duty for duty in plan.duties if duty.person == person.id]
        work = sum(duty.work_min for duty in duties)
        loads.append(Workload(person.id, len(duties), work, person.contract.week_min * plan.weeks))
    return tuple(sorted(loads, key=lambda load: (-load.work_min, load.person)))

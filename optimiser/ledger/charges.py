"""Every cent a plan spends, charged to the session or the ride it is spent for.

What one tour or one working day costs is joint: it is shared among the sessions and rides served in proportion to what
each would cost alone. This is the independent cost proportional scheme of Gangolly (1981), after Moriarity (1975). It
adds up, treats equals equally, charges nobody for a tour or a day that does nothing for them, and leaves everybody the
same discount on their stand-alone cost: nobody pays more than alone where joint work costs no more than separate work.
It looks at items one by one. That a *group* of communes would do no better on its own is not promised, as it is by a
core allocation, for which every group would have to be planned (Özener and Ergun 2008).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from optimiser.ledger.alone import StandAlone
from optimiser.ledger.apportion import apportion
from optimiser.ledger.carriage import carriages
from optimiser.ledger.labour import Labour
from optimiser.travel import TravelTimes
from optimiser.writing.evaluate import overtime_by_week

ChargeKind = Literal["vehicle", "person", "overtime", "taxi"]


@dataclass(frozen=True)
class Charge:
    """Cents of one vehicle's or person's day charged to one item; to none when no item is behind them.

    ``alone_cents`` is what the item would cost alone; of overtime, which nobody has alone, 0. ``resource`` is a
    vehicle's or a person's id, of an outside taxi the ride service's.
    """

    kind: ChargeKind
    resource: str
    day: date
    item: str | None
    cents: int
    alone_cents: int = 0


@dataclass(frozen=True)
class Purpose:
    """What an item is: a held session or a served ride, of which service, for which commune."""

    kind: Literal["session", "ride"]
    service: str
    commune: str


def purposes(plans: Iterable[Plan], instance: Instance) -> dict[str, Purpose]:
    """Every item served by some plans, by id; a ride belongs to the commune its outbound starts in."""
    found: dict[str, Purpose] = {}
    for plan in plans:
        for session in plan.sessions:
            demand = instance.demand_by_id[session.demand]
            found[session.id] = Purpose("session", demand.service, demand.commune)
        for ride in plan.rides:
            request = instance.ride_by_id[ride.request]
            found[ride.item] = Purpose("ride", request.service, instance.places[request.origin].commune)
    return found


def charges(plan: Plan, instance: Instance, times: TravelTimes) -> tuple[Charge, ...]:
    """Charges that add up to all money the plan spends: tours, duties, overtime, taxis; a price of CO₂ is none.

    Parameters
    ----------
    plan
        Every id in it is one of the instance.
    """
    alone = StandAlone(instance, times)
    carried = carriages(plan)
    labour = Labour(plan, instance, alone, carried)
    found: list[Charge] = []
    for tour in plan.tours:
        vehicle = instance.vehicle_by_id[tour.vehicle]
        claims = {c.item: alone.vehicle_cents(vehicle, tour.date, c) for c in carried[tour.id]}
        found += _shared("vehicle", tour.vehicle, tour.date, tour.cost_cents, claims)
    worked = [labour.claims(duty) for duty in plan.duties]
    for duty, claims in zip(plan.duties, worked, strict=True):
        found += _shared("person", duty.person, duty.date, duty.cost_cents, claims)
    found += _overtime(plan, instance, worked)
    for ride in plan.rides:
        if ride.taxi_cents:
            service = instance.ride_by_id[ride.request].service
            day = ride.boarding_start.date()
            found.append(Charge("taxi", service, day, ride.item, ride.taxi_cents, ride.taxi_cents))
    return tuple(found)


def _shared(kind: ChargeKind, resource: str, day: date, cents: int, claims: Mapping[str, int]) -> Iterator[Charge]:
    """One joint cost in proportion to what its items would cost alone; in equal parts where that is nothing."""
    if not claims:
        if cents:
            yield Charge(kind, resource, day, None, cents)
        return
    weights = list(claims.values()) if any(claims.values()) else [1] * len(claims)
    for (item, alone), part in zip(claims.items(), apportion(cents, weights), strict=True):
        yield Charge(kind, resource, day, item, part, alone)


def _overtime(plan: Plan, instance: Instance, worked: list[dict[str, int]]) -> Iterator[Charge]:
    """Each person's overtime of a week, over what they worked for in that week."""
    horizon = Horizon(plan.monday, plan.weeks)
    by_week = overtime_by_week(instance, horizon, plan.duties)
    if not plan.overtime_cents:
        return
    if not any(by_week.values()):  # the plan states overtime that these contracts do not have
        yield Charge("overtime", "", plan.monday, None, plan.overtime_cents)
        return
    parts = apportion(plan.overtime_cents, list(by_week.values()))
    for (person, week), cents in zip(by_week, parts, strict=True):
        if not cents:
            continue
        claims: dict[str, int] = defaultdict(int)
        days = []
        for duty, of_day in zip(plan.duties, worked, strict=True):
            if duty.person == person and horizon.week_of(duty.date) == week:
                days.append(duty.date)
                for item, alone in of_day.items():
                    claims[item] += alone
        for charge in _shared("overtime", person, max(days), cents, claims):
            yield replace(charge, alone_cents=0)

"""What a plan delivers, in figures: demand served, distances, hours, money.

Shared by the workbook and the terminal. Every figure is counted from the plan and its instance; none comes from the
solver. What each commune gets is told by ``equity``.
"""

from dataclasses import dataclass
from datetime import datetime

from api.exports.lookup import Lookup
from api.exports.served import Served, asked_items, count
from models.instance import Instance
from models.plan import Plan


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
    workloads: tuple[Workload, ...]
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


def indicators(plan: Plan, instance: Instance) -> Indicators:
    """Count a plan's figures."""
    items = asked_items(Lookup(plan, instance))
    return Indicators(
        made_at=plan.made_at,
        services=(
            *(count("session", s.id, [item for item in items if item.service == s.id]) for s in instance.services),
            *(count("ride", s.id, [item for item in items if item.service == s.id]) for s in instance.ride_services),
        ),
        workloads=_workloads(plan, instance),
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


def _workloads(plan: Plan, instance: Instance) -> tuple[Workload, ...]:
    """Everybody, the longest hours first."""
    loads = []
    for person in instance.people:
        duties = [duty for duty in plan.duties if duty.person == person.id]
        work = sum(duty.work_min for duty in duties)
        loads.append(Workload(person.id, len(duties), work, person.contract.week_min * plan.weeks))
    return tuple(sorted(loads, key=lambda load: (-load.work_min, load.person)))

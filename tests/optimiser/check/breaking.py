"""Breaks one clause of the world: changes a part, states anew what follows from it, and reads the breaches."""

from typing import TypeVar

from models.base import Frozen
from models.instance import Instance
from models.plan import Duty, Load, Plan, TierValue, Tour
from optimiser.check import Breach, Facts, check, tiers
from optimiser.travel import travel_times

Model = TypeVar("Model", bound=Frozen)
Owner = TypeVar("Owner", Instance, Plan)


def put(model: Model, **changes: object) -> Model:
    """A model with some fields changed; nothing cached is carried over."""
    return type(model)(**{name: getattr(model, name) for name in type(model).model_fields} | changes)


def put_in(owner: Owner, field: str, key: object, **changes: object) -> Owner:
    """An instance or plan in which the members of ``field`` known as ``key`` are changed, at least one of them."""
    members = getattr(owner, field)
    changed = tuple(put(member, **changes) if _is(member, key) else member for member in members)
    assert changed != members, f"{key!r} of {field} stays as it is"
    return put(owner, **{field: changed})


def drop_from(plan: Plan, field: str, key: object) -> Plan:
    """A plan without the members of ``field`` known as ``key``, at least one."""
    members = getattr(plan, field)
    left = tuple(member for member in members if not _is(member, key))
    assert len(left) < len(members), f"{key!r} of {field} is not there"
    return put(plan, **{field: left})


def _is(member: Frozen, key: object) -> bool:
    known = {name: getattr(member, name) for name in type(member).model_fields}
    if isinstance(key, tuple):
        return key in (
            (known.get("person"), known.get("date")),
            (known.get("item"), known.get("leg")),
        )
    return key in [known[name] for name in ("id", "item", "profile", "tier", "person") if name in known]


def restate(instance: Instance, plan: Plan, previous: Plan | None = None) -> Plan:
    """The plan with its loads, metres, work, costs and tiers as they follow from its tours, duties and rides."""
    facts = Facts(instance, plan, travel_times(instance), previous)
    taxis = tiers.taxi_costs(facts)
    return put(
        plan,
        tours=tuple(_tour(facts, tour) for tour in plan.tours),
        duties=tuple(_duty(facts, duty) for duty in plan.duties),
        rides=tuple(put(ride, taxi_cents=taxis.get((ride.item, ride.leg), 0)) for ride in plan.rides),
        overtime_cents=tiers.overtime_cost(facts),
        tiers=tuple(
            TierValue(tier=name, value=value, unit=plan.tiers[0].unit)
            for name, value in tiers.tier_values(facts).items()
        ),
    )


def _tour(facts: Facts, tour: Tour) -> Tour:
    run = next((run for run in facts.runs if run.tour is tour), None)
    if run is None:
        return tour
    loads = [*(move.load for move in run.moves), Load()]
    ways = [facts.leg_way(run.vehicle, move.origin, move.destination, run.day) for move in run.moves]
    metres = [0, *(way[1] if way else 0 for way in ways)]
    stops = tuple(put(s, load=load, metres=m) for s, load, m in zip(tour.stops, loads, metres, strict=True))
    changed = put(tour, stops=stops, metres=sum(metres))
    return put(changed, cost_cents=tiers.run_cost(facts, run), co2_g=tiers.run_co2(facts, run))


def _duty(facts: Facts, duty: Duty) -> Duty:
    shift = next((shift for shift in facts.shifts if shift.duty is duty), None)
    if shift is None:
        return duty
    return put(
        duty,
        work_min=shift.work_min,
        own_car_m=tiers.own_car_metres(facts, shift),
        cost_cents=tiers.shift_cost(facts, shift),
    )


def breaches(instance: Instance, plan: Plan, previous: Plan | None = None) -> tuple[Breach, ...]:
    """What the checker says of a plan as it stands."""
    return check(instance, plan, travel_times(instance), previous)


def clauses(instance: Instance, plan: Plan, previous: Plan | None = None) -> set[str]:
    """Clauses the plan breaks, all that follows from its parts stated anew."""
    return {breach.clause for breach in breaches(instance, restate(instance, plan, previous), previous)}

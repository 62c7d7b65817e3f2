"""Real small plans, solved once: weeks drawn at random with sessions, rides, shared vehicles and people."""

from functools import cache
from random import Random

from models.instance import Instance
from models.plan import Plan
from optimiser.solve import Limit, solve
from optimiser.travel import TravelTimes
from tests.optimiser.strategies import instance_of

SEEDS = (1, 8, 27, 33, 53, 57, 58)


@cache
def small_plans() -> tuple[tuple[Instance, Plan, TravelTimes], ...]:
    """Plans with their instances, one for each seed."""
    found = []
    for seed in SEEDS:
        instance = instance_of(Random(seed), 6, 8)
        result = solve(instance, limit=Limit(iterations=20), seed=1)
        found.append((instance, result.plan, result.times))
    return tuple(found)


def money(plan: Plan) -> int:
    """Cents a plan spends, summed without the ledger."""
    return (
        sum(tour.cost_cents for tour in plan.tours)
        + sum(duty.cost_cents for duty in plan.duties)
        + sum(ride.taxi_cents for ride in plan.rides)
        + plan.overtime_cents
    )

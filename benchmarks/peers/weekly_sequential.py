"""Sessions first, rides after: what planners do by hand, and what a joint plan has to beat."""

from models.instance import Instance
from models.plan import Plan
from optimiser.solve import Limit, solve


def solve_sequential(instance: Instance, seconds: float, seed: int) -> Plan:
    """The plan of the two stages one after the other, neither looking at the other."""
    return solve(instance, limit=Limit(seconds), seed=seed, joint=False).plan

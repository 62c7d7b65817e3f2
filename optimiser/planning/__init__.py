"""One planning, stage after stage: what it is asked for, its stages, and the plan that is made of them."""

from optimiser.planning.call import DEFAULT_S, Call, Limit
from optimiser.planning.interim import OnPlan
from optimiser.planning.planning import Planning, PlanRejectedError

__all__ = ["DEFAULT_S", "Call", "Limit", "OnPlan", "PlanRejectedError", "Planning"]

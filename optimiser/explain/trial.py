"""Solving small instances to find out whether some items can all be served."""

from collections.abc import Collection
from dataclasses import dataclass

from models.instance import Instance
from models.plan import Plan, Reason
from optimiser.explain.case import Case, Clock, served_by
from optimiser.solve import Limit, PlanRejectedError, solve

ITERATIONS = 300
"""Of the search, for an instance of a few items; its sessions are planned exactly."""


@dataclass(frozen=True)
class Trial:
    """A plan that serves all that was wished for; or none, and the reasons the search gives, by item."""

    plan: Plan | None
    reasons: dict[str, tuple[Reason, ...]]


def try_items(case: Case, instance: Instance, items: Collection[str], clock: Clock) -> Trial:
    """Solve an instance for the sake of some of its items."""
    try:
        result = solve(
            instance,
            monday=case.plan.monday,
            limit=Limit(seconds=None, iterations=ITERATIONS),
            stop=clock.stop,
            base_dir=case.base_dir,
            made_at=case.plan.made_at,
            tolerances=(),
        )
    except PlanRejectedError:
        return Trial(None, {})
    reasons = {unserved.item: unserved.reasons for unserved in result.plan.unserved}
    return Trial(result.plan if set(items) <= served_by(result.plan) else None, reasons)

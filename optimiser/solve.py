"""The one facade: from an instance to a checked plan."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from models.horizon import Horizon, horizon_of
from models.instance import Instance, TierName, Tolerance
from models.notices import InvalidInstance, Notice, Severity
from models.plan import Plan
from models.references import find_faults
from optimiser.kept import kept_faults
from optimiser.planning import Call, Limit, OnPlan, Planning, PlanRejectedError
from optimiser.progress import OnProgress, StopFlag, relayed
from optimiser.tolerances import Tolerances
from optimiser.travel import TravelTimes, travel_notices, travel_times
from optimiser.writing.plan import tier_values

FIRST_SHARE = 0.6
"""Part of the time for the plan without tolerances, where there are any."""


@dataclass(frozen=True)
class Result:
    """A checked plan, the horizon and travel times it was made with, and whether the search was stopped."""

    plan: Plan
    horizon: Horizon
    times: TravelTimes
    stopped: bool
    seconds: float
    planning: Planning | None = field(default=None, repr=False, compare=False)
    """Where a search for another plan of the same week can begin."""


def solve(
    instance: Instance,
    *,
    monday: date | None = None,
    previous: Plan | None = None,
    limit: Limit | None = None,
    seed: int = 0,
    stop: StopFlag | None = None,
    on_progress: OnProgress | None = None,
    on_plan: OnPlan | None = None,
    base_dir: Path | None = None,
    made_at: datetime | None = None,
    tolerances: Sequence[Tolerance] | None = None,
    hold: frozenset[date] = frozenset(),
    joint: bool = True,
) -> Result:
    """Plan one cycle of an instance.

    With tolerances the week is planned without any first, then within them from there: what comes out is no worse than
    the plan without in any tier that has none, up to the first tier that gained.

    Parameters
    ----------
    monday
        First day; the instance's own week by default.
    previous
        The plan published before: history, promises, freeze line and the prices of changes.
    limit
        60 seconds by default. With iterations, the plan is a function of instance, previous plan, seed and iterations.
    stop
        Set from anywhere to end with the best plan so far.
    on_plan
        Told each better plan on the way, in the thread of the search: checked, without bounds and without tolerances.
        The search takes the same way with it, iterations counted; what it does is taken from the seconds.
    base_dir
        Folder a road extract lies in.
    made_at
        When the plan is made; noon of the Thursday before by default, or as late as the previous plan.
    tolerances
        What tiers may give up for those after them; the instance's own by default.
    hold
        Days that stay as the previous plan has them, besides those before its freeze line.
    joint
        Whether sessions and rides are planned together once both are there; otherwise sessions first and rides after
        is all, for comparison.

    Raises
    ------
    InvalidInstance
        When the data has errors; it carries all of them.
    PlanRejectedError
        When the plan does not pass the checker, which is a fault of this program.
    """
    began = time.monotonic()
    horizon = horizon_of(instance, monday)
    faults = (*find_faults(instance, monday), *kept_faults(instance, previous, horizon))
    if any(notice.severity is Severity.ERROR for notice in faults):
        raise InvalidInstance(faults)
    times = travel_times(instance, base_dir)
    notices = (*faults, *travel_notices(times, instance, horizon))
    within = Tolerances.of(instance.settings.tolerances if tolerances is None else tolerances)
    whole, flag = limit or Limit(), StopFlag() if stop is None else stop
    tell = relayed(on_progress, began, whole.clock_s)
    first = whole.share(FIRST_SHARE) if within else whole
    call = Call(instance, horizon, times, previous, first, seed, flag, tell, made_at, hold, joint)
    planning = Planning(call, on_plan=on_plan)
    plan = planning.plan(notices)
    if within:
        if on_plan is not None:
            on_plan(plan)
        plan = _within(planning, plan, within, whole.share(1 - FIRST_SHARE), notices)
    return Result(plan, horizon, times, bool(planning.call.stop), time.monotonic() - began, planning)


def cheaper(result: Result, enough: int, limit: Limit) -> Result:
    """The same week for less cost, where a need of ``enough`` may be left: an epsilon constraint on need.

    It begins where the result ended, and is never dearer.

    Raises
    ------
    ValueError
        When the result comes from no search.
    """
    began, planning, least = time.monotonic(), result.planning, result.plan
    if planning is None:
        raise ValueError("the plan comes from no search that could go on")
    if planning.call.stop or enough <= tier_value(least, "need"):
        return result
    tolerances = Tolerances(enough=enough)
    again = planning.within(tolerances, least, limit)
    plan = again.plan(planning.notices)
    worth = tier_value(plan, "cost") < tier_value(least, "cost")
    if not worth or tolerances.choose([tier_values(least), tier_values(plan)]) == 0:
        return result
    return Result(plan, result.horizon, result.times, bool(planning.call.stop), time.monotonic() - began, again)


def tier_value(plan: Plan, tier: TierName) -> int:
    """Value of one tier of a plan."""
    return tier_values(plan)[tier]


def _within(planning: Planning, plan: Plan, tolerances: Tolerances, limit: Limit, notices: tuple[Notice, ...]) -> Plan:
    """The best plan within tolerances: the one made without any, or one made from it."""
    plans = [plan]
    if not planning.call.stop:
        plans.append(planning.within(tolerances, plan, limit).plan(notices))
    values = [tier_values(one) for one in plans]
    chosen, least = plans[tolerances.choose(values)], tolerances.least(values)
    tiers = tuple(
        tier.model_copy(update={"tolerance_per_mille": tolerances.per_mille[tier.tier], "least": least[tier.tier]})
        if tier.tier in tolerances.per_mille
        else tier
        for tier in chosen.tiers
    )
    return chosen.model_copy(update={"tiers": tiers})


__all__ = ["Limit", "PlanRejectedError", "Result", "cheaper", "solve"]

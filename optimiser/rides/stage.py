"""The rides stage: from sessions and outings to shifts, taxi rides and what stays unserved."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from optimiser.binds import binds
from optimiser.draft import Draft
from optimiser.progress import OnProgress, StopFlag
from optimiser.rides.attempt import Attempt
from optimiser.rides.published import published_turns
from optimiser.rides.situation import Situation, survey
from optimiser.rides.turns import Turn
from optimiser.rides.whole import with_rides
from optimiser.search import Bucket, Item, MaxIterations, Ride, RideProblem, Route, StopOption, solve_rides
from optimiser.travel import TravelTimes

DEFAULT_SECONDS = 12.0
ATTEMPTS = 3
"""Attempts at most that the effort is shared by: which rosters come first decides much, and no search mends it all."""
ATTEMPTS_SHARE = 0.9
"""Share of the time for the attempts; the rest is for a last look at what the best one leaves out."""
FEW_ITERATIONS = 3000
"""Fewer iterations, or seconds than attempts, are spent on one attempt."""


Changes = Callable[[Draft], int]
"""From a draft to the price of its changes to the plan before."""

Choice = Callable[[Sequence[Draft]], int]
"""Position of the best of some drafts."""


@binds("R1.once")
def plan_rides(
    instance: Instance,
    horizon: Horizon,
    travel: TravelTimes,
    draft: Draft,
    *,
    previous: Plan | None = None,
    seed: int = 0,
    iterations: int | None = None,
    seconds: float | None = None,
    stop: StopFlag | None = None,
    on_progress: OnProgress | None = None,
    changes: Changes | None = None,
    choose: Choice | None = None,
    hold: frozenset[date] = frozenset(),
) -> Draft:
    """Add shifts, taxi rides and unserved items to a draft of sessions and outings.

    Parameters
    ----------
    iterations
        Iterations of the search over all days; then the result depends on the data and the seed alone.
    seconds
        Time allowed; twelve seconds by default, without a limit on iterations.
    changes
        Prices a finished draft's changes to the plan before (tier 2); between drafts of equal need it decides first.
    choose
        Chooses between finished drafts that leave out as few promised rides; by need, changes and cost by default.
    hold
        Days that stay as the plan before has them, besides those before its freeze line.
    """
    situation = survey(instance, horizon, travel, draft, previous, hold=hold)
    if situation.wanted:
        _compile_kernels()
    attempts = [_Plan(situation, wide=True), _Plan(situation)]
    if previous is not None and changes is not None and _same_weeks(previous, horizon):
        kept = survey(instance, horizon, travel, draft, previous, exact=True, hold=hold)
        attempts.insert(0, _Plan(kept, turns=published_turns(kept, previous)))
    effort = _Effort(seed, iterations, seconds, StopFlag() if stop is None else stop, on_progress)
    return _best_attempt(attempts, effort, changes, choose)


def _same_weeks(previous: Plan, horizon: Horizon) -> bool:
    return (previous.monday, previous.weeks) == (horizon.monday, horizon.weeks)


@dataclass(frozen=True)
class _Plan:
    """How an attempt begins: with the turns of the plan before, with wide hours, or with those reckoned."""

    situation: Situation
    wide: bool = False
    turns: tuple[Turn, ...] | None = None


@dataclass(frozen=True)
class _Effort:
    seed: int
    iterations: int | None
    seconds: float | None
    stop: StopFlag
    on_progress: OnProgress | None


def _best_attempt(plans: Sequence[_Plan], effort: _Effort, changes: Changes | None, choose: Choice | None) -> Draft:
    """The draft of the best of some attempts with seeds of their own; of the first alone when it is stopped."""
    allowed_s, iterations = effort.seconds or DEFAULT_SECONDS, effort.iterations
    worth = allowed_s >= len(plans) if iterations is None else iterations >= FEW_ITERATIONS
    plans = plans if worth else plans[: 1 + (plans[0].turns is not None)]
    each = None if iterations is None else max(1, iterations // len(plans))
    attempts: list[Attempt] = []
    begun = time.monotonic()
    for number, plan in enumerate(plans):
        share_s, seed = ATTEMPTS_SHARE * allowed_s / len(plans), effort.seed * ATTEMPTS + number
        attempts.append(
            Attempt(plan.situation, seed, each, share_s, effort.stop, effort.on_progress, plan.wide, plan.turns)
        )
        attempts[-1].run()
        if effort.stop or not plan.situation.wanted:
            break
    if choose is None:
        best = min(attempts, key=lambda one: _value(one, changes))
    else:
        lost = min(one.value[0] for one in attempts)
        able = [one for one in attempts if one.value[0] == lost]
        best = able[choose([_draft_of(one) for one in able])]
    if iterations is None:
        best.complete(begun + allowed_s)
    return _draft_of(best)


def _value(one: Attempt, changes: Changes | None) -> tuple[int, int, int, int]:
    """Promised rides left out, need, changes and cost."""
    lost, need, cost = one.value
    return lost, need, 0 if changes is None else changes(_draft_of(one)), cost


def _draft_of(one: Attempt) -> Draft:
    """The draft of sessions with what an attempt found for each day."""
    return with_rides(one.situation, [one.best[day].result for day in one.days])


def _compile_kernels() -> None:
    """Compile the search, or load it from the cache, so that it is not counted as searching."""
    ride = Ride((StopOption(0, 0, 9),), (StopOption(1, 0, 9),), 9, item=0)
    route = Route(0, 0, 0, 9, ((1, 0, 0),))
    square = np.array([[[0, 1], [1, 0]]], dtype=np.int64)
    tiny = RideProblem(square, square, (ride,), (Item(1, 0),), (Bucket(1),), (route,))
    solve_rides(tiny, stop=MaxIterations(1))

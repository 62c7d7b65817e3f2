"""The rides stage: from sessions and outings to shifts, taxi rides and what stays unserved."""

import time
from dataclasses import replace

import numpy as np

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from optimiser.binds import binds
from optimiser.draft import Draft
from optimiser.progress import OnProgress, StopFlag
from optimiser.rides.attempt import Attempt
from optimiser.rides.situation import Situation, survey
from optimiser.search import Bucket, Item, MaxIterations, Ride, RideProblem, Route, StopOption, solve_rides
from optimiser.travel import TravelTimes

DEFAULT_SECONDS = 12.0
ATTEMPTS = 2
"""Attempts the effort is shared by: which rosters come first decides much, and no search within one mends all of it."""
ATTEMPTS_SHARE = 0.9
"""Share of the time for the attempts; the rest is for a last look at what the best one leaves out."""
FEW_ITERATIONS = 3000
"""Fewer iterations, or seconds than attempts, are spent on one attempt."""


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
) -> Draft:
    """Add shifts, taxi rides and unserved items to a draft of sessions and outings.

    Parameters
    ----------
    iterations
        Iterations of the search over all days; then the result depends on the data and the seed alone.
    seconds
        Time allowed; twelve seconds by default, without a limit on iterations.
    """
    situation = survey(instance, horizon, travel, draft, previous)
    if situation.wanted:
        _compile_kernels()
    best = _best_attempt(situation, seed, iterations, seconds, StopFlag() if stop is None else stop, on_progress)
    results = [best.best[day].result for day in best.days]
    served = set(situation.requests.settled) | {item for result in results for item in result.served}
    return replace(
        draft,
        shifts=tuple(shift for result in results for shift in result.shifts),
        taxis=tuple(taxi for result in results for taxi in result.taxis),
        unserved_rides=tuple(item.id for item in situation.items if item.id not in served),
    )


def _best_attempt(
    situation: Situation,
    seed: int,
    iterations: int | None,
    seconds: float | None,
    stop: StopFlag,
    on_progress: OnProgress | None,
) -> Attempt:
    """The best of some attempts with seeds of their own; the first alone when it is stopped."""
    allowed_s = seconds or DEFAULT_SECONDS
    worth = allowed_s >= ATTEMPTS if iterations is None else iterations >= FEW_ITERATIONS
    count = ATTEMPTS if worth else 1
    each = None if iterations is None else max(1, iterations // count)
    attempts: list[Attempt] = []
    begun = time.monotonic()
    for number in range(count):
        share_s = ATTEMPTS_SHARE * allowed_s / count
        attempts.append(
            Attempt(situation, seed * ATTEMPTS + number, each, share_s, stop, on_progress, wide=number % 2 == 0)
        )
        attempts[-1].run()
        if stop or not situation.wanted:
            break
    best = min(attempts, key=lambda one: one.value)
    if iterations is None:
        best.complete(begun + allowed_s)
    return best


def _compile_kernels() -> None:
    """Compile the search, or load it from the cache, so that it is not counted as searching."""
    ride = Ride((StopOption(0, 0, 9),), (StopOption(1, 0, 9),), 9, item=0)
    route = Route(0, 0, 0, 9, ((1, 0, 0),))
    square = np.array([[[0, 1], [1, 0]]], dtype=np.int64)
    tiny = RideProblem(square, square, (ride,), (Item(1, 0),), (Bucket(1),), (route,))
    solve_rides(tiny, stop=MaxIterations(1))

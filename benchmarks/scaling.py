"""How the search grows with a day: time per iteration, memory, compilation, insertion into a planned day and week."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from benchmarks.made_days import made_day
from optimiser.search import InsertionDesk, MaxIterations, Ride, RideProblem, Search, Spot, compile_kernels, solve_rides

SIZES = 50, 100, 200, 500, 1000, 2000
ITERATIONS = 4000
INSERTION_RIDES = 300
WEEK_DAYS = 7
ASKED = 50
"""Requests asked for one after another; the mean and the worst are told."""

_CHILD = "import time; from optimiser.search import compile_kernels; t = time.perf_counter(); compile_kernels(); "
_TELL_SECONDS = "print(time.perf_counter() - t)"


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    what: str
    rides: int
    value: float
    unit: str


def measure(sizes: Sequence[int] = SIZES, seed: int = 1) -> Iterator[Figure]:
    """All figures, one after another."""
    yield from compilation()
    compile_kernels()
    for size in sizes:
        yield Figure("iteration", size, iteration_us(made_day(size, seed), seed), "µs")
    for size in sizes:
        yield Figure("memory", size, memory_mb(size, seed), "MB")
    yield from insertion(INSERTION_RIDES, seed)


def iteration_us(problem: RideProblem, seed: int) -> float:
    """Mean microseconds of an iteration that starts from a greedy solution."""
    search = Search(problem, seed=seed)
    stop = MaxIterations(ITERATIONS)
    search.fill(stop)
    # The first tenth fills caches.
    search.run(stop, until=0.1)
    done, start = search.effort.iterations, time.process_time()
    search.run(stop)
    return 1e6 * (time.process_time() - start) / (search.effort.iterations - done)


def memory_mb(rides: int, seed: int) -> float:
    """Peak memory of a process that searches a day, beyond what it takes once the kernels are loaded."""
    code = (
        "import resource; from benchmarks.made_days import made_day; from optimiser.search import *; compile_kernels();"
        f"day = made_day({rides}, {seed}); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        f"solve_rides(day, stop=MaxIterations({ITERATIONS}));"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)"
    )
    return _told(code, dict(os.environ))


def compilation() -> Iterator[Figure]:
    """Seconds until the first search can begin: in a new cache, then in the same one."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "HALTE_KERNEL_CACHE": cache}
        for what in ("cold start", "warm start"):
            yield Figure(what, 0, _told(_CHILD + _TELL_SECONDS, environment), "s")


def insertion(rides: int, seed: int) -> Iterator[Figure]:
    """Milliseconds to find the best place of one more request in a day, and over a week of such days."""
    days = [opened(made_day(rides + 1, seed + k), seed) for k in range(WEEK_DAYS)]
    asked = [ride for desk in days for ride in desk.problem.rides][:: max(1, rides * WEEK_DAYS // ASKED)][:ASKED]
    spots, weeks = [], []
    for ride in asked:
        start = time.perf_counter()
        suggest_over(days, ride)
        weeks.append(1e3 * (time.perf_counter() - start))
        start = time.perf_counter()
        days[0].spots(rides)
        spots.append(1e3 * (time.perf_counter() - start))
    yield Figure("insertion", rides, fmean(spots), "ms")
    yield Figure("insertion, worst", rides, max(spots), "ms")
    yield Figure("suggest over a week", rides, fmean(weeks), "ms")
    yield Figure("suggest over a week, worst", rides, max(weeks), "ms")


def opened(problem: RideProblem, seed: int) -> InsertionDesk:
    """A planned day whose last ride is not planned: its row stands for whoever asks."""
    last = len(problem.rides) - 1
    nobody = replace(problem.rides[last], routes=())
    without = replace(problem, rides=(*problem.rides[:last], nobody))
    return InsertionDesk(without, solve_rides(without, stop=MaxIterations(ITERATIONS), seed=seed))


def suggest_over(days: Sequence[InsertionDesk], ride: Ride, most: int = 5) -> list[Spot]:
    """The best places of a request over several days; the best are driven, to know their times and who is delayed."""
    found: list[tuple[Spot, InsertionDesk]] = []
    for desk in days:
        row = len(desk.problem.rides) - 1
        desk.ask(row, replace(ride, item=desk.problem.rides[row].item))
        found += [(spot, desk) for spot in desk.spots(row)]
    best = sorted(found, key=lambda one: one[0])[:most]
    for spot, desk in best:
        desk.put(spot)
        desk.driven(spot.route)
        desk.take_out(spot.ride)
    return [spot for spot, _ in best]


def _told(code: str, environment: dict[str, str]) -> float:
    """The number that a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)

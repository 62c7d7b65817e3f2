"""The rides stage: from sessions and outings to shifts, taxi rides and what stays unserved."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.fleet import Layout
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.text import message
from optimiser.binds import binds
from optimiser.draft import Draft
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.rides.day import DayProblem, day_problem
from optimiser.rides.rostering import Effort, roster
from optimiser.rides.shifts import DayResult, read_solution
from optimiser.rides.situation import BucketKey, Situation, survey
from optimiser.rides.turns import Turn
from optimiser.search import Bucket, MaxIterations, MaxSeconds, RideSolution, solve_rides
from optimiser.travel import TravelTimes

DEFAULT_SECONDS = 12.0
ROSTER_SHARE = 0.3
ROSTER_EFFORT_PER_ITERATION = 1e-4
"""Deterministic seconds of the roster for an iteration of the search."""


@dataclass
class _Run:
    """One run of the stage: its limits and what it has found so far, day by day."""

    situation: Situation
    seed: int
    iterations: int | None
    seconds: float
    stop: StopFlag
    on_progress: OnProgress | None
    begun: float = field(default_factory=time.monotonic)
    results: dict[date, DayResult] = field(default_factory=dict)
    costs: dict[date, int] = field(default_factory=dict)
    turns: dict[date, tuple[Turn, ...]] = field(default_factory=dict)
    capacity: dict[int, int] = field(default_factory=dict)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.begun

    def roster_effort(self, share: float) -> Effort:
        """What a share of the stage's effort is for the roster."""
        if self.iterations is None:
            return Effort(self.seconds * share, deterministic=False, seed=self.seed)
        seconds = min(10.0, max(1.0, self.iterations * ROSTER_EFFORT_PER_ITERATION))
        return Effort(seconds, deterministic=True, seed=self.seed)


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
    run = _Run(situation, seed, iterations, seconds or DEFAULT_SECONDS, stop or StopFlag(), on_progress)
    _solve(run)
    unserved = {item.id for item in situation.items} - {
        item for result in run.results.values() for item in result.served
    }
    return replace(
        draft,
        shifts=tuple(shift for day in sorted(run.results) for shift in run.results[day].shifts),
        taxis=tuple(taxi for day in sorted(run.results) for taxi in run.results[day].taxis),
        unserved_rides=tuple(item.id for item in situation.items if item.id in unserved),
    )


def _solve(run: _Run) -> None:
    situation = run.situation
    if not situation.requests.asked:
        return
    days = sorted(situation.wanted)
    _tell(run, None)
    chosen = roster(situation, days, (), {}, {}, run.roster_effort(ROSTER_SHARE))
    total = sum(len(situation.wanted[day]) for day in days)
    for day in days:
        share = len(situation.wanted[day]) / total
        _solve_day(run, day, [turn for turn in chosen if turn.day == day], share * (1 - ROSTER_SHARE))


def _solve_day(run: _Run, day: date, turns: Sequence[Turn], share: float) -> None:
    """Search one day; when a vehicle's turns ended up with different layouts, fix the most used one and search again."""
    s = run.situation
    layouts = {vehicle: layouts_on(s, day, vehicle) for vehicle in {turn.vehicle for turn in turns}}
    while True:
        problem = day_problem(
            s.instance,
            s.times,
            s.workdays[day],
            [one.ride for one in s.wanted[day]],
            turns,
            layouts,
            s.taxis,
            _buckets(run, day),
        )
        limit = (
            MaxIterations(max(1, round(run.iterations * share)))
            if run.iterations is not None
            else MaxSeconds(run.seconds * share)
        )
        solution = solve_rides(problem.problem, stop=limit, seed=run.seed, should_stop=lambda: bool(run.stop))
        clash = _layout_clash(problem, solution)
        if clash is None:
            break
        layouts = {**layouts, clash[0]: [clash[1]]}
    run.results[day] = read_solution(s.instance, s.times, problem, solution)
    run.costs[day] = solution.tiers.cost
    run.turns[day] = tuple(turns)
    _tell(run, day)


@binds("T3.layout")
def layouts_on(s: Situation, day: date, vehicle: str) -> Sequence[Layout]:
    """Layouts that seat the crews of a vehicle's outings, one of which holds all day."""
    outings = [busy.outing for busy in s.workdays[day].vehicles[vehicle].busy if busy.outing is not None]
    most = max((len(outing.people) - 1 for outing in outings), default=0)
    return [layout for layout in s.instance.vehicle_by_id[vehicle].layouts if layout.seats >= most]


def _layout_clash(problem: DayProblem, solution: RideSolution) -> tuple[str, Layout] | None:
    """A vehicle whose turns use different layouts, and the layout under which most rides were served."""
    rides: dict[tuple[str, str], int] = {}
    for route in solution.routes:
        if route.rides and route.route < len(problem.turns):
            turn = problem.turns[route.route]
            key = turn.turn.vehicle, turn.layouts[route.layout].id
            rides[key] = rides.get(key, 0) + len(route.rides)
    for vehicle in sorted({vehicle for vehicle, _ in rides}):
        used = [(count, layout) for (v, layout), count in rides.items() if v == vehicle]
        if len(used) > 1:
            best = max(used)[1]
            layouts = next(turn.layouts for turn in problem.turns if turn.turn.vehicle == vehicle)
            return vehicle, next(layout for layout in layouts if layout.id == best)
    return None


def _buckets(run: _Run, day: date) -> dict[BucketKey, Bucket]:
    """Levels of tier 1 as the day sees them: what other days and impossible items leave unserved is given."""
    s = run.situation
    lost = {key: 0 for key in s.need}
    for item in s.items:
        elsewhere = s.requests.by_item.get(item.id)
        if elsewhere is None:
            lost[item.commune, item.service] += item.weight
        elif elsewhere.day != day and elsewhere.day in run.results:
            if item.id not in run.results[elsewhere.day].served:
                lost[item.commune, item.service] += item.weight
    return {
        key: Bucket(bucket.asked, shortfall=bucket.carried, unserved=lost[key]) for key, bucket in s.need.items()
    }


def _tell(run: _Run, day: date | None) -> None:
    if run.on_progress is not None:
        phase = message("rides") if day is not None else message("driving shifts")
        limit = run.seconds if run.iterations is None else None
        run.on_progress(Progress(phase=phase, elapsed_s=run.elapsed_s, limit_s=limit, day=day))


"""The search of one day's tours, given its turns: layouts agreed between the turns of a vehicle, the best kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.fleet import Layout
from optimiser.binds import binds
from optimiser.exact import or_best_day
from optimiser.rides.day import DayProblem, day_problem
from optimiser.rides.shifts import DayResult, read_solution
from optimiser.rides.situation import BucketKey, Situation
from optimiser.rides.turns import Turn
from optimiser.rides.warm_start import start_from
from optimiser.search import Bucket, RideSolution, Stop, solve_rides


@dataclass(frozen=True)
class DayOutcome:
    """A day's turns, what they serve, and (promised rides left out, need, cost in thousandths of a cent)."""

    turns: tuple[Turn, ...]
    result: DayResult
    tiers: tuple[int, int, int]


def search_day(
    s: Situation,
    day: date,
    turns: Sequence[Turn],
    lost: Mapping[BucketKey, int],
    *,
    limit: Stop,
    seed: int,
    should_stop: Callable[[], bool],
    start: DayResult | None = None,
) -> DayOutcome:
    """Search one day.

    When a vehicle's turns end up with different layouts, the most used one is fixed and the day searched again.

    Parameters
    ----------
    lost
        Weight unserved on other days, by bucket.
    limit
        Effort of each search.
    start
        Shifts and taxi rides to start from.
    """
    layouts: dict[str, Sequence[Layout]] = {turn.vehicle: layouts_on(s, day, turn.vehicle) for turn in turns}
    turns = [turn for turn in turns if layouts[turn.vehicle]]
    asked = [one.ride for one in s.wanted.get(day, ())]
    buckets = {
        key: Bucket(bucket.asked, shortfall=bucket.carried, unserved=lost.get(key, 0)) for key, bucket in s.need.items()
    }
    while True:
        problem = day_problem(s.instance, s.times, s.workdays[day], asked, turns, layouts, s.kits_of, s.taxis, buckets)
        solution = solve_rides(
            problem.problem,
            stop=limit,
            seed=seed,
            initial=start_from(problem, start.shifts, start.taxis) if start is not None else None,
            should_stop=should_stop,
        )
        solution = or_best_day(problem.problem, solution)
        clash = _layout_clash(problem, solution)
        if clash is None:
            break
        layouts[clash[0]] = [clash[1]]
    tiers = solution.tiers.mandatory, solution.tiers.need, solution.tiers.cost
    return DayOutcome(tuple(turns), read_solution(s.instance, s.times, problem, solution), tiers)


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
            fitting = turn.layouts[route.layout]
            key = turn.turn.vehicle, fitting.id
            rides[key] = rides.get(key, 0) + len(route.rides)
    for vehicle in sorted({vehicle for vehicle, _ in rides}):
        used = [(count, layout) for (v, layout), count in rides.items() if v == vehicle]
        if len(used) > 1:
            best = max(used)[1]
            layouts = next(turn.layouts for turn in problem.turns if turn.turn.vehicle == vehicle)
            return vehicle, next(layout for layout in layouts if layout.id == best)
    return None

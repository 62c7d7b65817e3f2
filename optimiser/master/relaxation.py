"""A relaxation of the session model with little of its times: its bound on cost is tight, and quick to prove.

It keeps columns by day, crews, ratios, contract hours and the redundant rows on work, and drops the times of duties,
overlaps of vehicles and people, rests, pins and the place of meals. Every plan of the session model is one of it, at no
greater cost.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.master import crews, duties, outings, sessions, tiers, work
from optimiser.master.context import Context, Linear, Scope
from optimiser.master.search import Budget, bound_of
from optimiser.progress import StopFlag


@dataclass(frozen=True)
class Relaxed:
    """A lower bound on cost, and the columns and goers of the relaxation's best solution, empty if there is none."""

    bound: int
    columns: frozenset[int] = frozenset()
    goes: frozenset[tuple[int, int]] = frozenset()


def relax_cost(scope: Scope, most_need: int, budget: Budget, seed: int, stop: StopFlag) -> Relaxed:
    """Bound the cost tier of every plan whose need is at most ``most_need``; 0 if no bound is found in time."""
    ctx = Context(scope)
    sessions.add_sessions(ctx)
    crews.add_members(ctx)
    crews.add_riders(ctx)
    crews.add_ratio(ctx)
    outings.add_outing_times(ctx)
    outings.add_range(ctx)
    sessions.add_spacing(ctx)
    sessions.add_patterns(ctx)
    sessions.add_venues(ctx)
    duties.add_car_days(ctx)
    weeks = _add_work(ctx)
    _add_vehicle_time(ctx)
    ctx.model.add(tiers.need(ctx, tiers.everything(scope)) <= most_need)
    expression = tiers.cost(ctx, tiers.everything(scope), weeks, with_hours=False)
    if isinstance(expression, int):
        return Relaxed(0)
    ctx.model.minimize(expression)
    bound, values = bound_of(ctx.model, budget, seed, stop)
    if not values:
        return Relaxed(max(0, bound))
    return Relaxed(
        max(0, bound),
        frozenset(c for c, x in enumerate(ctx.v.x) if values[x.index]),
        frozenset(key for key, goes in ctx.v.goes.items() if values[goes.index]),
    )


def _add_work(ctx: Context) -> dict[tuple[int, int], cp_model.IntVar]:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    keys = {(p, scope.columns[c].day) for p, c in v.goes}
    keys |= {(column.person, column.day) for column in scope.columns if column.person >= 0}
    days: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for p, day in sorted(keys):
        most = scope.rules(p, day).day_work_min.value
        v.work[p, day] = model.new_int_var(0, most, f"work{p},{day}")
        v.meal[p, day] = model.new_bool_var(f"meal{p},{day}")
        days[p, scope.horizon.week_of(day)].append(v.work[p, day])
    work.add_outing_work(ctx)
    weeks = {}
    for (p, w), parts in days.items():
        person = scope.instance.people[p]
        limit = person.contract.week_min + person.contract.tolerance_min
        weeks[p, w] = model.new_int_var(0, min(limit, 7 * DAY_MIN), f"week{p},{w}")
        model.add(weeks[p, w] == sum(parts))
    work.add_week_shares(ctx, weeks)
    return weeks


def _add_vehicle_time(ctx: Context) -> None:
    """A vehicle's outings of a day fit the day."""
    spans: dict[tuple[int, date], list[Linear]] = defaultdict(list)
    for c, column in enumerate(ctx.scope.columns):
        if column.vehicle >= 0:
            spans[column.vehicle, column.day].append(column.shortest * ctx.v.x[c])
    for terms in spans.values():
        ctx.model.add(sum(terms) <= DAY_MIN)

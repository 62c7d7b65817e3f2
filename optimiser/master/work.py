"""Redundant rows on working time: least work by outing and by week, which make the bound on cost tight."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from ortools.sat.python import cp_model

from optimiser.binds import binds
from optimiser.master.columns import Column, Stay
from optimiser.master.context import Context, Linear, Literal
from optimiser.master.crews import least_heads


def add_outing_work(ctx: Context) -> None:
    """A person's work of a day is at least the least spans of their outings, less a meal one of them can host.

    A meal outside the outings, or in a longer gap of one, lengthens the duty by as much as it takes off.
    """
    scope, v, model = ctx.scope, ctx.v, ctx.model
    spans: dict[tuple[int, date], list[tuple[int, Literal]]] = defaultdict(list)
    for (p, c), goes in v.goes.items():
        spans[p, scope.columns[c].day].append((c, goes))
    for c, column in enumerate(scope.columns):
        if column.person >= 0:
            spans[column.person, column.day].append((c, v.x[c]))
    relief = _relief(ctx)
    for key, pairs in spans.items():
        if key not in v.work:
            continue
        meal = v.meal.get(key)
        terms: list[Linear] = []
        if meal is not None and not scope.rules(*key).meal_is_work:
            hosted = model.new_bool_var("meal on an outing")
            model.add_implication(hosted, meal)
            hosts = [literal for c, literal in pairs if _has_room_for_meal(ctx, scope.columns[c])]
            hosts += [relief[c] for c, _ in pairs if c in relief]
            model.add(hosted <= sum(hosts))
            terms.append(scope.rules(*key).meal_min.value * hosted)
        model.add(v.work[key] + sum(terms) >= sum(scope.columns[c].shortest * literal for c, literal in pairs))


def _spare(ctx: Context, o: int) -> Literal:
    """Whether the crew of an occurrence is larger than asked: no meal is relieved without one more."""
    if o not in ctx.v.spare:
        spare = ctx.v.spare[o] = ctx.model.new_bool_var(f"spare{o}")
        if "S4" not in ctx.without:
            members = [member for (_, k), member in ctx.v.member.items() if k == o]
            ctx.model.add(sum(members) >= ctx.scope.asked[o].service.crew_size * ctx.v.held[o] + spare)
        ctx.model.add_implication(spare, ctx.v.held[o])
    return ctx.v.spare[o]


def _relief(ctx: Context) -> dict[int, Literal]:
    """Per outing that a meal may fall in, but for one with room for it: whether a meal may be relieved on it."""
    riders: dict[int, list[Literal]] = defaultdict(list)
    for (_, c), goes in ctx.v.goes.items():
        riders[c].append(goes)
    found = {}
    for c, column in enumerate(ctx.scope.columns):
        over_meal = [stay.asked for stay in column.stays if _overlaps_meal(ctx, column.day, stay)]
        if not over_meal or _has_room_for_meal(ctx, column):
            continue
        found[c] = ctx.model.new_bool_var(f"relief{c}")
        ctx.model.add_implication(found[c], ctx.v.x[c])
        ctx.model.add(found[c] <= sum(_spare(ctx, o) for o in over_meal))
        if column.vehicle >= 0 and "S4" not in ctx.without:
            least = min(least_heads(ctx, o) + (o not in ctx.scope.car_people) for o in over_meal)
            ctx.model.add(sum(riders[c]) >= least * found[c])
        if _must_eat_there(ctx, column):
            ctx.model.add(found[c] == ctx.v.x[c])
    return found


def _must_eat_there(ctx: Context, column: Column) -> bool:
    """Whether everybody on a column of one session is out through the meal hours, so that meals are relieved there."""
    if len(column.stays) > 1 or "P6" in ctx.without:
        return False
    stay, base = column.stays[0], ctx.scope.horizon.day_start(column.day)
    item = ctx.scope.asked[stay.asked]
    leaves = max(stay.placement.starts) - item.before_min - column.lead
    returns = min(stay.placement.starts) + item.after_min + column.drive_home
    return all(
        rules.meal_min.value > 0 and leaves <= base + rules.meal_from and returns >= base + rules.meal_until
        for rules in (ctx.scope.rules(p, column.day) for p in range(len(ctx.scope.instance.people)))
    )


def _overlaps_meal(ctx: Context, day: date, stay: Stay) -> bool:
    """Whether some start lets a meal break fall between set-up and tear-down of a stay."""
    item, starts = ctx.scope.asked[stay.asked], stay.placement.starts
    for low, high, length in ctx.scope.meal_hours[day]:
        if high - low < length or item.before_min + item.after_min < length:
            continue
        k = bisect_left(starts, low + length - item.after_min)
        if k < len(starts) and starts[k] <= high - length + item.before_min:
            return True
    return False


def _has_room_for_meal(ctx: Context, column: Column) -> bool:
    """Whether a meal can fall within a column's least span with nobody to relieve it: waiting, or a closed interval."""
    return column.waiting > 0 or any(
        ctx.scope.asked[stay.asked].service.closed_interval is not None and _overlaps_meal(ctx, column.day, stay)
        for stay in column.stays
    )


@binds("P5.contract")
def add_week_shares(ctx: Context, weeks: dict[tuple[int, int], cp_model.IntVar]) -> None:
    """A week's work is at least the least shares of the sessions a person is in the crew of.

    A knapsack over crews alone, free of days and starts: its cover cuts are what closes the cost tier's gap.
    """
    scope, v, model = ctx.scope, ctx.v, ctx.model
    shares = _least_shares(ctx)
    for (p, w), work in weeks.items():
        rules = [scope.rules(p, day) for day in scope.horizon.days if scope.horizon.week_of(day) == w]
        unpaid = max((0 if r.meal_is_work else r.meal_min.value) for r in rules)
        terms: list[Linear] = []
        for (q, o), member in v.member.items():
            if q != p or {scope.horizon.week_of(day) for day in scope.asked[o].days} != {w}:
                continue
            share = shares[o]
            terms.append((max(0, share.minutes - unpaid) if share.room else share.minutes) * member)
            if share.relief and not share.room:
                eats = model.new_bool_var(f"eats{p},{o}")
                model.add_implication(eats, member)
                model.add_implication(eats, _spare(ctx, o))
                terms.append(-min(unpaid, share.minutes) * eats)
        if len(terms) > 1:
            model.add(work >= sum(terms))


@dataclass(frozen=True)
class _Share:
    """Least minutes an occurrence adds to a member's work; whether a meal has room in it, or may be relieved in it."""

    minutes: int
    room: bool
    relief: bool


def _least_shares(ctx: Context) -> dict[int, _Share]:
    """Per occurrence: the whole outing where it is never shared, else from set-up to tear-down."""
    shares: dict[int, _Share] = {}
    for column in ctx.scope.columns:
        room = _has_room_for_meal(ctx, column)
        for stay in column.stays:
            item = ctx.scope.asked[stay.asked]
            span = column.shortest if len(column.stays) == 1 else item.before_min + item.after_min
            known = shares.get(stay.asked, _Share(span, room=False, relief=False))
            relief = known.relief or _overlaps_meal(ctx, column.day, stay)
            shares[stay.asked] = _Share(min(known.minutes, span), known.room or room, relief)
    return shares

"""Constraints on meals: a duty that spans the meal hours has one, in free time, a closed interval, or relieved."""

from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.master.context import Context, Linear
from optimiser.master.crews import adults_of, ratio_on


@binds("P6.meal", "S4.presence")
def add_meals(ctx: Context) -> None:
    """Meal breaks of every duty.

    A meal lies in the meal hours, clear of drives and sessions, or inside a session's closed interval, or in a session
    while the rest of its crew suffices; meals relieved at one session do not overlap each other.
    """
    _add_meal_variables(ctx)
    _add_relief(ctx)
    blocks = _busy_blocks(ctx)
    for (p, day), meal in ctx.v.meal.items():
        rules = ctx.scope.rules(p, day)
        relieved = [literal for (q, o), literal in ctx.v.relieved.items() if q == p and (o, day) in ctx.v.on_day]
        free = ctx.model.new_bool_var("free meal")
        length = rules.meal_min.value
        at = ctx.v.meal_at[p, day]
        interval = ctx.model.new_optional_fixed_size_interval_var(at, length, free, f"meal{p},{day}")
        inside = []
        for o, literal in (
            (o, literal) for (q, o), literal in ctx.v.relieved.items() if q == p and (o, day) in ctx.v.on_day
        ):
            both = ctx.model.new_bool_var("relieved today")
            ctx.model.add_implication(both, literal)
            ctx.model.add_implication(both, ctx.v.on_day[o, day])
            ctx.model.add_bool_or(~literal, ~ctx.v.on_day[o, day], both)
            item = ctx.scope.asked[o]
            ctx.model.add(at >= ctx.v.start[o] - item.before_min).only_enforce_if(both)
            ctx.model.add(at + length <= ctx.v.start[o] + item.after_min).only_enforce_if(both)
            inside.append(both)
        ctx.model.add(free + sum(inside) == meal)
        if relieved:
            ctx.model.add_at_most_one(inside)
        ctx.model.add_no_overlap([interval, *blocks[p, day]])


def _add_meal_variables(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for (p, day), works in v.works.items():
        rules = scope.rules(p, day)
        length = rules.meal_min.value
        if length == 0:
            continue
        base = scope.horizon.day_start(day)
        meal = model.new_bool_var(f"meal{p},{day}")
        v.meal[p, day] = meal
        v.meal_at[p, day] = model.new_int_var(
            base + rules.meal_from, base + max(rules.meal_from, rules.meal_until - length), f"meal_at{p},{day}"
        )
        model.add_implication(meal, works)
        model.add(v.day_start[p, day] <= v.meal_at[p, day]).only_enforce_if(meal)
        model.add(v.day_end[p, day] >= v.meal_at[p, day] + length).only_enforce_if(meal)
        early, late = model.new_bool_var("spans from"), model.new_bool_var("spans until")
        model.add(v.day_start[p, day] <= base + rules.meal_from).only_enforce_if(early)
        model.add(v.day_start[p, day] > base + rules.meal_from).only_enforce_if(~early)
        model.add(v.day_end[p, day] >= base + rules.meal_until).only_enforce_if(late)
        model.add(v.day_end[p, day] < base + rules.meal_until).only_enforce_if(~late)
        if "P6" not in ctx.without:
            model.add_bool_or(~early, ~late, ~works, meal)


def _add_relief(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    at_once: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    for (p, o), member in v.member.items():
        item = scope.asked[o]
        if not any((p, day) in v.meal for day in item.days):
            continue
        relieved = model.new_bool_var(f"relieved{p},{o}")
        v.relieved[p, o] = relieved
        model.add_implication(relieved, member)
        for need in item.service.crew:
            mine = v.counts.get((p, o, need.qualification))
            if mine is None:
                continue
            have = [x for (_, k, kind), x in v.counts.items() if k == o and kind == need.qualification]
            model.add(sum(have) >= need.count + 1).only_enforce_if(relieved, mine)
        if item.service.childcare is not None:
            for day in item.days:
                adults = [v.member[q, o] for q in adults_of(ctx, item.service, o, day)]
                least = max(2, ratio_on(ctx, item, day))
                model.add(sum(adults) >= least + 1).only_enforce_if(relieved, v.on_day[o, day])
        for day in item.days:
            if (p, day) not in v.meal:
                model.add_bool_or(~relieved, ~v.on_day[o, day])
                continue
            both = relieved if len(item.days) == 1 else model.new_bool_var("relieved on")
            if len(item.days) > 1:
                model.add_bool_or(~relieved, ~v.on_day[o, day], both)
            length = scope.rules(p, day).meal_min.value
            at_once[o].append(
                model.new_optional_fixed_size_interval_var(v.meal_at[p, day], length, both, f"relief{p},{o},{day}")
            )
    for intervals in at_once.values():
        if len(intervals) > 1:
            model.add_no_overlap(intervals)


Legs = list[tuple[int, cp_model.IntVar]]
"""(minutes, literal) pairs of which one literal at most holds."""

Blocks = dict[tuple[int, date], list[cp_model.IntervalVar]]
"""Per person and day."""


def _busy_blocks(ctx: Context) -> Blocks:
    """The stretches no meal fits in: drive in and session, drive home; a closed interval splits a session.

    Waiting between two sessions is spent at the first one's venue. One block for a person and session, however they
    come by: a block per column and day would be tens of thousands on a four-week cycle.
    """
    scope, v, model = ctx.scope, ctx.v, ctx.model
    blocks: Blocks = defaultdict(list)
    by_vehicle: dict[int, tuple[Legs, Legs]] = defaultdict(lambda: ([], []))
    by_car: dict[tuple[int, int], tuple[Legs, Legs]] = defaultdict(lambda: ([], []))
    for c, column in enumerate(scope.columns):
        for stay in column.stays:
            legs = by_vehicle[stay.asked] if column.vehicle >= 0 else by_car[column.person, stay.asked]
            legs[0].append((stay.drive_in, v.x[c]))
            legs[1].append((column.drive_home if stay is column.stays[-1] else 0, v.x[c]))
    for (p, o), rides in v.rides.items():
        _add_blocks(ctx, blocks, (p, o), by_vehicle[o], rides)
    for (p, o), legs in by_car.items():
        drives = model.new_bool_var(f"drives{p},{o}")
        model.add(sum(x for _, x in legs[0]) == drives)
        _add_blocks(ctx, blocks, (p, o), legs, drives)
    for p, person in enumerate(scope.instance.people):
        for activity in person.activities:
            if activity.start.date() in scope.horizon and (p, activity.start.date()) in v.works:
                low, high = scope.horizon.minute(activity.start), scope.horizon.minute(activity.end)
                blocks[p, activity.start.date()].append(model.new_fixed_size_interval_var(low, high - low, "fixed"))
    return blocks


def _add_blocks(
    ctx: Context, blocks: Blocks, key: tuple[int, int], legs: tuple[Legs, Legs], present: cp_model.IntVar
) -> None:
    model, v, (p, o) = ctx.model, ctx.v, key
    item = ctx.scope.asked[o]
    into, home = _sum_of(ctx, legs[0], present), _sum_of(ctx, legs[1], present)
    begin = _moment(ctx, v.start[o] - item.before_min - into, present)
    finish = _moment(ctx, v.start[o] + item.after_min + home, present)
    closed = item.service.closed_interval

    def block(start: cp_model.IntVar | int, end: cp_model.IntVar | int, on: cp_model.IntVar) -> cp_model.IntervalVar:
        return model.new_optional_interval_var(start, model.new_int_var(0, DAY_MIN, "length"), end, on, "busy")

    if closed is None:
        whole = block(begin, finish, present)
        for day in item.days:
            blocks[p, day].append(whole)
        return
    for day in item.days:
        base = ctx.scope.horizon.day_start(day)
        on = present if len(item.days) == 1 else model.new_bool_var("present today")
        if len(item.days) > 1:
            model.add_bool_or(~present, ~v.on_day[o, day], on)
            model.add_implication(on, present)
            model.add_implication(on, v.on_day[o, day])
        low, high = base + closed.start, base + closed.end
        starts = [start for placement in item.placements if placement.day == day for start in placement.starts]
        if max(starts) - item.before_min > low or min(starts) + item.after_min < high:
            blocks[p, day].append(block(begin, finish, on))
        else:
            blocks[p, day] += [block(begin, low, on), block(high, finish, on)]


def _sum_of(ctx: Context, legs: Legs, present: cp_model.IntVar) -> cp_model.IntVar:
    """Minutes of the leg that is driven, where present."""
    minutes = ctx.model.new_int_var(0, max((m for m, _ in legs), default=0), "leg")
    ctx.model.add(minutes == sum(m * x for m, x in legs)).only_enforce_if(present)
    return minutes


def _moment(ctx: Context, expression: Linear, present: cp_model.IntVar) -> cp_model.IntVar:
    """A variable equal to an expression of several where present: intervals take one variable each."""
    moment = ctx.model.new_int_var(0, ctx.horizon_min, "moment")
    ctx.model.add(moment == expression).only_enforce_if(present)
    return moment

"""Constraints on outings: their times, one vehicle in one place, one kit in one place, range."""

import itertools
from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from models.fleet import Kit
from optimiser.binds import binds
from optimiser.master.context import Context
from optimiser.master.stretches import merge, periods, unavailable


@binds("T1.travel", "A1.times")
def add_outing_times(ctx: Context) -> None:
    """Sessions of an outing follow each other with travel between; the outing leaves and returns with them.

    One constraint per pair of sessions and leg time rather than per column: a pair's literal is the sum of the columns
    that contain it.
    """
    model, v, scope = ctx.model, ctx.v, ctx.scope
    far = ctx.horizon_min
    for o in range(len(scope.asked)):
        v.out_start.append(model.new_int_var(0, far, f"out{o}"))
        v.out_end.append(model.new_int_var(0, far, f"back{o}"))
    follows: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    first: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    last: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    led: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        if column.vehicle < 0:
            continue
        stays = column.stays
        first[stays[0].asked, column.lead].append(v.x[c])
        last[stays[-1].asked, column.drive_home].append(v.x[c])
        for before, after in itertools.pairwise(stays):
            follows[before.asked, after.asked, after.drive_in].append(v.x[c])
        for stay in stays[1:]:
            led[stays[0].asked, stay.asked].append(v.x[c])
    for (a, b, drive), literals in follows.items():
        gap = scope.asked[a].after_min + drive + scope.asked[b].before_min
        model.add(v.start[b] >= v.start[a] + gap).only_enforce_if(_any(ctx, literals))
    for (o, lead), literals in first.items():
        model.add(v.out_start[o] == v.start[o] - scope.asked[o].before_min - lead).only_enforce_if(_any(ctx, literals))
    for (o, drive), literals in last.items():
        model.add(v.out_end[o] == v.start[o] + scope.asked[o].after_min + drive).only_enforce_if(_any(ctx, literals))
    for (a, b), literals in led.items():
        together = _any(ctx, literals)
        model.add(v.out_start[a] == v.out_start[b]).only_enforce_if(together)
        model.add(v.out_end[a] == v.out_end[b]).only_enforce_if(together)
    _add_car_order(ctx)


def _add_car_order(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for c, column in enumerate(scope.columns):
        if column.person < 0:
            continue
        for before, after in zip(column.stays, column.stays[1:], strict=False):
            gap = scope.asked[before.asked].after_min + after.drive_in + scope.asked[after.asked].before_min
            model.add(v.start[after.asked] >= v.start[before.asked] + gap).only_enforce_if(v.x[c])


def _any(ctx: Context, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
    """The one literal, or a new one equal to the sum: at most one of them can hold."""
    if len(literals) == 1:
        return literals[0]
    one = ctx.model.new_bool_var("any")
    ctx.model.add(sum(literals) == one)
    return one


@binds("T1.overlap", "T2.availability")
def add_vehicles(ctx: Context) -> None:
    """A vehicle's outings do not overlap each other nor the times it is not there."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    by_leader: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        if column.vehicle >= 0:
            by_leader[column.vehicle, column.stays[0].asked].append(v.x[c])
    for (v_index, o), literals in by_leader.items():
        size = model.new_int_var(0, 2 * 1440, "length")
        v.busy_vehicles[v_index].append(
            model.new_optional_interval_var(
                v.out_start[o], size, v.out_end[o], _any(ctx, literals), f"veh{v_index},{o}"
            )
        )
    if "T1" in ctx.without:
        return
    for index, vehicle in enumerate(scope.instance.vehicles):
        for start, end in unavailable(ctx, vehicle):
            v.busy_vehicles[index].append(model.new_fixed_size_interval_var(start, end - start, "off"))
        if v.busy_vehicles[index]:
            model.add_no_overlap(v.busy_vehicles[index])
    _add_windows(ctx)


def _add_windows(ctx: Context) -> None:
    """All outings of a vehicle's day lie between the same two times it is not there: they are one tour."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    led: dict[tuple[int, date], dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for c, column in enumerate(scope.columns):
        if column.vehicle >= 0:
            led[column.vehicle, column.day][column.stays[0].asked].append(v.x[c])
    for (index, day), leaders in led.items():
        begin = scope.horizon.day_start(day)
        holes = unavailable(ctx, scope.instance.vehicles[index])
        cuts = [(low, high) for low, high in holes if begin < low and high < begin + DAY_MIN]
        for low, high in cuts if len(leaders) > 1 else []:
            before = model.new_bool_var("the tour is before")
            for o, literals in leaders.items():
                goes = _any(ctx, literals)
                model.add(v.out_end[o] <= low).only_enforce_if(goes, before)
                model.add(v.out_start[o] >= high).only_enforce_if(goes, ~before)


@binds("S6.present", "S6.continuity")
def add_kits(ctx: Context) -> None:
    """Kits that stand for each other are never asked for more often than there are, at any minute."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    if "S6" in ctx.without:
        return
    groups: dict[tuple[str, str, int], list[Kit]] = defaultdict(list)
    for kit in scope.instance.kits:
        groups[kit.kind, kit.home, kit.volume_l].append(kit)
    group_of = {kit.id: key for key, kits in groups.items() for kit in kits}
    uses: dict[tuple[str, str, int], list[cp_model.IntervalVar]] = defaultdict(list)
    by_leader: dict[tuple[tuple[str, str, int], int], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        for kit_id in column.kits:
            by_leader[group_of[kit_id], column.stays[0].asked].append(v.x[c])
    for (key, o), literals in by_leader.items():
        size = model.new_int_var(0, 2 * 1440, "length")
        uses[key].append(
            model.new_optional_interval_var(v.out_start[o], size, v.out_end[o], _any(ctx, literals), f"kit{key},{o}")
        )
    for key, kits in groups.items():
        kind, home, _ = key
        for o, item in enumerate(scope.asked):
            if item.service.kit_kind != kind:
                continue
            here = [v.at[o, p.day, p.venue] for p in item.placements if p.venue == home]
            if here:
                size_min = item.before_min + item.after_min
                uses[key].append(
                    model.new_optional_fixed_size_interval_var(
                        v.start[o] - item.before_min, size_min, _any(ctx, here), f"kit{key},{o}"
                    )
                )
        for kit in kits:
            for low, high in merge(periods(ctx, kit.unavailable)):
                uses[key].append(model.new_fixed_size_interval_var(low, high - low, "kit off"))
    for key, intervals in uses.items():
        if len(groups[key]) == 1:
            if len(intervals) > 1:
                model.add_no_overlap(intervals)
        else:
            model.add_cumulative(intervals, [1] * len(intervals), len(groups[key]))


@binds("T6.range", "T6.charger")
def add_range(ctx: Context) -> None:
    """An electric vehicle's outings of one day stay inside one charge; it is full again the next morning."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for index, vehicle in enumerate(scope.instance.vehicles):
        if vehicle.range_m is None or "T6" in ctx.without:
            continue
        days: dict[date, list[tuple[int, int]]] = defaultdict(list)
        for c, column in enumerate(scope.columns):
            if column.vehicle == index:
                days[column.day].append((c, column.metres))
        for pairs in days.values():
            model.add(sum(metres * v.x[c] for c, metres in pairs) <= vehicle.range_m)

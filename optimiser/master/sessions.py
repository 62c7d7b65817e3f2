"""Constraints on sessions: held once, where and when, patterns, venues, pins."""

import itertools
from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from models.base import at as moment
from optimiser.binds import binds
from optimiser.master.context import Context


@binds("S1.count", "S3.venue")
def add_sessions(ctx: Context) -> None:
    """Each occurrence is held at most once: by one vehicle outing, or without a vehicle where the service allows."""
    model, v, scope = ctx.model, ctx.v, ctx.scope
    covering: dict[tuple[int, date, str], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        v.x.append(model.new_bool_var(f"x{c}"))
        if column.vehicle >= 0:
            for stay in column.stays:
                covering[stay.asked, column.day, stay.placement.venue].append(v.x[c])
    on_site = {(kit.kind, kit.home) for kit in scope.instance.kits}
    for o, item in enumerate(scope.asked):
        service = item.service
        v.held.append(model.new_bool_var(f"held{o}"))
        starts = sorted({start for placement in item.placements for start in placement.starts})
        v.start.append(model.new_int_var_from_domain(cp_model.Domain.from_values(starts or [0]), f"start{o}"))
        v.by_vehicle.append(model.new_bool_var(f"byv{o}"))
        days: dict[date, list[cp_model.IntVar]] = defaultdict(list)
        vehicle_terms: list[cp_model.IntVar] = []
        for placement in item.placements:
            key = (o, placement.day, placement.venue)
            terms = list(covering[key])
            vehicle_terms += terms
            kit_there = service.kit_kind is None or (service.kit_kind, placement.venue) in on_site
            pinned_vehicle = item.pin is not None and item.pin.vehicle is not None
            if service.vehicle_use == "none" and kit_there and not pinned_vehicle:
                v.alone[key] = model.new_bool_var(f"alone{key}")
                terms.append(v.alone[key])
            v.at[key] = model.new_bool_var(f"at{key}")
            model.add(sum(terms) == v.at[key])
            allowed = cp_model.Domain.from_values(list(placement.starts))
            model.add_linear_expression_in_domain(v.start[o], allowed).only_enforce_if(v.at[key])
            days[placement.day].append(v.at[key])
        model.add(sum(v.at[o, p.day, p.venue] for p in item.placements) == v.held[o])
        model.add(sum(vehicle_terms) == v.by_vehicle[o])
        for day, literals in days.items():
            if len(literals) == 1:
                v.on_day[o, day] = literals[0]
            else:
                v.on_day[o, day] = model.new_bool_var(f"on{o},{day}")
                model.add(sum(literals) == v.on_day[o, day])


@binds("S7.weekday", "S7.start")
def add_patterns(ctx: Context) -> None:
    """Held occurrences of a series share weekday, start and phase."""
    model, v, scope = ctx.model, ctx.v, ctx.scope
    series: dict[tuple[str, int], list[int]] = defaultdict(list)
    for o, item in enumerate(scope.asked):
        if not item.occurrence.free:
            series[item.occurrence.demand, item.occurrence.series].append(o)
    for (demand, number), members in series.items():
        nth = scope.instance.demand_by_id[demand].pattern.nth is not None
        if len(members) < 2 or "S7" in ctx.without:
            continue
        if nth:
            for a, b in itertools.pairwise(members):
                _same_time_of_day(ctx, a, b)
            continue
        # One choice of phase and weekday for the series, and one time of day: start = day + time.
        slots = sorted(
            {
                (phase, day.isoweekday())
                for o in members
                for phase, days in scope.asked[o].occurrence.dates
                for day in days
            }
        )
        chosen = {slot: model.new_bool_var(f"slot{demand},{number},{slot}") for slot in slots}
        model.add_exactly_one(chosen.values())
        time = model.new_int_var(0, 1440, f"time{demand},{number}")
        for o in members:
            phase_of = {day: phase for phase, days in scope.asked[o].occurrence.dates for day in days}
            for day in scope.asked[o].days:
                on = v.on_day[o, day]
                model.add_implication(on, chosen[phase_of[day], day.isoweekday()])
                model.add(v.start[o] == time + scope.horizon.day_start(day)).only_enforce_if(on)


def _same_time_of_day(ctx: Context, a: int, b: int) -> None:
    for day_a in ctx.scope.asked[a].days:
        for day_b in ctx.scope.asked[b].days:
            gap = ctx.scope.horizon.day_start(day_b) - ctx.scope.horizon.day_start(day_a)
            ctx.model.add(ctx.v.start[b] == ctx.v.start[a] + gap).only_enforce_if(
                ctx.v.on_day[a, day_a], ctx.v.on_day[b, day_b]
            )


@binds("S7.spacing")
def add_spacing(ctx: Context) -> None:
    """Two sessions of one service in one village are as far apart as either asks, the plan before included."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    villages: dict[tuple[str, str], list[int]] = defaultdict(list)
    for o, item in enumerate(scope.asked):
        villages[item.occurrence.commune, item.occurrence.service].append(o)
    demands = scope.instance.demand_by_id
    for (commune, service), members in villages.items():
        if "S7" in ctx.without:
            continue
        days_apart = {o: scope.asked[o].demand.spacing_days for o in members}
        before = [
            (s.start.date(), demands[s.demand].spacing_days)
            for s in (scope.previous.sessions if scope.previous else ())
            if s.demand in demands
            and (demands[s.demand].commune, demands[s.demand].service) == (commune, service)
            and s.start.date() < scope.horizon.monday
        ]
        for k, a in enumerate(members):
            for day_a in scope.asked[a].days:
                if any((day_a - day).days < max(days_apart[a], spacing) for day, spacing in before):
                    model.add(v.on_day[a, day_a] == 0)
                for b in members[k + 1 :]:
                    spacing = max(days_apart[a], days_apart[b])
                    for day_b in scope.asked[b].days:
                        if abs((day_b - day_a).days) < spacing:
                            model.add_at_most_one(v.on_day[a, day_a], v.on_day[b, day_b])
    # Two series of one demand are interchangeable: order them, so that no plan is found twice.
    _order_series(ctx)


def _order_series(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for o, item in enumerate(scope.asked):
        if not item.occurrence.free and item.pin is None:
            groups[item.occurrence.demand, item.id.rpartition("@")[2]].append(o)
    for (demand, _), members in groups.items():
        whole = [o for o, item in enumerate(scope.asked) if item.occurrence.demand == demand]
        if any(scope.asked[o].occurrence.free or scope.asked[o].pin for o in whole) or scope.previous is not None:
            continue
        if any(item.pin is not None and item.occurrence.demand == demand for item in scope.asked):
            continue
        for a, b in itertools.pairwise(members):
            model.add(v.start[a] <= v.start[b]).only_enforce_if(v.held[a], v.held[b])


@binds("S2.sharing")
def add_venues(ctx: Context) -> None:
    """One session per venue at a time, from set-up to tear-down, unless the venue can be shared."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    for venue in scope.instance.venues:
        if venue.shareable or "S2" in ctx.without:
            continue
        intervals = []
        for o, item in enumerate(scope.asked):
            here = [v.at[o, p.day, p.venue] for p in item.placements if p.venue == venue.id]
            if not here:
                continue
            present = here[0] if len(here) == 1 else model.new_bool_var(f"here{o},{venue.id}")
            if len(here) > 1:
                model.add(sum(here) == present)
            size = item.before_min + item.after_min
            intervals.append(
                model.new_optional_fixed_size_interval_var(
                    v.start[o] - item.before_min, size, present, f"room{o},{venue.id}"
                )
            )
        if len(intervals) > 1:
            model.add_no_overlap(intervals)


@binds("L1.pin", "L2.frozen")
def add_pins(ctx: Context) -> None:
    """People pinned to a session are in its crew; a pinned order holds between two sessions of one vehicle.

    Dates, times, places and vehicles are pinned by leaving the other placements and columns out.
    """
    scope, v, model = ctx.scope, ctx.v, ctx.model
    index = {item.id: o for o, item in enumerate(scope.asked)}
    person_index = {person.id: p for p, person in enumerate(scope.instance.people)}
    for o, item in enumerate(scope.asked):
        if item.pin is None or "L1" in ctx.without:
            continue
        for person in item.pin.people:
            p = person_index.get(person)
            if p is None or (p, o) not in v.member:
                model.add(v.held[o] == 0)
            else:
                model.add_implication(v.held[o], v.member[p, o])
        first = index.get(item.pin.after) if item.pin.after is not None else None
        if first is not None and first != o:
            _keep_order(ctx, first, o)


def _keep_order(ctx: Context, first: int, then: int) -> None:
    """If both are held, the one is set up no later than the other, and by the same vehicle or both by none."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    both = v.held[first], v.held[then]
    gap = scope.asked[then].before_min - scope.asked[first].before_min
    model.add(v.start[then] >= v.start[first] + gap).only_enforce_if(*both)
    for vehicle in range(len(scope.instance.vehicles)):
        brought = [
            sum(
                v.x[c]
                for c, column in enumerate(scope.columns)
                if column.vehicle == vehicle and any(stay.asked == o for stay in column.stays)
            )
            for o in (first, then)
        ]
        if not all(isinstance(side, int) for side in brought):
            model.add(brought[0] == brought[1]).only_enforce_if(*both)


def minute_of(ctx: Context, day: date, minute: int) -> int:
    """A minute of a day as minutes since the horizon's Monday."""
    return ctx.scope.horizon.minute(moment(day, minute))

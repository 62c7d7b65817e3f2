"""The objective's tiers over sessions, as linear expressions of the session model."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from ortools.sat.python import cp_model

from optimiser.binds import binds
from optimiser.master.context import Context, Linear, Scope
from optimiser.need import Bucket, need_lines
from optimiser.writing.changes import price, series_of, usual, usual_start

COST_SCALE = 60
"""The cost tier is in sixtieths of a cent, so that an hourly rate is a whole number per minute."""


@dataclass(frozen=True)
class Portion:
    """Occurrences and people whose share of a tier is meant: all, or those of one independent part."""

    asked: frozenset[int]
    staff: frozenset[int]


def everything(scope: Scope) -> Portion:
    """Everything of a scope."""
    return Portion(frozenset(range(len(scope.asked))), frozenset(range(len(scope.instance.people))))


@binds("A5.tiers")
def need(ctx: Context, portion: Portion) -> Linear:
    """Tier 1 of the sessions: convex in the unserved weight of each commune and service."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    buckets: dict[tuple[str, str], list[int]] = defaultdict(list)
    for o in sorted(portion.asked):
        item = scope.asked[o]
        buckets[item.occurrence.commune, item.occurrence.service].append(o)
    carried = {(s.commune, s.service): s.weight for s in scope.instance.shortfalls}
    costs = []
    for key, members in buckets.items():
        asked = sum(scope.asked[o].occurrence.weight for o in members)
        bucket = Bucket(asked, carried.get(key, 0))
        most = bucket.cost(asked)
        cost = model.new_int_var(0, most, f"need{key}")
        unserved = sum(scope.asked[o].occurrence.weight * (1 - v.held[o]) for o in members)
        for slope, offset in need_lines(bucket):
            model.add(cost >= 4 * slope * unserved + offset)
        costs.append(cost)
    return sum(costs) if costs else 0


def change(ctx: Context, portion: Portion, made_at: datetime) -> Linear:
    """Tier 2 of the sessions: published sessions that move or vanish, at the prices of the notice given."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    terms: list[Linear] = []
    for o, target in _published(ctx).items():
        if o not in portion.asked:
            continue
        due = price(scope.instance, "session", target.start, made_at)
        start, place = scope.horizon.minute(target.start), v.at.get((o, target.start.date(), target.venue))
        if place is None or due == 0:
            terms.append(due)
            continue
        same = model.new_bool_var("same")
        model.add_implication(same, place)
        model.add(v.start[o] == start).only_enforce_if(same)
        terms.append(due * (1 - same))
    return sum(terms) if terms else 0


@dataclass(frozen=True)
class _Published:
    start: datetime
    venue: str


def _published(ctx: Context) -> dict[int, _Published]:
    """Where and when each occurrence was, or by its series would be, according to the plan before."""
    previous = ctx.scope.previous
    if previous is None:
        return {}
    if (previous.monday, previous.weeks) == (ctx.scope.horizon.monday, ctx.scope.horizon.weeks):
        before = {session.id: session for session in previous.sessions}
        return {
            o: _Published(before[item.id].start, before[item.id].venue)
            for o, item in enumerate(ctx.scope.asked)
            if item.id in before
        }
    known = usual(previous)
    return {
        o: _Published(usual_start(item.occurrence, known[series_of(item.id)]), known[series_of(item.id)][2])
        for o, item in enumerate(ctx.scope.asked)
        if not item.occurrence.free and series_of(item.id) in known
    }


def cost(
    ctx: Context, portion: Portion, weeks: dict[tuple[int, int], cp_model.IntVar], *, with_hours: bool = True
) -> Linear:
    """Tier 3 of the sessions, in ``COST_SCALE``-ths of a cent; without vehicles' hours on request."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    settings = scope.instance.settings
    terms: list[Linear] = []
    used: dict[tuple[int, date], list[int]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        if column.stays[0].asked not in portion.asked:
            continue
        if column.vehicle >= 0:
            vehicle = scope.instance.vehicles[column.vehicle]
            grams = vehicle.co2_g_per_km * column.metres / 1000
            cents = vehicle.cost_km_cents * column.metres / 1000 + settings.co2_cents_per_kg * grams / 1000
            used[column.vehicle, column.day].append(c)
        else:
            cents = settings.own_car_km_cents * column.metres / 1000
        terms.append(round(COST_SCALE * cents) * v.x[c])
    for (index, day), columns in used.items():
        vehicle = scope.instance.vehicles[index]
        out = model.new_bool_var(f"used{index},{day}")
        for c in columns:
            model.add_implication(v.x[c], out)
        terms.append(COST_SCALE * vehicle.cost_day_cents * out)
        if vehicle.cost_hour_cents and with_hours:
            terms.append(vehicle.cost_hour_cents * _span(ctx, day, columns, out))
    for (p, _), work in v.work.items():
        if p in portion.staff:
            terms.append(scope.instance.people[p].contract.cost_hour_cents * work)
    for (p, w), work in weeks.items():
        contract = scope.instance.people[p].contract
        extra = contract.cost_hour_cents * (contract.overtime_percent - 100) // 100
        if extra and p in portion.staff:
            over = model.new_int_var(0, 7 * 1440, f"over{p},{w}")
            model.add(over >= work - contract.week_min)
            terms.append(extra * over)
    return sum(terms) if terms else 0


def _span(ctx: Context, day: date, columns: list[int], out: cp_model.IntVar) -> cp_model.IntVar:
    base = ctx.scope.horizon.day_start(day)
    first = ctx.model.new_int_var(base, base + 1440, "first")
    last = ctx.model.new_int_var(base, base + 1440, "last")
    span = ctx.model.new_int_var(0, 1440, "span")
    for c in columns:
        leader = ctx.scope.columns[c].stays[0].asked
        ctx.model.add(first <= ctx.v.out_start[leader]).only_enforce_if(ctx.v.x[c])
        ctx.model.add(last >= ctx.v.out_end[leader]).only_enforce_if(ctx.v.x[c])
    ctx.model.add(span >= last - first).only_enforce_if(out)
    return span


def fairness(ctx: Context, portion: Portion, weeks: dict[tuple[int, int], cp_model.IntVar]) -> Linear:
    """Tier 4 of the sessions, minutes: distance from a share of the group's work by contract, evenings, long days."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    people = scope.instance.people
    terms: list[Linear] = []
    for w in range(scope.horizon.weeks):
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for p, person in enumerate(people):
            if person.contract.week_min and p in portion.staff:
                groups[person.employer, person.work_rules].append(p)
        for members in groups.values():
            if not any((p, w) in weeks for p in members):
                continue
            contracts = sum(people[p].contract.week_min for p in members)
            total = model.new_int_var(0, len(members) * 7 * 1440, "group")
            model.add(total == sum(weeks[p, w] for p in members if (p, w) in weeks))
            for p in members:
                share = model.new_int_var(0, 7 * 1440, "share")
                # The share rounded down, as two rows: a division would leave the relaxation nothing to hold on to.
                model.add(contracts * share <= people[p].contract.week_min * total)
                model.add(people[p].contract.week_min * total <= contracts * share + contracts - 1)
                apart = model.new_int_var(0, 7 * 1440, "apart")
                work: Linear = weeks.get((p, w), 0)
                model.add(apart >= work - share)
                model.add(apart >= share - work)
                terms.append(apart)
    for (p, day), end in v.day_end.items():
        if p not in portion.staff:
            continue
        rules = scope.rules(p, day)
        base = scope.horizon.day_start(day)
        evening = model.new_int_var(0, 1440, "evening")
        first = model.new_int_var(base, base + 1440, "evening from")
        model.add_max_equality(first, [v.day_start[p, day], base + rules.evening_from])
        model.add(evening >= end - first).only_enforce_if(v.works[p, day])
        long = model.new_int_var(0, 1440, "long")
        model.add(long >= v.work[p, day] - rules.long_day_min)
        terms += [evening, long]
    return sum(terms) if terms else 0


def comfort(ctx: Context, portion: Portion) -> Linear:
    """Tier 5 of the sessions, minutes: distance from preferred starts, and how many people a village gets to know."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    terms: list[Linear] = []
    demands: dict[str, list[int]] = defaultdict(list)
    for o in sorted(portion.asked):
        item = scope.asked[o]
        demands[item.occurrence.demand].append(o)
        wished = item.demand.preferred_start
        if wished is None:
            continue
        apart = model.new_int_var(0, 1440, f"apart{o}")
        for day in item.days:
            target = scope.horizon.day_start(day) + wished
            model.add(apart >= v.start[o] - target).only_enforce_if(v.on_day[o, day])
            model.add(apart >= target - v.start[o]).only_enforce_if(v.on_day[o, day])
        terms.append(apart)
    for members in demands.values():
        sizes, known = [], []
        for o in members:
            size = model.new_int_var(0, len(scope.instance.people), "crew size")
            model.add(size == sum(x for (_, k), x in v.member.items() if k == o))
            sizes.append(size)
        for p in range(len(scope.instance.people)):
            mine = [v.member[p, o] for o in members if (p, o) in v.member]
            if mine:
                seen = model.new_bool_var("known")
                model.add_max_equality(seen, mine)
                known.append(seen)
        if known:
            largest = model.new_int_var(0, len(scope.instance.people), "largest crew")
            model.add_max_equality(largest, sizes)
            model.add(sum(known) >= largest)
            terms.append(scope.instance.settings.continuity_min * (sum(known) - largest))
    return sum(terms) if terms else 0

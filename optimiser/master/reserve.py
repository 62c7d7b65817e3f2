"""Constraints that keep vehicle time free for bookings still to come."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.master.context import Context, Literal
from optimiser.master.stretches import Span, free_stretches, unavailable
from optimiser.reserve import DatedReserve
from optimiser.standing import fixed_hull

BIN_MIN = 30
"""A vehicle or a driver counts as free for a part of the window at most this long when it is free for all of it."""


@dataclass
class _Tours:
    """Whether a vehicle has a tour on a day, its first and its last minute: it is out in between, at the depot too."""

    ctx: Context
    _known: dict[tuple[int, date], tuple[Literal, cp_model.IntVar, cp_model.IntVar] | None] = field(
        default_factory=dict
    )

    def of(self, vehicle: int, day: date) -> tuple[Literal, cp_model.IntVar, cp_model.IntVar] | None:
        """(has one, first, last); None when it never has one."""
        if (vehicle, day) not in self._known:
            self._known[vehicle, day] = self._made(vehicle, day)
        return self._known[vehicle, day]

    def _made(self, vehicle: int, day: date) -> tuple[Literal, cp_model.IntVar, cp_model.IntVar] | None:
        model, v = self.ctx.model, self.ctx.v
        led: dict[int, list[Literal]] = defaultdict(list)
        for c, column in enumerate(self.ctx.scope.columns):
            if (column.vehicle, column.day) == (vehicle, day):
                led[column.stays[0].asked].append(v.x[c])
        if not led:
            return None
        base = self.ctx.scope.horizon.day_start(day)
        used = model.new_bool_var("has a tour")
        first = model.new_int_var(base, base + DAY_MIN, "tour from")
        last = model.new_int_var(base, base + DAY_MIN, "tour until")
        for o, literals in led.items():
            for x in literals:
                model.add_implication(x, used)
                model.add(first <= v.out_start[o]).only_enforce_if(x)
                model.add(last >= v.out_end[o]).only_enforce_if(x)
        return used, first, last


@binds("L3.reserve")
def add_reserves(ctx: Context) -> None:
    """In each part of a reserve's window as many vehicles count as have a driver, each without a tour or duty then.

    The parts end where somebody's hours do, so that an empty week keeps every reserve.
    """
    if "L3" in ctx.without:
        return
    tours = _Tours(ctx)
    for reserve in ctx.scope.reserves:
        if reserve.wanted > 0:
            _keep(ctx, reserve, tours)


def _keep(ctx: Context, reserve: DatedReserve, tours: _Tours) -> None:
    vehicles = {i: _hours_of_vehicle(ctx, i, reserve) for i in reserve.vehicles}
    people = {p: _hours_of_person(ctx, p, reserve) for p in reserve.people}
    kept: list[cp_model.LinearExprT] = []
    most = 0
    for low, high in _parts(reserve, [*vehicles.values(), *people.values()]):
        fleet = [i for i, hours in vehicles.items() if _inside((low, high), hours)]
        staff = [p for p, hours in people.items() if _inside((low, high), hours)]
        pairs = min(len(fleet), len(staff))
        if not pairs:
            continue
        most += (high - low) * pairs
        count = ctx.model.new_int_var(0, pairs, "free pairs")
        ctx.model.add(count <= sum(_vehicle_free(ctx, tours, i, reserve.day, (low, high)) for i in fleet))
        ctx.model.add(count <= sum(_person_free(ctx, p, reserve.day, (low, high)) for p in staff))
        kept.append((high - low) * count)
    if kept:
        ctx.model.add(sum(kept) >= min(reserve.wanted, most))


def _hours_of_vehicle(ctx: Context, index: int, reserve: DatedReserve) -> list[Span]:
    holes = unavailable(ctx, ctx.scope.instance.vehicles[index])
    return _less([(reserve.start, reserve.end)], holes)


def _hours_of_person(ctx: Context, p: int, reserve: DatedReserve) -> list[Span]:
    """Availability less absences and the fixed activities, which are in every plan."""
    scope = ctx.scope
    person = scope.instance.people[p]
    hull = fixed_hull(scope.instance, scope.horizon, scope.times, person, reserve.day)
    return _less(free_stretches(ctx, person, reserve.day), [hull] if hull is not None else [])


def _less(spans: list[Span], holes: list[Span]) -> list[Span]:
    for low, high in holes:
        spans = [
            piece
            for a, b in spans
            for piece in ([(a, b)] if high <= a or b <= low else [(a, low), (high, b)])
            if piece[0] < piece[1]
        ]
    return spans


def _parts(reserve: DatedReserve, hours: list[list[Span]]) -> list[Span]:
    edges = {reserve.start, reserve.end, *range(reserve.start, reserve.end, BIN_MIN)}
    edges |= {edge for spans in hours for span in spans for edge in span if reserve.start < edge < reserve.end}
    ordered = sorted(edges)
    return list(pairwise(ordered))


def _inside(part: Span, hours: list[Span]) -> bool:
    return any(low <= part[0] and part[1] <= high for low, high in hours)


def _vehicle_free(ctx: Context, tours: _Tours, index: int, day: date, part: Span) -> Literal | int:
    tour = tours.of(index, day)
    return 1 if tour is None else _clear(ctx, tour, part)


def _person_free(ctx: Context, p: int, day: date, part: Span) -> Literal | int:
    works = ctx.v.works.get((p, day))
    if works is None:
        return 1
    return _clear(ctx, (works, ctx.v.day_start[p, day], ctx.v.day_end[p, day]), part)


def _clear(ctx: Context, busy: tuple[Literal, cp_model.IntVar, cp_model.IntVar], part: Span) -> Literal:
    """A literal that holds only when what is busy ends before a part, starts after it, or is not at all."""
    used, first, last = busy
    free, over = ctx.model.new_bool_var("free"), ctx.model.new_bool_var("over by then")
    ctx.model.add(last <= part[0]).only_enforce_if(free, used, over)
    ctx.model.add(first >= part[1]).only_enforce_if(free, used, ~over)
    return free

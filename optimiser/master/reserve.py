"""Constraints that keep vehicle time free for bookings still to come."""

from ortools.sat.python import cp_model

from models.people import PASSENGER_ATTESTATION
from optimiser.binds import binds
from optimiser.master.context import Context
from optimiser.master.stretches import free_stretches
from optimiser.reserve import reserves


@binds("L3.reserve")
def add_reserves(ctx: Context) -> None:
    """Each reserve is held by blocks of one vehicle and one driver, neither on an outing nor on duty meanwhile."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    if "L3" in ctx.without:
        return
    for reserve in reserves(scope.instance, scope.horizon):
        length = reserve.end - reserve.start
        if reserve.wanted <= 0 or length <= 0:
            continue
        blocks = -(-reserve.wanted // length)
        size = -(-reserve.wanted // blocks)
        for _ in range(blocks):
            start = model.new_int_var(reserve.start, reserve.end - size, "reserve")
            vehicles = []
            for index in reserve.vehicles:
                literal = model.new_bool_var("reserve vehicle")
                interval = model.new_optional_fixed_size_interval_var(start, size, literal, "reserve")
                model.add_no_overlap([interval, *v.busy_vehicles[index]])
                vehicles.append(literal)
            model.add_exactly_one(vehicles)
            people = []
            for p in reserve.people:
                stretches = free_stretches(ctx, scope.instance.people[p], reserve.day)
                if not scope.instance.people[p].holds(PASSENGER_ATTESTATION, reserve.day) or not stretches:
                    continue
                literal = model.new_bool_var("reserve driver")
                allowed = cp_model.Domain.from_intervals(
                    [[low, high - size] for low, high in stretches if low <= high - size] or [[1, 0]]
                )
                if allowed.is_empty():
                    continue
                model.add_linear_expression_in_domain(start, allowed).only_enforce_if(literal)
                key = (p, reserve.day)
                if key in v.works:
                    before = model.new_bool_var("before duty")
                    model.add(start + size <= v.day_start[key]).only_enforce_if(literal, before, v.works[key])
                    model.add(start >= v.day_end[key]).only_enforce_if(literal, ~before, v.works[key])
                people.append(literal)
            if people:
                model.add_exactly_one(people)

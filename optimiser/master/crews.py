"""Constraints on crews: heads, qualifications, the childcare ratio, who comes how, who drives, who has seats."""

from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from models.people import Person
from models.profiles import childcare_rules_on
from models.services import Service, adults_needed
from optimiser.binds import binds
from optimiser.master.context import Context
from optimiser.master.placements import Asked
from optimiser.master.stretches import free_stretches


def qualified_people(people: tuple[Person, ...], asked: tuple[Asked, ...]) -> tuple[frozenset[int], ...]:
    """For each person the occurrences they hold a qualification for on some candidate day."""
    return tuple(
        frozenset(
            o
            for o, item in enumerate(asked)
            if any(person.holds(need.qualification, day) for need in item.service.crew for day in item.days)
        )
        for person in people
    )


@binds("S4.heads", "P9.qualification")
def add_members(ctx: Context) -> None:
    """Who goes on each outing, who is in each crew, and the qualification they count for on its days of validity."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    car_columns: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    by_vehicle: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for c, column in enumerate(scope.columns):
        if column.person >= 0:
            for stay in column.stays:
                car_columns[column.person, stay.asked].append(v.x[c])
                model.add_implication(v.x[c], v.at[stay.asked, column.day, stay.placement.venue])
            continue
        for p in _able(ctx, c):
            v.goes[p, c] = model.new_bool_var(f"goes{p},{c}")
            for stay in column.stays:
                by_vehicle[p, stay.asked].append(v.goes[p, c])
    for p, person in enumerate(scope.instance.people):
        for o, item in enumerate(scope.asked):
            outings, cars = by_vehicle[p, o], car_columns[p, o]
            if not outings and not cars:
                continue
            member = model.new_bool_var(f"crew{p},{o}")
            v.member[p, o] = member
            counted = []
            kinds = (
                n.qualification for n in item.service.crew if any(person.holds(n.qualification, d) for d in item.days)
            )
            for kind in dict.fromkeys(kinds):
                v.counts[p, o, kind] = model.new_bool_var(f"as{p},{o},{kind}")
                counted.append(v.counts[p, o, kind])
                for day in item.days:
                    if not person.holds(kind, day):
                        model.add_bool_or(~v.counts[p, o, kind], ~v.on_day[o, day])
            if outings:
                v.counts[p, o, None] = model.new_bool_var(f"as{p},{o}")
                counted.append(v.counts[p, o, None])
                v.rides[p, o] = model.new_bool_var(f"rides{p},{o}")
                model.add(sum(outings) == v.rides[p, o])
            model.add(sum(counted) == member)
            model.add(sum(outings) + sum(cars) == member)
    _add_heads(ctx)


def _able(ctx: Context, c: int) -> list[int]:
    """People who may go on a vehicle outing: based at its depot, there that day, of use at one of its sessions."""
    scope = ctx.scope
    column = scope.columns[c]
    depot = scope.instance.vehicles[column.vehicle].depot
    items = [scope.asked[stay.asked] for stay in column.stays]
    kinds = {need.qualification for item in items for need in item.service.crew}
    licence = scope.instance.vehicles[column.vehicle].licence
    pinned = {person for item in items if item.pin is not None for person in item.pin.people}
    there = [
        (p, person)
        for p, person in enumerate(scope.instance.people)
        if person.base == depot and free_stretches(ctx, person, column.day)
    ]
    useful = [any(person.holds(kind, column.day) for kind in kinds) for _, person in there]
    # Somebody of no use at the sessions comes along only to drive for crew who cannot.
    wants_driver = len(items) > 1 or not all(item.service.crew for item in items)
    wants_driver |= any(
        of_use and not person.holds(licence, column.day) for of_use, (_, person) in zip(useful, there, strict=True)
    )
    return [
        p
        for of_use, (p, person) in zip(useful, there, strict=True)
        if of_use or person.id in pinned or (wants_driver and person.holds(licence, column.day))
    ]


def _add_heads(ctx: Context) -> None:
    scope, v, model = ctx.scope, ctx.v, ctx.model
    if "S4" in ctx.without:
        return
    for o, item in enumerate(scope.asked):
        for need in item.service.crew:
            have = [literal for (_, k, kind), literal in v.counts.items() if k == o and kind == need.qualification]
            model.add(sum(have) >= need.count * v.held[o])
            model.add(sum(have) <= (need.count + _spare(ctx, item)) * v.held[o])


def _spare(ctx: Context, item: Asked) -> int:
    """People beyond the crew asked that can serve a purpose: one to relieve meals, and those a ratio asks for."""
    most = 1
    if item.service.childcare is not None:
        most += max((ratio_on(ctx, item, day) for day in item.days), default=0)
    return most


def ratio_on(ctx: Context, item: Asked, day: date) -> int:
    """Adults the childcare ratio asks for on a day, the minimum of two aside where one may be alone."""
    service = item.service
    if service.childcare is None:
        return 0
    rules = childcare_rules_on(ctx.scope.instance.childcare_rules, service.childcare.rules, day)
    attendance = item.demand.attendance
    children = attendance.crawlers + attendance.walkers
    if children <= rules.alone_max_children.value and rules.alone_kinds:
        lone = rules.model_copy(update={"min_adults": rules.min_adults.model_copy(update={"value": 1})})
        return adults_needed(lone, service.childcare.ratio, attendance)
    return adults_needed(rules, service.childcare.ratio, attendance)


@binds("S5.ratio", "S5.alone")
def add_ratio(ctx: Context) -> None:
    """Adults who hold one of the service's qualifications reach the ratio; one alone only with a diploma that may."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    if "S5" in ctx.without:
        return
    for o, item in enumerate(scope.asked):
        if item.service.childcare is None:
            continue
        for day in item.days:
            rules = childcare_rules_on(scope.instance.childcare_rules, item.service.childcare.rules, day)
            adults = [v.member[p, o] for p in adults_of(ctx, item.service, o, day)]
            model.add(sum(adults) >= ratio_on(ctx, item, day)).only_enforce_if(v.on_day[o, day])
            alone = [
                v.member[p, o]
                for p in adults_of(ctx, item.service, o, day)
                if any(scope.instance.people[p].holds(kind, day) for kind in rules.alone_kinds)
            ]
            model.add(sum(adults) + sum(alone) >= min(2, rules.min_adults.value)).only_enforce_if(v.on_day[o, day])


def adults_of(ctx: Context, service: Service, o: int, day: date) -> list[int]:
    """People who may be in the crew of an occurrence and hold one of its qualifications on the day."""
    kinds = {need.qualification for need in service.crew}
    people = ctx.scope.instance.people
    return [p for (p, k) in ctx.v.member if k == o and any(people[p].holds(kind, day) for kind in kinds)]


@binds("T3.seats", "T3.layout", "T5.driver", "P9.licence", "P1.aboard", "P1.base")
def add_riders(ctx: Context) -> None:
    """An outing's people: one at least licensed to drive, the others in seats, the same throughout."""
    scope, v, model = ctx.scope, ctx.v, ctx.model
    people, vehicles = scope.instance.people, scope.instance.vehicles
    riders: dict[int, list[int]] = defaultdict(list)
    for p, c in v.goes:
        riders[c].append(p)
    for c, column in enumerate(scope.columns):
        if column.vehicle < 0:
            continue
        vehicle = vehicles[column.vehicle]
        most = 1 + max(layout.seats for layout in vehicle.layouts)
        if "T3" not in ctx.without:
            model.add(sum(v.goes[p, c] for p in riders[c]) <= most * v.x[c])
        drivers = [v.goes[p, c] for p in riders[c] if people[p].holds(vehicle.licence, column.day)]
        if "T5" not in ctx.without:
            model.add(sum(drivers) >= v.x[c])
        for p in riders[c]:
            model.add_implication(v.goes[p, c], v.x[c])
        least = max((least_heads(ctx, stay.asked) for stay in column.stays), default=0)
        if "S4" not in ctx.without:
            model.add(sum(v.goes[p, c] for p in riders[c]) >= least * v.x[c])


def least_heads(ctx: Context, o: int) -> int:
    """People an outing must bring to a session: its whole crew, unless some can come by own car."""
    return 1 if o in ctx.scope.car_people else ctx.scope.asked[o].service.crew_size

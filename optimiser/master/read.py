"""From a solution of the session model to held sessions and outings."""

from collections import defaultdict

from optimiser.draft import Draft, HeldSession, Outing, Visit
from optimiser.master.columns import Column
from optimiser.master.context import Context
from optimiser.master.search import Solution


def draft_of(ctx: Context, solution: Solution) -> Draft:
    """The sessions and outings of a solution, in order of time."""
    visits = _visits(ctx, solution)
    outings = [
        _outing(ctx, solution, column, visits) for c, column in enumerate(ctx.scope.columns) if solution(ctx.v.x[c])
    ]
    outings = _assign_kits(
        ctx, sorted(outings, key=lambda outing: (outing.depart, outing.vehicle or "", outing.people))
    )
    kit_of = {visit.occurrence: outing.kits for outing in outings if outing.vehicle for visit in outing.visits}
    sessions = []
    stored = _stored_kits(ctx, visits)
    for o, visit in sorted(visits.items(), key=lambda pair: (pair[1].start, pair[1].occurrence)):
        crew = tuple(
            (ctx.scope.instance.people[p].id, kind)
            for (p, k, kind), literal in ctx.v.counts.items()
            if k == o and solution(literal)
        )
        relieved = tuple(
            (ctx.scope.instance.people[p].id, solution(ctx.v.meal_at[p, day]))
            for (p, k), literal in ctx.v.relieved.items()
            if k == o and solution(literal)
            for day in ctx.scope.asked[o].days
            if (p, day) in ctx.v.meal_at and solution(ctx.v.on_day[o, day]) and solution(ctx.v.meal[p, day])
        )
        kind = ctx.scope.asked[o].service.kit_kind
        carried = next(
            (k for k in kit_of.get(visit.occurrence, ()) if ctx.scope.instance.kit_by_id[k].kind == kind), None
        )
        sessions.append(HeldSession(visit, crew, stored.get(o, carried), relieved))
    meals = tuple(
        (ctx.scope.instance.people[p].id, day, solution(ctx.v.meal_at[p, day]))
        for (p, day), literal in ctx.v.meal.items()
        if solution(literal)
    )
    return Draft(tuple(sessions), tuple(outings), meals=meals)


def _visits(ctx: Context, solution: Solution) -> dict[int, Visit]:
    found = {}
    for (o, _, venue), literal in ctx.v.at.items():
        if solution(literal):
            item, start = ctx.scope.asked[o], solution(ctx.v.start[o])
            end = start + item.service.duration_min
            found[o] = Visit(item.id, venue, start - item.before_min, start, end, end + item.service.tear_down_min)
    return found


def _outing(ctx: Context, solution: Solution, column: Column, visits: dict[int, Visit]) -> Outing:
    scope = ctx.scope
    stays = tuple(visits[stay.asked] for stay in column.stays)
    depart = stays[0].set_up_start - column.lead
    back = stays[-1].tear_down_end + column.drive_home
    if column.person >= 0:
        person = scope.instance.people[column.person]
        return Outing(column.day, None, (person.id,), stays, person.base, depart, back, column.metres)
    vehicle = scope.instance.vehicles[column.vehicle]
    leader = column.stays[0].asked
    riders = [scope.instance.people[p] for (p, o), lit in ctx.v.rides.items() if o == leader and solution(lit)]
    licensed = [person for person in riders if person.holds(vehicle.licence, column.day)]
    driver = licensed[0]
    people = (driver.id, *(person.id for person in riders if person.id != driver.id))
    return Outing(
        column.day, vehicle.id, people, stays, vehicle.depot, depart, back, column.metres, column.kits, column.via
    )


def _assign_kits(ctx: Context, outings: list[Outing]) -> list[Outing]:
    """Give each outing a kit of its own among those that stand for each other: the first one free."""
    kits = ctx.scope.instance.kit_by_id
    free_from: dict[str, int] = defaultdict(lambda: -1)
    assigned = []
    for outing in outings:
        chosen = []
        for kit_id in outing.kits:
            kit = kits[kit_id]
            peers = [k for k in kits.values() if (k.kind, k.home, k.volume_l) == (kit.kind, kit.home, kit.volume_l)]
            pick = next(
                k
                for k in peers
                if free_from[k.id] <= outing.depart
                and not any(
                    p.overlaps(ctx.scope.horizon.moment(outing.depart), ctx.scope.horizon.moment(outing.back))
                    for p in k.unavailable
                )
            )
            free_from[pick.id] = outing.back
            chosen.append(pick.id)
        assigned.append(
            Outing(
                outing.day, outing.vehicle, outing.people, outing.visits, outing.home, outing.depart, outing.back,
                outing.metres, tuple(chosen), outing.via,
            )
        )  # fmt: skip
    return assigned


def _stored_kits(ctx: Context, visits: dict[int, Visit]) -> dict[int, str]:
    """Kits that live where the session is held."""
    found: dict[int, str] = {}
    free_from: dict[str, int] = defaultdict(lambda: -1)
    for o, visit in sorted(visits.items(), key=lambda pair: pair[1].set_up_start):
        kind = ctx.scope.asked[o].service.kit_kind
        for kit in ctx.scope.instance.kits:
            if (
                kind is not None
                and (kit.kind, kit.home) == (kind, visit.venue)
                and free_from[kit.id] <= visit.set_up_start
            ):
                free_from[kit.id] = visit.tear_down_end
                found[o] = kit.id
                break
    return found

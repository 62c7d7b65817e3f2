"""The one CP-SAT model solved tier by tier, its plan written out for the checker."""

from collections import defaultdict
from datetime import timedelta

from ortools.sat.python import cp_model

from benchmarks.peers.weekly_duties import Duties
from benchmarks.peers.weekly_model import COST_SCALE, Trip, WeekModel
from models.base import at
from models.horizon import horizon_of, occurrences
from models.instance import Instance, TierName
from models.plan import Plan, Reason
from models.text import Message, message
from optimiser.draft import Draft, HeldSession, Outing, Visit
from optimiser.travel import travel_times
from optimiser.writing.plan import Frame, bare_plan, tier_list, unserved_list, values_of, write_parts

OWN_SPACE = message("plans of two trips a day and vehicle whose crews ride whole trips")
LEFT_OUT = Reason(kind="not_chosen", codes=("T1",), text=message("no place was found for it in the time given"))
NEED_SHARE = 0.4
"""Part of the time the first tier may take."""


def solve_monolithic(instance: Instance, seconds: float, seed: int) -> Plan:
    """Least need, then least cost; rides stay unserved."""
    horizon, times = horizon_of(instance), travel_times(instance)
    asked = occurrences(instance, horizon)
    week = WeekModel(instance, horizon, times, asked)
    duties = Duties(week)
    need, cost = week.need(), duties.cost()
    bounds: dict[TierName, tuple[int, Message]] = {}
    week.model.minimize(need)
    first = _solve(week.model, seconds * NEED_SHARE, seed)
    best = first
    if first is not None:
        bounds["need"] = (max(0, round(first.best_objective_bound)), OWN_SPACE)
        week.model.add(need <= round(first.objective_value))
        for index, value in enumerate(first.response_proto.solution):
            week.model.proto.solution_hint.vars.append(index)
            week.model.proto.solution_hint.values.append(value)
        week.model.minimize(cost)
        second = _solve(week.model, max(0.5, seconds - first.wall_time), seed)
        if second is not None:
            best = second
            if first.best_objective_bound >= first.objective_value:
                bounds["cost"] = (max(0, int(second.best_objective_bound) // COST_SCALE - len(asked)), OWN_SPACE)
    frame = Frame(instance, horizon, times, asked, (), None, at(horizon.monday - timedelta(days=4), 720))
    written = write_parts(frame, Draft() if best is None else _draft(week, duties, best))
    plan = bare_plan(frame, written, seed, "", 1)
    unserved = unserved_list(frame, written, {item.id: (LEFT_OUT,) for item in asked})
    return plan.model_copy(update={"tiers": tier_list(values_of(frame, written), bounds), "unserved": unserved})


def _solve(model: cp_model.CpModel, seconds: float, seed: int) -> cp_model.CpSolver | None:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 8
    return solver if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _draft(week: WeekModel, duties: Duties, solver: cp_model.CpSolver) -> Draft:
    people, free_from = week.instance.people, defaultdict[str, int](int)
    outings, sessions = [], []
    for trip in sorted(week.trips, key=lambda t: solver.value(t.depart)):
        if not solver.value(trip.used):
            continue
        visits, metres = _way(week, trip, solver)
        carried = _kits(week, trip, solver, free_from, visits)
        riders = [people[p] for p, x in trip.riders.items() if solver.value(x)]
        vehicle = week.instance.vehicles[trip.vehicle] if trip.vehicle >= 0 else None
        if vehicle is not None:
            riders.sort(key=lambda person: not person.holds(vehicle.licence, trip.day))
        first, last = visits[0], visits[-1]
        depart = first.set_up_start - week.minutes(trip, trip.home, first.venue)
        back = last.tear_down_end + week.minutes(trip, last.venue, trip.home)
        ids = tuple(person.id for person in riders)
        name = vehicle.id if vehicle is not None else None
        outings.append(
            Outing(trip.day, name, ids, tuple(visits), trip.home, depart, back, metres, tuple(carried.values()))
        )
        for visit in visits:
            sessions.append(_session(week, duties, solver, visit, carried))
    meals = tuple(
        (people[p].id, day, solver.value(duties.meal_at[p, day]))
        for (p, day), x in duties.meal.items()
        if solver.value(x)
    )
    return Draft(tuple(sessions), tuple(outings), meals=meals)


def _way(week: WeekModel, trip: Trip, solver: cp_model.CpSolver) -> tuple[list[Visit], int]:
    follows = {i: j for (i, j), arc in trip.arcs.items() if solver.value(arc)}
    visits: list[Visit] = []
    place, node, metres = trip.home, 0, 0
    while True:
        node = follows[node]
        here = trip.venues.get(node, trip.home)
        metres += week.times.metres(place, here, trip.profile, trip.day)
        if node == 0:
            return visits, metres
        place, item = here, week.asked[trip.nodes[node - 1]]
        start = solver.value(week.start[trip.nodes[node - 1]])
        end = start + item.service.duration_min
        visits.append(Visit(item.id, here, start - item.before_min, start, end, start + item.after_min))


def _kits(
    week: WeekModel, trip: Trip, solver: cp_model.CpSolver, free_from: dict[str, int], visits: list[Visit]
) -> dict[str, str]:
    """A kit of each kind the trip's sessions ask for: the first one back at the depot."""
    by_id = {item.id: item for item in week.asked}
    kinds = dict.fromkeys(by_id[visit.occurrence].service.kit_kind for visit in visits)
    chosen = {}
    for kind in kinds:
        if kind is not None:
            peers = [kit for kit in week.instance.kits if (kit.kind, kit.home) == (kind, trip.home)]
            kit = next(kit for kit in peers if free_from[kit.id] <= solver.value(trip.depart))
            free_from[kit.id] = solver.value(trip.back)
            chosen[kind] = kit.id
    return chosen


def _session(
    week: WeekModel, duties: Duties, solver: cp_model.CpSolver, visit: Visit, carried: dict[str, str]
) -> HeldSession:
    o = next(o for o, item in enumerate(week.asked) if item.id == visit.occurrence)
    people, day = week.instance.people, week.horizon.moment(visit.start).date()
    crew: list[tuple[str, str | None]] = []
    for (p, k), here in duties.present.items():
        if k == o and any(solver.value(x) for x in here):
            kind = next((q for (r, n, q), x in duties.counts.items() if (r, n) == (p, o) and solver.value(x)), None)
            crew.append((people[p].id, kind))
    relieved = tuple(
        (people[p].id, solver.value(duties.meal_at[p, day]))
        for (p, k), x in duties.relieved.items()
        if k == o and solver.value(x) and (p, day) in duties.meal and solver.value(duties.meal[p, day])
    )
    return HeldSession(visit, tuple(crew), carried.get(week.asked[o].service.kit_kind or ""), relieved)

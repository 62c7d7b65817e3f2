"""Tier 4 of a large week: the same tours given to other people within a cost, so that hours are fairer."""

from collections import defaultdict

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.master.large.cells import Cells, cells_of
from optimiser.master.large.duty import idle_paid
from optimiser.master.large.solving import solved
from optimiser.master.large.state import Crewed, State
from optimiser.master.large.week import Load
from optimiser.progress import StopFlag


def made_fairer(
    state: State,
    loads: tuple[Load, ...],
    most_cost: int,
    limit: float,
    *,
    deterministic: bool,
    seed: int,
    stop: StopFlag,
) -> tuple[State, float]:
    """The fairest crews found for the tours of a state within a cost, and the units of deterministic time spent.

    Evenings are not looked at; that no other tours of the same cost are fairer is not proved.
    """
    week = state.week
    tours = tuple(c.timed for c in state.tours)
    model = Cells(week, cells_of(week, tours), tours, State(week, ()), loads)
    for x in model.x:
        model.model.add(x == 1)
    people, days = range(len(week.instance.people)), range(len(week.days))
    idle = sum(
        week.instance.people[p].contract.cost_hour_cents * idle_paid(week, p, day) for p in people for day in days
    )
    model.model.add(model.cost <= most_cost - idle)
    model.model.minimize(_fairness(model))
    for j, crewed in enumerate(state.tours):
        for p in people:
            if (p, j) in model.goes:
                model.model.add_hint(model.goes[p, j], p in crewed.people)
    solver, status = solved(model.model, limit, deterministic=deterministic, seed=seed, stop=stop)
    units = solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return state, units
    found = State(
        week,
        tuple(
            Crewed(timed, tuple(p for p in people if (p, j) in model.goes and solver.value(model.goes[p, j])))
            for j, timed in enumerate(tours)
        ),
    )
    kept = found.value[:2] <= state.value[:2] and found.value[2] <= most_cost
    return (found if kept else state), units


def _fairness(model: Cells) -> cp_model.LinearExpr:
    """Distance of each person's weeks from their share of their group's work, and long days."""
    week, cp = model.week, model.model
    people, terms = week.instance.people, list[cp_model.LinearExprT]()
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for p, person in enumerate(people):
        if person.contract.week_min:
            groups[person.employer, person.work_rules].append(p)
    for w in range(week.horizon.weeks):
        mine = range(7 * w, 7 * w + 7)
        for members in groups.values():
            hours = {
                p: cp_model.LinearExpr.sum([model.work.get((p, day), idle_paid(week, p, day)) for day in mine])
                for p in members
            }
            total = cp_model.LinearExpr.sum(list(hours.values()))
            contracts = sum(people[p].contract.week_min for p in members)
            for p in members:
                share = cp.new_int_var(0, 7 * DAY_MIN, "share")
                cp.add(contracts * share <= people[p].contract.week_min * total)
                cp.add(people[p].contract.week_min * total <= contracts * share + contracts - 1)
                apart = cp.new_int_var(0, 7 * DAY_MIN, "apart")
                cp.add(apart >= hours[p] - share)
                cp.add(apart >= share - hours[p])
                terms.append(apart)
    for (p, day), work in model.work.items():
        long = cp.new_int_var(0, DAY_MIN, "long")
        cp.add(long >= work - week.rules(p, day).long_day_min)
        terms.append(long)
    return cp_model.LinearExpr.sum(terms)

"""Lower bounds on the tiers of one day of rides, proved by listing every route, and the best day itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from optimiser.exact.choice import Choice, Family, Tier
from optimiser.exact.enumeration import Budget, Drive, Stop, TooLargeError, cheapest_drives
from optimiser.search import fields as f
from optimiser.search.problem import IntArray, RideProblem
from optimiser.search.report import describe_solution
from optimiser.search.routes import empty_sequence
from optimiser.search.solution import RideSolution, VisitKind
from optimiser.search.tables import Tables, build_tables


@dataclass(frozen=True)
class Limits:
    """What a bound may cost; beyond it there is none.

    Attributes
    ----------
    rides
        Rides of a day that are worth a try.
    labels
        Labels over all routes: memory, and with it time, that does not depend on the machine.
    seconds
        Seconds for listing routes, and again for each tier's choice among them.
    """

    rides: int = 40
    labels: int = 60_000
    seconds: float = 20.0


SMALL = Limits(rides=5, labels=5_000)
"""Days that are worth it whenever they are planned."""


@dataclass(frozen=True)
class DayBound:
    """Least values in the order they are compared, each among the plans equal in those before; None where unproved.

    Attributes
    ----------
    mandatory, need, cost
        As in `optimiser.search.Tiers`.
    exact
        Whether some solution has just these values.
    """

    mandatory: int
    need: int | None = None
    cost: int | None = None
    exact: bool = False


def day_bound(problem: RideProblem, limits: Limits | None = None) -> DayBound:
    """Bound the tiers of a day over every solution of the problem: all routes, all orders, all stops, all times.

    Routes whose fixed stops alone have no schedule serve nothing, as in the search.

    Raises
    ------
    TooLargeError
        If the day has more routes than the limits allow to list.
    """
    limits = limits or Limits()
    tiers = _best_choice(problem, _listed(problem, limits), limits)
    bounds = [tier.bound for tier in tiers]
    if not bounds:
        return DayBound(0)
    need, cost = (bounds[k] if len(bounds) > k else None for k in (1, 2))
    return DayBound(bounds[0], need, cost, exact=len(tiers) == 3 and tiers[-1].proved)


def best_day(problem: RideProblem, limits: Limits | None = None) -> RideSolution | None:
    """The best solution of a small day, comfort aside; None where the limits do not allow to prove it the best."""
    limits = limits or Limits()
    began = time.perf_counter()
    try:
        groups = _listed(problem, limits)
    except TooLargeError:
        return None
    tiers = _best_choice(problem, groups, limits)
    if len(tiers) < 3 or not tiers[-1].proved:
        return None
    tables = build_tables(problem)
    sequences = [empty_sequence(tables, row) for row in range(len(problem.routes))]
    free = [list(group.rows) for group in groups]
    for number, mask in tiers[-1].chosen:
        label = groups[number].drives[mask].label
        if label is not None:
            row = free[number].pop(0)
            sequences[row] = _nodes(tables, row, label.stops())
    driven = {row for group in groups for row in group.rows}
    broken = tuple(row for row in range(len(problem.routes)) if row not in driven)
    return describe_solution(problem, tables, sequences, broken=broken, seconds=time.perf_counter() - began)


def or_best_day(problem: RideProblem, found: RideSolution) -> RideSolution:
    """What a search found, unless the day is small and its best is better (comfort aside).

    A search inserts one ride after another: it may miss two that fit only together.
    """
    best = best_day(problem, SMALL) if 0 < len(problem.rides) <= SMALL.rides else None
    return best if best is not None and _tiers(best) < _tiers(found) else found


def _tiers(solution: RideSolution) -> tuple[int, int, int]:
    return solution.tiers.mandatory, solution.tiers.need, solution.tiers.cost


@dataclass(frozen=True)
class _Group:
    """Routes alike, and what one of them can do."""

    rows: tuple[int, ...]
    drives: dict[int, Drive]


def _listed(problem: RideProblem, limits: Limits) -> list[_Group]:
    """Every drive of every route that can make its fixed stops; the others are closed."""
    budget = Budget(limits.labels if len(problem.rides) <= limits.rides else 0, limits.seconds)
    budget.spend(1)
    groups = [_Group(tuple(rows), cheapest_drives(problem, rows[0], budget)) for rows in _alike(problem)]
    return [group for group in groups if 0 in group.drives]


def _best_choice(problem: RideProblem, groups: list[_Group], limits: Limits) -> list[Tier]:
    families = [
        Family(
            len(group.rows),
            {mask: drive.cost for mask, drive in group.drives.items()},
            bool(problem.routes[group.rows[0]].fixed),
        )
        for group in groups
    ]
    return Choice(problem, families, limits.seconds).best()


def _alike(problem: RideProblem) -> list[list[int]]:
    """Rows of routes that can do just the same at the same cost."""
    groups: dict[object, list[int]] = {}
    for row, route in enumerate(problem.routes):
        allowed = tuple(ride.routes is None or row in ride.routes for ride in problem.rides)
        groups.setdefault((replace(route, key=""), allowed), []).append(row)
    return list(groups.values())


def _nodes(tables: Tables, row: int, stops: tuple[Stop, ...]) -> IntArray:
    start, fixed = int(tables.route[row, f.R_START]), int(tables.route[row, f.R_FIXED])
    nodes = [start]
    for kind, one, option in stops:
        match kind:
            case VisitKind.FIXED:
                nodes.append(int(tables.fixed[fixed + one]))
            case VisitKind.PICKUP:
                nodes.append(int(tables.ride[one, f.Q_PICKUPS]) + option)
            case VisitKind.DROPOFF:
                nodes.append(int(tables.ride[one, f.Q_DROPOFFS]) + option)
    return np.array([*nodes, start + 1], dtype=np.int64)

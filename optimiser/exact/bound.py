"""Lower bounds on the tiers of one day of rides, proved by listing every route."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimiser.exact.choice import Choice, Family
from optimiser.exact.enumeration import Budget, least_costs
from optimiser.search.problem import RideProblem


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
    budget = Budget(limits.labels if len(problem.rides) <= limits.rides else 0, limits.seconds)
    budget.spend(1)
    families: list[Family] = []
    for rows in _alike(problem):
        costs = least_costs(problem, rows[0], budget)
        driven = bool(problem.routes[rows[0]].fixed)
        # Without a way to make its fixed stops alone, a route is closed.
        if 0 in costs:
            families.append(Family(len(rows), costs, driven))
    tiers = Choice(problem, families, limits.seconds).best()
    bounds = [tier.bound for tier in tiers]
    if not bounds:
        return DayBound(0)
    need, cost = (bounds[k] if len(bounds) > k else None for k in (1, 2))
    return DayBound(bounds[0], need, cost, exact=len(tiers) == 3 and tiers[-1].proved)


def _alike(problem: RideProblem) -> list[list[int]]:
    """Rows of routes that can do just the same at the same cost."""
    groups: dict[object, list[int]] = {}
    for row, route in enumerate(problem.routes):
        allowed = tuple(ride.routes is None or row in ride.routes for ride in problem.rides)
        groups.setdefault((replace(route, key=""), allowed), []).append(row)
    return list(groups.values())

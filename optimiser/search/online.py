"""Insert one request into a finished solution: its best places, what they cost, and who is delayed by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.search import fields as f
from optimiser.search.anneal import keep, start_route
from optimiser.search.engine import Search, nodes_of
from optimiser.search.insertion import M_AFTER_DROPOFF, M_AFTER_PICKUP, M_DROPOFF, M_PICKUP, best_insertion
from optimiser.search.problem import IntArray, RideProblem
from optimiser.search.report import describe_route
from optimiser.search.solution import RideSolution, RouteVisits, VisitKind
from optimiser.search.state import MEMO_FIELDS


@dataclass(frozen=True, slots=True)
class Delay:
    """A ride already planned whose pick-up or drop-off moves, in minutes later (negative: earlier)."""

    ride: int
    pickup: int
    dropoff: int


@dataclass(frozen=True, slots=True)
class Insertion:
    """A feasible place for a ride: the route as it would be driven, and the price.

    Attributes
    ----------
    added_cost
        Growth of tier 3, in the problem's cost unit.
    delays
        Rides of that route whose times move.
    """

    ride: int
    route: RouteVisits
    added_cost: int
    delays: tuple[Delay, ...]

    @property
    def times(self) -> tuple[int, int]:
        """Starts of boarding and of alighting."""
        boarding, alighting = _starts(self.route)[self.ride]
        return boarding, alighting


_STOPS = (VisitKind.PICKUP, VisitKind.DROPOFF)


class InsertionDesk:
    """A solution held ready for insertions: the arrays are built once, each question then takes a moment.

    Parameters
    ----------
    problem
        Holds the rides of the solution, and those to ask about.
    solution
        Its routes keep their order; times are free within windows (promised times are windows of the problem).
    """

    def __init__(self, problem: RideProblem, solution: RideSolution) -> None:
        self.problem = problem
        self.planned = {route.route: route for route in solution.routes}
        self._search = Search(problem, initial=solution)

    def suggest(self, ride: int, *, most: int = 5) -> list[Insertion]:
        """The best insertion of an unserved ride in each route, cheapest first, at most `most` of them.

        Raises
        ------
        ValueError
            If the ride is already served.
        """
        state, tables = self._search.state, self._search.tables
        if state.where[ride, f.W_ROUTE] >= 0:
            raise ValueError(f"ride {ride} is already served by route {state.where[ride, f.W_ROUTE]}")
        found: list[tuple[int, int, IntArray]] = []
        place = np.zeros(MEMO_FIELDS, dtype=np.int64)
        for route in range(len(tables.route)):
            added = best_insertion(tables, state, ride, route, place)
            if added < f.INFEASIBLE:
                found.append((int(added), route, place.copy()))
        found.sort(key=lambda one: one[:2])
        return [self._describe(ride, route, added, where) for added, route, where in found[:most]]

    def insert(self, insertion: Insertion) -> None:
        """Commit an insertion; later questions see it.

        Raises
        ------
        ValueError
            If its route has changed since it was suggested.
        """
        state, tables = self._search.state, self._search.tables
        row = insertion.route.route
        nodes = nodes_of(tables, insertion.route)
        present = state.pos[row, : state.rt[row, f.S_LENGTH], f.P_NODE]
        others = nodes[tables.node[nodes, f.N_RIDE] != insertion.ride]
        if not np.array_equal(others, present):
            raise ValueError(f"route {row} has changed since this insertion of ride {insertion.ride} was suggested")
        if not start_route(tables, state, row, nodes):
            raise ValueError(f"route {row} has no schedule with ride {insertion.ride}")
        keep(state)
        self.planned[row] = insertion.route

    def _describe(self, ride: int, row: int, added: int, place: IntArray) -> Insertion:
        state, tables = self._search.state, self._search.tables
        nodes: list[int] = []
        for k in range(int(state.rt[row, f.S_LENGTH])):
            nodes.append(int(state.pos[row, k, f.P_NODE]))
            if k == place[M_AFTER_PICKUP]:
                nodes.append(int(place[M_PICKUP]))
            if k == place[M_AFTER_DROPOFF]:
                nodes.append(int(place[M_DROPOFF]))
        route = describe_route(self.problem, tables, row, np.array(nodes, dtype=np.int64))
        return Insertion(ride, route, added, _delays(self.planned.get(row), route))


def best_insertions(problem: RideProblem, solution: RideSolution, ride: int, *, most: int = 5) -> list[Insertion]:
    """The best insertion of an unserved ride in each route, cheapest first; `InsertionDesk` answers many times."""
    return InsertionDesk(problem, solution).suggest(ride, most=most)


def _delays(before: RouteVisits | None, after: RouteVisits) -> tuple[Delay, ...]:
    if before is None:
        return ()
    old, new = _starts(before), _starts(after)
    moved = {ride: (new[ride][0] - start, new[ride][1] - end) for ride, (start, end) in old.items()}
    return tuple(Delay(ride, *by) for ride, by in moved.items() if any(by))


def _starts(route: RouteVisits) -> dict[int, list[int]]:
    starts: dict[int, list[int]] = {}
    for visit in route.visits:
        if visit.kind in _STOPS:
            starts.setdefault(visit.row, []).append(visit.start)
    return starts

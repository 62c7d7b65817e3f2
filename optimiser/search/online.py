"""Insert one request into a finished solution: its best places, what they cost, and who is delayed by how much."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np

from optimiser.search import fields as f
from optimiser.search.anneal import keep, start_route
from optimiser.search.engine import Search, nodes_of
from optimiser.search.insertion import M_AFTER_DROPOFF, M_AFTER_PICKUP, M_DROPOFF, M_PICKUP, best_insertion
from optimiser.search.problem import IntArray, Ride, RideProblem
from optimiser.search.report import describe_route
from optimiser.search.solution import RideSolution, RouteVisits, VisitKind
from optimiser.search.state import MEMO_FIELDS
from optimiser.search.tables import with_ride


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


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a ride fits best into a route: what it adds to the cost, and the columns of the kernels' memo."""

    added: int
    route: int
    ride: int
    place: tuple[int, ...]


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
        return [self._describe(spot) for spot in self.spots(ride)[:most]]

    def spots(self, ride: int) -> list[Spot]:
        """As `suggest`, without the times: what takes microseconds.

        Raises
        ------
        ValueError
            If the ride is already served.
        """
        state, tables = self._search.state, self._search.tables
        if state.where[ride, f.W_ROUTE] >= 0:
            raise ValueError(f"ride {ride} is already served by route {state.where[ride, f.W_ROUTE]}")
        found: list[Spot] = []
        place = np.zeros(MEMO_FIELDS, dtype=np.int64)
        for route in range(len(tables.route)):
            added = best_insertion(tables, state, ride, route, f.INFEASIBLE, place, 0.0)
            if added < f.INFEASIBLE:
                found.append(Spot(int(added), route, ride, tuple(int(value) for value in place)))
        return sorted(found)

    def ask(self, row: int, ride: Ride) -> None:
        """Let a row that is not served stand for another ride from now on: rows kept for this need no new tables.

        Raises
        ------
        ValueError
            If the row is served, or had fewer stops to choose from when the desk was opened.
        """
        if self._search.state.where[row, f.W_ROUTE] >= 0:
            raise ValueError(f"ride {row} is already served and cannot stand for another")
        self._search.tables = with_ride(self._search.tables, row, ride)
        rides = (*self.problem.rides[:row], ride, *self.problem.rides[row + 1 :])
        # Only this row is new, and it was checked: a problem built anew would check and copy all the others.
        changed = copy(self.problem)
        object.__setattr__(changed, "rides", rides)
        self.problem = changed

    def put(self, spot: Spot) -> None:
        """Serve a ride for the time being, as `take_out` ends it."""
        start_route(self._search.tables, self._search.state, spot.route, self._nodes_with(spot))

    def take_out(self, ride: int) -> None:
        """Take a ride out of its route again."""
        state, tables = self._search.state, self._search.tables
        row = int(state.where[ride, f.W_ROUTE])
        nodes = self._nodes(row)
        start_route(tables, state, row, nodes[tables.node[nodes, f.N_RIDE] != ride])
        state.where[ride] = -1

    def driven(self, row: int) -> tuple[RouteVisits, tuple[Delay, ...]]:
        """A route as it stands, at its best times, and whose times moved since it was planned."""
        route = describe_route(self.problem, self._search.tables, row, self._nodes(row))
        return route, _delays(self.planned.get(row), route)

    def holds(self, row: int) -> bool:
        """Whether a route carries all that it was planned to."""
        where = self._search.state.where
        planned = self.planned.get(row)
        return planned is None or all(where[ride, f.W_ROUTE] == row for ride in planned.rides)

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

    def _describe(self, spot: Spot) -> Insertion:
        route = describe_route(self.problem, self._search.tables, spot.route, self._nodes_with(spot))
        return Insertion(spot.ride, route, spot.added, _delays(self.planned.get(spot.route), route))

    def _nodes(self, row: int) -> IntArray:
        state = self._search.state
        return state.pos[row, : state.rt[row, f.S_LENGTH], f.P_NODE].copy()

    def _nodes_with(self, spot: Spot) -> IntArray:
        nodes: list[int] = []
        for k, node in enumerate(self._nodes(spot.route)):
            nodes.append(int(node))
            if k == spot.place[M_AFTER_PICKUP]:
                nodes.append(spot.place[M_PICKUP])
            if k == spot.place[M_AFTER_DROPOFF]:
                nodes.append(spot.place[M_DROPOFF])
        return np.array(nodes, dtype=np.int64)


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

"""The one entrance to the search: from a problem to the best routes found."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from optimiser.search import fields as f
from optimiser.search.anneal import anneal, fill, keep, restart, start_route
from optimiser.search.cooling import PROBE_SHARE, last_stage, many_anneals, pool_shares, temperature_at
from optimiser.search.problem import Bucket, IntArray, Item, Ride, RideProblem, Route, StopOption
from optimiser.search.recombine import PoolEffort, best_recombination
from optimiser.search.report import describe_solution
from optimiser.search.routes import empty_sequence
from optimiser.search.solution import RideSolution, RouteVisits, Tiers, VisitKind
from optimiser.search.state import C_BANK, State, new_state
from optimiser.search.stop import Effort, MaxIterations, Stop
from optimiser.search.tables import Tables, build_tables

CHUNK_SECONDS = 0.02
COMFORT_PRICE = 1e-6
POOL_ITEMS = 20
MAX_POOL_SECONDS = 600.0
POOL_SECONDS_SHARE, POOL_REST_SHARE = 0.1, 0.5
POOL_ITERATIONS = 100_000
UNSERVED_PRICE = 2.0


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """State of a running search: effort, share of the limit spent, best tiers (comfort estimated without waits)."""

    iterations: int
    seconds: float
    share: float
    tiers: Tiers


def solve_rides(
    problem: RideProblem,
    *,
    stop: Stop,
    seed: int = 0,
    initial: RideSolution | None = None,
    on_progress: Callable[[SearchProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> RideSolution:
    """Plan one day of rides.

    Parameters
    ----------
    stop
        Limit; with a limit on iterations the result depends on the problem, the seed and that limit alone.
    seed
        Seed of the random numbers, any integer.
    initial
        A solution to start from; the result is never worse. Rides of its routes that no longer have a schedule are
        inserted anew.
    on_progress
        Called about fifty times a second.
    should_stop
        Asked about fifty times a second; the search returns its best solution once it says so, as it does on
        KeyboardInterrupt.
    """
    search = Search(problem, seed=seed, initial=initial)
    run = partial(search.run, stop, on_progress=on_progress, should_stop=should_stop)

    def ends() -> bool:
        return stop.progress(search.effort) >= 1.0 or (should_stop is not None and should_stop())

    try:
        search.fill(stop, should_stop)
        run(until=PROBE_SHARE)
        anneals = many_anneals(stop, search.effort, len(problem.rides))
        for number, (until, cooling) in enumerate(anneals):
            if number and not ends():
                search.start_over(stop, should_stop)
            run(until=until, cooling=cooling)
        cooling = last_stage(anneals)
        if len(anneals) > 1 and not ends():
            search.adopt(search.sequences())
        for share in pool_shares(anneals) if len(problem.items) >= POOL_ITEMS else ():
            run(until=share, cooling=cooling)
            if not ends():
                search.recombine(pool_effort(stop, search.effort), seed=seed)
        run(cooling=cooling)
    except KeyboardInterrupt:
        search.interrupted = True
    return search.solution()


def compile_kernels() -> None:
    """Compile or load every kernel, by a tiny search, so that no later search has to; see `jit.is_compiled`."""
    option = StopOption(0, 0, 9)
    rides = tuple(Ride((option,), (option,), 9, item) for item in range(4))
    route = Route(0, 0, 0, 99, ((4, 0, 0),), time_cost=1)
    still = np.zeros((1, 1, 1), dtype=np.int64)
    items = tuple(Item(1, 0) for _ in rides)
    solve_rides(RideProblem(still, still[0], rides, items, (Bucket(4),), (route, route)), stop=MaxIterations(32))


def pool_effort(stop: Stop, effort: Effort) -> PoolEffort:
    """What one recombination may cost: a share of the time spent and of what is left, or deterministic time."""
    if stop.iterations is not None:
        return PoolEffort(MAX_POOL_SECONDS, stop.iterations / POOL_ITERATIONS)
    spent, done = max(effort.seconds, effort.cpu_seconds), stop.progress(effort)
    left = spent * (1.0 - done) / max(done, 1e-9)
    return PoolEffort(min(POOL_SECONDS_SHARE * spent, POOL_REST_SHARE * left))


class Search:
    """A search that can be run in several parts.

    Parameters
    ----------
    problem, seed, initial
        As for `solve_rides`.
    effort
        What was spent before, to go on counting.
    """

    def __init__(
        self,
        problem: RideProblem,
        *,
        seed: int = 0,
        initial: RideSolution | None = None,
        effort: Effort | None = None,
    ) -> None:
        self.problem = problem
        self.effort = effort or Effort()
        self.interrupted = False
        self.tables = build_tables(problem)
        self.state = new_state(self.tables, seed)
        self.broken = self._start(initial)
        self.weights = np.zeros(4)
        self.temperature = 0.0

    def fill(self, stop: Stop, should_stop: Callable[[], bool] | None = None) -> None:
        """Insert greedily, in a random order, what the start leaves out, and set the temperature."""
        state, tables = self.state, self.tables
        order = np.random.default_rng(int(state.rng[0])).permutation(len(tables.item))
        state.pending[: len(order)] = order
        done, chunk = 0, 1
        while done < len(order) and stop.progress(self.effort) < 1.0 and not (should_stop and should_stop()):
            before = time.perf_counter()
            fill(tables, state, done, min(len(order), done + chunk))
            done += chunk
            chunk = _next_chunk(chunk, time.perf_counter() - before)
        keep(state)
        self.weights, self.temperature = _prices(self.problem, state)

    def start_over(self, stop: Stop, should_stop: Callable[[], bool] | None = None) -> None:
        """Build another solution from nothing; the best one, and the routes pooled, stay."""
        restart(self.tables, self.state)
        keep(self.state)
        self.fill(stop, should_stop)

    def run(
        self,
        stop: Stop,
        *,
        until: float = 1.0,
        cooling: tuple[float, float] = (0.0, 1.0),
        on_progress: Callable[[SearchProgress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        """Search until a share of the limit is spent, or until `should_stop` says so.

        Parameters
        ----------
        until
            Share of the limit at which this part of the search ends.
        cooling
            Shares of the limit at which the temperature is highest and lowest.
        """
        if not len(self.tables.route) or not len(self.tables.item):
            return
        chunk = 16
        effort = self.effort
        limit = stop.iterations
        while (share := stop.progress(effort)) < until:
            hottest, rate, change = temperature_at(limit, share, cooling)
            if limit is not None:
                chunk = min(chunk, max(1, math.ceil(limit * min(until, change)) - effort.iterations))
            before = time.perf_counter()
            after = effort.iterations + chunk
            anneal(self.tables, self.state, self.weights, effort.iterations, after, hottest * self.temperature, rate)
            effort.iterations = after
            chunk = _next_chunk(chunk, time.perf_counter() - before)
            if on_progress is not None:
                on_progress(self.progress(share))
            if should_stop is not None and should_stop():
                return

    def recombine(self, effort: PoolEffort, *, seed: int = 0) -> bool:
        """Go on from the best combination of the routes of good solutions; whether that improved the best solution."""
        self.adopt(self.sequences())
        better = best_recombination(self.tables, self.state, effort, seed=seed)
        if better is None:
            return False
        self.adopt(better)
        return True

    def adopt(self, sequences: Sequence[IntArray]) -> None:
        """Go on from the solution with these nodes, route by route."""
        restart(self.tables, self.state)
        for row, sequence in enumerate(sequences):
            if self.tables.route[row, f.R_OPEN] and not start_route(self.tables, self.state, row, sequence):
                raise ValueError(f"the sequence of route {row} has no schedule")
        keep(self.state)

    def progress(self, share: float) -> SearchProgress:
        """Where the search stands."""
        tiers = Tiers(*(int(total) for total in self.state.best_total))
        return SearchProgress(self.effort.iterations, self.effort.seconds, share, tiers)

    def need(self) -> tuple[int, int]:
        """Mandatory items unserved and tier 1 of the best solution."""
        return int(self.state.best_total[f.T_MANDATORY]), int(self.state.best_total[f.T_NEED])

    def sequences(self) -> list[IntArray]:
        """Nodes of the best solution, route by route."""
        state = self.state
        return [state.best_seq[r, : state.best_length[r]].astype(np.int64) for r in range(len(self.tables.route))]

    def solution(self) -> RideSolution:
        """The best solution so far, with its best times."""
        effort = self.effort
        return describe_solution(
            self.problem,
            self.tables,
            self.sequences(),
            broken=self.broken,
            iterations=effort.iterations,
            seconds=effort.seconds,
        )

    def _start(self, initial: RideSolution | None) -> tuple[int, ...]:
        """Lay out the routes; returns those whose fixed stops alone have no schedule, now closed."""
        tables, state = self.tables, self.state
        for item in range(len(tables.item)):
            _bank(tables, state, item)
        unserved = zip(self.problem.buckets, state.unserved, strict=True)
        state.total[f.T_NEED] = sum(bucket.cost(int(weight)) for bucket, weight in unserved)
        given = {} if initial is None else _given_sequences(self.problem, tables, initial)
        broken = []
        for row in range(len(tables.route)):
            base = empty_sequence(tables, row)
            if not start_route(tables, state, row, base):
                broken.append(row)
            elif row in given and not start_route(tables, state, row, given[row]):
                start_route(tables, state, row, base)
        if broken:
            route = tables.route.copy()
            route[broken, f.R_OPEN] = 0
            route.setflags(write=False)
            self.tables = tables._replace(route=route)
        keep(state)
        return tuple(broken)


def _bank(tables: Tables, state: State, item: int) -> None:
    state.bank_at[item] = state.tally[C_BANK]
    state.bank[state.tally[C_BANK]] = item
    state.tally[C_BANK] += 1
    bucket = tables.item[item, f.I_BUCKET]
    state.unserved[bucket] += tables.item[item, f.I_WEIGHT]
    state.total[f.T_MANDATORY] += tables.item[item, f.I_MANDATORY]


def _given_sequences(problem: RideProblem, tables: Tables, initial: RideSolution) -> dict[int, IntArray]:
    """Nodes of the routes of a solution that have a schedule; its fixed stops must be those of the problem.

    An item of which a route without schedule held a part is left out whole.
    """
    for route in initial.routes:
        if not 0 <= route.route < len(tables.route):
            raise ValueError(f"the initial solution drives route {route.route} of {len(tables.route)}")
    trial = new_state(tables, 0)
    routes = {route.route: route for route in initial.routes}
    while True:
        nodes = {row: nodes_of(tables, route) for row, route in routes.items()}
        fitting = [row for row in routes if start_route(tables, trial, row, nodes[row])]
        done = {ride for row in fitting for ride in routes[row].rides}
        partial = {ride for rides in problem.ride_rows_of_item if not done.issuperset(rides) for ride in rides} & done
        if not partial:
            return {row: nodes[row] for row in fitting}
        routes = {row: _without(routes[row], partial) for row in fitting}


def _without(route: RouteVisits, rides: set[int]) -> RouteVisits:
    passengers = (VisitKind.PICKUP, VisitKind.DROPOFF)
    visits = tuple(visit for visit in route.visits if visit.kind not in passengers or visit.row not in rides)
    return replace(route, visits=visits)


def nodes_of(tables: Tables, route: RouteVisits) -> IntArray:
    """Nodes of a route driven."""
    start = int(tables.route[route.route, f.R_START])
    fixed = int(tables.route[route.route, f.R_FIXED])
    nodes = []
    for visit in route.visits:
        match visit.kind:
            case VisitKind.START:
                nodes.append(start)
            case VisitKind.END:
                nodes.append(start + 1)
            case VisitKind.FIXED:
                nodes.append(int(tables.fixed[fixed + visit.row]))
            case VisitKind.PICKUP:
                nodes.append(int(tables.ride[visit.row, f.Q_PICKUPS]) + visit.option)
            case VisitKind.DROPOFF:
                nodes.append(int(tables.ride[visit.row, f.Q_DROPOFFS]) + visit.option)
    return np.array(nodes, dtype=np.int64)


def _next_chunk(chunk: int, seconds: float) -> int:
    """Iterations that take about CHUNK_SECONDS, at most doubled each time."""
    wanted = chunk * CHUNK_SECONDS / max(seconds, 1e-6)
    return max(1, min(2 * chunk, int(wanted), 100_000))


def _prices(problem: RideProblem, state: State) -> tuple[np.typing.NDArray[np.float64], float]:
    """Weights of the totals in the energy, and the unit of temperature: a third of the mean cost of a stop.

    The least costly item to leave out costs twice the dearest ride driven alone; the best solution is compared exactly
    all the same.
    """
    used = sum(route.used_cost for route, row in zip(problem.routes, state.rt, strict=True) if row[f.S_RIDES])
    served = max(1, int((state.where[:, f.W_ROUTE] >= 0).sum()))
    stop_cost = max(1.0, (float(state.total[f.T_COST]) - used) / (2 * served))
    lone = max((route.used_cost for route in problem.routes), default=0) + _dearest_lone_ride(problem)
    gains = [bucket_gain for bucket_gain in _least_gains(problem) if bucket_gain > 0]
    least = min(gains, default=1)
    need = UNSERVED_PRICE * max(lone, stop_cost) / least
    return np.array([1e4 * max(lone, stop_cost), need, 1.0, COMFORT_PRICE * stop_cost]), stop_cost / 3


def _least_gains(problem: RideProblem) -> list[int]:
    """What tier 1 loses when an item alone in its bucket is left out."""
    return [problem.buckets[item.bucket].cost(item.weight) for item in problem.items]


def _dearest_lone_ride(problem: RideProblem) -> float:
    """About what the dearest ride costs when a vehicle drives it alone."""
    if not problem.routes or not problem.rides:
        return 0.0
    route = max(problem.routes, key=lambda one: (one.distance_cost, one.time_cost))
    distance, time = problem.distance[route.profile], problem.time[route.profile]
    reachable = time < problem.unreachable
    if not reachable.any():
        return 0.0
    longest, slowest = int(distance[reachable].max()), int(time[reachable].max())
    return 3.0 * (route.distance_cost * longest + route.time_cost * slowest)

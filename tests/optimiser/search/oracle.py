"""Brute force: every assignment of items to routes, every sequence, every stop option."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

from optimiser.search import ANYWHERE, FORBIDDEN, RideProblem
from optimiser.search.problem import Route

Step = tuple[str, int, int]


def best_tiers(problem: RideProblem, broken: tuple[int, ...]) -> tuple[int, int, int]:
    """Mandatory items unserved, tier 1 and tier 3 of an optimal solution."""
    open_routes = [row for row in range(len(problem.routes)) if row not in broken]

    @cache
    def cost(row: int, rides: frozenset[int]) -> int | None:
        return min(_route_costs(problem, row, rides), default=None)

    best: tuple[int, int, int] | None = None
    homes = [(None, *product(open_routes, repeat=len(rides))) for rides in problem.ride_rows_of_item]
    for choice in product(*homes):
        carried: dict[int, set[int]] = {row: set() for row in open_routes}
        lacking = [0] * len(problem.buckets)
        mandatory = 0
        for item, home, rides in zip(problem.items, choice, problem.ride_rows_of_item, strict=True):
            if home is None:
                lacking[item.bucket] += item.weight
                mandatory += item.mandatory
                continue
            for ride, row in zip(rides, home, strict=True):
                carried[row].add(ride)
        need = sum(bucket.cost(weight) for bucket, weight in zip(problem.buckets, lacking, strict=True))
        if best is not None and (mandatory, need) > best[:2]:
            continue
        costs = [cost(row, frozenset(rides)) for row, rides in carried.items()]
        if None not in costs:
            found = (mandatory, need, sum(value for value in costs if value is not None))
            best = found if best is None else min(best, found)
    assert best is not None
    return best


def _route_costs(problem: RideProblem, row: int, rides: frozenset[int]) -> Iterator[int]:
    route = problem.routes[row]
    if not rides and not route.fixed:
        yield 0
        return
    if any(problem.rides[q].routes is not None and row not in (problem.rides[q].routes or ()) for q in rides):
        return
    for steps in _sequences(problem, route, rides, (), 0, {}, (route.start, route.earliest)):
        value = _cost(problem, route, steps)
        if value is not None:
            yield value


def _sequences(
    problem: RideProblem,
    route: Route,
    waiting: frozenset[int],
    steps: tuple[Step, ...],
    fixed: int,
    aboard: dict[int, int],
    free: tuple[int, int],
) -> Iterator[tuple[Step, ...]]:
    """Every order of stops without a breach so far; `free` is where and when the vehicle can leave at the earliest."""
    if not _loads_fit(problem, route, steps):
        return
    # Between drop-offs nothing but windows can break, and those were looked at.
    if steps and steps[-1][0] == "d" and not _bellman_ford(problem, route, steps, closed=False, limit=None):
        return
    if not waiting and not aboard and fixed == len(route.fixed):
        yield steps

    def after(step: Step) -> tuple[int, int] | None:
        return _leaves(problem, route, step, free)

    if fixed < len(route.fixed) and (not aboard or route.fixed[fixed].passengers):
        step: Step = ("f", fixed, 0)
        if (then := after(step)) is not None:
            yield from _sequences(problem, route, waiting, (*steps, step), fixed + 1, aboard, then)
    for q in waiting:
        for option in range(len(problem.rides[q].pickups)):
            step = ("p", q, option)
            if (then := after(step)) is not None:
                now = {**aboard, q: option}
                yield from _sequences(problem, route, waiting - {q}, (*steps, step), fixed, now, then)
    for q, boarded in aboard.items():
        rest = {key: value for key, value in aboard.items() if key != q}
        for option in range(len(problem.rides[q].dropoffs)):
            step = ("d", q, option)
            allowed = problem.rides[q].limits()[boarded, option] != FORBIDDEN
            if allowed and (then := after(step)) is not None:
                yield from _sequences(problem, route, waiting, (*steps, step), fixed, rest, then)


def _leaves(problem: RideProblem, route: Route, step: Step, free: tuple[int, int]) -> tuple[int, int] | None:
    """Place and earliest departure after one more step, by windows alone; None when it is too late for it."""
    kind, row, option = step
    place, ready = free
    if kind == "f":
        stop = route.fixed[row]
        there, window, minutes = stop.place, (stop.earliest, stop.latest), stop.duration
    else:
        ride = problem.rides[row]
        where = ride.pickups[option] if kind == "p" else ride.dropoffs[option]
        there, window = where.place, (where.earliest, where.latest)
        minutes = ride.boarding if kind == "p" else ride.alighting
    if there == ANYWHERE:
        there = place
    else:
        ready += int(problem.time[route.profile, place, there])
    start = max(ready, window[0])
    return None if start > window[1] else (there, start + minutes)


def _cost(problem: RideProblem, route: Route, steps: tuple[Step, ...]) -> int | None:
    places = _places(problem, route, steps)
    hops = list(pairwise(places))
    done = 0
    for k, (a, b) in enumerate(hops):
        done += int(problem.distance[route.profile, a, b])
        if route.range_m is not None and done > route.range_m:
            return None
        if k < len(steps) and steps[k][0] == "f" and route.fixed[steps[k][1]].charges:
            done = 0
    if not _bellman_ford(problem, route, steps, closed=True, limit=route.max_duration):
        return None
    low, high = 0, route.latest - route.earliest
    if route.max_duration is not None:
        high = min(high, route.max_duration)
    while low < high and route.time_cost:
        middle = (low + high) // 2
        if _bellman_ford(problem, route, steps, closed=True, limit=middle):
            high = middle
        else:
            low = middle + 1
    metres = sum(int(problem.distance[route.profile, a, b]) for a, b in hops)
    return route.used_cost + route.distance_cost * metres + route.time_cost * low * bool(route.time_cost)


def _places(problem: RideProblem, route: Route, steps: tuple[Step, ...]) -> list[int]:
    places = [route.start]
    for kind, row, option in steps:
        if kind == "f":
            place = route.fixed[row].place
            places.append(places[-1] if place == ANYWHERE else place)
        elif kind == "p":
            places.append(problem.rides[row].pickups[option].place)
        else:
            places.append(problem.rides[row].dropoffs[option].place)
    return [*places, route.end]


def _loads_fit(problem: RideProblem, route: Route, steps: tuple[Step, ...]) -> bool:
    def fits(layout: tuple[int, int, int]) -> bool:
        load = [0, 0, 0]
        for kind, row, _ in steps:
            change = route.fixed[row].load if kind == "f" else problem.rides[row].load
            for dim in range(3):
                load[dim] += -change[dim] if kind == "d" else change[dim]
                if load[dim] > layout[dim]:
                    return False
        return True

    return any(fits(layout) for layout in route.layouts)


def _bellman_ford(
    problem: RideProblem, route: Route, steps: tuple[Step, ...], *, closed: bool, limit: int | None
) -> bool:
    places = _places(problem, route, steps)
    windows = [(route.earliest, route.latest, 0)]
    for kind, row, option in steps:
        if kind == "f":
            stop = route.fixed[row]
            windows.append((stop.earliest, stop.latest, stop.duration))
        else:
            ride = problem.rides[row]
            where = ride.pickups[option] if kind == "p" else ride.dropoffs[option]
            windows.append((where.earliest, where.latest, ride.boarding if kind == "p" else ride.alighting))
    if closed:
        windows.append((route.earliest, route.latest, 0))
    arcs = []
    for k in range(1, len(windows)):
        anywhere = k <= len(steps) and steps[k - 1][0] == "f" and route.fixed[steps[k - 1][1]].place == ANYWHERE
        travel = 0 if anywhere else int(problem.time[route.profile, places[k - 1], places[k]])
        arcs.append((k - 1, k, windows[k - 1][2] + travel))
    boarded = {row: (k + 1, option) for k, (kind, row, option) in enumerate(steps) if kind == "p"}
    for k, (kind, row, option) in enumerate(steps):
        if kind == "d":
            at, chosen = boarded[row]
            arcs.append((k + 1, at, -int(problem.rides[row].limits()[chosen, option]) - problem.rides[row].boarding))
    if limit is not None and closed:
        arcs.append((len(windows) - 1, 0, -limit))
    times = [window[0] for window in windows]
    for _ in range(len(times) + 1):
        changed = False
        for i, j, least in arcs:
            if times[i] + least > times[j]:
                times[j] = times[i] + least
                changed = True
        if any(time > window[1] for time, window in zip(times, windows, strict=True)):
            return False
        if not changed:
            return True
    return False

"""A second look at a solution, in plain Python from the problem's rows, sharing nothing with the kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from optimiser.search.problem import ANYWHERE, Load, RideProblem, Route
from optimiser.search.solution import RideSolution, RouteVisits, Visit, VisitKind


def check_solution(problem: RideProblem, solution: RideSolution) -> list[str]:
    """Every breach of a solution: stops, times, loads, ranges, pairs, groups and arithmetic; empty when it holds."""
    breaches = [breach for route in solution.routes for breach in _route_breaches(problem, route)]
    rows = Counter(route.route for route in solution.routes)
    breaches += [f"route {row} is driven {times} times" for row, times in rows.items() if times > 1]
    served = Counter(ride for route in solution.routes for ride in route.rides)
    breaches += [f"ride {ride} is served {times} times" for ride, times in served.items() if times > 1]
    for row, rides in enumerate(problem.ride_rows_of_item):
        done = sum(ride in served for ride in rides)
        if done not in (0, len(rides)):
            breaches.append(f"item {row} is served in part: {done} of its {len(rides)} rides")
        if bool(solution.served[row]) != (done > 0):
            breaches.append(f"item {row}: served is {solution.served[row]}, its rides say {done > 0}")
    for row, route in enumerate(problem.routes):
        if route.fixed and row not in rows and row not in solution.broken_routes:
            breaches.append(f"route {row} has fixed stops and is not driven")
    return breaches + list(_tier_breaches(problem, solution))


def has_schedule(problem: RideProblem, driven: RouteVisits) -> bool:
    """Whether a route's sequence and options have any schedule at all (Bellman and Ford)."""
    route = problem.routes[driven.route]
    arcs = list(_constraints(problem, route, driven.visits))
    times = [0] * (len(driven.visits) + 1)
    for _ in range(len(times) + 1):
        changed = False
        for i, j, least in arcs:
            if times[i] + least > times[j]:
                times[j] = times[i] + least
                changed = True
        if not changed:
            return True
    return False


def _constraints(problem: RideProblem, route: Route, visits: Sequence[Visit]) -> Iterator[tuple[int, int, int]]:
    """Constraints ``b[j] - b[i] >= least``; visit k is k + 1, 0 is the origin of time."""
    boarded: dict[int, int] = {}
    for k, visit in enumerate(visits):
        earliest, latest, _ = _bounds(problem, route, visit)
        yield 0, k + 1, earliest
        yield k + 1, 0, -latest
        if k:
            _, _, before = _bounds(problem, route, visits[k - 1])
            yield k, k + 1, before + _travel(problem, route, visits[k - 1], visit)
        if visit.kind is VisitKind.PICKUP:
            boarded[visit.row] = k
        if visit.kind is VisitKind.DROPOFF:
            p = boarded[visit.row]
            limit = int(problem.rides[visit.row].limits()[visits[p].option, visit.option])
            yield k + 1, p + 1, -limit - problem.rides[visit.row].boarding
    if route.max_duration is not None:
        yield len(visits), 1, -route.max_duration


def _bounds(problem: RideProblem, route: Route, visit: Visit) -> tuple[int, int, int]:
    """Window and duration of a visit."""
    if visit.kind in (VisitKind.START, VisitKind.END):
        return route.earliest, route.latest, 0
    if visit.kind is VisitKind.FIXED:
        stop = route.fixed[visit.row]
        return stop.earliest, stop.latest, stop.duration
    ride = problem.rides[visit.row]
    if visit.kind is VisitKind.PICKUP:
        option = ride.pickups[visit.option]
        return option.earliest, option.latest, ride.boarding
    option = ride.dropoffs[visit.option]
    return option.earliest, option.latest, ride.alighting


def _travel(problem: RideProblem, route: Route, before: Visit, after: Visit) -> int:
    if after.kind is VisitKind.FIXED and route.fixed[after.row].place == ANYWHERE:
        return 0
    return int(problem.time[route.profile, before.place, after.place])


def _route_breaches(problem: RideProblem, driven: RouteVisits) -> Iterator[str]:
    route = problem.routes[driven.route]
    name = f"route {driven.route}"
    visits = driven.visits
    kinds = [visit.kind for visit in visits]
    if kinds[0] is not VisitKind.START or kinds[-1] is not VisitKind.END or len(visits) < 2:
        yield f"{name} does not go from its start to its end"
        return
    fixed = [visit.row for visit in visits if visit.kind is VisitKind.FIXED]
    if fixed != list(range(len(route.fixed))):
        yield f"{name} makes its fixed stops {fixed}, asked {list(range(len(route.fixed)))}"
    yield from _time_breaches(problem, route, name, visits)
    yield from _ride_breaches(problem, driven, name)
    yield from _load_breaches(problem, driven, name)
    yield from _range_breaches(problem, route, name, visits)
    distance = sum(int(problem.distance[route.profile, a.place, b.place]) for a, b in pairwise(visits))
    duration = visits[-1].start - visits[0].departure
    cost = route.used_cost + route.distance_cost * distance + route.time_cost * duration
    if (distance, cost) != (driven.distance, driven.cost):
        yield f"{name} states distance and cost {driven.distance, driven.cost}, computed {distance, cost}"


def _time_breaches(problem: RideProblem, route: Route, name: str, visits: Sequence[Visit]) -> Iterator[str]:
    for k, visit in enumerate(visits):
        earliest, latest, service = _bounds(problem, route, visit)
        if not earliest <= visit.start <= latest:
            yield f"{name}, stop {k}: starts at {visit.start}, outside [{earliest}, {latest}]"
        if visit.departure != visit.start + service or visit.arrival > visit.start:
            yield f"{name}, stop {k}: arrival {visit.arrival}, start {visit.start}, departure {visit.departure}"
        if visit.place != _place(problem, route, visits, k):
            yield f"{name}, stop {k}: stands at {visit.place}, asked {_place(problem, route, visits, k)}"
        if k:
            travel = _travel(problem, route, visits[k - 1], visit)
            if travel >= problem.unreachable:
                yield f"{name}, stop {k}: unreachable from the stop before"
            if visit.arrival != visits[k - 1].departure + travel:
                yield f"{name}, stop {k}: arrives at {visit.arrival}, {travel} after {visits[k - 1].departure}"
    duration = visits[-1].start - visits[0].departure
    if route.max_duration is not None and duration > route.max_duration:
        yield f"{name} lasts {duration}, allowed {route.max_duration}"


def _place(problem: RideProblem, route: Route, visits: Sequence[Visit], k: int) -> int:
    visit = visits[k]
    match visit.kind:
        case VisitKind.START:
            return route.start
        case VisitKind.END:
            return route.end
        case VisitKind.FIXED:
            place = route.fixed[visit.row].place
            return visits[k - 1].place if place == ANYWHERE else place
        case VisitKind.PICKUP:
            return problem.rides[visit.row].pickups[visit.option].place
    return problem.rides[visit.row].dropoffs[visit.option].place


def _ride_breaches(problem: RideProblem, driven: RouteVisits, name: str) -> Iterator[str]:
    aboard: dict[int, Visit] = {}
    for visit in driven.visits:
        if visit.kind is VisitKind.PICKUP:
            allowed = problem.rides[visit.row].routes
            if allowed is not None and driven.route not in allowed:
                yield f"{name} may not serve ride {visit.row}"
            aboard[visit.row] = visit
        elif visit.kind is VisitKind.DROPOFF:
            boarded = aboard.pop(visit.row, None)
            if boarded is None:
                yield f"{name}: ride {visit.row} alights before it boards"
                continue
            limit = int(problem.rides[visit.row].limits()[boarded.option, visit.option])
            if limit < 0:
                yield f"{name}: ride {visit.row} uses a forbidden pair of options"
            elif visit.start - boarded.departure > limit:
                yield f"{name}: ride {visit.row} lasts {visit.start - boarded.departure}, allowed {limit}"
        elif visit.kind is VisitKind.FIXED:
            stop = problem.routes[driven.route].fixed[visit.row]
            if aboard and not stop.passengers:
                yield f"{name}: passengers {sorted(aboard)} are aboard at stop {stop.key}"
    if aboard:
        yield f"{name}: rides {sorted(aboard)} never alight"


def _load_breaches(problem: RideProblem, driven: RouteVisits, name: str) -> Iterator[str]:
    route = problem.routes[driven.route]
    layout = route.layouts[driven.layout]
    load: Load = (0, 0, 0)
    for k, visit in enumerate(driven.visits):
        change, sign = (0, 0, 0), 1
        if visit.kind is VisitKind.FIXED:
            change = route.fixed[visit.row].load
        elif visit.kind in (VisitKind.PICKUP, VisitKind.DROPOFF):
            change, sign = problem.rides[visit.row].load, 1 if visit.kind is VisitKind.PICKUP else -1
        load = (load[0] + sign * change[0], load[1] + sign * change[1], load[2] + sign * change[2])
        if any(taken > there for taken, there in zip(load, layout, strict=True)):
            yield f"{name}, stop {k}: load {load} in layout {layout}"


def _range_breaches(problem: RideProblem, route: Route, name: str, visits: Sequence[Visit]) -> Iterator[str]:
    if route.range_m is None:
        return
    done = 0
    for k, visit in enumerate(visits[1:], start=1):
        done += int(problem.distance[route.profile, visits[k - 1].place, visit.place])
        if done > route.range_m:
            yield f"{name}, stop {k}: {done} since the last charge, range {route.range_m}"
        if visit.kind is VisitKind.FIXED and route.fixed[visit.row].charges:
            done = 0


def _tier_breaches(problem: RideProblem, solution: RideSolution) -> Iterator[str]:
    lacking = [0] * len(problem.buckets)
    mandatory = 0
    for row, item in enumerate(problem.items):
        if not solution.served[row]:
            lacking[item.bucket] += item.weight
            mandatory += item.mandatory
    need = 0
    for bucket, weight in zip(problem.buckets, lacking, strict=True):
        before = bucket.shortfall + bucket.unserved
        for level, sign in ((before + weight, 1), (before, -1)):
            need += sign * sum(max(0, 4 * level - quarter * bucket.asked) for quarter in range(4))
    comfort = 0
    for route in solution.routes:
        boarded = {visit.row: visit for visit in route.visits if visit.kind is VisitKind.PICKUP}
        for visit in route.visits:
            if visit.kind is VisitKind.DROPOFF and visit.row in boarded:
                ride = problem.rides[visit.row]
                direct = int(ride.directs()[boarded[visit.row].option, visit.option])
                comfort += ride.party * (visit.start - boarded[visit.row].departure - direct)
    computed = (mandatory, need, sum(route.cost for route in solution.routes), comfort)
    tiers = solution.tiers
    if computed != (tiers.mandatory, tiers.need, tiers.cost, tiers.comfort):
        yield f"tiers stated {tiers}, computed {computed}"

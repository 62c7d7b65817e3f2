"""From rows to the read-only tables of the kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.matrix import obeys_triangle
from optimiser.search.neighbours import nearest_rides
from optimiser.search.problem import ANYWHERE, FixedStop, IntArray, Load, Ride, RideProblem, Route, StopOption


class Tables(NamedTuple):
    """What a kernel reads.

    Attributes
    ----------
    travel
        int32, shape ``(profiles, places, places, 2)``: time and distance.
    node, ride, route, item, bucket
        Rows with the columns of `fields`. The nodes of ride q are its pick-up options, then its drop-off options.
    pair, direct
        Maximum ride time (or `FORBIDDEN`) and direct time of each pair of options, rides one after another.
    allowed
        uint8, shape ``(rides, routes)``.
    layout
        Packed layouts with guard bits.
    fixed
        Nodes of the fixed stops, routes one after another.
    item_ride
        Rides of the items, items one after another.
    near
        int32, shape ``(3, rides, neighbours)``: rides near in space, in space and time, and by least feasible arc; -1
        fills.
    cautious, metric
        Whether a detour can be faster than going straight, and whether it can be neither faster nor shorter.
    """

    travel: npt.NDArray[np.int32]
    node: IntArray
    ride: IntArray
    route: IntArray
    item: IntArray
    bucket: IntArray
    pair: IntArray
    direct: IntArray
    allowed: npt.NDArray[np.uint8]
    layout: IntArray
    fixed: IntArray
    item_ride: IntArray
    near: npt.NDArray[np.int32]
    cautious: bool
    metric: bool


def build_tables(problem: RideProblem) -> Tables:
    """Build the kernels' tables of a problem."""
    nodes = _Nodes()
    ride, pair, direct = _ride_rows(problem, nodes)
    allowed = np.zeros((len(problem.rides), len(problem.routes)), dtype=np.uint8)
    for row, one in enumerate(problem.rides):
        allowed[row, slice(None) if one.routes is None else list(one.routes)] = 1
    route, layout, fixed = _route_rows(problem, nodes, allowed)
    node = nodes.table()
    _tighten_windows(problem, node, ride, pair)
    travel = np.empty((*problem.time.shape, 2), dtype=np.int32)
    travel[..., 0] = np.where(problem.time >= problem.unreachable, f.BIG_TIME, problem.time)
    travel[..., 1] = np.minimum(problem.distance, f.BIG_TIME)
    item_ride = [row for rows in problem.ride_rows_of_item for row in rows]
    tables = Tables(
        travel=travel,
        node=node,
        ride=ride,
        route=route,
        item=_item_rows(problem),
        bucket=np.array([(b.asked, b.shortfall + b.unserved) for b in problem.buckets], dtype=np.int64).reshape(-1, 2),
        pair=pair,
        direct=direct,
        allowed=allowed,
        layout=layout,
        fixed=fixed,
        item_ride=np.array(item_ride, dtype=np.int64),
        near=nearest_rides(travel[0], node, ride),
        cautious=not problem.triangle,
        metric=problem.triangle and obeys_triangle(problem.distance, problem.unreachable),
    )
    for table in tables:
        if isinstance(table, np.ndarray):
            table.setflags(write=False)
    return tables


def with_ride(tables: Tables, row: int, ride: Ride) -> Tables:
    """The tables with another ride in a row, which keeps its item and the room for options it was built with.

    Raises
    ------
    ValueError
        If it has more options than that.
    """
    node, rides, pair, direct = (table.copy() for table in (tables.node, tables.ride, tables.pair, tables.direct))
    allowed = tables.allowed.copy()
    first = int(rides[row, f.Q_PICKUPS])
    middle, after = first + len(ride.pickups), first + len(ride.pickups) + len(ride.dropoffs)
    room = int((tables.node[:, f.N_RIDE] == row).sum())
    at = int(rides[row, f.Q_PAIRS])
    following = rides[rides[:, f.Q_PAIRS] > at, f.Q_PAIRS]
    pairs = len(ride.pickups) * len(ride.dropoffs)
    if after - first > room or pairs > int(following.min(initial=len(pair))) - at:
        raise ValueError(f"row {row} has room for {room} stop options, the ride has {after - first} or too many pairs")
    load = pack(ride.load)
    rows = [(o.place, o.earliest, o.latest, ride.boarding, load, row, f.PICKUP) for o in ride.pickups]
    rows += [(o.place, o.earliest, o.latest, ride.alighting, -load, row, f.DROPOFF) for o in ride.dropoffs]
    node[first:after, : f.N_FLAGS] = rows
    rides[row, f.Q_DROPOFFS : f.Q_AFTER + 1] = middle, after
    rides[row, f.Q_LOAD : f.Q_PARTY + 1] = load, ride.party
    pair[at : at + pairs], direct[at : at + pairs] = ride.limits().ravel(), ride.directs().ravel()
    allowed[row] = 0
    allowed[row, slice(None) if ride.routes is None else list(ride.routes)] = 1
    for table in (node, rides, pair, direct):
        table.setflags(write=False)
    allowed.setflags(write=False)
    return tables._replace(node=node, ride=rides, pair=pair, direct=direct, allowed=allowed)


def pack(load: Load) -> int:
    """Three counters in one integer; a negative change is packed as the sum of its parts."""
    return load[0] + (load[1] << f.LOAD_BITS) + (load[2] << 2 * f.LOAD_BITS)


class _Nodes:
    def __init__(self) -> None:
        self.rows: list[tuple[int, ...]] = []

    def option(self, option: StopOption, duration: int, load: int, ride: int, kind: int) -> None:
        self.rows.append(
            (option.place, option.earliest, option.latest, duration, load, ride, kind, f.ALLOWS_PASSENGERS)
        )

    def fixed(self, stop: FixedStop) -> int:
        flags = f.ALLOWS_PASSENGERS * stop.passengers + f.CHARGES * stop.charges
        place = -1 if stop.place == ANYWHERE else stop.place
        row = (place, stop.earliest, stop.latest, stop.duration, pack(stop.load), -1, f.FIXED, flags)
        self.rows.append(row)
        return len(self.rows) - 1

    def ends(self, route: Route) -> int:
        for place, kind in ((route.start, f.START), (route.end, f.END)):
            self.rows.append((place, route.earliest, route.latest, 0, 0, -1, kind, f.ALLOWS_PASSENGERS))
        return len(self.rows) - 2

    def table(self) -> IntArray:
        return np.array(self.rows, dtype=np.int64).reshape(-1, f.NODE_FIELDS)


def _ride_rows(problem: RideProblem, nodes: _Nodes) -> tuple[IntArray, IntArray, IntArray]:
    rows: list[tuple[int, ...]] = []
    pair: list[int] = []
    direct: list[int] = []
    for row, ride in enumerate(problem.rides):
        first = len(nodes.rows)
        load = pack(ride.load)
        for option in ride.pickups:
            nodes.option(option, ride.boarding, load, row, f.PICKUP)
        middle = len(nodes.rows)
        for option in ride.dropoffs:
            nodes.option(option, ride.alighting, -load, row, f.DROPOFF)
        rows.append((first, middle, len(nodes.rows), len(pair), load, ride.party, ride.item, 0))
        if len(nodes.rows) - first == 2 and isinstance(ride.max_ride, int) and isinstance(ride.direct, int):
            pair.append(ride.max_ride)
            direct.append(ride.direct)
        else:
            pair.extend(ride.limits().ravel().tolist())
            direct.extend(ride.directs().ravel().tolist())
    table = np.array(rows, dtype=np.int64).reshape(-1, f.RIDE_FIELDS)
    return table, np.array(pair, dtype=np.int64), np.array(direct, dtype=np.int64)


def _tighten_windows(problem: RideProblem, node: IntArray, ride: IntArray, pair: IntArray) -> None:
    """Shrink each stop option's window to what some partner option allows (Cordeau, 2006): the filters live on it."""
    fastest = problem.time.min(axis=0) if problem.triangle else np.zeros_like(problem.time[0])
    for row in ride:
        pickups = np.arange(row[f.Q_PICKUPS], row[f.Q_DROPOFFS])
        dropoffs = np.arange(row[f.Q_DROPOFFS], row[f.Q_AFTER])
        limit = pair[row[f.Q_PAIRS] : row[f.Q_PAIRS] + len(pickups) * len(dropoffs)].reshape(len(pickups), -1)
        if (limit < 0).all():
            continue
        if limit.size == 1:
            _tighten_pair(node[pickups[0]], node[dropoffs[0]], int(limit[0, 0]), fastest)
            continue
        ride_time = fastest[np.ix_(node[pickups, f.N_PLACE], node[dropoffs, f.N_PLACE])]
        early, late = node[pickups, f.N_EARLY][:, None], node[pickups, f.N_LATE][:, None]
        board = node[pickups, f.N_DURATION][:, None]
        opens, closes = node[dropoffs, f.N_EARLY][None], node[dropoffs, f.N_LATE][None]
        never, ever = f.INFEASIBLE, -f.INFEASIBLE
        allowed = limit >= 0
        first = np.where(allowed, opens - limit - board, never).min(axis=1)
        last = np.where(allowed, closes - ride_time - board, ever).max(axis=1)
        first_drop = np.where(allowed, early + board + ride_time, never).min(axis=0)
        last_drop = np.where(allowed, late + board + limit, ever).max(axis=0)
        node[pickups, f.N_EARLY] = np.maximum(node[pickups, f.N_EARLY], first)
        node[pickups, f.N_LATE] = np.minimum(node[pickups, f.N_LATE], last)
        node[dropoffs, f.N_EARLY] = np.maximum(node[dropoffs, f.N_EARLY], first_drop)
        node[dropoffs, f.N_LATE] = np.minimum(node[dropoffs, f.N_LATE], last_drop)


def _tighten_pair(pickup: IntArray, dropoff: IntArray, limit: int, fastest: IntArray) -> None:
    """The same for a ride with one pick-up and one drop-off, as nearly all are on the largest days."""
    board = pickup[f.N_DURATION]
    soonest = board + fastest[pickup[f.N_PLACE], dropoff[f.N_PLACE]]
    pickup[f.N_EARLY] = max(pickup[f.N_EARLY], dropoff[f.N_EARLY] - limit - board)
    pickup[f.N_LATE] = min(pickup[f.N_LATE], dropoff[f.N_LATE] - soonest)
    dropoff[f.N_EARLY] = max(dropoff[f.N_EARLY], pickup[f.N_EARLY] + soonest)
    dropoff[f.N_LATE] = min(dropoff[f.N_LATE], pickup[f.N_LATE] + board + limit)


def _route_rows(
    problem: RideProblem, nodes: _Nodes, allowed: npt.NDArray[np.uint8]
) -> tuple[IntArray, IntArray, IntArray]:
    rows: list[list[int]] = []
    layouts: list[int] = []
    fixed: list[int] = []
    twins: dict[object, int] = {}
    for row, route in enumerate(problem.routes):
        same = (
            (route.start, route.end, route.earliest, route.latest, route.layouts, route.profile, route.max_duration),
            (route.used_cost, route.distance_cost, route.time_cost, route.range_m),
            allowed[:, row].tobytes(),
        )
        twin = row if route.fixed else twins.setdefault(same, row)
        columns = [0] * f.ROUTE_FIELDS
        columns[f.R_PROFILE] = route.profile
        columns[f.R_START] = nodes.ends(route)
        columns[f.R_MAX_DURATION] = f.BIG_TIME if route.max_duration is None else route.max_duration
        columns[f.R_LAYOUT], columns[f.R_LAYOUTS] = len(layouts), len(route.layouts)
        columns[f.R_FIXED], columns[f.R_FIXED_COUNT] = len(fixed), len(route.fixed)
        columns[f.R_USED_COST] = route.used_cost
        columns[f.R_DISTANCE_COST] = route.distance_cost
        columns[f.R_TIME_COST] = route.time_cost
        columns[f.R_RANGE] = f.INFEASIBLE if route.range_m is None else route.range_m
        columns[f.R_TWIN] = twin
        columns[f.R_OPEN] = 1
        rows.append(columns)
        layouts.extend(pack(layout) | f.GUARDS for layout in route.layouts)
        fixed.extend(nodes.fixed(stop) for stop in route.fixed)
    table = np.array(rows, dtype=np.int64).reshape(-1, f.ROUTE_FIELDS)
    return table, np.array(layouts, dtype=np.int64), np.array(fixed, dtype=np.int64)


def _item_rows(problem: RideProblem) -> IntArray:
    rows = []
    first = 0
    for item, rides in zip(problem.items, problem.ride_rows_of_item, strict=True):
        rows.append((first, first + len(rides), item.weight, item.bucket, int(item.mandatory)))
        first += len(rides)
    return np.array(rows, dtype=np.int64).reshape(-1, f.ITEM_FIELDS)

"""Insert the pending items again: by regret, or greedily with blinks (Christiaens and Vanden Berghe, 2020)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.insertion import M_DELTA, insert_ride, remove_rides
from optimiser.search.jit import inlined, kernel
from optimiser.search.known import blinking_cost, insertion_cost, is_known, memo_row
from optimiser.search.random import below, uniform
from optimiser.search.routes import four_slopes, mark_served
from optimiser.search.state import C_PENDING, C_STAMP, State
from optimiser.search.tables import Tables

Floats = npt.NDArray[np.float64]

BLINK = 0.01
REGRET_SHARE = 0.3
MANY_ROUTES = 32
NEAR_ROUTES = 14


@kernel
def recreate(t: Tables, s: State, weights: Floats, threshold: float) -> bool:
    """Insert what can be inserted of the pending items; the rest stays in the bank.

    False, with the solution in pieces, as soon as its energy cannot but exceed `threshold`.
    """
    if uniform(s.rng) < REGRET_SHARE:
        return _by_regret(t, s, 2 + below(s.rng, 2), weights, threshold)
    pending = s.tally[C_PENDING]
    for k in range(pending - 1, 0, -1):
        other = below(s.rng, k + 1)
        s.pending[k], s.pending[other] = s.pending[other], s.pending[k]
    most = _most_cost(t, s, 0, weights, threshold)
    for k in range(pending):
        if not insert_item(t, s, s.pending[k], BLINK, most):
            most = _most_cost(t, s, k + 1, weights, threshold)
            if s.total[f.T_COST] > most:
                return False
    return True


@kernel
def _most_cost(t: Tables, s: State, first: int, weights: Floats, threshold: float) -> int:
    """Cost that keeps the energy below a threshold when the pending items from `first` on are all served.

    Insertions only ever add to the cost, and whatever is inserted later, no item costs less than in the routes as they
    are: what exceeds it now need not be tried.
    """
    if not t.metric:
        return f.INFEASIBLE
    mandatory = s.total[f.T_MANDATORY]
    need = s.total[f.T_NEED]
    for k in range(first, s.tally[C_PENDING]):
        item = s.pending[k]
        bucket = t.item[item, f.I_BUCKET]
        asked = t.bucket[bucket, f.B_ASKED]
        level = t.bucket[bucket, f.B_LEVEL] + s.unserved[bucket]
        weight = t.item[item, f.I_WEIGHT]
        need -= four_slopes(asked, level) - four_slopes(asked, level - weight)
        s.unserved[bucket] -= weight
        mandatory -= t.item[item, f.I_MANDATORY]
    for k in range(first, s.tally[C_PENDING]):
        item = s.pending[k]
        s.unserved[t.item[item, f.I_BUCKET]] += t.item[item, f.I_WEIGHT]
    least = weights[f.T_MANDATORY] * mandatory + weights[f.T_NEED] * need
    return max(-1, int((threshold - least) / weights[f.T_COST]))


@kernel
def insert_item(t: Tables, s: State, item: int, blink: float, most: int) -> bool:
    """Insert every ride of an item at its cheapest place, or none; none either where the cost would exceed `most`.

    With blinks, which ride comes first is drawn: what suits the first best may leave no good place for the next.
    """
    first = t.item[item, f.I_FIRST]
    rides = t.item[item, f.I_AFTER] - first
    turn = below(s.rng, rides) if blink > 0.0 and rides > 1 else 0
    for k in range(rides):
        q = t.item_ride[first + (turn + k) % rides]
        r = _cheapest_route(t, s, q, blink, _room(s, most))
        if r < 0 or not insert_ride(t, s, r, s.memo[memo_row(t, s, q, r)]):
            _take_back(t, s, item, turn, k)
            return False
    mark_served(t, s, item, True)
    return True


@inlined
def _room(s: State, most: int) -> int:
    """Added cost from which an insertion is of no use."""
    return int(f.INFEASIBLE if most >= f.INFEASIBLE else max(0, most - s.total[f.T_COST] + 1))


@kernel
def _take_back(t: Tables, s: State, item: int, turn: int, count: int) -> None:
    """Take out the first `count` rides of an item, those inserted before the one that found no place."""
    first = t.item[item, f.I_FIRST]
    rides = t.item[item, f.I_AFTER] - first
    for k in range(count):
        q = t.item_ride[first + (turn + k) % rides]
        r = s.where[q, f.W_ROUTE]
        s.where[q, f.W_ROUTE] = -1
        remove_rides(t, s, r)


@kernel
def _cheapest_route(t: Tables, s: State, q: int, blink: float, limit: int) -> int:
    """Route where ride q costs least, below a limit, or -1: what is known first, for the rest to beat."""
    best = limit
    chosen = -1
    unknown = 0
    _choose_routes(t, s, q)
    for k in range(s.found[1]):
        r = s.picked[k]
        if blink > 0.0 and uniform(s.rng) < blink:
            cost = blinking_cost(t, s, q, r, best)
            if cost < best:
                best = cost
                chosen = r
            continue
        if not is_known(t, s, q, r, limit):
            s.picked[unknown] = r
            unknown += 1
            continue
        cost = s.memo[memo_row(t, s, q, r), M_DELTA]
        if cost < best:
            best = cost
            chosen = r
    for k in range(unknown):
        cost = insertion_cost(t, s, q, s.picked[k], best)
        if cost < best:
            best = cost
            chosen = s.picked[k]
    return chosen


@kernel
def _choose_routes(t: Tables, s: State, q: int) -> None:
    """List the routes worth a look in `picked`, their number in ``found[1]``: of empty routes alike, one.

    On a day of many routes, those of the ride's neighbours stand for all, so that an iteration costs what it touches.
    """
    routes = t.route.shape[0]
    near = s.bank.shape[0] > 0 and routes > MANY_ROUTES
    s.tally[C_STAMP] += 1
    stamp = s.tally[C_STAMP]
    n = 0
    if near:
        for rank in range(t.near.shape[2]):
            for notion in range(t.near.shape[0]):
                other = t.near[notion, q, rank]
                if other < 0:
                    continue
                r = s.where[other, f.W_ROUTE]
                if r >= 0 and s.stamp[0, r] != stamp and t.allowed[q, r]:
                    s.stamp[0, r] = stamp
                    s.picked[n] = r
                    n += 1
            if n >= NEAR_ROUTES:
                break
    for r in range(routes):
        if t.allowed[q, r] == 0 or t.route[r, f.R_OPEN] == 0:
            continue
        if s.rt[r, f.S_RIDES] > 0 or t.route[r, f.R_FIXED_COUNT] > 0:
            if near and (s.stamp[0, r] == stamp or n >= NEAR_ROUTES):
                continue
        else:
            twin = t.route[r, f.R_TWIN]
            if s.stamp[1, twin] == stamp or (near and n >= NEAR_ROUTES + 4):
                continue
            s.stamp[1, twin] = stamp
        s.picked[n] = r
        n += 1
    s.found[1] = n


@kernel
def _by_regret(t: Tables, s: State, depth: int, weights: Floats, threshold: float) -> bool:
    """Insert next the item that would lose most by waiting: the gap between its best route and the next best ones."""
    most = _most_cost(t, s, 0, weights, threshold)
    while s.tally[C_PENDING] > 0:
        chosen = -1
        worst = -2
        for k in range(s.tally[C_PENDING]):
            regret = _regret(t, s, t.item_ride[t.item[s.pending[k], f.I_FIRST]], depth, _room(s, most))
            if regret > worst:
                worst = regret
                chosen = k
            if regret < 0:  # no room for this one, now or later
                chosen = k
                break
        item = s.pending[chosen]
        s.tally[C_PENDING] -= 1
        s.pending[chosen] = s.pending[s.tally[C_PENDING]]
        if not insert_item(t, s, item, 0.0, most):
            most = _most_cost(t, s, 0, weights, threshold)
            if s.total[f.T_COST] > most:
                return False
    return True


@kernel
def _regret(t: Tables, s: State, q: int, depth: int, limit: int) -> int:
    """Sum of what the second and third best routes cost above the best, -1 without a route below the limit."""
    first = limit
    second = limit
    third = limit
    unknown = 0
    _choose_routes(t, s, q)
    for k in range(s.found[1] + s.found[1]):
        if k < s.found[1]:
            r = s.picked[k]
            if not is_known(t, s, q, r, limit):
                s.picked[unknown] = r
                unknown += 1
                continue
            cost = s.memo[memo_row(t, s, q, r), M_DELTA]
        elif k < s.found[1] + unknown:
            cost = insertion_cost(t, s, q, s.picked[k - s.found[1]], third if depth > 2 else second)
        else:
            break
        if cost < first:
            third = second
            second = first
            first = cost
        elif cost < second:
            third = second
            second = cost
        elif cost < third:
            third = cost
    if first == limit:
        return -1
    cap = min(limit, f.INFEASIBLE // 4)
    regret = min(second, cap) - first
    if depth > 2:
        regret += min(third, cap) - first
    return max(0, regret)

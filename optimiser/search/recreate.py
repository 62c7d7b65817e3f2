"""Insert the pending items again: by regret, or greedily with blinks (Christiaens and Vanden Berghe, 2020)."""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.insertion import M_DELTA, insert_ride, insertion_cost, is_known, memo_row, remove_rides
from optimiser.search.jit import kernel
from optimiser.search.random import below, uniform
from optimiser.search.routes import mark_served
from optimiser.search.state import C_PENDING, C_STAMP, State
from optimiser.search.tables import Tables

BLINK = 0.01
REGRET_SHARE = 0.3
MANY_ROUTES = 32
NEAR_ROUTES = 14


@kernel
def recreate(t: Tables, s: State, most: int) -> bool:
    """Insert what can be inserted of the pending items; the rest stays in the bank.

    False, with items still pending, as soon as the cost exceeds `most`.
    """
    if uniform(s.rng) < REGRET_SHARE:
        return _by_regret(t, s, 2 + below(s.rng, 2), most)
    pending = s.tally[C_PENDING]
    for k in range(pending - 1, 0, -1):
        other = below(s.rng, k + 1)
        s.pending[k], s.pending[other] = s.pending[other], s.pending[k]
    for k in range(pending):
        insert_item(t, s, s.pending[k], BLINK)
        if s.total[f.T_COST] > most:
            return False
    return True


@kernel
def insert_item(t: Tables, s: State, item: int, blink: float) -> bool:
    """Insert every ride of an item at its cheapest place, or none."""
    for k in range(t.item[item, f.I_FIRST], t.item[item, f.I_AFTER]):
        q = t.item_ride[k]
        r = _cheapest_route(t, s, q, blink)
        if r < 0 or not insert_ride(t, s, r, s.memo[memo_row(t, s, q, r)]):
            _take_back(t, s, item, k)
            return False
    mark_served(t, s, item, True)
    return True


@kernel
def _take_back(t: Tables, s: State, item: int, after: int) -> None:
    """Take out the rides of an item inserted before the one that found no place."""
    for k in range(t.item[item, f.I_FIRST], after):
        r = s.where[t.item_ride[k], f.W_ROUTE]
        s.where[t.item_ride[k], f.W_ROUTE] = -1
        remove_rides(t, s, r)


@kernel
def _cheapest_route(t: Tables, s: State, q: int, blink: float) -> int:
    """Route where ride q costs least, or -1: what is known first, so that the rest need only beat that."""
    best = f.INFEASIBLE
    chosen = -1
    unknown = 0
    _choose_routes(t, s, q)
    for k in range(s.found[1]):
        r = s.picked[k]
        if blink > 0.0 and uniform(s.rng) < blink:
            continue
        if not is_known(t, s, q, r, f.INFEASIBLE):
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
def _by_regret(t: Tables, s: State, depth: int, most: int) -> bool:
    """Insert next the item that would lose most by waiting: the gap between its best route and the next best ones."""
    while s.tally[C_PENDING] > 0:
        chosen = -1
        worst = -1
        for k in range(s.tally[C_PENDING]):
            regret = _regret(t, s, t.item_ride[t.item[s.pending[k], f.I_FIRST]], depth)
            if regret > worst:
                worst = regret
                chosen = k
        item = s.pending[chosen]
        s.tally[C_PENDING] -= 1
        s.pending[chosen] = s.pending[s.tally[C_PENDING]]
        insert_item(t, s, item, 0.0)
        if s.total[f.T_COST] > most:
            return False
    return True


@kernel
def _regret(t: Tables, s: State, q: int, depth: int) -> int:
    """Sum of what the second and third best routes cost above the best; the fewer routes, the greater."""
    first = f.INFEASIBLE
    second = f.INFEASIBLE
    third = f.INFEASIBLE
    unknown = 0
    _choose_routes(t, s, q)
    for k in range(s.found[1] + s.found[1]):
        if k < s.found[1]:
            r = s.picked[k]
            if not is_known(t, s, q, r, f.INFEASIBLE):
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
    if first == f.INFEASIBLE:
        return 0
    cap = f.INFEASIBLE // 4
    regret = min(second, cap) - first
    if depth > 2:
        regret += min(third, cap) - first
    return max(0, regret)

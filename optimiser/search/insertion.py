"""The best place for one ride in one route: cheap filters, then the exact test of the candidates in order of cost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.jit import entry, inlined, kernel
from optimiser.search.problem import IntArray
from optimiser.search.random import uniform
from optimiser.search.routes import fitting, set_route, within_range
from optimiser.search.schedule import lower_latest, raise_earliest
from optimiser.search.state import State
from optimiser.search.tables import Tables

# Columns of a memo row, and of `place` from the pick-up on.
M_KEY, M_DELTA, M_PICKUP, M_DROPOFF, M_AFTER_PICKUP, M_AFTER_DROPOFF, M_LIMIT = range(7)


@entry
def best_insertion(t: Tables, s: State, q: int, r: int, limit: int, place: IntArray, overlooked: float) -> int:
    """Least added cost of ride q in route r where that is below `limit`, else `limit`.

    Fills columns M_PICKUP to M_AFTER_DROPOFF of `place`. A share `overlooked` of the places, drawn at random, does not
    count.
    """
    best = limit
    if t.allowed[q, r] == 0 or t.route[r, f.R_OPEN] == 0 or s.rt[r, f.S_LENGTH] + 2 > s.pos.shape[1]:
        return best
    x = s.pos[r]
    m = s.rt[r, f.S_LENGTH]
    opening = s.rt[r, f.S_RIDES] == 0 and t.route[r, f.R_FIXED_COUNT] == 0
    for u in range(t.ride[q, f.Q_PICKUPS], t.ride[q, f.Q_DROPOFFS]):
        count = 0
        for i in range(m - 1):
            count = _extend(t, s, q, r, u, i, opening, x, m, count, best)
            if count < 0:
                break
            if count > s.candidate.shape[0] // 2:
                best = _test_in_order(t, s, q, r, opening, count, best, place, overlooked)
                count = 0
        if count < 0:
            count = -count - 1
        best = _test_in_order(t, s, q, r, opening, count, best, place, overlooked)
    return best


@inlined
def _extend(
    t: Tables,
    s: State,
    q: int,
    r: int,
    u: int,
    i: int,
    opening: bool,
    x: IntArray,
    m: int,
    count: int,
    best: int,
) -> int:
    """Append the candidates with pick-up u after position i that cost less than `best`.

    Returns ``-count - 1`` when no later position can do.
    """
    node = t.node
    if x[i + 1, f.P_LATE] < node[u, f.N_EARLY]:
        return count
    travel = t.travel[t.route[r, f.R_PROFILE]]
    first_layout = t.route[r, f.R_LAYOUT]
    layouts = t.route[r, f.R_LAYOUTS]
    load = t.ride[q, f.Q_LOAD]
    here = x[i, f.P_PLACE]
    pick = node[u, f.N_PLACE]
    ready = x[i, f.P_EARLY] + x[i, f.P_DURATION] + travel[here, pick, 0]
    if ready > node[u, f.N_LATE]:
        if t.cautious:
            return count
        return -count - 1
    detour = travel[here, pick, 1] - x[i, f.P_GAP]
    following = x[i, f.P_NEXT]
    if t.metric and (detour + travel[pick, following, 1]) * t.route[r, f.R_DISTANCE_COST] >= best:
        return count
    begin = max(ready, node[u, f.N_EARLY])
    mask = s.rt[r, f.S_MASK] & fitting(t.layout, first_layout, layouts, x[i, f.P_LOAD] + load)
    if mask == 0:
        return count
    free = begin + node[u, f.N_DURATION]
    onward = free
    if x[i + 1, f.P_OWN] >= 0:
        onward += travel[pick, following, 0]
    if onward > x[i + 1, f.P_LATE]:
        return count
    last_free = min(node[u, f.N_LATE] + node[u, f.N_DURATION], x[i + 1, f.P_LATE] - onward + free)
    first_drop = t.ride[q, f.Q_DROPOFFS]
    after_drop = t.ride[q, f.Q_AFTER]
    pairs = t.ride[q, f.Q_PAIRS] + (u - t.ride[q, f.Q_PICKUPS]) * (after_drop - first_drop)
    detour_time = travel[here, pick, 0]
    place = pick
    path = 0
    near = True  # no place but the pick-up's was seen yet
    longest = 0
    for k in range(pairs, pairs + after_drop - first_drop):
        longest = max(longest, t.pair[k])
    k = i
    while True:
        for v in range(first_drop, after_drop):
            drop = node[v, f.N_PLACE]
            leg = travel[place, drop, 0]
            if path + leg > t.pair[pairs + v - first_drop]:
                continue
            alight = max(free + leg, node[v, f.N_EARLY])
            if alight > node[v, f.N_LATE] or alight > last_free + t.pair[pairs + v - first_drop]:
                continue
            then = alight + node[v, f.N_DURATION]
            if x[k + 1, f.P_OWN] >= 0:
                then += travel[drop, x[k + 1, f.P_OWN], 0]
            if then > x[k + 1, f.P_LATE]:
                continue
            if near:
                added = detour + travel[pick, drop, 1] + travel[drop, following, 1]
            else:
                added = detour + travel[pick, following, 1]
                added += travel[place, drop, 1] + travel[drop, x[k, f.P_NEXT], 1] - x[k, f.P_GAP]
            cost = added * t.route[r, f.R_DISTANCE_COST]
            if opening:
                cost += t.route[r, f.R_USED_COST] + s.rt[r, f.S_DISTANCE] * t.route[r, f.R_DISTANCE_COST]
            if t.route[r, f.R_TIME_COST] > 0:
                path_time = detour_time + node[u, f.N_DURATION] + node[v, f.N_DURATION]
                if near:
                    path_time += travel[pick, drop, 0] + travel[drop, following, 0] - travel[here, following, 0]
                else:
                    path_time += travel[pick, following, 0] - travel[here, following, 0]
                    path_time += travel[place, drop, 0] + travel[drop, x[k, f.P_NEXT], 0]
                    path_time -= travel[place, x[k, f.P_NEXT], 0]
                if opening:
                    cost += (s.rt[r, f.S_PATH] + path_time) * t.route[r, f.R_TIME_COST]
                else:
                    grown = s.rt[r, f.S_PATH] + path_time - s.rt[r, f.S_TIME]
                    cost += (grown if t.cautious else max(0, grown)) * t.route[r, f.R_TIME_COST]
            if cost < best and count < s.candidate.shape[0]:
                s.candidate[count, 0] = cost
                s.candidate[count, 1] = u
                s.candidate[count, 2] = v
                s.candidate[count, 3] = i
                s.candidate[count, 4] = k
                count += 1
        k += 1
        if k >= m - 1 or x[k, f.P_ZONE] != x[i, f.P_ZONE]:
            return count
        mask &= fitting(t.layout, first_layout, layouts, x[k, f.P_LOAD] + load)
        if mask == 0:
            return count
        own = x[k, f.P_OWN]
        leg = 0
        if own >= 0:
            leg = travel[place, own, 0] if near else x[k, f.P_HOP] - x[k - 1, f.P_DURATION]
            place = own
            near = False
        path += leg + x[k, f.P_DURATION]
        begin = max(free + leg, x[k, f.P_EARLY])
        if path > longest or begin > x[k, f.P_LATE]:
            return count
        free = begin + x[k, f.P_DURATION]


@inlined
def _test_in_order(
    t: Tables, s: State, q: int, r: int, opening: bool, count: int, best: int, place: IntArray, overlooked: float
) -> int:
    """Test candidates from the cheapest on, until none left can beat the best found."""
    while True:
        chosen = -1
        cost = best
        for k in range(count):
            if s.candidate[k, 0] < cost:
                cost = s.candidate[k, 0]
                chosen = k
        if chosen < 0:
            return best
        u = s.candidate[chosen, 1]
        v = s.candidate[chosen, 2]
        i = s.candidate[chosen, 3]
        j = s.candidate[chosen, 4]
        s.candidate[chosen, 0] = f.INFEASIBLE
        if overlooked > 0.0 and uniform(s.rng) < overlooked:
            continue
        if not fits(t, s, q, r, u, v, i, j):
            continue
        if t.route[r, f.R_TIME_COST] > 0:
            cost += _time_correction(t, s, r, opening, s.rt[r, f.S_LENGTH] + 2)
            if cost >= best:
                continue
        best = cost
        place[M_PICKUP] = u
        place[M_DROPOFF] = v
        place[M_AFTER_PICKUP] = i
        place[M_AFTER_DROPOFF] = j


@inlined
def fits(t: Tables, s: State, q: int, r: int, u: int, v: int, i: int, j: int) -> bool:
    """Whether route r has a schedule with nodes u after position i and v after position j (exact).

    When detours take time, the least start times of the longer sequence are no lower than those of the shorter one, and
    start from there.
    """
    x = s.pos[r]
    y = s.trial
    node = t.node
    m = s.rt[r, f.S_LENGTH]
    travel = t.travel[t.route[r, f.R_PROFILE]]
    limit = (
        t.pair[
            t.ride[q, f.Q_PAIRS]
            + (u - t.ride[q, f.Q_PICKUPS]) * (t.ride[q, f.Q_AFTER] - t.ride[q, f.Q_DROPOFFS])
            + v
            - t.ride[q, f.Q_DROPOFFS]
        ]
        + node[u, f.N_DURATION]
    )
    k = 0
    settled = 0
    place = 0
    moved = False  # the stop before does not stand where it stood in the old sequence
    for old in range(m):
        y[k, f.P_NODE] = x[old, f.P_NODE]
        y[k, f.P_EARLY] = x[old, f.P_EARLY]
        y[k, f.P_LATE] = x[old, f.P_LATE]
        y[k, f.P_DURATION] = x[old, f.P_DURATION]
        y[k, f.P_LIMIT] = x[old, f.P_LIMIT]
        mate = x[old, f.P_MATE]
        y[k, f.P_MATE] = mate + (mate > i) + (mate > j)
        if moved:
            y[k, f.P_HOP] = y[k - 1, f.P_DURATION]
            if x[old, f.P_OWN] >= 0:
                y[k, f.P_HOP] += travel[place, x[old, f.P_OWN], 0]
                moved = False
            settled = k
        else:
            y[k, f.P_HOP] = x[old, f.P_HOP]
        k += 1
        if not moved:
            place = x[old, f.P_PLACE]
        if old == i:
            _put(node, travel, y, k, u, place, limit)
            y[k, f.P_MATE] = j + 2
            place = node[u, f.N_PLACE]
            moved = True
            k += 1
        if old == j:
            _put(node, travel, y, k, v, place, limit)
            y[k, f.P_MATE] = i + 1
            place = node[v, f.N_PLACE]
            moved = True
            k += 1
    if not within_range(t, r, y, k):
        return False
    if t.cautious:
        return raise_earliest(y, k, 1, k, t.route[r, f.R_MAX_DURATION])
    return raise_earliest(y, k, i + 1, settled, t.route[r, f.R_MAX_DURATION])


@inlined
def _put(node: IntArray, travel: npt.NDArray[np.int32], y: IntArray, k: int, v: int, place: int, limit: int) -> None:
    y[k, f.P_NODE] = v
    y[k, f.P_EARLY] = node[v, f.N_EARLY]
    y[k, f.P_LATE] = node[v, f.N_LATE]
    y[k, f.P_DURATION] = node[v, f.N_DURATION]
    y[k, f.P_LIMIT] = limit
    y[k, f.P_HOP] = y[k - 1, f.P_DURATION] + travel[place, node[v, f.N_PLACE], 0]


@kernel
def _time_correction(t: Tables, s: State, r: int, opening: bool, m: int) -> int:
    """What the bound on the added duration missed, for the trial sequence whose earliest starts were just found."""
    y = s.trial
    path = 0
    for k in range(1, m):
        path += y[k, f.P_HOP]
    lower_latest(y, m, t.route[r, f.R_MAX_DURATION])
    duration = max(path, y[m - 1, f.P_EARLY] - y[0, f.P_LATE])
    if opening:
        return int((duration - path) * t.route[r, f.R_TIME_COST])
    grown = path - s.rt[r, f.S_TIME]
    counted = grown if t.cautious else max(0, grown)
    return int((duration - s.rt[r, f.S_TIME] - counted) * t.route[r, f.R_TIME_COST])


@kernel
def insert_ride(t: Tables, s: State, r: int, place: IntArray) -> bool:
    """Insert a ride at the place that `best_insertion` found in route r."""
    m = s.rt[r, f.S_LENGTH]
    k = 0
    for old in range(m):
        s.seq[k] = s.pos[r, old, f.P_NODE]
        k += 1
        if old == place[M_AFTER_PICKUP]:
            s.seq[k] = place[M_PICKUP]
            k += 1
        if old == place[M_AFTER_DROPOFF]:
            s.seq[k] = place[M_DROPOFF]
            k += 1
    return set_route(t, s, r, s.seq, k)


@kernel
def remove_rides(t: Tables, s: State, r: int) -> bool:
    """Drop from route r every ride whose ``where`` says it is unserved."""
    k = 0
    for old in range(s.rt[r, f.S_LENGTH]):
        v = s.pos[r, old, f.P_NODE]
        q = t.node[v, f.N_RIDE]
        if q < 0 or s.where[q, f.W_ROUTE] >= 0:
            s.seq[k] = v
            k += 1
    return set_route(t, s, r, s.seq, k)

"""One route's sequence laid out, and the solution's bookkeeping: totals, undo, what is served."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.jit import kernel
from optimiser.search.problem import IntArray
from optimiser.search.schedule import lower_latest, raise_earliest
from optimiser.search.state import C_BANK, C_LOGGED, C_TOUCHED, State
from optimiser.search.tables import Tables

_HASH_STEP = 0x2545F4914F6CDD1D
_TWIN_STEP = 0x9E3779B97F4A7C15 - (1 << 64)


@kernel
def fitting(layout: IntArray, first: int, count: int, load: int) -> int:
    """Bits of the layouts that hold a packed load."""
    mask = 0
    for k in range(count):
        if (layout[first + k] - load) & f.GUARDS == f.GUARDS:
            mask |= 1 << k
    return mask


@kernel
def lay_out(t: Tables, s: State, r: int, seq: IntArray, m: int, x: IntArray, row: IntArray) -> bool:
    """Fill positions and state of a sequence of nodes on route r; False when no layout, range or schedule allows it.

    Parameters
    ----------
    seq, m
        Nodes, both ends included, and their number.
    x, row
        Positions and route state to fill.
    """
    node = t.node
    travel = t.travel[t.route[r, f.R_PROFILE]]
    first_layout = t.route[r, f.R_LAYOUT]
    layouts = t.route[r, f.R_LAYOUTS]
    mask = (1 << layouts) - 1
    place = node[seq[0], f.N_PLACE]
    load = 0
    zone = 0
    aboard = 0
    rides = 0
    path = 0
    comfort = 0
    digest = (t.route[r, f.R_TWIN] + 1) * _TWIN_STEP  # routes alike with the same stops are the same
    for k in range(m):
        v = seq[k]
        if 0 < k < m - 1:
            digest = (digest ^ (v + 1)) * _HASH_STEP
            digest ^= digest >> 29
        own = node[v, f.N_PLACE]
        hop = 0
        if k > 0:
            hop = x[k - 1, f.P_DURATION]
            if own >= 0:
                hop += travel[place, own, 0]
        if own >= 0:
            place = own
        path += hop
        load += node[v, f.N_LOAD]
        mask &= fitting(t.layout, first_layout, layouts, load)
        x[k, f.P_NODE] = v
        x[k, f.P_PLACE] = place
        x[k, f.P_OWN] = own
        x[k, f.P_EARLY] = node[v, f.N_EARLY]
        x[k, f.P_LATE] = node[v, f.N_LATE]
        x[k, f.P_HOP] = hop
        x[k, f.P_DURATION] = node[v, f.N_DURATION]
        x[k, f.P_LOAD] = load
        x[k, f.P_PATH] = path
        x[k, f.P_MATE] = -1
        x[k, f.P_LIMIT] = 0
        kind = node[v, f.N_KIND]
        if kind == f.PICKUP:
            s.spot[node[v, f.N_RIDE]] = k
            aboard += 1
            rides += 1
        elif kind == f.DROPOFF:
            q = node[v, f.N_RIDE]
            p = s.spot[q]
            u = x[p, f.P_NODE]
            row_of_pair = (
                t.ride[q, f.Q_PAIRS]
                + (u - t.ride[q, f.Q_PICKUPS]) * (t.ride[q, f.Q_AFTER] - t.ride[q, f.Q_DROPOFFS])
                + v
                - t.ride[q, f.Q_DROPOFFS]
            )
            limit = t.pair[row_of_pair]
            if limit < 0:
                mask = 0
            x[k, f.P_MATE] = p
            x[p, f.P_MATE] = k
            x[k, f.P_LIMIT] = limit + x[p, f.P_DURATION]
            x[p, f.P_LIMIT] = limit + x[p, f.P_DURATION]
            comfort += t.ride[q, f.Q_PARTY] * (path - x[p, f.P_PATH] - x[p, f.P_DURATION] - t.direct[row_of_pair])
            aboard -= 1
        elif node[v, f.N_FLAGS] & f.ALLOWS_PASSENGERS == 0:
            zone += 1
            if aboard > 0:
                mask = 0
        x[k, f.P_ZONE] = zone
    distance = 0
    following = place
    for k in range(m - 1, -1, -1):
        x[k, f.P_NEXT] = following
        x[k, f.P_GAP] = travel[x[k, f.P_PLACE], following, 1]
        if x[k, f.P_OWN] >= 0:
            distance += x[k, f.P_GAP]
            following = x[k, f.P_OWN]
    used = rides > 0 or t.route[r, f.R_FIXED_COUNT] > 0
    row[f.S_LENGTH] = m
    row[f.S_RIDES] = rides
    row[f.S_COMFORT] = comfort
    row[f.S_HASH] = digest
    row[f.S_MASK] = mask
    row[f.S_DISTANCE] = distance
    row[f.S_PATH] = path
    row[f.S_TIME] = path
    row[f.S_COST] = 0
    if not used:
        return True
    if mask == 0 or not within_range(t, r, x, m):
        return False
    if not raise_earliest(x, m, 1, m, t.route[r, f.R_MAX_DURATION]):
        return False
    lower_latest(x, m, t.route[r, f.R_MAX_DURATION])
    row[f.S_TIME] = max(path, x[m - 1, f.P_EARLY] - x[0, f.P_LATE])
    row[f.S_COST] = (
        t.route[r, f.R_USED_COST] + t.route[r, f.R_DISTANCE_COST] * distance + t.route[r, f.R_TIME_COST] * row[f.S_TIME]
    )
    if t.cautious:  # where a detour can be faster, only the windows bound what an insertion does
        for k in range(m):
            x[k, f.P_EARLY] = node[seq[k], f.N_EARLY]
            x[k, f.P_LATE] = node[seq[k], f.N_LATE]
    return True


@kernel
def within_range(t: Tables, r: int, x: IntArray, m: int) -> bool:
    """Whether the distance between charges stays within the vehicle's range (T6)."""
    limit = t.route[r, f.R_RANGE]
    if limit >= f.INFEASIBLE:
        return True
    travel = t.travel[t.route[r, f.R_PROFILE]]
    done = 0
    place = t.node[x[0, f.P_NODE], f.N_PLACE]
    for k in range(1, m):
        own = t.node[x[k, f.P_NODE], f.N_PLACE]
        if own >= 0:
            done += travel[place, own, 1]
            place = own
        if done > limit:
            return False
        if t.node[x[k, f.P_NODE], f.N_FLAGS] & f.CHARGES:
            done = 0
    return True


@kernel
def touch(s: State, r: int) -> None:
    """Keep route r as it is now, to be able to undo what follows."""
    if s.is_touched[r]:
        return
    s.is_touched[r] = 1
    s.touched[s.tally[C_TOUCHED]] = r
    s.tally[C_TOUCHED] += 1
    for k in range(f.STATE_FIELDS):
        s.old_rt[r, k] = s.rt[r, k]
    _copy_positions(s.pos[r], s.old_pos[r], s.rt[r, f.S_LENGTH])


@kernel
def _copy_positions(source: IntArray, target: IntArray, m: int) -> None:
    for k in range(m):
        for c in range(f.POSITION_FIELDS):
            target[k, c] = source[k, c]


@kernel
def set_route(t: Tables, s: State, r: int, seq: IntArray, m: int) -> bool:
    """Give route r a new sequence; False (and totals that only `undo` repairs) when it has no schedule."""
    touch(s, r)
    s.total[f.T_COST] -= s.rt[r, f.S_COST]
    s.total[f.T_COMFORT] -= s.rt[r, f.S_COMFORT]
    feasible = lay_out(t, s, r, seq, m, s.pos[r], s.rt[r])
    s.total[f.T_COST] += s.rt[r, f.S_COST]
    s.total[f.T_COMFORT] += s.rt[r, f.S_COMFORT]
    if feasible:
        _locate(t, s, r)
    return feasible


@kernel
def _locate(t: Tables, s: State, r: int) -> None:
    for k in range(1, s.rt[r, f.S_LENGTH] - 1):
        v = s.pos[r, k, f.P_NODE]
        q = t.node[v, f.N_RIDE]
        if q >= 0:
            if t.node[v, f.N_KIND] == f.PICKUP:
                s.where[q, f.W_ROUTE] = r
                s.where[q, f.W_PICKUP] = k
            else:
                s.where[q, f.W_DROPOFF] = k


@kernel
def four_slopes(asked: int, level: int) -> int:
    """Four times the cost of a shortfall: 1, 2, 3, 4 per unit over the quarters of what was asked (tier 1)."""
    cost = 0
    for quarter in range(4):
        cost += max(0, 4 * level - quarter * asked)
    return cost


@kernel
def mark_served(t: Tables, s: State, item: int, served: bool) -> None:
    """Move an item into or out of the bank, and its cost into or out of tier 1."""
    if served == (s.bank_at[item] < 0):
        return
    if s.is_logged[item] == 0:
        s.is_logged[item] = 1
        s.logged[s.tally[C_LOGGED]] = 2 * item + (s.bank_at[item] < 0)
        s.tally[C_LOGGED] += 1
    bucket = t.item[item, f.I_BUCKET]
    asked = t.bucket[bucket, f.B_ASKED]
    level = t.bucket[bucket, f.B_LEVEL] + s.unserved[bucket]
    weight = -t.item[item, f.I_WEIGHT] if served else t.item[item, f.I_WEIGHT]
    s.total[f.T_NEED] += four_slopes(asked, level + weight) - four_slopes(asked, level)
    s.unserved[bucket] += weight
    if served:
        s.total[f.T_MANDATORY] -= t.item[item, f.I_MANDATORY]
        s.tally[C_BANK] -= 1
        last = s.bank[s.tally[C_BANK]]
        s.bank[s.bank_at[item]] = last
        s.bank_at[last] = s.bank_at[item]
        s.bank_at[item] = -1
        return
    s.total[f.T_MANDATORY] += t.item[item, f.I_MANDATORY]
    s.bank_at[item] = s.tally[C_BANK]
    s.bank[s.tally[C_BANK]] = item
    s.tally[C_BANK] += 1
    for k in range(t.item[item, f.I_FIRST], t.item[item, f.I_AFTER]):
        s.where[t.item_ride[k], f.W_ROUTE] = -1


@kernel
def undo(t: Tables, s: State) -> None:
    """Put back the routes and items of the undo log."""
    for k in range(s.tally[C_LOGGED]):
        code = s.logged[k]
        mark_served(t, s, code >> 1, bool(code & 1))
    for k in range(s.tally[C_TOUCHED]):
        r = s.touched[k]
        s.total[f.T_COST] += s.old_rt[r, f.S_COST] - s.rt[r, f.S_COST]
        s.total[f.T_COMFORT] += s.old_rt[r, f.S_COMFORT] - s.rt[r, f.S_COMFORT]
        for c in range(f.STATE_FIELDS):
            s.rt[r, c] = s.old_rt[r, c]
        _copy_positions(s.old_pos[r], s.pos[r], s.rt[r, f.S_LENGTH])
    for k in range(s.tally[C_TOUCHED]):
        _locate(t, s, s.touched[k])
    forget(s)


@kernel
def forget(s: State) -> None:
    """Empty the undo log: what was done stays."""
    for k in range(s.tally[C_TOUCHED]):
        s.is_touched[s.touched[k]] = 0
    for k in range(s.tally[C_LOGGED]):
        s.is_logged[s.logged[k] >> 1] = 0
    s.tally[C_TOUCHED] = 0
    s.tally[C_LOGGED] = 0


@kernel
def lexicographically_less(a: IntArray, b: IntArray) -> bool:
    """Whether totals a come before totals b, tier by tier."""
    for k in range(4):
        if a[k] != b[k]:
            return bool(a[k] < b[k])
    return False


def empty_sequence(t: Tables, r: int) -> npt.NDArray[np.int64]:
    """Nodes of route r without any ride: its start, fixed stops, end."""
    first = int(t.route[r, f.R_FIXED])
    fixed = t.fixed[first : first + int(t.route[r, f.R_FIXED_COUNT])]
    start = int(t.route[r, f.R_START])
    return np.concatenate([[start], fixed, [start + 1]]).astype(np.int64)

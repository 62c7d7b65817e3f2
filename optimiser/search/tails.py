"""Tail swap: cut two routes and exchange what follows, the strongest move of this search.

A tail ends where the next fixed stop begins, so that fixed stops stay in their routes. Rides aboard at a cut, or at the
end of a tail, are taken out and inserted again afterwards.
"""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.jit import kernel
from optimiser.search.problem import IntArray
from optimiser.search.random import below, exponential
from optimiser.search.routes import set_route
from optimiser.search.ruin import pick_item, take_out
from optimiser.search.state import State
from optimiser.search.tables import Tables


@kernel
def swap_tails(t: Tables, s: State, r: int, cut: int, noise: float, extra: int) -> bool:
    """Swap the tail of route r after position `cut` with the best tail of another route; False when none can.

    Parameters
    ----------
    noise
        Mean of the random cost added to each possible second cut.
    extra
        How many more rides to take out of the two routes.
    """
    end = _tail_end(t, s, r, cut)
    found = _second_cut(t, s, r, cut, end, noise)
    if found < 0:
        return False
    other = found // s.pos.shape[1]
    other_cut = found % s.pos.shape[1]
    other_end = _tail_end(t, s, other, other_cut)
    _pick_across(t, s, r, cut, end)
    _pick_across(t, s, other, other_cut, other_end)
    _pick_unwelcome(t, s, r, cut, end, other)
    _pick_unwelcome(t, s, other, other_cut, other_end, r)
    for _ in range(extra):
        chosen = r if below(s.rng, 2) == 0 else other
        near = cut if chosen == r else other_cut
        k = near - 3 + below(s.rng, 8)
        if 0 < k < s.rt[chosen, f.S_LENGTH] - 1:
            q = t.node[s.pos[chosen, k, f.P_NODE], f.N_RIDE]
            if q >= 0 and s.where[q, f.W_ROUTE] >= 0:
                pick_item(t, s, t.ride[q, f.Q_ITEM])
    m = _splice(t, s, r, cut, end, other, other_cut, other_end, s.seq)
    n = _splice(t, s, other, other_cut, other_end, r, cut, end, s.other)
    if max(m, n) > s.pos.shape[1]:
        return False
    return set_route(t, s, r, s.seq, m) and set_route(t, s, other, s.other, n) and take_out(t, s, r, other)


@kernel
def _tail_end(t: Tables, s: State, r: int, cut: int) -> int:
    """First position after `cut` that stays in its route: a fixed stop, or the end."""
    k = cut + 1
    while t.node[s.pos[r, k, f.P_NODE], f.N_RIDE] >= 0:
        k += 1
    return k


@kernel
def _second_cut(t: Tables, s: State, r: int, cut: int, end: int, noise: float) -> int:
    """Route and position of the cheapest feasible second cut, as ``route * length + position``, or -1."""
    x = s.pos[r]
    cap = s.pos.shape[1]
    mine = t.travel[t.route[r, f.R_PROFILE]]
    leave = x[cut, f.P_EARLY] + x[cut, f.P_DURATION]
    best = 1e300
    chosen = -1
    for b in range(t.route.shape[0]):
        if b == r or t.route[b, f.R_OPEN] == 0:
            continue
        if s.rt[b, f.S_RIDES] == 0:
            twin = t.route[b, f.R_TWIN]
            if twin != b and twin != r and s.rt[twin, f.S_RIDES] == 0:
                continue
        y = s.pos[b]
        theirs = t.travel[t.route[b, f.R_PROFILE]]
        for k in range(s.rt[b, f.S_LENGTH] - 1):
            if cut + 1 == end and t.node[y[k + 1, f.P_NODE], f.N_RIDE] < 0:
                continue
            if leave + mine[x[cut, f.P_PLACE], y[k, f.P_NEXT], 0] > y[k + 1, f.P_LATE]:
                continue
            there = y[k, f.P_EARLY] + y[k, f.P_DURATION]
            if there + theirs[y[k, f.P_PLACE], x[cut, f.P_NEXT], 0] > x[cut + 1, f.P_LATE]:
                continue
            added = t.route[r, f.R_DISTANCE_COST] * (mine[x[cut, f.P_PLACE], y[k, f.P_NEXT], 1] - x[cut, f.P_GAP])
            added += t.route[b, f.R_DISTANCE_COST] * (theirs[y[k, f.P_PLACE], x[cut, f.P_NEXT], 1] - y[k, f.P_GAP])
            value = added + noise * exponential(s.rng)
            if value < best:
                best = value
                chosen = b * cap + k
    return chosen


@kernel
def _pick_across(t: Tables, s: State, r: int, cut: int, end: int) -> None:
    """Pick the rides with one stop inside the tail and one outside."""
    for k in range(cut + 1, end):
        mate = s.pos[r, k, f.P_MATE]
        q = t.node[s.pos[r, k, f.P_NODE], f.N_RIDE]
        if (mate <= cut or mate >= end) and s.where[q, f.W_ROUTE] >= 0:
            pick_item(t, s, t.ride[q, f.Q_ITEM])


@kernel
def _pick_unwelcome(t: Tables, s: State, r: int, cut: int, end: int, other: int) -> None:
    """Pick the rides of a tail that its new route may not serve."""
    for k in range(cut + 1, end):
        q = t.node[s.pos[r, k, f.P_NODE], f.N_RIDE]
        if t.allowed[q, other] == 0 and s.where[q, f.W_ROUTE] >= 0:
            pick_item(t, s, t.ride[q, f.Q_ITEM])


@kernel
def _splice(
    t: Tables, s: State, r: int, cut: int, end: int, other: int, other_cut: int, other_end: int, seq: IntArray
) -> int:
    """Sequence of route r with the other route's tail in the place of its own, without the rides picked."""
    n = _append(t, s, r, 0, cut + 1, seq, 0)
    n = _append(t, s, other, other_cut + 1, other_end, seq, n)
    return _append(t, s, r, end, s.rt[r, f.S_LENGTH], seq, n)


@kernel
def _append(t: Tables, s: State, r: int, first: int, after: int, seq: IntArray, n: int) -> int:
    for k in range(first, after):
        v = s.pos[r, k, f.P_NODE]
        q = t.node[v, f.N_RIDE]
        if q < 0 or s.where[q, f.W_ROUTE] >= 0:
            if n < seq.shape[0]:
                seq[n] = v
            n += 1
    return n

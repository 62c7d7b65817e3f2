"""Choose rides to take out.

At random, the dearest, a whole route, related ones (Shaw, 1998), strings (Christiaens and Vanden Berghe, 2020).
"""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.insertion import remove_rides
from optimiser.search.jit import kernel
from optimiser.search.random import below, uniform
from optimiser.search.routes import mark_served, touch
from optimiser.search.state import C_PENDING, C_STAMP, State
from optimiser.search.tables import Tables

SAMPLE = 48
TRIES = 20


@kernel
def pick_item(t: Tables, s: State, item: int) -> None:
    """Put an item among the pending ones; its rides count as unserved from now on."""
    if s.bank_at[item] >= 0:
        return
    s.pending[s.tally[C_PENDING]] = item
    s.tally[C_PENDING] += 1
    for k in range(t.item[item, f.I_FIRST], t.item[item, f.I_AFTER]):
        q = t.item_ride[k]
        r = s.where[q, f.W_ROUTE]
        touch(s, r)  # even if its sequence is never rebuilt, undoing must find where its rides were
        if s.stamp[2, r] != s.tally[C_STAMP]:
            s.stamp[2, r] = s.tally[C_STAMP]
            s.picked[s.found[2]] = r
            s.found[2] += 1
    mark_served(t, s, item, False)


@kernel
def start_picking(s: State) -> None:
    """Forget what was picked before."""
    s.tally[C_PENDING] = 0
    s.tally[C_STAMP] += 1
    s.found[2] = 0


@kernel
def take_out(t: Tables, s: State, r: int, other: int) -> bool:
    """Take the picked items out of their routes, but for two that are done already (or -1).

    False when a shorter route has no schedule, as happens without the triangle inequality.
    """
    for k in range(s.found[2]):
        if s.picked[k] == r or s.picked[k] == other:
            continue
        if not remove_rides(t, s, s.picked[k]):
            return False
    return True


@kernel
def random_served(s: State) -> int:
    """A served ride, or -1."""
    rides = s.where.shape[0]
    for _ in range(TRIES):
        q = below(s.rng, rides)
        if s.where[q, f.W_ROUTE] >= 0:
            return q
    return -1


@kernel
def pick_random(t: Tables, s: State, count: int) -> None:
    """Pick items at random."""
    for _ in range(count):
        q = random_served(s)
        if q >= 0:
            pick_item(t, s, t.ride[q, f.Q_ITEM])


@kernel
def pick_related(t: Tables, s: State, seed: int, count: int, greed: float) -> None:
    """Pick the neighbours of a ride, the nearest most often."""
    notion = below(s.rng, 3)
    if s.where[seed, f.W_ROUTE] >= 0:
        pick_item(t, s, t.ride[seed, f.Q_ITEM])
    n = t.near.shape[2]
    for _ in range(3 * count):
        if s.tally[C_PENDING] >= count:
            return
        other = t.near[notion, seed, int(uniform(s.rng) ** greed * min(n, 3 * count))]
        if other >= 0 and s.where[other, f.W_ROUTE] >= 0:
            pick_item(t, s, t.ride[other, f.Q_ITEM])


@kernel
def pick_worst(t: Tables, s: State, count: int) -> None:
    """Pick rides whose detour is the longest among a sample."""
    for _ in range(count):
        chosen = -1
        most = -1.0
        for _ in range(SAMPLE // 4):
            q = random_served(s)
            if q < 0:
                continue
            gain = _detour(t, s, q) * (0.5 + uniform(s.rng))
            if gain > most:
                most = gain
                chosen = q
        if chosen >= 0:
            pick_item(t, s, t.ride[chosen, f.Q_ITEM])


@kernel
def _detour(t: Tables, s: State, q: int) -> int:
    """Distance that route would save without ride q, its two stops looked at one by one."""
    r = s.where[q, f.W_ROUTE]
    travel = t.travel[t.route[r, f.R_PROFILE]]
    x = s.pos[r]
    p = s.where[q, f.W_PICKUP]
    d = s.where[q, f.W_DROPOFF]
    before = x[p - 1, f.P_PLACE]
    if d == p + 1:
        return int(x[p - 1, f.P_GAP] + x[p, f.P_GAP] + x[d, f.P_GAP] - travel[before, x[d, f.P_NEXT], 1])
    saved = x[p - 1, f.P_GAP] + x[p, f.P_GAP] - travel[before, x[p, f.P_NEXT], 1]
    return int(saved + x[d - 1, f.P_GAP] + x[d, f.P_GAP] - travel[x[d - 1, f.P_PLACE], x[d, f.P_NEXT], 1])


@kernel
def pick_route(t: Tables, s: State, limit: int) -> None:
    """Pick all rides of a route, or `limit` of them in a row."""
    q = random_served(s)
    if q < 0:
        return
    pick_string(t, s, s.where[q, f.W_ROUTE], s.where[q, f.W_PICKUP], 2 * limit, limit)


@kernel
def pick_string(t: Tables, s: State, r: int, around: int, length: int, limit: int) -> None:
    """Pick the rides with a stop in a window of `length` positions around one, until `limit` items are pending."""
    m = s.rt[r, f.S_LENGTH]
    first = max(1, around - below(s.rng, max(1, length)))
    after = min(m - 1, first + length)
    for k in range(first, after):
        if s.tally[C_PENDING] >= limit:
            return
        q = t.node[s.pos[r, k, f.P_NODE], f.N_RIDE]
        if q >= 0 and s.where[q, f.W_ROUTE] >= 0:
            pick_item(t, s, t.ride[q, f.Q_ITEM])


@kernel
def pick_strings(t: Tables, s: State, count: int) -> None:
    """Pick strings of stops from neighbouring routes around a ride."""
    seed = random_served(s)
    if seed < 0:
        return
    notion = below(s.rng, 3)
    length = 2 + below(s.rng, 9)
    pick_string(t, s, s.where[seed, f.W_ROUTE], s.where[seed, f.W_PICKUP], length, count)
    for rank in range(t.near.shape[2]):
        if s.tally[C_PENDING] >= count:
            return
        other = t.near[notion, seed, rank]
        if other < 0:
            return
        r = s.where[other, f.W_ROUTE]
        if r >= 0 and s.stamp[2, r] != s.tally[C_STAMP]:
            at = s.where[other, f.W_PICKUP] if uniform(s.rng) < 0.5 else s.where[other, f.W_DROPOFF]
            pick_string(t, s, r, at, length, count)

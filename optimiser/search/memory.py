"""Routes of good solutions, kept for the pool: each content once."""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.jit import kernel
from optimiser.search.state import C_POOL, C_POOL_NODES, C_TOUCHED, State

QUALITY, LOOSE = 1.008, 1.02
"""Costs up to this multiple of the best are good; while half of the pool is free, up to the second.

Without a filter the pool fills early with routes of no use.
"""

_SLOT_STEP = 0x9E3779B97F4A7C15 - (1 << 64)


@kernel
def record_routes(s: State) -> None:
    """Record the routes just changed when the solution is good."""
    if s.total[f.T_MANDATORY] != s.best_total[f.T_MANDATORY] or s.total[f.T_NEED] != s.best_total[f.T_NEED]:
        return
    quality = LOOSE if 2 * s.tally[C_POOL] < s.pool_row.shape[0] else QUALITY
    if s.total[f.T_COST] > quality * s.best_total[f.T_COST]:
        return
    for k in range(s.tally[C_TOUCHED]):
        _record(s, s.touched[k])


@kernel
def _record(s: State, r: int) -> None:
    m = s.rt[r, f.S_LENGTH]
    row = s.tally[C_POOL]
    start = s.tally[C_POOL_NODES]
    if s.rt[r, f.S_COST] == 0 or row >= s.pool_row.shape[0] or start + m > s.pool_node.shape[0]:
        return
    key = s.rt[r, f.S_HASH]
    slots = s.pool_slot.shape[0]
    slot = ((key * _SLOT_STEP) >> 20) & (slots - 1)
    while s.pool_slot[slot] > 0:
        if s.pool_row[s.pool_slot[slot] - 1, 0] == key:
            return
        slot = (slot + 1) & (slots - 1)
    s.pool_slot[slot] = row + 1
    s.pool_row[row, 0] = key
    s.pool_row[row, 1] = r
    s.pool_row[row, 2] = start
    s.pool_row[row, 3] = m
    s.pool_row[row, 4] = s.rt[r, f.S_COST]
    for k in range(m):
        s.pool_node[start + k] = s.pos[r, k, f.P_NODE]
    s.tally[C_POOL] += 1
    s.tally[C_POOL_NODES] += m

"""What the kernels change: a solution, its undo log, the best one so far, and scratch. Allocated once per search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.problem import IntArray
from optimiser.search.tables import Tables

POSITION_BUDGET = 1_000_000
MIN_LENGTH_CAP = 514
MEMO_ROWS = 1 << 20
MEMO_FIELDS = 8
STORE_ROWS = 1 << 15
POOL_ROUTES = 1 << 17
POOL_NODES = 1 << 22
MIN_CANDIDATES = 4096

# Entries of `tally`.
C_BANK, C_TOUCHED, C_LOGGED, C_PENDING, C_STAMP, C_PICKED, C_POOL, C_DIRTY, C_POOL_NODES = range(9)


class State(NamedTuple):
    """Arrays of one search.

    Attributes
    ----------
    pos, rt
        Routes: shape ``(routes, length, POSITION_FIELDS)`` and ``(routes, STATE_FIELDS)``.
    where
        Shape ``(rides, 3)``: route (-1 when unserved) and the two positions.
    bank, bank_at
        Unserved items, and each item's place in that list or -1.
    unserved, total
        Unserved weight per bucket; the four totals of the objective.
    old_pos, old_rt, touched, is_touched, logged, is_logged
        Undo log of one iteration: routes as they were, items served or unserved since.
    pending, picked, stamp
        Items to insert; scratch lists; marks of the current operation per ride, route and item.
    seq, other, spot, trial, candidate, found
        Scratch for sequences and candidate insertions.
    memo
        Best insertion of a ride into a route as it was when last asked, shape ``(rows, MEMO_FIELDS)``.
    store, store_key
        The same for contents of routes met before, which come back when a change is undone; the keys apart, so that
        a miss costs little.
    best_seq, best_length, best_total, dirty, is_dirty
        Best solution so far, and the routes that changed since.
    pool_node, pool_row, pool_slot
        Routes of good solutions: their nodes one after another, (hash, route, first node, nodes, cost), and the hash
        index, which holds rows plus one.
    """

    pos: IntArray
    rt: IntArray
    where: IntArray
    bank: IntArray
    bank_at: IntArray
    unserved: IntArray
    total: IntArray
    old_pos: IntArray
    old_rt: IntArray
    touched: IntArray
    is_touched: IntArray
    logged: IntArray
    is_logged: IntArray
    pending: IntArray
    picked: IntArray
    stamp: IntArray
    seq: IntArray
    other: IntArray
    spot: IntArray
    trial: IntArray
    candidate: IntArray
    found: IntArray
    memo: IntArray
    store: IntArray
    store_key: IntArray
    best_seq: npt.NDArray[np.int32]
    best_length: IntArray
    best_total: IntArray
    dirty: IntArray
    is_dirty: IntArray
    tally: IntArray
    pool_node: npt.NDArray[np.int32]
    pool_row: IntArray
    pool_slot: npt.NDArray[np.int32]
    rng: npt.NDArray[np.uint64]


def length_cap(tables: Tables) -> int:
    """Longest sequence a route may have: all stops of a day of a few hundred rides, some hundreds beyond."""
    routes = max(1, len(tables.route))
    longest = int(tables.route[:, f.R_FIXED_COUNT].max(initial=0)) + 2
    return min(2 * len(tables.ride) + longest, max(MIN_LENGTH_CAP + longest, POSITION_BUDGET // routes))


def new_state(tables: Tables, seed: int) -> State:
    """Allocate the arrays of a search; routes are still without any stop."""
    rides, routes, items = len(tables.ride), len(tables.route), len(tables.item)
    cap = length_cap(tables)

    def zeros(*shape: int) -> IntArray:
        return np.zeros(shape, dtype=np.int64)

    marks = max(rides, routes, items) + 1
    return State(
        pos=zeros(routes, cap, f.POSITION_FIELDS),
        rt=zeros(routes, f.STATE_FIELDS),
        where=np.full((rides, 3), -1, dtype=np.int64),
        bank=zeros(items + 1),
        bank_at=np.full(items, -1, dtype=np.int64),
        unserved=zeros(len(tables.bucket)),
        total=zeros(4),
        old_pos=zeros(routes, cap, f.POSITION_FIELDS),
        old_rt=zeros(routes, f.STATE_FIELDS),
        touched=zeros(routes + 1),
        is_touched=zeros(routes),
        logged=zeros(items + 1),
        is_logged=zeros(items),
        pending=zeros(items + 1),
        picked=zeros(marks + 1),
        stamp=zeros(3, marks),
        seq=zeros(cap + 2),
        other=zeros(cap + 2),
        spot=zeros(rides + 1),
        trial=zeros(cap + 2, f.POSITION_FIELDS),
        candidate=zeros(max(MIN_CANDIDATES, 2 * cap * _most_dropoffs(tables)), 5),
        found=zeros(6),
        store=zeros(STORE_ROWS, MEMO_FIELDS),
        store_key=zeros(STORE_ROWS),
        memo=zeros(1 << max(1, min(rides * routes, MEMO_ROWS) - 1).bit_length(), MEMO_FIELDS),
        best_seq=np.zeros((routes, cap), dtype=np.int32),
        best_length=zeros(routes),
        best_total=np.full(4, f.INFEASIBLE, dtype=np.int64),
        dirty=zeros(routes + 1),
        is_dirty=zeros(routes),
        tally=zeros(10),
        pool_node=np.zeros(POOL_NODES, dtype=np.int32),
        pool_row=zeros(POOL_ROUTES, 5),
        pool_slot=np.zeros(2 * POOL_ROUTES, dtype=np.int32),
        rng=np.array([_scramble(seed)], dtype=np.uint64),
    )


def _most_dropoffs(tables: Tables) -> int:
    return int((tables.ride[:, f.Q_AFTER] - tables.ride[:, f.Q_DROPOFFS]).max(initial=1))


def _scramble(seed: int) -> int:
    """Splitmix64, so that near seeds start far apart; never zero."""
    z = (seed + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    z = (z ^ z >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return (z ^ z >> 31) or 1

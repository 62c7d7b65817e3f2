"""Recombine the routes of good solutions by set partitioning."""

from __future__ import annotations

import numpy as np

from optimiser.pool import Effort as PoolEffort
from optimiser.pool import best_partition, make_columns
from optimiser.search import fields as f
from optimiser.search.problem import IntArray
from optimiser.search.routes import empty_sequence
from optimiser.search.state import C_POOL, State
from optimiser.search.tables import Tables

__all__ = ["PoolEffort", "best_recombination"]


def best_recombination(tables: Tables, state: State, effort: PoolEffort, *, seed: int) -> list[IntArray] | None:
    """Nodes of every route in the best combination of pooled routes, or None when none beats the present solution.

    It serves the same rides as the present solution, which must be the best one: tier 1 stays, tier 3 falls.
    """
    families, family_of = np.unique(tables.route[:, f.R_TWIN], return_inverse=True)
    is_open = tables.route[:, f.R_OPEN] > 0
    capacity = np.bincount(family_of[is_open], minlength=len(families)).astype(np.int64)
    driven = np.zeros(len(families), dtype=np.bool_)
    driven[family_of[is_open & (tables.route[:, f.R_FIXED_COUNT] > 0)]] = True
    ride_row = np.full(len(tables.ride), -1, dtype=np.int64)
    served = np.flatnonzero(state.where[:, f.W_ROUTE] >= 0)
    ride_row[served] = np.arange(len(served))
    sequences, routes, costs = _pooled(tables, state)
    rides = [_rides(tables, sequence) for sequence in sequences]
    usable = [k for k, own in enumerate(rides) if (ride_row[own] >= 0).all()]
    columns, kept = make_columns(
        np.array([costs[k] for k in usable], dtype=np.int64),
        np.array([family_of[routes[k]] for k in usable], dtype=np.int64),
        [ride_row[rides[k]] for k in usable],
        len(served),
    )
    present = _find_present(tables, state, columns_of=[rides[usable[k]] for k in kept], family=columns.family)
    chosen = best_partition(columns, capacity, driven, present, effort=effort, seed=seed)
    if chosen is None:
        return None
    return _assign(tables, family_of, [(int(columns.family[k]), sequences[usable[kept[k]]]) for k in chosen])


def _pooled(tables: Tables, state: State) -> tuple[list[IntArray], list[int], list[int]]:
    """Nodes, route and cost of the present routes, then of the pooled ones."""
    sequences, routes, costs = [], [], []
    for row in np.flatnonzero((state.rt[:, f.S_COST] > 0) & (tables.route[:, f.R_OPEN] > 0)):
        sequences.append(state.pos[row, : state.rt[row, f.S_LENGTH], f.P_NODE].copy())
        routes.append(int(row))
        costs.append(int(state.rt[row, f.S_COST]))
    for _, route, first, length, cost in state.pool_row[: int(state.tally[C_POOL])]:
        sequences.append(state.pool_node[first : first + length].astype(np.int64))
        routes.append(int(route))
        costs.append(int(cost))
    return sequences, routes, costs


def _rides(tables: Tables, sequence: IntArray) -> IntArray:
    """Rides of a sequence, in order of pick-up."""
    nodes = tables.node[sequence]
    return np.asarray(nodes[nodes[:, f.N_KIND] == f.PICKUP, f.N_RIDE])


def _find_present(tables: Tables, state: State, *, columns_of: list[IntArray], family: IntArray) -> list[int]:
    """Columns that serve what the present routes serve."""
    _, family_of = np.unique(tables.route[:, f.R_TWIN], return_inverse=True)
    place = {
        (int(one), np.sort(rides).tobytes()): k for k, (one, rides) in enumerate(zip(family, columns_of, strict=True))
    }
    present = []
    for row in np.flatnonzero((state.rt[:, f.S_COST] > 0) & (tables.route[:, f.R_OPEN] > 0)):
        rides = _rides(tables, state.pos[row, : state.rt[row, f.S_LENGTH], f.P_NODE])
        present.append(place[int(family_of[row]), np.sort(rides).tobytes()])
    return present


def _assign(tables: Tables, family_of: IntArray, chosen: list[tuple[int, IntArray]]) -> list[IntArray]:
    """Give each chosen sequence a route of its family, between that route's own ends."""
    sequences = [empty_sequence(tables, row) for row in range(len(tables.route))]
    free: dict[int, list[int]] = {}
    for row in np.flatnonzero(tables.route[:, f.R_OPEN] > 0):
        free.setdefault(int(family_of[row]), []).append(int(row))
    for family, nodes in chosen:
        home = free[family].pop(0)
        start = int(tables.route[home, f.R_START])
        sequences[home] = np.concatenate([[start], nodes[1:-1], [start + 1]]).astype(np.int64)
    return sequences

"""Simulated annealing over ruin and recreate (Schrimpf et al., 2000), one chunk of iterations at a time."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.insertion import remove_rides
from optimiser.search.jit import entry, kernel
from optimiser.search.memory import record_routes
from optimiser.search.problem import IntArray
from optimiser.search.random import below, exponential, uniform
from optimiser.search.recreate import insert_item, recreate
from optimiser.search.routes import forget, lexicographically_less, mark_served, set_route, undo
from optimiser.search.ruin import (
    pick_random,
    pick_related,
    pick_route,
    pick_strings,
    pick_worst,
    random_served,
    start_picking,
    take_out,
)
from optimiser.search.state import C_BANK, C_DIRTY, C_PENDING, C_TOUCHED, State
from optimiser.search.tables import Tables
from optimiser.search.tails import swap_tails

Floats = npt.NDArray[np.float64]

LEAST_PICKED, MOST_PICKED = 3, 15
FROM_BANK = 8
TAIL_EXTRA = 4

# Shares of the ways to ruin, of their sum.
RANDOM, WORST, ROUTE, SHAW, STRINGS, TAILS = 1.0, 0.5, 0.3, 3.0, 3.0, 30.0


@entry
def anneal(t: Tables, s: State, weights: Floats, first: int, after: int, hottest: float, cooling: float) -> int:
    """Run a chunk of iterations; the best solution stays in the state. Returns the number of improvements of the best.

    Parameters
    ----------
    weights
        Price of one unit of each total in the energy.
    first, after
        Iterations to run, numbered over the whole search: where it is cut into chunks must not change the result.
    hottest, cooling
        The temperature of iteration k is ``hottest * exp(-cooling * k)``.
    """
    improvements = 0
    energy = energy_of(s, weights)
    for iteration in range(first, after):
        temperature = hottest * math.exp(-cooling * iteration)
        threshold = energy + temperature * exponential(s.rng)
        if not ruin(t, s, temperature) or not recreate(t, s, weights, threshold):
            undo(t, s)
            continue
        record_routes(s)
        changed = energy_of(s, weights)
        if changed < threshold:
            energy = changed
            improvements += keep(s)
        else:
            undo(t, s)
    return improvements


@kernel
def energy_of(s: State, weights: Floats) -> float:
    """Weighted sum of the totals."""
    energy = 0.0
    for k in range(4):
        energy += weights[k] * s.total[k]
    return energy


@entry
def keep(s: State) -> int:
    """Accept what was done; 1 when it is the best so far (then copied), else 0."""
    for k in range(s.tally[C_TOUCHED]):
        r = s.touched[k]
        if s.is_dirty[r] == 0:
            s.is_dirty[r] = 1
            s.dirty[s.tally[C_DIRTY]] = r
            s.tally[C_DIRTY] += 1
    forget(s)
    if not lexicographically_less(s.total, s.best_total):
        return 0
    for k in range(s.tally[C_DIRTY]):
        r = s.dirty[k]
        s.is_dirty[r] = 0
        s.best_length[r] = s.rt[r, f.S_LENGTH]
        for p in range(s.rt[r, f.S_LENGTH]):
            s.best_seq[r, p] = s.pos[r, p, f.P_NODE]
    s.tally[C_DIRTY] = 0
    for k in range(4):
        s.best_total[k] = s.total[k]
    return 1


@kernel
def ruin(t: Tables, s: State, temperature: float) -> bool:
    """Take items out and put them, with some of the bank, among the pending ones; False when that cannot be done."""
    before = s.tally[C_BANK]
    start_picking(s)
    served = t.item.shape[0] - before
    count = LEAST_PICKED + below(s.rng, MOST_PICKED - LEAST_PICKED + 1)
    count = min(count, max(1, served))
    way = uniform(s.rng) * (RANDOM + WORST + ROUTE + SHAW + STRINGS + TAILS)
    done = True
    if way < TAILS and t.route.shape[0] > 1 and served > 0:
        q = random_served(s)
        if q < 0:
            return False
        r = s.where[q, f.W_ROUTE]
        cut = below(s.rng, s.rt[r, f.S_LENGTH] - 1)
        done = swap_tails(t, s, r, cut, temperature, below(s.rng, TAIL_EXTRA + 1))
    else:
        way = uniform(s.rng) * (RANDOM + WORST + ROUTE + SHAW + STRINGS)
        if way < RANDOM:
            pick_random(t, s, count)
        elif way < RANDOM + WORST:
            pick_worst(t, s, count)
        elif way < RANDOM + WORST + ROUTE:
            pick_route(t, s, MOST_PICKED)
        elif way < RANDOM + WORST + ROUTE + SHAW:
            q = random_served(s)
            if q >= 0:
                pick_related(t, s, q, count, 1.5)
        else:
            pick_strings(t, s, count)
        done = take_out(t, s, -1, -1)
    if before > 0:
        start = below(s.rng, before)
        for k in range(min(before, FROM_BANK)):
            s.pending[s.tally[C_PENDING]] = s.bank[(start + k) % before]
            s.tally[C_PENDING] += 1
    return done


@entry
def restart(t: Tables, s: State) -> None:
    """Take every ride out of every open route."""
    for item in range(t.item.shape[0]):
        mark_served(t, s, item, False)
    for r in range(t.route.shape[0]):
        if t.route[r, f.R_OPEN]:
            remove_rides(t, s, r)


@entry
def start_route(t: Tables, s: State, r: int, sequence: IntArray) -> bool:
    """Give route r its first sequence; whether that has a schedule."""
    done = set_route(t, s, r, sequence, sequence.shape[0])
    if done:
        for k in range(sequence.shape[0]):
            q = t.node[sequence[k], f.N_RIDE]
            if q >= 0:
                mark_served(t, s, t.ride[q, f.Q_ITEM], True)
    return done


@entry
def fill(t: Tables, s: State, first: int, after: int) -> None:
    """Insert the pending items from `first` on, greedily."""
    for k in range(first, after):
        if s.bank_at[s.pending[k]] >= 0:
            insert_item(t, s, s.pending[k], 0.0, f.INFEASIBLE)

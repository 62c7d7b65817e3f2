"""Exact schedules of one sequence of stops: fixpoints of its difference constraints.

With ``b[k]`` the start of service at position k, a sequence asks for

- ``b[k] >= b[k-1] + hop[k]`` (service and travel),
- ``b[d] - b[p] <= limit`` for each ride (boarding and ride time),
- ``b[last] - b[0] <= max_duration`` (the departure is free),
- a window at each position.

The least start times that satisfy all of them exist if and only if a schedule exists, and every lower bound propagated
in any order reaches them. Windows hold the bounds on entry, the fixpoints on return.
"""

from __future__ import annotations

from optimiser.search import fields as f
from optimiser.search.jit import entry, kernel
from optimiser.search.problem import IntArray


@entry
def raise_earliest(x: IntArray, m: int, first: int, settled: int, max_duration: int) -> bool:
    """Raise the earliest starts of positions 0 to m-1 to their least fixpoint; False when there is no schedule.

    Parameters
    ----------
    x
        Positions, shape ``(>= m, POSITION_FIELDS)``.
    first
        First position whose earliest start may be too low.
    settled
        Positions after this one already agree with each other: reaching one unchanged ends the propagation.
    max_duration
        Longest time from the first to the last position.
    """
    jumps = 8 * m
    k = first
    while True:
        while k < m:
            ready = x[k - 1, f.P_EARLY] + x[k, f.P_HOP]
            if ready > x[k, f.P_EARLY]:
                x[k, f.P_EARLY] = ready
            elif k > settled:
                break
            early = x[k, f.P_EARLY]
            if early > x[k, f.P_LATE]:
                return False
            mate = x[k, f.P_MATE]
            if 0 <= mate < k and early - x[k, f.P_LIMIT] > x[mate, f.P_EARLY]:
                if early - x[k, f.P_LIMIT] > x[mate, f.P_LATE]:
                    return False
                x[mate, f.P_EARLY] = early - x[k, f.P_LIMIT]
                settled = max(settled, k)
                k = mate
                jumps -= 1
                if jumps < 0:
                    return _raise_by_rounds(x, m, max_duration)
            k += 1
        start = x[m - 1, f.P_EARLY] - max_duration
        if start <= x[0, f.P_EARLY]:
            return True
        if start > x[0, f.P_LATE]:
            return False
        x[0, f.P_EARLY] = start
        settled = 0
        k = 1
        jumps -= 1
        if jumps < 0:
            return _raise_by_rounds(x, m, max_duration)


@kernel
def _raise_by_rounds(x: IntArray, m: int, max_duration: int) -> bool:
    """Bellman and Ford's rounds: m of them without rest prove a positive cycle, where jumping could take for ever."""
    for _ in range(m + 2):
        changed = False
        for k in range(1, m):
            ready = x[k - 1, f.P_EARLY] + x[k, f.P_HOP]
            if ready > x[k, f.P_EARLY]:
                x[k, f.P_EARLY] = ready
                changed = True
            early = x[k, f.P_EARLY]
            if early > x[k, f.P_LATE]:
                return False
            mate = x[k, f.P_MATE]
            if 0 <= mate < k and early - x[k, f.P_LIMIT] > x[mate, f.P_EARLY]:
                x[mate, f.P_EARLY] = early - x[k, f.P_LIMIT]
                changed = True
        if x[m - 1, f.P_EARLY] - max_duration > x[0, f.P_EARLY]:
            x[0, f.P_EARLY] = x[m - 1, f.P_EARLY] - max_duration
            changed = True
        for k in range(m):
            if x[k, f.P_EARLY] > x[k, f.P_LATE]:
                return False
        if not changed:
            return True
    return False


@entry
def lower_latest(x: IntArray, m: int, max_duration: int) -> None:
    """Lower the latest starts of positions 0 to m-1 to their greatest fixpoint; the sequence must have a schedule."""
    jumps = 8 * m
    k = m - 2
    while True:
        while k >= 0:
            due = x[k + 1, f.P_LATE] - x[k + 1, f.P_HOP]
            if due < x[k, f.P_LATE]:
                x[k, f.P_LATE] = due
            mate = x[k, f.P_MATE]
            if mate > k and x[k, f.P_LATE] + x[k, f.P_LIMIT] < x[mate, f.P_LATE]:
                x[mate, f.P_LATE] = x[k, f.P_LATE] + x[k, f.P_LIMIT]
                k = mate
                jumps -= 1
                if jumps < 0:
                    _lower_by_rounds(x, m, max_duration)
                    return
            k -= 1
        if x[0, f.P_LATE] + max_duration >= x[m - 1, f.P_LATE]:
            return
        x[m - 1, f.P_LATE] = x[0, f.P_LATE] + max_duration
        k = m - 2
        jumps -= 1
        if jumps < 0:
            _lower_by_rounds(x, m, max_duration)
            return


@kernel
def _lower_by_rounds(x: IntArray, m: int, max_duration: int) -> None:
    changed = True
    while changed:
        changed = False
        for k in range(m - 2, -1, -1):
            due = x[k + 1, f.P_LATE] - x[k + 1, f.P_HOP]
            if due < x[k, f.P_LATE]:
                x[k, f.P_LATE] = due
                changed = True
            mate = x[k, f.P_MATE]
            if mate > k and x[k, f.P_LATE] + x[k, f.P_LIMIT] < x[mate, f.P_LATE]:
                x[mate, f.P_LATE] = x[k, f.P_LATE] + x[k, f.P_LIMIT]
                changed = True
        if x[0, f.P_LATE] + max_duration < x[m - 1, f.P_LATE]:
            x[m - 1, f.P_LATE] = x[0, f.P_LATE] + max_duration
            changed = True

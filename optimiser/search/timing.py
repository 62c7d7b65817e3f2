"""The schedule to publish for a fixed sequence: least ride time, then least time on the road, then earliest.

A linear program over difference constraints, ``min c.b  s.t.  b[j] - b[i] >= w``, is the dual of a flow of greatest
length from the nodes with c < 0 to those with c > 0: successive longest paths solve it exactly in integers (Ahuja,
Magnanti and Orlin, 1993, chapter 9).
"""

from __future__ import annotations

import numpy as np

from optimiser.search.jit import entry, kernel
from optimiser.search.problem import IntArray

_NONE = -(1 << 60)


def best_times(arcs: IntArray, price: IntArray) -> IntArray:
    """Integer times b minimising ``price @ b`` under ``b[j] - b[i] >= w``, earliest among the best.

    Parameters
    ----------
    arcs
        Shape ``(arcs, 3)``: rows ``i, j, w``. Node 0 is the origin of time, ``b[0] = 0``. The constraints must be
        feasible and bound every time below.
    price
        Price per node, of sum zero.
    """
    n = len(price)
    flow = np.zeros(len(arcs), dtype=np.int64)
    length = np.empty(n, dtype=np.int64)
    came = np.empty(n, dtype=np.int64)
    times = np.empty(n, dtype=np.int64)
    _solve(np.ascontiguousarray(arcs), price.copy(), flow, length, came, times)
    return times


@entry
def _solve(arcs: IntArray, need: IntArray, flow: IntArray, length: IntArray, came: IntArray, times: IntArray) -> None:
    n = need.shape[0]
    for source in range(n):
        while need[source] < 0:
            _longest_paths(arcs, flow, source, length, came)
            target = -1
            for k in range(n):
                if need[k] > 0 and length[k] > _NONE and (target < 0 or length[k] > length[target]):
                    target = k
            if target < 0:
                break
            amount = min(-need[source], need[target])
            k = target
            while k != source:
                a = came[k]
                if a < 0:
                    amount = min(amount, flow[-a - 1])
                    k = arcs[-a - 1, 1]
                else:
                    k = arcs[a, 0]
            k = target
            while k != source:
                a = came[k]
                if a < 0:
                    flow[-a - 1] -= amount
                    k = arcs[-a - 1, 1]
                else:
                    flow[a] += amount
                    k = arcs[a, 0]
            need[source] += amount
            need[target] -= amount
    _longest_paths(arcs, flow, 0, times, came)


@kernel
def _longest_paths(arcs: IntArray, flow: IntArray, source: int, length: IntArray, came: IntArray) -> None:
    """Longest paths in the residual graph (Bellman and Ford); `came` holds the arc, or -1 minus a reversed one."""
    n = length.shape[0]
    for k in range(n):
        length[k] = _NONE
        came[k] = 0
    length[source] = 0
    changed = True
    while changed:
        changed = False
        for a in range(arcs.shape[0]):
            i = arcs[a, 0]
            j = arcs[a, 1]
            if length[i] > _NONE and length[i] + arcs[a, 2] > length[j]:
                length[j] = length[i] + arcs[a, 2]
                came[j] = a
                changed = True
            if flow[a] > 0 and length[j] > _NONE and length[j] - arcs[a, 2] > length[i]:
                length[i] = length[j] - arcs[a, 2]
                came[i] = -a - 1
                changed = True

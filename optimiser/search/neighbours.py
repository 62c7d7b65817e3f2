"""Which rides are near each other: in space, in space and time, and by the least feasible arc."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimiser.search import fields as f
from optimiser.search.jit import entry, kernel
from optimiser.search.problem import IntArray

NEIGHBOURS = 40
MAX_CANDIDATES = 500
MAX_PAIRS = 1_500_000
WAIT_WEIGHT = 0.2


def nearest_rides(travel: npt.NDArray[np.int32], node: IntArray, ride: IntArray) -> npt.NDArray[np.int32]:
    """The rides nearest to each ride by three notions, nearest first.

    Parameters
    ----------
    travel
        Times and distances of one profile, shape ``(places, places, 2)``.
    node, ride
        Tables of the kernels; a ride is represented by its first pick-up and first drop-off option.

    Returns
    -------
    int32, shape ``(3, rides, neighbours)``, filled with -1. Beyond 500 rides, each looks at some 500 others, evenly
    spread, and at fewer beyond 3,000.
    """
    rides = len(ride)
    count = max(1, min(NEIGHBOURS, rides - 1))
    near = np.full((3, rides, count), -1, dtype=np.int32)
    if rides > 1:
        candidates = max(2 * NEIGHBOURS, min(MAX_CANDIDATES, MAX_PAIRS // rides))
        step = max(1, -(-rides // candidates))
        best = np.empty(count, dtype=np.float64)
        for notion in range(3):
            _fill(travel, node, ride, notion, step, best, near[notion])
    return near


@entry
def _fill(
    travel: npt.NDArray[np.int32],
    node: IntArray,
    ride: IntArray,
    notion: int,
    step: int,
    best: npt.NDArray[np.float64],
    near: npt.NDArray[np.int32],
) -> None:
    rides = ride.shape[0]
    count = near.shape[1]
    for a in range(rides):
        found = 0
        for b in range(a % step, rides, step):
            if a == b:
                continue
            value = _apart(
                travel,
                node,
                ride[a, f.Q_PICKUPS],
                ride[a, f.Q_DROPOFFS],
                ride[b, f.Q_PICKUPS],
                ride[b, f.Q_DROPOFFS],
                notion,
            )
            if found == count and value >= best[count - 1]:
                continue
            k = found if found < count else count - 1
            while k > 0 and best[k - 1] > value:
                best[k] = best[k - 1]
                near[a, k] = near[a, k - 1]
                k -= 1
            best[k] = value
            near[a, k] = b
            if found < count:
                found += 1


@kernel
def _apart(
    travel: npt.NDArray[np.int32], node: IntArray, p: int, d: int, other_p: int, other_d: int, notion: int
) -> float:
    if notion == 0:
        return _span(travel, node, p, other_p) + _span(travel, node, d, other_d)
    if notion == 1:
        late = abs(node[p, f.N_EARLY] + node[p, f.N_LATE] - node[other_p, f.N_EARLY] - node[other_p, f.N_LATE])
        late_d = abs(node[d, f.N_EARLY] + node[d, f.N_LATE] - node[other_d, f.N_EARLY] - node[other_d, f.N_LATE])
        return float(_span(travel, node, p, other_p) + _span(travel, node, d, other_d) + 0.25 * (late + late_d))
    nearest = min(_arc(travel, node, p, other_p), _arc(travel, node, p, other_d))
    nearest = min(nearest, min(_arc(travel, node, d, other_p), _arc(travel, node, d, other_d)))
    nearest = min(nearest, min(_arc(travel, node, other_p, p), _arc(travel, node, other_p, d)))
    return min(nearest, min(_arc(travel, node, other_d, p), _arc(travel, node, other_d, d)))


@kernel
def _span(travel: npt.NDArray[np.int32], node: IntArray, a: int, b: int) -> float:
    i = node[a, f.N_PLACE]
    j = node[b, f.N_PLACE]
    return float(min(travel[i, j, 0], travel[j, i, 0]))


@kernel
def _arc(travel: npt.NDArray[np.int32], node: IntArray, a: int, b: int) -> float:
    """Travel plus a fifth of the wait that cannot be avoided, when b can follow a at all."""
    time = travel[node[a, f.N_PLACE], node[b, f.N_PLACE], 0]
    lag = node[a, f.N_DURATION] + time
    if node[a, f.N_EARLY] + lag > node[b, f.N_LATE]:
        return float(f.BIG_TIME)
    wait = max(0, node[b, f.N_EARLY] - node[a, f.N_LATE] - lag)
    return float(time + WAIT_WEIGHT * wait)

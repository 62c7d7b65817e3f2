"""The triangle inequality of travel times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimiser.search.jit import entry

IntArray = npt.NDArray[np.int64]

EXHAUSTIVE_PLACES = 600


def obeys_triangle(time: IntArray, unreachable: int) -> bool:
    """Whether no detour is faster than going straight, in any profile.

    Parameters
    ----------
    time
        Shape ``(profiles, places, places)``.
    unreachable
        Entries from this value on stand for "no way". Beyond 600 places, only detours by 600 of them are looked at.
    """
    places = time.shape[1]
    step = max(1, -(-places // EXHAUSTIVE_PLACES))
    vias = np.arange(0, places, step, dtype=np.int64)
    return all(_no_shortcut(np.ascontiguousarray(matrix), vias, unreachable) for matrix in time)


def close_travel(time: IntArray, unreachable: int = 1_000_000) -> IntArray:
    """Shortest paths over the matrix itself (Floyd and Warshall), so that the triangle inequality holds.

    Parameters
    ----------
    time
        Shape ``(profiles, places, places)``; left as it is.
    """
    closed = np.array(time, dtype=np.int64)
    for matrix in closed:
        _floyd_warshall(matrix, unreachable)
    return closed


@entry
def _no_shortcut(matrix: IntArray, vias: IntArray, unreachable: int) -> bool:
    n = matrix.shape[0]
    for v in range(vias.shape[0]):
        k = vias[v]
        for i in range(n):
            first = matrix[i, k]
            if first >= unreachable:
                continue
            for j in range(n):
                if i != j and first + matrix[k, j] < matrix[i, j]:
                    return False
    return True


@entry
def _floyd_warshall(matrix: IntArray, unreachable: int) -> None:
    n = matrix.shape[0]
    for k in range(n):
        for i in range(n):
            first = matrix[i, k]
            if first >= unreachable:
                continue
            for j in range(n):
                if first + matrix[k, j] < matrix[i, j]:
                    matrix[i, j] = first + matrix[k, j]

"""Whole minutes closed under shortest paths: the last step of every provider.

Rounding up keeps the triangle inequality of exact times (ceil is subadditive), but stated pair times and closed ways
break it, and a search that takes a stop out of a tour relies on it. So the finished matrix is closed once more,
whatever it came from.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.territory import PairOverride
from optimiser.travel.base import (
    SAME_PLACE_DEG,
    UNREACHABLE,
    Conditions,
    IntMatrix,
    Point,
    Remark,
    RemarkKind,
    TravelMatrix,
)

_ROUNDING = 1e-6
"""Floating-point noise, in minutes or metres, that must not cost a whole one."""

_SUSPICIOUS_BYPASS = 1.25
"""A way round a closed road that takes less than this, against the open one, most likely uses that very road."""

Pair = tuple[int, int]


def finish(
    points: Sequence[Point],
    seconds: NDArray[np.float64],
    metres: NDArray[np.float64],
    conditions: Conditions,
    overrides: Sequence[PairOverride] = (),
    remarks: Iterable[Remark] = (),
) -> TravelMatrix:
    """Round exact times up, lay stated pairs and closed ways over them, close the result.

    Parameters
    ----------
    points
        The n points of rows and columns.
    seconds, metres
        float64[n, n] under the conditions; not finite where there is no way.
    conditions
        Their closed pairs and season apply here.
    overrides
        Stated pairs, in ordinary season; those of other points are left aside, the last of one pair wins.
    remarks
        The provider's own, put first.

    Raises
    ------
    ValueError
        When two points have one id.
    """
    ids = tuple(point.id for point in points)
    row_of = {id_: row for row, id_ in enumerate(ids)}
    if len(row_of) < len(ids):
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        raise ValueError(f"points with one id: {', '.join(map(repr, twice))}")

    no_way = ~(np.isfinite(seconds) & (seconds < UNREACHABLE * 60.0) & (metres < UNREACHABLE))
    minutes = _whole(np.where(no_way, 0.0, seconds) / 60)
    metres_up = _whole(np.where(no_way, 0.0, metres))
    minutes = np.maximum(minutes, 1)
    minutes[no_way] = metres_up[no_way] = UNREACHABLE
    one_spot = _one_spot(points)
    minutes[one_spot] = metres_up[one_spot] = 0

    stated: dict[Pair, PairOverride] = {
        (row_of[pair.origin], row_of[pair.destination]): pair
        for pair in overrides
        if pair.origin in row_of and pair.destination in row_of and pair.origin != pair.destination
    }
    closed = [(row_of[a], row_of[b]) for a, b in sorted(conditions.closed) if a in row_of and b in row_of and a != b]
    for (a, b), pair in stated.items():
        slowed = -(-pair.minutes * 100 // conditions.season_percent)
        minutes[a, b], metres_up[a, b] = min(slowed, UNREACHABLE - 1), min(pair.metres, UNREACHABLE - 1)
    open_minutes = {pair: int(minutes[pair]) for pair in closed}
    for a, b in closed:
        minutes[a, b] = metres_up[a, b] = UNREACHABLE
    via = np.full_like(minutes, -1)
    close(minutes, metres_up, via)
    metres_up[(minutes < UNREACHABLE) & (metres_up >= UNREACHABLE)] = UNREACHABLE - 1
    for array in (minutes, metres_up, via):
        array.setflags(write=False)

    undercut = [pair for pair in stated if pair not in open_minutes and via[pair] >= 0]
    bypassed = [pair for pair in closed if minutes[pair] <= open_minutes[pair] * _SUSPICIOUS_BYPASS]
    by_third = [
        Remark(kind, (ids[a], ids[b], ids[via[a, b]]), int(minutes[a, b]))
        for kind, pairs in ((RemarkKind.OVERRIDE_UNDERCUT, undercut), (RemarkKind.CLOSED_BYPASSED, bypassed))
        for a, b in pairs
    ]
    return TravelMatrix(ids, minutes, metres_up, via, (*remarks, *by_third, *_islands(ids, minutes)))


@njit(cache=True, nogil=True)
def close(minutes: IntMatrix, metres: IntMatrix, via: IntMatrix) -> None:
    """Shortest paths over the matrix itself, in place (Floyd 1962, Warshall 1962).

    Parameters
    ----------
    minutes, metres
        int32[n, n]; metres follow the way that is strictly quicker.
    via
        int32[n, n], gets the point such a way goes by.
    """
    n = len(minutes)
    for k in range(n):
        for i in range(n):
            to_k = minutes[i, k]
            if to_k >= UNREACHABLE:
                continue
            quicker = 0
            for j in range(n):
                quicker += to_k + minutes[k, j] < minutes[i, j]
            if quicker == 0:  # nearly always: the count above runs on vector units, the branch below does not
                continue
            for j in range(n):
                if to_k + minutes[k, j] < minutes[i, j]:
                    minutes[i, j] = to_k + minutes[k, j]
                    metres[i, j] = metres[i, k] + metres[k, j]
                    via[i, j] = k


def _whole(exact: NDArray[np.float64]) -> IntMatrix:
    return np.ceil(exact - _ROUNDING).astype(np.int32)


def together(a: Point, b: Point) -> bool:
    """Whether two points are one spot; only then does travel take no time."""
    return bool(_one_spot((a, b))[0, 1])


def _one_spot(points: Sequence[Point]) -> NDArray[np.bool_]:
    lon = np.array([point.lon for point in points], dtype=np.float64)
    lat = np.array([point.lat for point in points], dtype=np.float64)
    same: NDArray[np.bool_] = np.maximum(abs(lon[:, None] - lon), abs(lat[:, None] - lat)) < SAME_PLACE_DEG
    return same


def _islands(ids: tuple[str, ...], minutes: IntMatrix) -> list[Remark]:
    """One remark for each point outside the largest group of points that reach each other."""
    if not (minutes >= UNREACHABLE).any():
        return []
    cut_off = (minutes >= UNREACHABLE) | (minutes.T >= UNREACHABLE)
    main = ~cut_off[np.argmin(cut_off.sum(axis=1))]
    return [
        Remark(RemarkKind.UNREACHABLE, (ids[row], *(ids[other] for other in np.flatnonzero(cut_off[row]))), count)
        for row in np.flatnonzero(~main)
        if (count := int(cut_off[row].sum()))
    ]

"""All schedules of a sequence of stops at once, as seen from what may still follow.

What follows a sequence depends on it through few times alone: when the vehicle set out (for the duration), when it is
free now, and when each passenger aboard had boarded (for the ride time). The schedules leave these times a set
described by differences, which is kept in closed form: ``m[i][j]`` is the greatest lower bound of ``x[j] - x[i]``.
Variables are 0 the origin of time, 1 the departure, 2 the end of the last service, from 3 on the ends of boarding of
those aboard. Sets so described are closed under projection: nothing is lost when a time is no longer needed.
"""

from __future__ import annotations

from collections.abc import Sequence

Times = tuple[tuple[int, ...], ...]
"""Such a matrix."""

ORIGIN, DEPARTURE, FREE, ABOARD = range(4)


def departing(earliest: int, latest: int, *, remembered: bool) -> Times:
    """Times of a vehicle that has only set out, within a window.

    Parameters
    ----------
    remembered
        Whether the departure matters later on; if not, the origin stands in its place.
    """
    if not remembered:
        return ((0, 0, earliest), (0, 0, earliest), (-latest, -latest, 0))
    return ((0, earliest, earliest), (-latest, 0, 0), (-latest, 0, 0))


def followed(
    m: Times, hop: int, low: int, high: int, *, since: int | None = None, most: int = 0
) -> tuple[list[int], list[int]] | None:
    """Bounds that tie one more time y to the others, or None when no schedule is left.

    Parameters
    ----------
    hop
        Least ``y - x[FREE]``.
    low, high
        Bounds of y.
    since, most
        A variable x, and the greatest ``y - x``.

    Returns
    -------
    tuple of list
        Greatest lower bounds of ``y - x[i]``, and of ``x[i] - y``.
    """
    after = [max(row[FREE] + hop, row[ORIGIN] + low) for row in m]
    if since is None:
        before = [bound - high for bound in m[ORIGIN]]
    else:
        before = [max(a - high, b - most) for a, b in zip(m[ORIGIN], m[since], strict=True)]
    if any(a + b > 0 for a, b in zip(after, before, strict=True)):
        return None
    return after, before


def kept(m: Times, ties: tuple[list[int], list[int]], order: Sequence[int]) -> Times:
    """The times that matter from now on, in the order given; ``len(m)`` stands for the new one."""
    after, before = ties
    new = len(m)

    def bound(i: int, j: int) -> int:
        if i == new:
            return 0 if j == new else before[j]
        if j == new:
            return after[i]
        return max(m[i][j], after[i] + before[j])

    return tuple(tuple(bound(i, j) for j in order) for i in order)


def allows_all(a: Times, b: Times) -> bool:
    """Whether every choice of times that `b` leaves is one that `a` leaves."""
    return all(x <= y for row, other in zip(a, b, strict=True) for x, y in zip(row, other, strict=True))

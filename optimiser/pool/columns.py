"""Routes as columns of a set-partitioning problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse


@dataclass(frozen=True)
class Columns:
    """A pool of routes.

    Attributes
    ----------
    cost
        Cost of each column, shape ``(columns,)``.
    family
        Which routes it can be: routes alike are one family.
    rides
        0/1 matrix, shape ``(rides, columns)``.
    """

    cost: npt.NDArray[np.int64]
    family: npt.NDArray[np.int64]
    rides: sparse.csc_array

    def __len__(self) -> int:
        return len(self.cost)

    def take(self, rows: npt.NDArray[np.int64]) -> Columns:
        """Some of the columns, in the order asked."""
        return Columns(self.cost[rows], self.family[rows], sparse.csc_array(self.rides[:, rows]))


def make_columns(
    cost: npt.NDArray[np.int64], family: npt.NDArray[np.int64], rides: list[npt.NDArray[np.int64]], n_rides: int
) -> tuple[Columns, npt.NDArray[np.int64]]:
    """Columns from the lists of rides that routes serve, and the rows kept.

    Of the routes of one family that serve the same rides, the cheapest is kept.
    """
    cheapest: dict[tuple[int, bytes], int] = {}
    for row, served in enumerate(rides):
        key = int(family[row]), np.sort(served).tobytes()
        other = cheapest.setdefault(key, row)
        if cost[row] < cost[other]:
            cheapest[key] = row
    kept = np.array(sorted(cheapest.values()), dtype=np.int64)
    lengths = [len(rides[row]) for row in kept]
    indices = np.concatenate([np.zeros(0, dtype=np.int64), *(rides[row] for row in kept)])
    pointers = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sparse.csc_array((np.ones(len(indices)), indices, pointers), shape=(n_rides, len(kept)))
    return Columns(cost[kept], family[kept], matrix), kept

"""Linear relaxation of a set-covering problem over a pool, its columns priced in as they are needed.

Its value bounds what the pool holds, never what all routes could do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from optimiser.pool.columns import Columns

PER_ROUND = 500
START_PER_RIDE = 5
MAX_ROUNDS = 60
TOLERANCE = 1e-9


def reduced_costs(
    columns: Columns, capacity: npt.NDArray[np.int64], driven: npt.NDArray[np.bool_], start: Sequence[int]
) -> tuple[float, npt.NDArray[np.float64]] | None:
    """Value of the relaxation and reduced cost of every column at its optimum, in units of cost.

    None when GLOP gives up, as it may on badly scaled pools: there is then nothing to filter by.

    Parameters
    ----------
    start
        Columns that serve every ride, to begin with.
    """
    master = _Master(columns, capacity, driven)
    master.add(np.unique(np.concatenate([np.asarray(start, dtype=np.int64), _cheap(columns)])))
    reduced = master.solve()
    if reduced is None:
        return None
    for _ in range(MAX_ROUNDS):
        order = np.argsort(reduced, kind="stable")[:PER_ROUND]
        entering = order[(reduced[order] < -TOLERANCE) & ~master.inside[order]]
        if not len(entering):
            break
        master.add(entering)
        reduced = master.solve()
        if reduced is None:
            return None
    # A bound that holds even if pricing stopped early: each ride is served once, each family's routes run at most.
    slack = np.minimum(reduced, 0.0)
    return (master.value + float(slack[slack < -TOLERANCE].sum())) * master.scale, reduced * master.scale


def _cheap(columns: Columns) -> npt.NDArray[np.int64]:
    """Some columns of least cost per ride, for each ride."""
    lengths = np.maximum(1, np.diff(columns.rides.indptr))
    rate = columns.cost / lengths
    by_ride = columns.rides.tocsr()
    picked = []
    for ride in range(by_ride.shape[0]):
        members = by_ride.indices[by_ride.indptr[ride] : by_ride.indptr[ride + 1]]
        picked.append(members[np.argsort(rate[members], kind="stable")[:START_PER_RIDE]])
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *picked])).astype(np.int64)


class _Master:
    """The restricted master problem."""

    def __init__(self, columns: Columns, capacity: npt.NDArray[np.int64], driven: npt.NDArray[np.bool_]) -> None:
        self.columns = columns
        self.scale = float(max(1, columns.cost.max(initial=1)))
        self.inside = np.zeros(len(columns), dtype=np.bool_)
        self.value = 0.0
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self._solver.infinity()
        self._rides = [self._solver.Constraint(1.0, infinity) for _ in range(columns.rides.shape[0])]
        self._families = [
            self._solver.Constraint(float(most) if must else 0.0, float(most))
            for most, must in zip(capacity, driven, strict=True)
        ]
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()

    def add(self, rows: npt.NDArray[np.int64]) -> None:
        rides = self.columns.rides
        for row in rows:
            variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._objective.SetCoefficient(variable, self.columns.cost[row] / self.scale)
            for ride in rides.indices[rides.indptr[row] : rides.indptr[row + 1]]:
                self._rides[ride].SetCoefficient(variable, 1.0)
            self._families[self.columns.family[row]].SetCoefficient(variable, 1.0)
        self.inside[rows] = True

    def solve(self) -> npt.NDArray[np.float64] | None:
        """Solve; reduced costs of all columns, in units of `scale`, or None when GLOP finds no optimum."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        self.value = float(self._objective.Value())
        rides = np.array([row.dual_value() for row in self._rides])
        families = np.array([row.dual_value() for row in self._families])
        return np.asarray(self.columns.cost / self.scale - self.columns.rides.T @ rides - families[self.columns.family])

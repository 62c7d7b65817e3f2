"""Closing the gap of a week that is not too large: a relaxation in whole numbers over the tours that may still matter.

A plan costs at least the linear bound plus the reduced costs of its tours. So a plan that costs less than one known
uses no tour dearer than the gap, and the relaxation needs the others alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from ortools.sat.python import cp_model

from optimiser.master.large.bound import Bounded
from optimiser.master.large.loose import Loose, grouped
from optimiser.master.large.solving import solved
from optimiser.master.large.state import State
from optimiser.master.large.timed import Timed
from optimiser.master.large.tours import Tours
from optimiser.master.large.week import Week
from optimiser.master.tiers import COST_SCALE
from optimiser.progress import StopFlag

MOST_ROWS = 2500
"""Tours the relaxation takes: beyond, its own linear relaxation takes longer than it is worth."""


@dataclass(frozen=True)
class Tightened:
    """A lower bound, what was spent in units of deterministic time, and the tours of the relaxation's best solution."""

    bound: int
    units: float
    rows: tuple[int, ...] = ()


@dataclass
class Tightener:
    """Bounds by whole numbers; limits are seconds or units of deterministic time."""

    week: Week
    tours: Tours
    fixed_cents: float
    seed: int
    stop: StopFlag
    deterministic: bool

    def cost(self, linear: Bounded, need: int, cost: int, limit: float) -> Tightened | None:
        """Least cost, in sixtieths of a cent, of plans that leave no more need; None when too many tours may matter.

        Parameters
        ----------
        linear
            The linear bound under the same need, with its prices.
        """
        gap = cost / COST_SCALE - linear.bound
        rows = np.flatnonzero(linear.prices <= gap + 1.0).tolist()
        if len(rows) > MOST_ROWS:
            return None
        model, candidates = self._model(rows)
        model.model.add(model.need <= need)
        model.model.minimize(model.cost)
        solver, status = solved(model.model, limit, deterministic=self.deterministic, seed=self.seed, stop=self.stop)
        units = solver.response_proto.deterministic_time
        if status == cp_model.INFEASIBLE:
            return Tightened(cost, units)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            return None
        bound = floor(solver.best_objective_bound + 1e-6) + floor(COST_SCALE * self.fixed_cents)
        chosen: tuple[int, ...] = ()
        if status != cp_model.UNKNOWN:
            held = {
                (t.fleet, t.day, t.load, t.nodes) for t, x in zip(candidates, model.x, strict=True) if solver.value(x)
            }
            chosen = tuple(row for row in rows if self._key(row) in held)
        return Tightened(min(cost, bound), units, chosen)

    def _key(self, row: int) -> tuple[int, int, int, tuple[int, ...]]:
        tours = self.tours
        nodes = tuple(int(n) for n in tours.visits[row] if n >= 0)
        return int(tours.fleet[row]), int(tours.day[row]), int(tours.load[row]), nodes

    def need(self, need: int, limit: float) -> Tightened | None:
        """Least need of any plan; None when there are too many tours."""
        if len(self.tours) > MOST_ROWS:
            return None
        model, _ = self._model(range(len(self.tours)))
        model.model.minimize(model.need)
        solver, status = solved(model.model, limit, deterministic=self.deterministic, seed=self.seed, stop=self.stop)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            return None
        bound = floor(solver.best_objective_bound + 1e-6)
        return Tightened(min(need, max(0, bound)), solver.response_proto.deterministic_time)

    def _model(self, rows: Sequence[int]) -> tuple[Loose, tuple[Timed, ...]]:
        candidates = grouped(self.week, self.tours, rows)
        return Loose(self.week, frozenset(), candidates, State(self.week, ()), self.tours.loads), candidates

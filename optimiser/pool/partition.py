"""Choose routes of a pool that serve every ride once at the least cost: GLOP to filter, CP-SAT to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from optimiser.pool.columns import Columns
from optimiser.pool.relaxation import reduced_costs

MAX_COLUMNS = 2500


@dataclass(frozen=True)
class Effort:
    """Limits of CP-SAT: elapsed seconds, and deterministic time when the result must not depend on the machine."""

    seconds: float
    deterministic: float | None = None


def best_partition(
    columns: Columns,
    capacity: npt.NDArray[np.int64],
    driven: npt.NDArray[np.bool_],
    incumbent: Sequence[int],
    *,
    effort: Effort,
    seed: int = 0,
) -> list[int] | None:
    """Columns that serve every ride exactly once for less than the incumbent, or None when none were found.

    Parameters
    ----------
    capacity
        Number of routes of each family.
    driven
        Families of which every route must be driven (they have fixed stops).
    incumbent
        Columns of a solution in the pool, the hint.
    """
    incumbent_cost = int(columns.cost[list(incumbent)].sum())
    relaxed = reduced_costs(columns, capacity, driven, incumbent)
    if relaxed is None:
        return None
    bound, reduced = relaxed
    order = np.argsort(reduced, kind="stable")
    hopeful = order[reduced[order] <= incumbent_cost - bound][:MAX_COLUMNS]
    kept = np.unique(np.concatenate([hopeful, np.asarray(incumbent, dtype=np.int64)]))
    chosen = _choose(columns.take(kept), capacity, driven, np.isin(kept, incumbent), effort, seed)
    if chosen is None or int(columns.cost[kept[chosen]].sum()) >= incumbent_cost:
        return None
    return [int(row) for row in kept[chosen]]


def _choose(
    columns: Columns,
    capacity: npt.NDArray[np.int64],
    driven: npt.NDArray[np.bool_],
    hint: npt.NDArray[np.bool_],
    effort: Effort,
    seed: int,
) -> list[int] | None:
    model = cp_model.CpModel()
    used = [model.new_bool_var("") for _ in range(len(columns))]
    by_ride = columns.rides.tocsr()
    for ride in range(by_ride.shape[0]):
        model.add_exactly_one(used[k] for k in by_ride.indices[by_ride.indptr[ride] : by_ride.indptr[ride + 1]])
    for family, most in enumerate(capacity):
        members = [used[int(k)] for k in np.flatnonzero(columns.family == family)]
        if driven[family]:
            model.add(sum(members) == int(most))
        elif len(members) > most:
            model.add(sum(members) <= int(most))
    model.minimize(sum(int(cost) * use for cost, use in zip(columns.cost, used, strict=True)))
    for use, hinted in zip(used, hint, strict=True):
        model.add_hint(use, bool(hinted))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % (1 << 31)
    solver.parameters.max_time_in_seconds = effort.seconds
    if effort.deterministic is not None:
        solver.parameters.max_deterministic_time = effort.deterministic
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [k for k, use in enumerate(used) if solver.boolean_value(use)]

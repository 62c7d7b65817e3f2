"""Search of a large week by neighbourhoods: a few cells are planned anew by CP-SAT, the rest stays (LNS; Shaw 1998)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimiser.master.large.cells import Cell, Cells
from optimiser.master.large.neighbourhoods import Neighbourhoods
from optimiser.master.large.solving import solved
from optimiser.master.large.state import Crewed, State
from optimiser.progress import StopFlag

NEED_WEIGHT, CHANGE_WEIGHT = 1_000_000, 100_000
"""What a unit of need, and of change, is worth in a neighbourhood, in sixtieths of a cent: more than it costs."""


@dataclass
class Improver:
    """Plans cells anew; never returns anything worse."""

    neighbourhoods: Neighbourhoods
    seed: int
    stop: StopFlag
    deterministic: bool
    spent_units: float = 0.0

    def improve(
        self, state: State, cells: frozenset[Cell], most: int, limit: float, wished: Sequence[int] = ()
    ) -> tuple[State, bool]:
        """The state with cells planned anew, and whether CP-SAT proved that no better way is among the candidates.

        Parameters
        ----------
        limit
            Seconds, or units of deterministic time.
        wished
            Tours to look at whatever they cost.
        """
        week = state.week
        inside = tuple(c for c in state.tours if (c.timed.day, week.fleets[c.timed.fleet].home) in cells)
        kept = State(week, tuple(c for c in state.tours if c not in inside))
        now = [c.timed for c in inside]
        now += [way for row in wished for way in self.neighbourhoods.timer(row)]
        candidates = self.neighbourhoods.candidates(cells, kept, now, most)
        if not candidates:
            return state, True
        model = Cells(week, cells, candidates, kept, self.neighbourhoods.tours.loads)
        row = {timed: j for j, timed in enumerate(candidates)}
        crews = {row[c.timed]: frozenset(c.people) for c in inside}
        for j, x in enumerate(model.x):
            model.model.add_hint(x, j in crews)
        for (p, j), goes in model.goes.items():
            model.model.add_hint(goes, p in crews.get(j, ()))
        need = NEED_WEIGHT * (1000 if week.published else 1)
        terms: list[cp_model.LinearExpr | int] = [need * model.need, CHANGE_WEIGHT * model.change, model.cost]
        model.model.minimize(sum(terms))
        solver, status = solved(model.model, limit, deterministic=self.deterministic, seed=self.seed, stop=self.stop)
        self.spent_units += solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return state, False
        chosen = tuple(
            Crewed(timed, tuple(p for (p, k), goes in model.goes.items() if k == j and solver.value(goes)))
            for j, timed in enumerate(candidates)
            if solver.value(model.x[j])
        )
        found = State(week, (*kept.tours, *chosen))
        return (found if found.value <= state.value else state), status == cp_model.OPTIMAL

"""Search of a large week by neighbourhoods: a few cells are planned anew by CP-SAT, the rest stays (LNS; Shaw 1998)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimiser.master.large.cells import Cell, Cells
from optimiser.master.large.need import shortfalls
from optimiser.master.large.neighbourhoods import Neighbourhoods
from optimiser.master.large.solving import solved
from optimiser.master.large.state import Crewed, State
from optimiser.master.large.timed import Timed
from optimiser.master.large.week import Week
from optimiser.progress import StopFlag

NEED_WEIGHT, CHANGE_WEIGHT = 1_000_000, 100_000
"""What a unit of need, and of change, is worth in a neighbourhood, in sixtieths of a cent: more than it costs."""


@dataclass
class Improver:
    """Plans cells anew; never returns anything worse, a need that is ``enough`` being as good as none."""

    neighbourhoods: Neighbourhoods
    seed: int
    stop: StopFlag
    deterministic: bool
    enough: int = 0
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
        return self._solve(state, kept, cells, candidates, inside, limit)

    def named(self, week: Week, cells: frozenset[Cell], rows: Sequence[int], limit: float) -> State:
        """The best plan of some tours alone: when they go, and who."""
        nothing = State(week, ())
        candidates = tuple(way for row in rows for way in self.neighbourhoods.timer(row))
        return self._solve(nothing, nothing, cells, candidates, (), limit)[0] if candidates else nothing

    def _solve(
        self,
        state: State,
        kept: State,
        cells: frozenset[Cell],
        candidates: tuple[Timed, ...],
        inside: tuple[Crewed, ...],
        limit: float,
    ) -> tuple[State, bool]:
        week = state.week
        model = Cells(week, cells, candidates, kept, self.neighbourhoods.tours.loads)
        row = {timed: j for j, timed in enumerate(candidates)}
        crews = {row[c.timed]: frozenset(c.people) for c in inside}
        for j, x in enumerate(model.x):
            model.model.add_hint(x, j in crews)
        for (p, j), goes in model.goes.items():
            model.model.add_hint(goes, p in crews.get(j, ()))
        need = NEED_WEIGHT * (1000 if week.published else 1)
        terms: list[cp_model.LinearExpr | int] = [
            need * _beyond(model, self.enough),
            CHANGE_WEIGHT * model.change,
            model.cost,
        ]
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
        better = found.rank(self.enough) <= state.rank(self.enough)
        return (found if better else state), status == cp_model.OPTIMAL


def _beyond(model: Cells, enough: int) -> cp_model.LinearExpr | int:
    """The need of a neighbourhood's plan above what is enough."""
    if not enough:
        return model.need
    # A neighbourhood counts the need of what it may hold; that of other communes and services stays.
    outside = sum(
        s.cost(sum(w for o, w in zip(s.members, s.weights, strict=True) if o not in model.kept.held))
        for s in shortfalls(model.week)
        if not any(o in model.held for o in s.members)
    )
    beyond = model.model.new_int_var(0, cp_model.INT32_MAX, "need beyond")
    model.model.add(beyond >= model.need + outside - enough)
    return beyond

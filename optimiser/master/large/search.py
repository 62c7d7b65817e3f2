"""Search of a large week by neighbourhoods: a few cells are planned anew by CP-SAT, the rest stays (LNS; Shaw 1998)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


@dataclass(frozen=True)
class Job:
    """Some cells to plan anew: the plan as it is, what stays of it, and the model of the rest."""

    state: State
    kept: State
    cells: frozenset[Cell]
    candidates: tuple[Timed, ...]
    model: Cells


@dataclass(frozen=True)
class Outcome:
    """A plan no worse than before, whether it is proved best among the candidates, and deterministic units spent."""

    state: State
    proved: bool
    units: float = 0.0


@dataclass
class Improver:
    """Plans cells anew; never returns anything worse, a need that is ``enough`` being as good as none."""

    neighbourhoods: Neighbourhoods
    seed: int
    stop: StopFlag
    deterministic: bool
    enough: int = 0

    def improve(
        self, state: State, draws: Sequence[frozenset[Cell]], most: int, limit: float, wished: Sequence[int] = ()
    ) -> Outcome:
        """Plan sets of cells anew, all at once, each by a processor of its own, and put together what they found.

        Parameters
        ----------
        most
            Tours to look at in each set, more or less.
        limit
            Seconds, or units of deterministic time, of each.
        wished
            Tours to look at whatever they cost.
        """
        jobs = [job for cells in draws if (job := self._job(state, cells, most, wished)) is not None]
        if not jobs:
            return Outcome(state, proved=True)
        with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
            outcomes = list(pool.map(lambda job: self._solve(job, limit), jobs))
        best = min((outcome.state for outcome in outcomes), key=lambda found: found.rank(self.enough))
        proved = all(outcome.proved for outcome in outcomes)
        units = max(outcome.units for outcome in outcomes)
        others = [
            (job.cells, outcome.state)
            for job, outcome in zip(jobs, outcomes, strict=True)
            if outcome.state is not best and outcome.state.rank(self.enough) < state.rank(self.enough)
        ]
        for cells, other in others:
            together = self._together(best, other, cells | frozenset().union(*(job.cells for job in jobs)), limit)
            best, units = together.state, units + together.units
        return Outcome(best, proved, units)

    def named(self, week: Week, cells: frozenset[Cell], rows: Sequence[int], limit: float) -> Outcome:
        """The best plan of some tours alone: when they go, and who."""
        nothing = State(week, ())
        candidates = tuple(way for row in rows for way in self.neighbourhoods.timer(row))
        if not candidates:
            return Outcome(nothing, proved=True)
        return self._solve(self._job_of(nothing, nothing, cells, candidates), limit)

    def _together(self, state: State, other: State, cells: frozenset[Cell], limit: float) -> Outcome:
        """The best of the tours that two plans have in some cells."""
        kept = State(state.week, tuple(c for c in state.tours if self._cell(c) not in cells))
        inside = [c.timed for one in (state, other) for c in one.tours if self._cell(c) in cells]
        return self._solve(self._job_of(state, kept, cells, tuple(dict.fromkeys(inside))), limit)

    def _cell(self, crewed: Crewed) -> Cell:
        return crewed.timed.day, self.neighbourhoods.week.fleets[crewed.timed.fleet].home

    def _job(self, state: State, cells: frozenset[Cell], most: int, wished: Sequence[int]) -> Job | None:
        kept = State(state.week, tuple(c for c in state.tours if self._cell(c) not in cells))
        now = [c.timed for c in state.tours if self._cell(c) in cells]
        now += [way for row in wished for way in self.neighbourhoods.timer(row)]
        candidates = self.neighbourhoods.candidates(cells, kept, now, most)
        return self._job_of(state, kept, cells, candidates) if candidates else None

    def _job_of(self, state: State, kept: State, cells: frozenset[Cell], candidates: tuple[Timed, ...]) -> Job:
        week = state.week
        model = Cells(week, cells, candidates, kept, self.neighbourhoods.tours.loads)
        row = {timed: j for j, timed in enumerate(candidates)}
        crews = {row[c.timed]: frozenset(c.people) for c in state.tours if self._cell(c) in cells}
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
        return Job(state, kept, cells, candidates, model)

    def _solve(self, job: Job, limit: float) -> Outcome:
        model = job.model
        solver, status = solved(model.model, limit, deterministic=self.deterministic, seed=self.seed, stop=self.stop)
        units = solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome(job.state, proved=False, units=units)
        chosen = tuple(
            Crewed(timed, tuple(p for (p, k), goes in model.goes.items() if k == j and solver.value(goes)))
            for j, timed in enumerate(job.candidates)
            if solver.value(model.x[j])
        )
        found = State(job.state.week, (*job.kept.tours, *chosen))
        better = found.rank(self.enough) <= job.state.rank(self.enough)
        return Outcome(found if better else job.state, status == cp_model.OPTIMAL, units)


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

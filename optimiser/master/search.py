"""Solve the session model tier by tier, keep what CP-SAT proves, stop when told."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import floor

from ortools.sat.python import cp_model

from models.instance import TierName
from models.text import message
from optimiser.master.context import Context, Linear
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.tolerances import EXACT, Tolerances

POLL_S = 0.2

PHASE = message("sessions: days, venues, crews, vehicles")

BOUNDING = ("max_lp", "lb_tree_search")
"""CP-SAT's workers for bounds: both linearise enforced rows. More of them took twice the time to the same proof."""


@dataclass(frozen=True)
class Budget:
    """What a search may spend: seconds of wall clock, or units of deterministic time with one worker."""

    seconds: float | None = None
    deterministic: float | None = None
    workers: int = 6

    def share(self, part: float) -> "Budget":
        """A part of the budget."""
        return Budget(
            None if self.seconds is None else self.seconds * part,
            None if self.deterministic is None else self.deterministic * part,
            self.workers,
        )

    def less(self, seconds: float, deterministic: float) -> "Budget":
        """What is left once some is spent."""
        return Budget(
            None if self.seconds is None else max(0.05, self.seconds - seconds),
            None if self.deterministic is None else max(0.01, self.deterministic - deterministic),
            self.workers,
        )


@dataclass(frozen=True)
class Tier:
    """A tier to minimise: the sum of what independent parts contribute to it.

    ``floors`` are lower bounds of the contributions, of plans that reach the floors of the tiers before exactly.
    """

    name: TierName
    shares: list[Linear]
    floors: list[int] | None = None


@dataclass
class TierResult:
    """Least value and bound of one tier, in the units of its expression; ``final`` is what the whole search left it."""

    tier: TierName
    value: int
    bound: int
    optimal: bool
    final: int = 0


@dataclass
class Solution:
    """Values of all variables after the last tier, and each tier's result; empty when no plan was found."""

    values: list[int] = field(default_factory=list)
    tiers: list[TierResult] = field(default_factory=list)
    feasible: bool = False
    infeasible: bool = False

    def __call__(self, variable: cp_model.IntVar) -> int:
        """Value of a variable."""
        return self.values[variable.index]


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Keeps the last value and reports it."""

    def __init__(self, report: Callable[[int], None]) -> None:
        super().__init__()
        self._report = report

    def on_solution_callback(self) -> None:
        """Called by the solver at each better solution."""
        self._report(round(self.objective_value))


Relax = Callable[[int, Budget], tuple[int, dict[int, int]]]
"""From the value of need allowed and a budget: a lower bound on cost, and values of some variables a plan may have."""


@dataclass
class TierSearch:
    """Minimises tiers in order, each under the values the ones before reached, plus their tolerance.

    Parameters
    ----------
    relax
        Asked once, before the tier of cost, where there are no floors of it.
    wished
        Values of some variables that a plan may have: looked for before anything else.
    after
        What a search of this very model found under no tolerances: the first tiers are not searched again.
    """

    ctx: Context
    budget: Budget
    seed: int
    stop: StopFlag
    on_progress: OnProgress | None = None
    tolerances: Tolerances = EXACT
    relax: Relax | None = None
    wished: dict[int, int] = field(default_factory=dict)
    after: Solution | None = None

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self.spent_units = 0.0
        self._solution = Solution()

    def run(self, tiers: list[Tier]) -> Solution:
        """The best solution found; each tier takes a part of the time the ones before left over."""
        model, solution = self.ctx.model, self._solution
        # An empty week is always a plan: start from it.
        _set_hint(model, {i: max(0, variable.domain[0]) for i, variable in enumerate(model.proto.variables)})
        if self.after is not None:
            self._adopt(self.after.values)
        elif self.wished:
            self._begin(self._left(0.2))
        known = {result.tier: result for result in self._known(tiers)}
        chained, decides = True, False
        for position, tier in enumerate(tiers):
            expression: Linear = sum(tier.shares)
            if isinstance(expression, int):
                solution.tiers.append(TierResult(tier.name, expression, expression, True, expression))
                continue
            decides = True
            if (result := known.get(tier.name)) is not None:
                solution.tiers.append(result)
                chained = False
                model.add(expression <= self.tolerances.most(tier.name, result.value))
                continue
            part = 1.0 if position == len(tiers) - 1 else 0.7 if tier.name == "cost" else 0.5
            floors = tier.floors if chained else None
            for share, floor_value in zip(tier.shares, floors or (), strict=False):
                model.add(share >= floor_value)
            result = self._minimise(tier.name, expression, self._left(part), None if floors is None else sum(floors))
            if result is None:
                break
            solution.tiers.append(result)
            exact = not self.tolerances.allows(tier.name)
            chained &= floors is not None and result.value == sum(floors) and exact
            if chained:
                for share, floor_value in zip(tier.shares, floors or (), strict=True):
                    model.add(share == floor_value)
            model.add(expression <= self.tolerances.most(tier.name, result.value))
            if self.stop:
                break
        if not solution.feasible and not decides:
            self._solve(self._left(1.0), "need", bounding=False)
        if solution.feasible:
            by_name = {tier.name: sum(tier.shares) for tier in tiers}
            for result in solution.tiers:
                result.final = self._value_of(by_name[result.tier])
        return solution

    def _known(self, tiers: list[Tier]) -> list[TierResult]:
        """Results of the search before that hold here too: up to the first tier with a tolerance."""
        found: list[TierResult] = []
        for tier, result in zip(tiers, self.after.tiers if self.after is not None else (), strict=False):
            found.append(replace(result))
            if self.tolerances.allows(tier.name):
                break
        return found

    def _adopt(self, values: list[int]) -> None:
        self._solution.feasible = True
        self._solution.values = list(values)
        _set_hint(self.ctx.model, dict(enumerate(values)))

    def _value_of(self, expression: Linear) -> int:
        """Value of an expression in the solution."""
        if isinstance(expression, int):
            return expression
        self.ctx.model.minimize(expression)
        return round(_objective_at(self.ctx.model, self._solution.values))

    def _left(self, part: float) -> Budget:
        return self.budget.less(time.monotonic() - self._began, self.spent_units).share(part)

    def _minimise(
        self, name: TierName, expression: cp_model.LinearExpr, budget: Budget, least: int | None
    ) -> TierResult | None:
        model = self.ctx.model
        model.minimize(expression)
        # First improve, then close the gap from below.
        floor_value, parts = least or 0, [(1.0, False)] if name == "need" else [(0.5, False), (0.5, True)]
        if least is not None:
            if self._solution.feasible and _objective_at(model, self._solution.values) <= least:
                return TierResult(name, least, least, True)
        elif name == "cost" and self.relax is not None and self._solution.feasible:
            most_need = self.tolerances.most("need", self._solution.tiers[0].value)
            floor_value, wished = self.relax(most_need, budget.share(0.35))
            self.spent_units += budget.share(0.35).deterministic or 0.0
            model.add(expression >= floor_value)
            self._realise(wished, budget.share(0.1))
            parts = [(0.3, False), (0.25, True)]
        result = None
        for part, bounding in parts:
            found = self._solve(budget.share(part), name, bounding=bounding)
            if found is None:
                continue
            value, bound, optimal = found
            known = floor_value if result is None else result.bound
            result = TierResult(name, value, min(value, max(bound, known)), optimal or known >= value)
            if result.optimal or self.stop:
                break
        return result

    def _solve(self, budget: Budget, name: TierName, *, bounding: bool) -> tuple[int, int, bool] | None:
        """(value, bound, optimal) of the objective, the solution kept and hinted; None when there is none."""
        solver = _solver(budget, self.seed, bounding=bounding)
        status = _run(solver, self.ctx.model, self.stop, self._reporter(name))
        self.spent_units += solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._solution.infeasible |= status == cp_model.INFEASIBLE and not self._solution.feasible
            return None
        self._solution.feasible = True
        self._solution.values = list(solver.response_proto.solution)
        _set_hint(self.ctx.model, dict(enumerate(self._solution.values)))
        return round(solver.objective_value), round(solver.best_objective_bound), status == cp_model.OPTIMAL

    def _begin(self, budget: Budget) -> None:
        """Start from a plan with the values wished for, where there is one."""
        trial = self.ctx.model.clone()
        for index, value in self.wished.items():
            trial.add(trial.get_int_var_from_proto_index(index) == value)
        solver = _solver(budget, self.seed)
        status = _run(solver, trial, self.stop, lambda _: None)
        self.spent_units += solver.response_proto.deterministic_time
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._solution.feasible = True
            self._solution.values = list(solver.response_proto.solution)
            _set_hint(self.ctx.model, dict(enumerate(self._solution.values)))

    def _realise(self, wished: dict[int, int], budget: Budget) -> None:
        """Look for a plan with the values wished for, and hint it when it is no worse than the one known."""
        if not wished or self.stop:
            return
        trial = self.ctx.model.clone()
        for index, value in wished.items():
            trial.add(trial.get_int_var_from_proto_index(index) == value)
        solver = _solver(budget, self.seed)
        status = _run(solver, trial, self.stop, lambda _: None)
        self.spent_units += solver.response_proto.deterministic_time
        known = _objective_at(self.ctx.model, self._solution.values)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value <= known:
            _set_hint(self.ctx.model, dict(enumerate(solver.response_proto.solution)))

    def _reporter(self, name: TierName) -> Callable[[int | None], None]:
        values: dict[TierName, int] = {t.tier: t.value for t in self._solution.tiers}
        bounds: dict[TierName, int] = {t.tier: t.bound for t in self._solution.tiers}

        def report(value: int | None) -> None:
            if value is not None:
                values[name] = value
            if self.on_progress is not None:
                elapsed = time.monotonic() - self._began
                self.on_progress(Progress(PHASE, elapsed, self.budget.seconds, None, dict(values), bounds))

        return report


def _solver(budget: Budget, seed: int, *, bounding: bool = False) -> cp_model.CpSolver:
    """A solver; ``bounding`` adds workers whose linear relaxation holds the enforced constraints too."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    # Each tier presolves the model anew: probing took three quarters of the time to a first plan.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    if budget.deterministic is not None:
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2 if bounding else 1
        solver.parameters.max_deterministic_time = budget.deterministic
    else:
        # More workers than cores, for as many ways to improve; but two that bound, whose work does not divide.
        solver.parameters.num_workers = len(BOUNDING) if bounding else budget.workers
        if bounding:
            solver.parameters.subsolvers.extend(BOUNDING)
    if budget.seconds is not None:
        solver.parameters.max_time_in_seconds = budget.seconds
    return solver


def bound_of(model: cp_model.CpModel, budget: Budget, seed: int, stop: StopFlag) -> tuple[int, list[int]]:
    """The bound CP-SAT proves on a model's objective within a budget, and its best solution, empty if there is none."""
    solver = _solver(budget, seed, bounding=True)
    status = _run(solver, model, stop, lambda _: None)
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        return 0, []
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return floor(solver.best_objective_bound + 1e-6), list(solver.response_proto.solution) if found else []


def _objective_at(model: cp_model.CpModel, values: list[int]) -> float:
    objective = model.proto.objective
    total = sum(
        coefficient * (values[index] if index >= 0 else -values[-index - 1])
        for index, coefficient in zip(objective.vars, objective.coeffs, strict=True)
    )
    return float(total + objective.offset) * float(objective.scaling_factor or 1.0)


def _set_hint(model: cp_model.CpModel, values: dict[int, int]) -> None:
    model.proto.clear_solution_hint()
    for index, value in values.items():
        model.proto.solution_hint.vars.append(index)
        model.proto.solution_hint.values.append(value)


def _run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, stop: StopFlag, report: Callable[[int | None], None]
) -> cp_model.CpSolverStatus:
    """Solve in a thread of its own, so that the main one stays free to take an interrupt and to report."""
    outcome: list[cp_model.CpSolverStatus] = []
    failure: list[BaseException] = []
    watcher = _Watcher(report)

    def work() -> None:
        try:
            outcome.append(solver.solve(model, watcher))
        except BaseException as error:  # noqa: BLE001 - handed to the calling thread
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    told = time.monotonic()
    while thread.is_alive():
        thread.join(POLL_S if not outcome else 0)
        if stop:
            solver.stop_search()
        if time.monotonic() - told >= 1:
            told = time.monotonic()
            report(None)
    if failure:
        raise failure[0]
    return outcome[0]

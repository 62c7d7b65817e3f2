"""Solve the session model tier by tier, keep what CP-SAT proves, stop when told."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor

from ortools.sat.python import cp_model

from models.instance import TierName
from models.text import message
from optimiser.master.context import Context, Linear
from optimiser.progress import OnProgress, Progress, StopFlag

POLL_S = 0.2


@dataclass(frozen=True)
class Budget:
    """What a search may spend: seconds of wall clock, or units of deterministic time with one worker."""

    seconds: float | None = None
    deterministic: float | None = None
    workers: int = 2

    def share(self, part: float) -> "Budget":
        """A part of the budget."""
        return Budget(
            None if self.seconds is None else self.seconds * part,
            None if self.deterministic is None else self.deterministic * part,
            self.workers,
        )


@dataclass
class TierResult:
    """Value and bound of one tier, in the units of its expression."""

    tier: TierName
    value: int
    bound: int
    optimal: bool


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


def solve_tiers(
    ctx: Context,
    tiers: list[tuple[TierName, Linear]],
    budget: Budget,
    *,
    seed: int,
    stop: StopFlag,
    on_progress: OnProgress | None = None,
    tolerances: dict[TierName, int] | None = None,
    cost_floor: Callable[[int, Budget], int] | None = None,
) -> Solution:
    """Minimise the tiers in order, each under the values the ones before reached, plus their tolerance per mille.

    Parameters
    ----------
    tiers
        Names and expressions, most important first. Each takes a part of the time the ones before left over.
    cost_floor
        Lower bound on the cost tier, from the value of need allowed and a budget, asked for before that tier is solved.
    """
    model = ctx.model
    solution = Solution()
    began = time.monotonic()
    spent_deterministic = 0.0
    # An empty week is always a plan: start from it.
    _set_hint(model, {i: max(0, variable.domain[0]) for i, variable in enumerate(model.proto.variables)})
    for position, (name, expression) in enumerate(tiers):
        left = len(tiers) - position
        part = 1.0 if left == 1 else (0.7 if name == "cost" else 0.5)
        seconds = None if budget.seconds is None else max(0.05, (budget.seconds - (time.monotonic() - began)) * part)
        units = None if budget.deterministic is None else max(0.01, (budget.deterministic - spent_deterministic) * part)
        if isinstance(expression, int):
            solution.tiers.append(TierResult(name, expression, expression, True))
            if solution.feasible or left > 1:
                continue
        floor_value: int | None = None
        if name == "cost" and cost_floor is not None and solution.feasible:
            allowed = solution.tiers[0].value
            floor_value = cost_floor(allowed, Budget(seconds and seconds * 0.3, units and units * 0.3, budget.workers))
            model.add(expression >= floor_value)
            seconds, units = seconds and seconds * 0.7, units and units * 0.7
            spent_deterministic += (units or 0.0) * 3 / 7
        model.minimize(expression)
        solver = _solver(seconds, units, budget.workers, seed, bounding=name == "cost")
        done = {t.tier: t.value for t in solution.tiers}
        status = _run(solver, model, stop, _reporter(on_progress, began, budget.seconds, name, done))
        spent_deterministic += solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            solution.infeasible = status == cp_model.INFEASIBLE and not solution.feasible
            break
        solution.feasible = True
        solution.values = list(solver.response_proto.solution)
        if isinstance(expression, int):
            break
        value, bound = round(solver.objective_value), round(solver.best_objective_bound)
        bound = max(bound, floor_value or bound)
        solution.tiers.append(TierResult(name, value, min(bound, value), status == cp_model.OPTIMAL))
        slack = value * (tolerances or {}).get(name, 0) // 1000
        model.add(expression <= value + slack)
        _set_hint(model, dict(enumerate(solution.values)))
        if stop:
            break
    return solution


def _solver(
    seconds: float | None, units: float | None, workers: int, seed: int, *, bounding: bool = False
) -> cp_model.CpSolver:
    """A solver; ``bounding`` adds workers whose linear relaxation holds the enforced constraints too."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    # Each tier presolves the model anew: probing took three quarters of the time to a first plan.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    if units is not None:
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2 if bounding else 1
        solver.parameters.max_deterministic_time = units
    else:
        # More workers than cores: two that bound, the rest that improve.
        solver.parameters.num_workers = workers + 2 if bounding else workers
        if bounding:
            solver.parameters.subsolvers.extend(["default_lp", "max_lp", "lb_tree_search"])
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    return solver


def lower_bound(model: cp_model.CpModel, budget: Budget, seed: int) -> int:
    """The bound CP-SAT proves on a model's objective within a budget, rounded down; of a relaxation, not of a plan."""
    solver = _solver(budget.seconds, budget.deterministic, budget.workers, seed, bounding=True)
    status = solver.solve(model)
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        return 0
    return floor(solver.best_objective_bound + 1e-6)


def _set_hint(model: cp_model.CpModel, values: dict[int, int]) -> None:
    model.proto.clear_solution_hint()
    for index, value in values.items():
        model.proto.solution_hint.vars.append(index)
        model.proto.solution_hint.values.append(value)


def _reporter(
    on_progress: OnProgress | None,
    began: float,
    limit: float | None,
    name: TierName,
    done: dict[TierName, int],
) -> Callable[[int | None], None]:
    last: dict[TierName, int] = {}

    def report(value: int | None) -> None:
        if value is not None:
            last[name] = value
        if on_progress is not None:
            phase = message("sessions: days, venues, crews, vehicles")
            on_progress(Progress(phase, time.monotonic() - began, limit, None, {**done, **last}, {}))

    return report


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

"""Run solvers over instances and seeds, verify every solution, and report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.families import Best, Case
from benchmarks.nodes import Nodes
from benchmarks.verify import breaches, cost


@dataclass(frozen=True)
class Answer:
    """What a solver returns: nodes of each vehicle without the depot, and its effort (iterations if it counts them)."""

    routes: list[list[int]]
    seconds: float
    iterations: int = 0


@dataclass(frozen=True)
class Limit:
    """Effort allowed: processor seconds, or iterations for a run that must not depend on the machine."""

    seconds: float | None = None
    iterations: int | None = None


Solver = Callable[[Nodes, Limit, int], Answer]


@dataclass(frozen=True)
class Record:
    """One run; `gap_percent` is that of the cost, None without a best known value or with another number of routes."""

    solver: str
    instance: str
    seed: int
    routes: int
    cost: float
    best_known: float | None
    gap_percent: float | None
    feasible: bool
    seconds: float
    iterations: int
    best_routes: int | None = None


def run(
    cases: Sequence[Case],
    best: dict[str, Best],
    solvers: dict[str, Solver],
    limit: Limit,
    seeds: Iterable[int],
    *,
    solutions: Path | None = None,
) -> Iterator[Record]:
    """Run every solver on every case and seed, one after another in this process.

    Parameters
    ----------
    best
        Best known values by instance name; may lack some.
    solutions
        Folder to write solutions to, as ``<solver>-<instance>-<seed>.txt`` with a line of node ids per vehicle.
    """
    for seed in seeds:
        for case in cases:
            for name, solver in solvers.items():
                answer = solver(case.nodes, limit, seed)
                if solutions is not None:
                    write_solution(solutions / f"{name}-{case.nodes.name}-{seed}.txt", case, answer)
                yield judge(name, case, answer, best.get(case.nodes.name), seed)


def judge(solver: str, case: Case, answer: Answer, best: Best | None, seed: int) -> Record:
    """Verify an answer and measure it."""
    total = cost(case.nodes, answer.routes)
    comparable = best is not None and best.routes in (None, len(answer.routes))
    return Record(
        solver=solver,
        instance=case.nodes.name,
        seed=seed,
        routes=len(answer.routes),
        cost=round(total, 4),
        best_known=best.cost if best else None,
        gap_percent=round(100 * (total / best.cost - 1), 4) if best and comparable else None,
        feasible=not breaches(case.nodes, answer.routes),
        seconds=round(answer.seconds, 2),
        iterations=answer.iterations,
        best_routes=best.routes if best else None,
    )


def write_solution(path: Path, case: Case, answer: Answer) -> None:
    """Write the routes, a line of node ids per vehicle, for anybody to verify."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [" ".join(str(case.ids[node]) for node in route) for route in answer.routes]
    path.write_text("\n".join(lines) + "\n")


def write_json(path: Path, records: Sequence[Record]) -> None:
    """Write the list of records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(record) for record in records], indent=1) + "\n")


@dataclass(frozen=True)
class Summary:
    """Figures of one solver over its runs; gaps are over feasible solutions with the right number of routes."""

    solver: str
    runs: int
    infeasible: int
    more_routes: int
    mean_gap: float | None
    worst_gap: float | None


def summarise(records: Sequence[Record]) -> list[Summary]:
    """Mean and worst gap of each solver."""
    summaries = []
    for solver in dict.fromkeys(record.solver for record in records):
        own = [record for record in records if record.solver == solver]
        gaps = [record.gap_percent for record in own if record.feasible and record.gap_percent is not None]
        more = sum(record.best_routes is not None and record.routes > record.best_routes for record in own)
        infeasible = sum(not record.feasible for record in own)
        mean, worst = (fmean(gaps), max(gaps)) if gaps else (None, None)
        summaries.append(Summary(solver, len(own), infeasible, more, mean, worst))
    return summaries

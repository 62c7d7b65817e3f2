"""Plan generated weeks with several solvers, judge every plan by the checker, and keep what was found and proved."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from benchmarks.weekly.size import Size
from benchmarks.weekly.territory import generate
from instances import write_json
from models.instance import Instance
from models.plan import Plan
from models.references import find_faults
from models.territory import Commune
from optimiser.check import check
from optimiser.solve import Limit, solve
from optimiser.travel import travel_times

WeeklySolver = Callable[[Instance, float, int], Plan]
"""From an instance, seconds of wall clock and a seed to a plan; the plan need not be lawful."""


@dataclass(frozen=True)
class TierFigures:
    """One tier of a plan; ``bound`` is None where nothing was proved, ``proved`` says that value and bound meet."""

    name: str
    value: int
    bound: int | None
    proved: bool


@dataclass(frozen=True)
class Record:
    """One run; ``unserved`` counts sessions and rides, ``checker`` is ``passed`` or names the clauses broken."""

    solver: str
    size: str
    rides_per_day: int
    weeks: int
    seed: int
    seconds: float
    unserved: int
    tiers: tuple[TierFigures, ...]
    checker: str


@dataclass(frozen=True)
class Series:
    """What to draw: sizes, seeds, weeks, rides a day, and the communes to draw from, bundled ones when None."""

    sizes: Sequence[Size]
    seeds: Iterable[int]
    weeks: Literal[1, 2] = 1
    rides_per_day: int = 0
    communes: tuple[Commune, ...] | None = None


def solve_halte(instance: Instance, seconds: float, seed: int) -> Plan:
    """Halte's own plan."""
    return solve(instance, limit=Limit(seconds), seed=seed).plan


def run(
    series: Series, solvers: Mapping[str, WeeklySolver], seconds: float, *, save: Path | None = None
) -> Iterator[Record]:
    """Run every solver on every size and seed, one after another.

    Parameters
    ----------
    save
        Folder that each instance and plan is written to, as JSON.

    Raises
    ------
    ValueError
        When a generated instance has an error, which is a fault of the generator or of the communes given.
    """
    for seed in series.seeds:
        for size in series.sizes:
            instance = generate(
                size, seed=seed, weeks=series.weeks, rides_per_day=series.rides_per_day, communes=series.communes
            )
            if errors := [notice for notice in find_faults(instance) if notice.severity.value == "error"]:
                raise ValueError(f"{instance.territory.id}: {errors[0].what.text('en')}")
            if save is not None:
                save.mkdir(parents=True, exist_ok=True)
                write_json(instance, save / f"{instance.territory.id}.json")
            for name, solver in solvers.items():
                began = time.monotonic()
                plan = solver(instance, seconds, seed)
                took = time.monotonic() - began
                if save is not None:
                    path = save / f"{instance.territory.id}.{name}.plan.json"
                    path.write_text(plan.model_dump_json(indent=1) + "\n", encoding="utf-8")
                yield judge(name, size, series, seed, instance, plan, took)


def judge(solver: str, size: Size, series: Series, seed: int, instance: Instance, plan: Plan, seconds: float) -> Record:
    """What a plan reached, and whether it is lawful."""
    breaches = check(instance, plan, travel_times(instance))
    codes = ", ".join(dict.fromkeys(breach.clause for breach in breaches))
    tiers = tuple(TierFigures(t.tier, t.value, t.lower_bound, t.lower_bound == t.value) for t in plan.tiers)
    verdict = f"broken: {codes}" if codes else "passed"
    return Record(
        solver,
        str(size),
        series.rides_per_day,
        series.weeks,
        seed,
        round(seconds, 2),
        len(plan.unserved),
        tiers,
        verdict,
    )


def write_records(path: Path, records: Sequence[Record]) -> None:
    """Write the list of records as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(record) for record in records], indent=1) + "\n", encoding="utf-8")

"""A minute's run at fixed iterations, compared with the committed figures: whoever makes the search worse sees it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.families import INSTANCES, Case, darp_cases, pdptw_cases, read_best
from benchmarks.halte import solve_darp, solve_pdptw
from benchmarks.runs import Limit, Record, run

BASELINE = Path(__file__).parent / "baseline.csv"
ITERATIONS = 150_000
DARP = "a4-48", "a6-72", "a8-96", "R3a", "R9a"
PDPTW = "lr104", "lc103", "lrc108"
TOLERANCE = 0.05
"""Percentage points the mean gap may grow: changes that do not matter shift it by about this much."""


@dataclass(frozen=True)
class Comparison:
    """Mean gap now and in the baseline, in percent; a route more than the best known counts as 10 %."""

    now: float
    baseline: float

    @property
    def worse(self) -> bool:
        """Whether the mean gap grew beyond the tolerance."""
        return self.now > self.baseline + TOLERANCE


def run_smoke() -> list[Record]:
    """Run the instances of the smoke test, one seed each."""
    limit = Limit(iterations=ITERATIONS)
    darp, pdptw = INSTANCES / "darp", INSTANCES / "pdptw"
    records = list(run(_only(darp_cases(darp), DARP), read_best(darp / "bks.csv"), {"halte": solve_darp}, limit, [1]))
    records += run(_only(pdptw_cases(pdptw), PDPTW), read_best(pdptw / "bks.csv"), {"halte": solve_pdptw}, limit, [1])
    return records


def compare(records: list[Record]) -> Comparison:
    """Compare with the baseline, over the instances that both have."""
    with BASELINE.open(newline="") as file:
        baseline = {row["instance"]: float(row["gap_percent"]) for row in csv.DictReader(file)}
    both = [record for record in records if record.instance in baseline]
    if not both:
        raise ValueError(f"{BASELINE} has none of the instances {[record.instance for record in records]}")
    return Comparison(fmean(gap(record) for record in both), fmean(baseline[record.instance] for record in both))


def write_baseline(records: list[Record]) -> None:
    """Make these records the baseline."""
    with BASELINE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["instance", "seed", "iterations", "routes", "cost", "gap_percent"])
        for one in records:
            writer.writerow([one.instance, one.seed, one.iterations, one.routes, one.cost, round(gap(one), 4)])


def gap(record: Record) -> float:
    """Gap of a record in percent, with a price on routes too many; infinite when infeasible."""
    if not record.feasible or record.best_known is None:
        return float("inf")
    extra = max(0, record.routes - record.best_routes) if record.best_routes is not None else 0
    return 10.0 * extra if extra else 100 * (record.cost / record.best_known - 1)


def _only(cases: list[Case], names: tuple[str, ...]) -> list[Case]:
    return [case for case in cases if case.nodes.name in names]

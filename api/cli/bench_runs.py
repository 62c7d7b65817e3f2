"""Runs of `halte bench` over instances, printed as they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from api.cli.notices import refuse, writing
from models.notices import InvalidInstance
from models.text import translate

if TYPE_CHECKING:
    from benchmarks.families import Best, Case
    from benchmarks.runs import Limit, Record, Solver, Summary


def run_family(
    cases: list["Case"],
    best: dict[str, "Best"],
    solvers: dict[str, "Solver"],
    limit: "Limit",
    seeds: int,
    out: Path | None,
    solutions: Path | None,
    only: list[str] | None,
) -> None:
    """Run the solvers, print and write what they do; exit code 1 when this project's own search breaks a rule."""
    from benchmarks.runs import run, summarise, write_json

    cases = _chosen(cases, only)
    if out is not None:
        with writing(out):
            write_json(out, [])
    console = Console()
    records: list[Record] = []
    with writing(solutions or Path()):
        for record in run(cases, best, solvers, limit, range(1, seeds + 1), solutions=solutions):
            records.append(record)
            console.print(record_line(record), markup=False, highlight=False)
            if out is not None:
                write_json(out, records)
    console.print(gap_table(summarise(records)))
    if any(not record.feasible for record in records if record.solver == "halte"):
        raise typer.Exit(1)


@contextmanager
def refusing() -> Iterator[None]:
    """Ends the command with everything that is wrong with the files."""
    try:
        yield
    except InvalidInstance as fault:
        refuse(fault.notices)


def _chosen(cases: list["Case"], only: list[str] | None) -> list["Case"]:
    if not cases:
        raise typer.BadParameter(translate("there is no instance to run"))
    if not only:
        return cases
    known = [case.nodes.name for case in cases]
    unknown = [name for name in only if name not in known]
    if unknown:
        message = translate("{name} is not one of: {known}")
        raise typer.BadParameter(message.format(name=", ".join(unknown), known=", ".join(known)))
    return [case for case in cases if case.nodes.name in only]


def record_line(record: "Record") -> str:
    """One run in one line."""
    gap = "" if record.gap_percent is None else f"{record.gap_percent:+.3f} %"
    verdict = "" if record.feasible else translate("INFEASIBLE")
    effort = f"{record.seconds:.1f} s {record.iterations:>9,} it."
    name = f"{record.solver:8} {record.instance:8} {record.seed:>3}"
    return f"{name} {record.routes:>3} {record.cost:>10.2f} {gap:>10} {effort} {verdict}"


def gap_table(summaries: list["Summary"]) -> Table:
    """Figures of each solver."""
    table = Table(title=translate("Gap to the best known cost"))
    headers = (
        translate("solver"),
        translate("runs"),
        translate("mean %"),
        translate("worst %"),
        translate("more routes"),
        translate("infeasible"),
    )
    for header in headers:
        table.add_column(header, justify="right")
    for one in summaries:
        mean = "–" if one.mean_gap is None else f"{one.mean_gap:.3f}"
        worst = "–" if one.worst_gap is None else f"{one.worst_gap:.3f}"
        table.add_row(one.solver, str(one.runs), mean, worst, str(one.more_routes), str(one.infeasible))
    return table

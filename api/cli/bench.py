"""`halte bench`: public instances solved by this project's search and by its peers, every solution verified."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.app import app
from models.text import translate

if TYPE_CHECKING:
    from benchmarks.families import Best, Case
    from benchmarks.runs import Limit, Record, Solver, Summary

bench = typer.Typer(
    help=translate("Measure the search of rides on public instances, beside other solvers."), no_args_is_help=True
)
app.add_typer(bench, name="bench")

Folder = Annotated[Path | None, typer.Option("--dir", help=translate("Folder of instances."), exists=True)]
BestKnown = Annotated[Path | None, typer.Option("--bks", help=translate("Best known values (CSV)."), exists=True)]
Seconds = Annotated[float, typer.Option("--time-limit", min=0.1, help=translate("Processor seconds per instance."))]
Iterations = Annotated[
    int | None, typer.Option(min=1, help=translate("Iterations per instance, in the place of a time limit."))
]
Seeds = Annotated[int, typer.Option(min=1, help=translate("Number of seeds, from 1 on."))]
Json = Annotated[Path | None, typer.Option("--json", help=translate("Write the records to this file."))]
Solutions = Annotated[Path | None, typer.Option(help=translate("Write each solution to this folder."))]
Peer = Annotated[list[str] | None, typer.Option(help=translate("Another solver to run beside: ortools, pyvrp, ..."))]
Only = Annotated[list[str] | None, typer.Option(help=translate("Names of the instances to run; all by default."))]


@bench.command(help=translate("Dial-a-ride instances in the formats of Cordeau (2003, 2006): least distance."))
def darp(
    folder: Folder = None,
    bks: BestKnown = None,
    time_limit: Seconds = 10.0,
    iterations: Iterations = None,
    seeds: Seeds = 1,
    out: Json = None,
    solutions: Solutions = None,
    peer: Peer = None,
    only: Only = None,
) -> None:
    """Run the dial-a-ride family."""
    from benchmarks.families import INSTANCES, darp_cases
    from benchmarks.halte import solve_darp
    from benchmarks.runs import Limit

    home = INSTANCES / "darp"
    limit = Limit(iterations=iterations) if iterations else Limit(time_limit)
    solvers = {"halte": solve_darp, **_peers("darp", peer or [])}
    _run(darp_cases(folder or home), _best(bks, folder, home), solvers, limit, seeds, out, solutions, only)


@bench.command(help=translate("Pickup-and-delivery instances of Li and Lim: fewest routes, then least distance."))
def pdptw(
    folder: Folder = None,
    bks: BestKnown = None,
    time_limit: Seconds = 10.0,
    iterations: Iterations = None,
    seeds: Seeds = 1,
    out: Json = None,
    solutions: Solutions = None,
    peer: Peer = None,
    only: Only = None,
) -> None:
    """Run the pickup-and-delivery family."""
    from benchmarks.families import INSTANCES, pdptw_cases
    from benchmarks.halte import solve_pdptw
    from benchmarks.runs import Limit

    home = INSTANCES / "pdptw"
    limit = Limit(iterations=iterations) if iterations else Limit(time_limit)
    solvers = {"halte": solve_pdptw, **_peers("pdptw", peer or [])}
    _run(pdptw_cases(folder or home), _best(bks, folder, home), solvers, limit, seeds, out, solutions, only)


@bench.command(help=translate("A minute's run at fixed iterations; fails when it is worse than the baseline."))
def smoke(
    update: Annotated[bool, typer.Option(help=translate("Make this run the baseline."))] = False,
    out: Json = None,
) -> None:
    """Run the smoke test."""
    from benchmarks.runs import summarise, write_json
    from benchmarks.smoke import compare, run_smoke, write_baseline

    records = run_smoke()
    console = Console()
    for record in records:
        console.print(_line(record), markup=False, highlight=False)
    console.print(_table(summarise(records)))
    if out is not None:
        write_json(out, records)
    if update:
        write_baseline(records)
    comparison = compare(records)
    message = translate("Mean gap {now:.3f} %, baseline {baseline:.3f} %.")
    console.print(message.format(now=comparison.now, baseline=comparison.baseline), highlight=False)
    if comparison.worse:
        raise typer.Exit(1)


def _best(bks: Path | None, folder: Path | None, home: Path) -> dict[str, "Best"]:
    """Best known values: those given, or the bundled ones for the bundled instances."""
    from benchmarks.families import read_best

    if bks is not None:
        return read_best(bks)
    return read_best(home / "bks.csv") if folder is None else {}


def _peers(family: str, names: Sequence[str]) -> dict[str, "Solver"]:
    from benchmarks.peers import PEERS, missing_package

    solvers: dict[str, Solver] = {}
    for name in names:
        load: Callable[[], Solver] | None = PEERS.get((family, name))
        if load is None:
            known = ", ".join(peer for one, peer in PEERS if one == family)
            raise typer.BadParameter(translate("{name} is not one of: {known}").format(name=name, known=known))
        package = missing_package(name)
        if package is not None:
            message = translate("{name} needs the package {package}: pip install .[peers]")
            raise typer.BadParameter(message.format(name=name, package=package))
        solvers[name] = load()
    return solvers


def _run(
    cases: list["Case"],
    best: dict[str, "Best"],
    solvers: dict[str, "Solver"],
    limit: "Limit",
    seeds: int,
    out: Path | None,
    solutions: Path | None,
    only: list[str] | None,
) -> None:
    from benchmarks.runs import run, summarise, write_json

    if only:
        cases = [case for case in cases if case.nodes.name in only]
    if not cases:
        raise typer.BadParameter(translate("there is no instance to run"))
    console = Console()
    records: list[Record] = []
    for record in run(cases, best, solvers, limit, range(1, seeds + 1), solutions=solutions):
        records.append(record)
        console.print(_line(record), markup=False, highlight=False)
        if out is not None:
            write_json(out, records)
    console.print(_table(summarise(records)))
    if any(not record.feasible for record in records if record.solver == "halte"):
        raise typer.Exit(1)


def _line(record: "Record") -> str:
    gap = "" if record.gap_percent is None else f"{record.gap_percent:+.3f} %"
    verdict = "" if record.feasible else translate("INFEASIBLE")
    effort = f"{record.seconds:.1f} s {record.iterations:>9,} it."
    name = f"{record.solver:8} {record.instance:8} {record.seed:>3}"
    return f"{name} {record.routes:>3} {record.cost:>10.2f} {gap:>10} {effort} {verdict}"


def _table(summaries: list["Summary"]) -> Table:
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

"""`halte bench`: public instances solved by this project's search and by its peers, every solution verified."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.cli.app import app
from api.cli.bench_runs import gap_table, record_line, refusing, run_family
from api.cli.notices import writing
from models.text import translate

if TYPE_CHECKING:
    from benchmarks.families import Best
    from benchmarks.runs import Solver

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
    solvers = {"halte": solve_darp, **_peers("darp", peer or [], iterations)}
    with refusing():
        cases, best = darp_cases(folder or home), _best(bks, folder, home)
    run_family(cases, best, solvers, limit, seeds, out, solutions, only)


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
    solvers = {"halte": solve_pdptw, **_peers("pdptw", peer or [], iterations)}
    with refusing():
        cases, best = pdptw_cases(folder or home), _best(bks, folder, home)
    run_family(cases, best, solvers, limit, seeds, out, solutions, only)


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
        console.print(record_line(record), markup=False, highlight=False)
    console.print(gap_table(summarise(records)))
    if out is not None:
        with writing(out):
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


def _peers(family: str, names: Sequence[str], iterations: int | None) -> dict[str, "Solver"]:
    from benchmarks.peers import PEERS, missing_package

    if names and iterations is not None:
        raise typer.BadParameter(translate("peers take a time limit, not iterations"))

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

"""`halte bench weekly`: generated weeks planned by this project and by its peers, every plan checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer
from rich.console import Console

from api.cli.bench import Json, Peer, bench
from models.text import translate

if TYPE_CHECKING:
    from benchmarks.weekly.runs import Record, WeeklySolver
    from benchmarks.weekly.size import Size

Sizes = Annotated[list[str], typer.Option("--size", help=translate("Sessions/people/vans, such as 25/14/5."))]
Communes = Annotated[
    Path | None,
    typer.Option(help=translate("Communes to draw from (CSV); a bundled department by default."), exists=True),
]
Rides = Annotated[int, typer.Option(min=0, max=1000, help=translate("Rides asked for on each day."))]
Weeks = Annotated[int, typer.Option(min=1, max=2, help=translate("Weeks of the cycle: 1 or 2."))]
Seeds = Annotated[int, typer.Option(min=1, help=translate("Number of seeds."))]
FirstSeed = Annotated[int, typer.Option(min=0, help=translate("The first seed."))]
Seconds = Annotated[float, typer.Option("--time-limit", min=1.0, help=translate("Seconds per plan."))]
Save = Annotated[Path | None, typer.Option(help=translate("Write each instance and plan to this folder."))]


@bench.command(help=translate("Generated weeks of realistic territories: sessions, people, vehicles, rides."))
def weekly(
    size: Sizes,
    communes: Communes = None,
    rides_per_day: Rides = 0,
    weeks: Weeks = 1,
    seeds: Seeds = 1,
    first_seed: FirstSeed = 1,
    time_limit: Seconds = 60.0,
    out: Json = None,
    save: Save = None,
    peer: Peer = None,
) -> None:
    """Run the generated weeks."""
    from benchmarks.weekly.communes import read_communes
    from benchmarks.weekly.runs import Series, run, solve_halte, write_records

    try:
        known = read_communes(communes) if communes is not None else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    cycle = cast("Literal[1, 2]", weeks)
    series = Series(_sizes(size), range(first_seed, first_seed + seeds), cycle, rides_per_day, known)
    console = Console()
    records: list[Record] = []
    for record in run(series, {"halte": solve_halte, **_peers(peer or [])}, time_limit, save=save):
        records.append(record)
        console.print(_line(record), markup=False, highlight=False, soft_wrap=True)
        if out is not None:
            write_records(out, records)
    if any(record.checker != "passed" for record in records if record.solver == "halte"):
        raise typer.Exit(1)


def _sizes(texts: Sequence[str]) -> "list[Size]":
    from benchmarks.weekly.size import parse_size

    try:
        return [parse_size(text) for text in texts]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _peers(names: Sequence[str]) -> "dict[str, WeeklySolver]":
    from benchmarks.peers.weekly import WEEKLY_PEERS

    for name in names:
        if name not in WEEKLY_PEERS:
            known = ", ".join(WEEKLY_PEERS)
            raise typer.BadParameter(translate("{name} is not one of: {known}").format(name=name, known=known))
    return {name: WEEKLY_PEERS[name]() for name in names}


def _line(record: "Record") -> str:
    figures = "  ".join(
        f"{tier.name} {tier.value}"
        + ("=" if tier.proved else "" if tier.bound is None else f" ≥{tier.bound} ({_gap(tier.value, tier.bound)})")
        for tier in record.tiers
    )
    name = f"{record.solver:10} {record.size:>10} {record.weeks}w {record.rides_per_day:>3}r {record.seed:>3}"
    return f"{name} {record.seconds:7.1f} s  {record.unserved:>3} unserved  {figures}  {record.checker}"


def _gap(value: int, bound: int) -> str:
    return f"{100 * (value - bound) / value:.2f} %" if value else "0 %"

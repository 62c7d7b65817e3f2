"""`halte bench api`: how fast the service answers, measured against a route that answers a constant."""

import socket
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.bench import bench
from api.cli.service_settings import refuse_service
from models.text import message, translate

Territory = Annotated[str, typer.Option(help=translate("The bundled territory that is planned and published."))]
Seconds = Annotated[float, typer.Option(min=0.1, help=translate("Seconds of each load."))]
SolveSeconds = Annotated[float, typer.Option(min=1.0, help=translate("Seconds of the plan to publish."))]


@bench.command(help=translate("The service's answers: rates beside a constant's, times beside a solve."))
def api(territory: Territory = "queyras", seconds: Seconds = 5.0, solve_seconds: SolveSeconds = 40.0) -> None:
    """Measure the API in a service of its own."""
    from api.measuring.run import run
    from models.base import Fault

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    console = Console()
    table = Table(translate("what"), translate("measured"), translate("ratio"), translate("wanted"))
    try:
        for one in run(territory, seconds, solve_seconds, port):
            console.print(f"{one.name}: {one.value}", markup=False, highlight=False)
            table.add_row(one.name, one.value, "" if one.ratio is None else f"{one.ratio:.2f}", one.wanted)
    except Fault as fault:
        refuse_service(message(fault.msgid, **fault.values))
    console.print(table)

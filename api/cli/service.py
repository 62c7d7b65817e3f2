"""`halte serve`: the service on this machine."""

from typing import Annotated

import typer

from api.cli.app import app
from api.cli.service_settings import load_settings, refuse_service
from models.text import message, translate

Host = Annotated[str, typer.Option(help=translate("The address to listen on."))]
Port = Annotated[int, typer.Option(min=0, max=65535, help=translate("The port to listen on; 0 takes a free one."))]


@app.command("serve", help=translate("Serve the API, with a worker beside it; settings come from the environment."))
def serve_command(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    worker: Annotated[bool, typer.Option(help=translate("Whether a worker runs beside the server."))] = True,
) -> None:
    """Serve until stopped."""
    from sqlalchemy.exc import DBAPIError

    from api.serving.server import serve

    settings = load_settings()
    try:
        serve(settings, host, port, worker=worker)
    except DBAPIError as fault:
        refuse_service(message("the database does not answer: {reason}", reason=type(fault.orig).__name__))
    except OSError as fault:
        refuse_service(
            message(
                "{address} cannot be listened on: {reason}",
                address=f"{host}:{port}",
                reason=fault.strerror or str(fault),
            )
        )

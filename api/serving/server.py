"""`halte serve`: one process that answers, one beside it that works."""

import contextlib
import logging
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.logs import configure
from api.serving.protocol import punctual
from api.serving.supervisor import Supervisor, worker_command
from api.settings import Settings

GRACE_S = 10
"""Seconds that requests have to end when the service stops."""
MOST_CONNECTIONS = 1000
LOG = logging.getLogger("halte.serving")


def serve(settings: Settings, host: str, port: int, *, worker: bool = True) -> None:
    """Answer requests until told to stop (SIGTERM, Ctrl-C).

    Parameters
    ----------
    port : int
        0 takes a free one; the log tells which.
    worker : bool
        Whether a worker runs beside it; otherwise `halte worker` does the jobs, here or on other machines.

    Raises
    ------
    OSError
        When the address is taken, or not of this machine.
    """
    serve_app(create_app(settings), settings, host, port, worker=worker)


def serve_app(app: FastAPI, settings: Settings, host: str, port: int, *, worker: bool) -> None:
    """Answer with an application that was made with these settings."""
    configure(settings.log_level)
    config = uvicorn.Config(
        app,
        http=punctual(settings.header_seconds),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.forwarded_by),
        forwarded_allow_ips=settings.forwarded_by or None,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn, when it has ended its requests, raises the signal again: the worker is then ended, and all is well.
        signal.signal(number, _end)
    with contextlib.closing(_listen(host, port)) as listening:
        address, taken = listening.getsockname()[:2]
        LOG.info("listening", extra={"fields": {"address": address, "port": taken}})
        app.state.store.migrate()
        with Supervisor(worker_command()) if worker else contextlib.nullcontext():
            uvicorn.Server(config).run(sockets=[listening])


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening

"""A worker: takes one job after the other, has each done by a process of its own, stores what comes of it."""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from types import FrameType

from sqlalchemy.exc import DBAPIError

from api.jobs import queue
from api.jobs.attempt import Attempt
from api.jobs.queue import Lease
from api.jobs.upkeep import Upkeep
from api.logs import configure
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal

POLL_S = 0.5
"""Seconds between two looks at an empty queue."""
CHORES_S = 5.0
"""Seconds a chore may take to come to its end when the worker ends."""
RETRY_S = 1.0
"""Seconds until a database that did not answer is asked again."""

logger = logging.getLogger("halte.jobs")


def run_worker(settings: Settings, stop: threading.Event, *, idle_s: float | None = None) -> None:
    """Work until told to stop; the job at hand is then given back, to be begun anew by another worker.

    Parameters
    ----------
    stop : threading.Event
        Set from anywhere, a signal's handler too.
    idle_s : float, optional
        End also when the queue was empty for so long.
    """
    store, seal, owner = Store(settings.database), Seal(settings.key), worker_name()
    over = threading.Event()
    chores = Upkeep(store, settings, seal, over)
    try:
        _wait_for_tables(store, stop)
        chores.start()
        logger.info("worker %s waits for jobs", owner)
        idle_since = time.monotonic()
        while not stop.is_set():
            lease = _next(store, owner, settings)
            if lease is not None:
                Attempt(store, seal, settings, lease, stop).run()
                idle_since = time.monotonic()
            elif idle_s is not None and time.monotonic() - idle_since > idle_s:
                return
            else:
                stop.wait(POLL_S)
    finally:
        over.set()
        if chores.ident is not None:
            chores.join(CHORES_S)
        store.close()


def work_until_told(settings: Settings) -> None:
    """Work as a process of its own, until SIGTERM or SIGINT."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    configure(settings.log_level)
    run_worker(settings, stop)


def worker_name() -> str:
    """A name no other worker has: machine, process, chance."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def _wait_for_tables(store: Store, stop: threading.Event) -> None:
    """Until the database answers, and has this version's tables."""
    while not stop.is_set():
        try:
            if store.is_current():
                return
            logger.warning("the database is not of this version yet")
        except DBAPIError as fault:
            logger.warning("the database does not answer: %s", type(fault).__name__)
        stop.wait(RETRY_S)


def _next(store: Store, owner: str, settings: Settings) -> Lease | None:
    try:
        with store.reading() as session:
            found = queue.find_waiting(session)
        if found is None:
            return None
        with store.writing() as session:
            return queue.take(session, *found, owner, settings.lease_seconds, settings.job_attempts)
    except DBAPIError as fault:
        logger.warning("the database does not answer: %s", type(fault).__name__)
        return None

"""A child process that is begun again whenever it ends, as long as its parent lives."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

LOG = logging.getLogger("halte.serving")
SHORTEST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
STEADY_S = 60.0
"""A child that lived so long is begun again at once."""
GRACE_S = 15.0
"""Seconds the child has to end when it is told to."""


def worker_command() -> list[str]:
    """The command of a worker that ends with its parent."""
    return [sys.executable, "-m", "api.serving.worker"]


class Supervisor:
    """Runs a command within a ``with`` block.

    The child's standard input is a pipe that nothing is written to: it closes when this process ends, however it
    ends, and the child takes that as the sign to stop.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._over = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s = SHORTEST_WAIT_S
        while not self._over.is_set():
            began = time.monotonic()
            try:
                child = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - our own interpreter and module
            except OSError:
                LOG.exception("the worker cannot be begun")
            else:
                LOG.info("worker begun", extra={"fields": {"pid": child.pid}})
                self._watch(child)
            if self._over.is_set():
                return
            wait_s = SHORTEST_WAIT_S if time.monotonic() - began > STEADY_S else min(2 * wait_s, LONGEST_WAIT_S)
            LOG.warning("worker ended, and is begun again", extra={"fields": {"in_s": wait_s}})
            self._over.wait(wait_s)

    def _watch(self, child: subprocess.Popen[bytes]) -> None:
        """Return when the child has ended, or was ended because the block is left."""
        while child.poll() is None:
            if self._over.wait(0.2):
                child.terminate()
                try:
                    child.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
        if child.stdin is not None:
            child.stdin.close()

"""The worker that `halte serve` runs beside itself: it lets the server go first, and ends when the server does."""

import os
import signal
import sys
import threading

from api.jobs.worker import work_until_told
from api.logs import configure
from api.settings import Settings

NICENESS = 5
CHUNK = 4096


def _end_with_parent() -> None:
    """Wait for the end of standard input, which the parent holds open as long as it lives."""
    while os.read(sys.stdin.fileno(), CHUNK):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run as the child of `api.serving.supervisor.Supervisor`."""
    settings = Settings()
    configure(settings.log_level)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work_until_told(settings)


if __name__ == "__main__":
    main()

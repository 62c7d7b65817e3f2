"""Workers that begin at once: this process has everything loaded, and forks a real worker for each line it reads.

``python -m tests.api.jobs.nursery``: a line in, the number of a new process out. It has no thread when it forks.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from api.jobs.worker import work_until_told
from api.settings import Settings


@contextmanager
def nursery(settings: Settings) -> Iterator["Nursery"]:
    """Workers of a service under test."""
    environment = {
        "HALTE_DATABASE_URL": settings.database_url,
        "HALTE_DATA_DIR": str(settings.data_dir),
        "HALTE_LEASE_SECONDS": str(settings.lease_seconds),
        "HALTE_JOB_ATTEMPTS": str(settings.job_attempts),
    }
    command = [sys.executable, "-m", "tests.api.jobs.nursery"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **environment}
    ) as process:
        yield Nursery(process)
        cast("IO[bytes]", process.stdin).close()


class Nursery:
    """Starts workers."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._in, self._out = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)

    def worker(self) -> int:
        """The number of a new worker's process."""
        self._in.write(b"\n")
        self._in.flush()
        return int(self._out.readline())


def main() -> None:
    """Fork a worker for each line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is nobody's child to mourn
    for _ in sys.stdin:
        if (number := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(0)
            work_until_told(Settings())
            os._exit(0)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A child that is begun again, and one that does not outlive its parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.serving import supervisor
from api.serving.supervisor import Supervisor

NOTE = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')"


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to be")


def test_a_child_that_ends_is_begun_again_and_ended_with_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST_WAIT_S", 0.01)
    log = tmp_path / "pids"
    with Supervisor([sys.executable, "-c", NOTE + "; time.sleep(60)", str(log)]):
        wait_until(lambda: len(pids(log)) == 1)
        os.kill(pids(log)[0], signal.SIGKILL)
        wait_until(lambda: len(pids(log)) == 2)
    assert not alive(pids(log)[1])


def test_a_worker_ends_when_its_parent_was_killed(tmp_path: Path) -> None:
    parent = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", "api.serving.worker"], stdin=subprocess.PIPE)
open({str(tmp_path / "pids")!r}, "w").write(str(child.pid))
time.sleep(600)
"""
    environment = {**os.environ, "HALTE_DATA_DIR": str(tmp_path / "data")}
    with subprocess.Popen([sys.executable, "-c", parent], env=environment, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: bool(pids(tmp_path / "pids")))
        child = pids(tmp_path / "pids")[0]
        assert alive(child)
        process.kill()
    wait_until(lambda: not alive(child))

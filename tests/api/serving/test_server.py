"""`halte serve` as it is run: a process that answers, is patient within limits, and ends when told."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


@contextlib.contextmanager
def serving(folder: Path, *options: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on a free port, and the port."""
    environment = {**os.environ, "HALTE_DATA_DIR": str(folder), **settings}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            told = json.loads(line)
            if told["message"] == "listening":
                break
        else:
            pytest.fail("the server ended")
        try:
            wait_for(told["port"])
            yield process, told["port"]
        finally:
            process.kill()


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def until_closed(connection: socket.socket) -> bytes:
    got = b""
    while part := connection.recv(4096):
        got += part
    return got


def test_it_serves_closes_on_slow_clients_and_ends_when_told(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-worker", HALTE_HEADER_SECONDS="0.5", HALTE_BODY_SECONDS="0.5") as (process, port):
        assert httpx.get(f"http://127.0.0.1:{port}/v1/me").status_code == 401
        with socket.create_connection(("127.0.0.1", port), timeout=30) as silent:
            assert until_closed(silent) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            assert until_closed(slow) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
            head = (
                b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            )
            slow.sendall(head)
            assert slow.recv(4096).startswith(b"HTTP/1.1 408")
        with httpx.Client() as kept:
            for _ in range(3):  # a connection that is kept is not closed while requests come in time
                assert kept.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        taken = subprocess.run(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--no-worker"],
            env={**os.environ, "HALTE_DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert taken.returncode == 2
        assert "Traceback" not in taken.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

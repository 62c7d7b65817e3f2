"""The client of the benchmark counts what a real server answers."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.measuring.load import Load, burst, drive, request


class Handler(BaseHTTPRequestHandler):
    """Answers 200 with a body, 304 without, and breaks off."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/cut":
            self.close_connection = True
            return
        self.send_response(304 if self.path == "/same" else 200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        if self.path != "/same":
            self.wfile.write(b"12345")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if sent == b'{"a": 1}' else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_answers_are_counted_by_status(port: int) -> None:
    load = drive(port, [request(port, "/"), request(port, "/same"), request(port, "/", {}, {"a": 1})], 2, 0.2)
    assert set(load.statuses) == {200, 304}
    assert len(load.times_s) == sum(load.statuses.values())
    assert load.rate > 0


def test_connections_that_break_off_are_failures(port: int) -> None:
    good = burst(port, [request(port, "/")], 20, 3)
    assert (good.statuses, good.failures) == ({200: 60}, 0)
    assert burst(port, [request(port, "/cut")], 5, 3).failures == 5


def test_a_percentile_is_of_the_answers_in_order() -> None:
    load = Load(times_s=[k / 1000 for k in range(100, 0, -1)])
    assert load.percentile_ms(95) == pytest.approx(96)
    assert Load().percentile_ms(95) == 0

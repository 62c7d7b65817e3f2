"""Progress as it happens, through a real server: nothing of the database is held while nothing happens."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from sqlalchemy import QueuePool

from api.jobs import queue
from models.text import message
from tests.api.jobs.test_endpoints import JOBS
from tests.api.jobs.test_killed import wait_until
from tests.api.jobs.working import put_solve
from tests.api.service import Service


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The application behind a real server; its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(service.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def connections(service: Service) -> int:
    """How many connections to the database are in use."""
    pool = service.store.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


def test_a_listener_hears_what_happens_and_holds_no_transaction(service: Service) -> None:
    id_ = put_solve(service)
    headers = dict(service.caller().headers)
    with served(service) as address, httpx.stream("GET", f"{address}/v1{JOBS}/{id_}/events", headers=headers) as heard:
        assert heard.headers["Content-Type"].startswith("text/event-stream")
        lines = (line for line in heard.iter_lines() if line.startswith(("event:", "data:")))
        assert next(lines) == "event: progress"
        assert json.loads(next(lines).removeprefix("data: "))["state"] == "queued"
        held = []
        for _ in range(20):
            time.sleep(0.02)
            held.append(connections(service))
        assert held.count(0) > len(held) // 2
        with service.store.writing() as session:
            found = queue.find_waiting(session)
            assert found is not None
            lease = queue.take(session, *found, "w", 30, 3)
            assert lease is not None
            phase = message("reasons").model_dump(mode="json")
            sign = {"phase": phase, "elapsed_s": 2.0, "limit_s": 9.0, "tiers": {"need": 3}, "bounds": {}}
            queue.write(session, lease, progress=sign, curve=[{"elapsed_s": 2.0, "tiers": {"need": 3}}])
        assert next(lines) == "event: progress"
        told = json.loads(next(lines).removeprefix("data: "))
        assert (told["state"], told["progress"]["left_s"], told["curve"][0]["tiers"]) == ("running", 7.0, {"need": 3})
        with service.store.writing() as session:
            queue.finish(session, lease, queue.DONE, result={})
        assert next(lines) == "event: end"
        assert json.loads(next(lines).removeprefix("data: "))["state"] == "done"
        assert list(lines) == []

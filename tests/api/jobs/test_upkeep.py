"""Chores of a worker: done beside its jobs, and none stops the others."""

import threading
import time

import pytest

from api.jobs import upkeep
from api.jobs.upkeep import Upkeep
from api.jobs.worker import run_worker
from tests.api.deliveries.test_delivering import mail, rows
from tests.api.service import Service

WAIT_S = 60.0


def until(true: object) -> bool:
    """Whether something becomes true while it is waited for."""
    assert callable(true)
    ends = time.monotonic() + WAIT_S
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_worker_tries_what_lies_in_the_outbox(service: Service) -> None:
    mail(service, "x@q.example")
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(service.settings, stop))
    worker.start()
    try:
        assert until(lambda: rows(service)[0].attempts == 1)
    finally:
        stop.set()
        worker.join()


def test_a_chore_that_fails_is_told_and_stops_no_other(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()

    def broken(*_: object) -> None:
        raise ValueError("Très privé")

    monkeypatch.setattr(upkeep, "TICK_S", 0.01)
    monkeypatch.setattr(upkeep, "CHORES", ((broken, 0.0), (lambda *_: done.set(), 0.0)))
    stop = threading.Event()
    thread = Upkeep(service.store, service.settings, service.app.state.seal, stop)
    thread.start()
    assert done.wait(WAIT_S)
    stop.set()
    thread.join()
    assert "a chore failed" in caplog.text

"""The best plan so far is kept as it improves, and stays when the search is cut off."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from api.jobs import attempt, queue
from api.jobs.process import SolvingProcess
from api.jobs.worker import run_worker
from api.plans.storing import checked, load_plan
from api.store.tables import JobRow, TerritoryRow
from api.territories.importing import put_territory
from api.territories.snapshots import freeze
from models.instance import Instance
from tests.api.jobs.test_killed import wait_until
from tests.api.jobs.working import job, plans
from tests.api.planned import principal
from tests.api.service import Service
from tests.optimiser.strategies.whole import instance_of

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def week() -> Instance:
    """Sessions and rides: the sessions alone are a first plan, and the search for better ones goes on for long."""
    return instance_of(Random(1), 4, 8)


def put_long_search(service: Service, **limit: int) -> str:
    owner = service.organisation("queyras")
    with service.store.writing() as session:
        row = put_territory(session, service.app.state.seal, owner, week())
        instance = freeze(session, service.app.state.seal, row, week(), "key:test")
        request = {"instance": instance.id, **(limit or {"seconds": 300})}
        return queue.enqueue(session, session.get_one(TerritoryRow, row.id), "solve", request, principal(owner)).id


@contextmanager
def at_work(service: Service, **settings: int) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(service.settings.model_copy(update=settings), stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def ask_to_cancel(service: Service, id_: str) -> None:
    with service.store.writing() as session:
        queue.cancel(session, session.get_one(JobRow, id_))


def assert_lawful(service: Service, id_: str) -> None:
    (plan,) = plans(service, id_)
    assert (plan.final, plan.id) == (True, job(service, id_).result["plan"])
    checked(week(), load_plan(plan))


@ONE_DATABASE
def test_a_search_that_is_cancelled_ends_with_the_best_plan(service: Service) -> None:
    id_ = put_long_search(service)
    with at_work(service):
        wait_until(lambda: bool(plans(service, id_)))
        (first,) = plans(service, id_)
        assert not first.final
        assert job(service, id_).result == {"plan": first.id}
        ask_to_cancel(service, id_)
        wait_until(lambda: job(service, id_).state == "cancelled")
    (last,) = plans(service, id_)
    assert last.id == first.id
    assert [tier["value"] for tier in last.tiers] <= [tier["value"] for tier in first.tiers]
    assert "search-stopped" in {notice.code for notice in load_plan(last).notices}
    assert_lawful(service, id_)


@pytest.mark.slow
@ONE_DATABASE
def test_a_search_that_does_not_stop_is_ended_and_its_best_plan_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "GRACE_S", 0.3)
    started: list[int] = []
    begin = SolvingProcess.__init__

    def watched(self: SolvingProcess, *arguments: Any) -> None:
        begin(self, *arguments)
        started.append(self.pid)

    monkeypatch.setattr(SolvingProcess, "__init__", watched)
    id_ = put_long_search(service)
    with at_work(service):
        wait_until(lambda: bool(plans(service, id_)))
        os.kill(started[0], signal.SIGSTOP)
        ask_to_cancel(service, id_)
        wait_until(lambda: job(service, id_).state == "cancelled")
    assert "search-cut-off" in {notice.code for notice in load_plan(plans(service, id_)[0]).notices}
    assert_lawful(service, id_)


@pytest.mark.slow
@ONE_DATABASE
def test_a_search_that_takes_too_long_ends_with_the_best_plan_and_says_so(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "SLACK_S", 3.0)
    id_ = put_long_search(service, iterations=1_000_000)
    with at_work(service, max_solve_seconds=1):
        wait_until(lambda: job(service, id_).state == "done")
    assert [notice["code"] for notice in job(service, id_).notices] == ["time-over"]
    assert_lawful(service, id_)


@ONE_DATABASE
def test_a_search_whose_process_is_killed_is_begun_anew_and_not_for_ever(service: Service) -> None:
    id_ = put_long_search(service)
    killed: set[int] = set()
    with at_work(service):
        while job(service, id_).state in queue.OPEN:
            for number in children():
                if number not in killed:
                    killed.add(number)
                    os.kill(number, signal.SIGKILL)
    row = job(service, id_)
    assert (row.state, len(killed), row.attempts) == ("failed", 3, 3)
    assert [notice["code"] for notice in row.notices] == ["worker-died"]


def children() -> list[int]:
    """Numbers of this process's solving processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == os.getpid() and b"api.jobs.child" in words:
            found.append(int(path.name))
    return found

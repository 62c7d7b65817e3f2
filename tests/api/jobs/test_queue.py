"""Jobs are taken by one worker at a time, and nobody else writes for them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from api.jobs import queue
from api.jobs.queue import Lease, LostLease
from api.problems import Problem
from api.store.tables import JobRow, TerritoryRow
from api.store.types import now
from tests.api.planned import principal, put_creche
from tests.api.service import Service

ATTEMPTS = 3


def put_job(service: Service, organisation: str = "queyras") -> str:
    territory = put_creche(service, organisation)
    with service.store.writing() as session:
        owner = session.get_one(TerritoryRow, territory.id)
        return queue.enqueue(session, owner, "solve", {}, principal(owner.organisation_id)).id


def take(service: Service, owner: str = "a", seconds: float = 30) -> Lease | None:
    with service.store.writing() as session:
        found = queue.find_waiting(session)
        return None if found is None else queue.take(session, *found, owner, seconds, ATTEMPTS)


def let_the_lease_end(service: Service, job: str) -> None:
    with service.store.writing() as session:
        session.execute(update(JobRow).where(JobRow.id == job).values(lease_ends=now() - timedelta(seconds=60)))


def state(service: Service, job: str) -> JobRow:
    with service.store.reading() as session:
        row = session.get_one(JobRow, job)
        session.expunge(row)
        return row


def test_one_of_many_takes_a_job(service: Service) -> None:
    job = put_job(service)
    with service.store.reading() as session:
        found = queue.find_waiting(session)
    assert found is not None
    taken: list[Lease | None] = []
    gate = threading.Barrier(8)

    def work(name: str) -> None:
        gate.wait()
        with service.store.writing() as session:
            taken.append(queue.take(session, *found, name, 30, ATTEMPTS))

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holders = [lease for lease in taken if lease is not None]
    assert len(holders) == 1
    assert (state(service, job).owner, state(service, job).generation) == (holders[0].owner, 1)


def test_whose_lease_ended_writes_nothing_once_another_has_the_job(service: Service) -> None:
    job = put_job(service)
    first = take(service, "first")
    assert first is not None
    assert take(service, "second") is None
    let_the_lease_end(service, job)
    with service.store.writing() as session:
        queue.write(session, first, progress={"late": "and still the holder"})
    second = take(service, "second")
    assert second is not None
    for change in (
        lambda session: queue.write(session, first, progress={"by": "first"}),
        lambda session: queue.renew(session, first, 30),
        lambda session: queue.finish(session, first, queue.DONE, result={"by": "first"}),
        lambda session: queue.give_back(session, first),
    ):
        with pytest.raises(LostLease), service.store.writing() as session:
            change(session)
    with service.store.writing() as session:
        queue.finish(session, second, queue.DONE, result={"by": "second"})
    row = state(service, job)
    assert (row.state, row.result, row.attempts) == ("done", {"by": "second"}, 2)
    assert take(service) is None


def test_a_job_whose_worker_dies_three_times_fails_with_a_notice(service: Service) -> None:
    job = put_job(service)
    for _ in range(ATTEMPTS):
        assert take(service) is not None
        let_the_lease_end(service, job)
    assert take(service) is None
    row = state(service, job)
    assert (row.state, [notice["code"] for notice in row.notices]) == ("failed", ["worker-died"])


def test_a_job_that_is_given_back_loses_no_attempt(service: Service) -> None:
    job = put_job(service)
    for _ in range(ATTEMPTS + 2):
        lease = take(service)
        assert lease is not None
        with service.store.writing() as session:
            queue.give_back(session, lease)
    assert (state(service, job).state, state(service, job).attempts) == ("queued", 0)


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_by_its_worker(service: Service) -> None:
    waiting, running = put_job(service), None
    with service.store.writing() as session:
        queue.cancel(session, session.get_one(JobRow, waiting))
    assert state(service, waiting).state == "cancelled"
    running = put_job(service)
    lease = take(service)
    assert lease is not None
    with service.store.writing() as session:
        assert not queue.renew(session, lease, 30)
        queue.cancel(session, session.get_one(JobRow, running))
        queue.cancel(session, session.get_one(JobRow, running))
    assert state(service, running).state == "running"
    with service.store.writing() as session:
        assert queue.renew(session, lease, 30)
    let_the_lease_end(service, running)
    assert take(service) is None
    assert state(service, running).state == "cancelled"


def test_an_organisation_cannot_fill_the_queue(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_OPEN", 2)
    put_job(service)
    put_job(service)
    with pytest.raises(Problem) as caught:
        put_job(service)
    assert caught.value.status == 429
    put_job(service, "another")

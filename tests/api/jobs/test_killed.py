"""Workers killed at any moment, and a database that goes away: no job is lost, none counts twice, no plan is half."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from api.app import create_app
from api.jobs import queue
from api.jobs.worker import run_worker
from api.plans.storing import checked, load_plan
from api.settings import Settings
from api.store.tables import InstanceRow, JobRow, PlanRow
from api.territories.snapshots import thaw
from tests.api.databases import as_server, postgresql_bin, postgresql_server
from tests.api.jobs.nursery import nursery
from tests.api.jobs.working import job, plans, put_solve, work
from tests.api.planned import creche_plan, put_creche
from tests.api.service import Service

ITERATIONS = 2


def wait_until(reached: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)


def kill(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def assert_each_job_counts_once(service: Service, jobs: list[str]) -> None:
    for id_ in jobs:
        row, made = job(service, id_), plans(service, id_)
        assert (row.state, [plan.id for plan in made], row.notices) == ("done", [row.result["plan"]], [])
        assert made[0].final
    with service.store.reading() as session:
        assert session.query(JobRow).count() == session.query(PlanRow).count() == len(jobs)
        plan = session.query(PlanRow).first()
        assert plan is not None
        instance = thaw(session, service.app.state.seal, session.get_one(InstanceRow, plan.instance_id))
        checked(instance, load_plan(plan))


def killed(service: Service, kills: int, lanes: int) -> None:
    """Kill workers at moments drawn from the time that a job takes, several of them at once; then let one finish."""
    settings = service.settings.model_copy(update={"lease_seconds": 1, "job_attempts": 10_000})
    dice = random.Random(7)
    territory = put_creche(service)
    jobs = [put_solve(service, territory, iterations=ITERATIONS)]
    with nursery(settings) as workers:
        began = time.monotonic()
        first = workers.worker()
        wait_until(lambda: job(service, jobs[0]).state == "done")
        whole_s = time.monotonic() - began
        kill(first)
        for _ in range(-(-kills // lanes)):
            while len([id_ for id_ in jobs if job(service, id_).state in queue.OPEN]) < lanes:
                jobs.append(put_solve(service, territory, iterations=ITERATIONS))
            for number in [workers.worker() for _ in range(lanes)]:
                time.sleep(dice.uniform(0, 1.2 * whole_s / lanes))
                kill(number)
    time.sleep(1.1)
    work(service, lease_seconds=1, job_attempts=10_000)
    wait_until(lambda: all(job(service, id_).state != "running" for id_ in jobs))
    assert_each_job_counts_once(service, jobs)


@pytest.mark.slow
def test_a_worker_may_be_killed(service: Service) -> None:
    settings = service.settings.model_copy(update={"lease_seconds": 1})
    id_ = put_solve(service, iterations=ITERATIONS)
    with nursery(settings) as workers:
        number = workers.worker()
        wait_until(lambda: job(service, id_).state == "running")
        time.sleep(random.Random(id_).uniform(0, 1))
        kill(number)
    time.sleep(1.1)
    work(service, lease_seconds=1)
    assert_each_job_counts_once(service, [id_])


@pytest.mark.slow
def test_workers_may_be_killed_at_any_moment(service: Service) -> None:
    killed(service, 25, 5)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_end_gives_its_job_back(service: Service) -> None:
    id_ = put_solve(service)
    with nursery(service.settings) as workers:
        number = workers.worker()
        wait_until(lambda: job(service, id_).state == "running")
        os.kill(number, signal.SIGTERM)
        wait_until(lambda: job(service, id_).state == "queued")
    assert (job(service, id_).attempts, job(service, id_).owner, plans(service, id_)) == (0, None, [])


@pytest.mark.slow
def test_a_database_that_is_restarted_loses_no_job(tmp_path: Path) -> None:
    programs = postgresql_bin()
    if programs is None:
        pytest.skip("needs a PostgreSQL server (Debian package postgresql)")
    with postgresql_server(programs) as url:
        settings = Settings(data_dir=tmp_path / "data", database_url=f"{url}/postgres")
        app = create_app(settings)
        app.state.store.migrate()
        service = Service(app, None, settings)  # type: ignore[arg-type] # nothing is asked through HTTP here
        id_ = put_solve(service)
        stop = threading.Event()
        worker = threading.Thread(target=run_worker, args=(settings, stop))
        worker.start()
        try:
            wait_until(lambda: job(service, id_).state == "running")
            with psycopg.connect(f"{url}/postgres") as connection:
                (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
            restart = [str(programs / "pg_ctl"), "-D", data, "-w", "-m", "immediate"]
            subprocess.run(as_server([*restart, "restart"]), check=True, stdout=subprocess.DEVNULL)
            wait_until(lambda: job(service, id_).state == "done")
        finally:
            stop.set()
            worker.join()
        assert job(service, id_).attempts == 1
        assert [load_plan(plan).tours for plan in plans(service, id_)] == [creche_plan().tours]
        app.state.store.close()

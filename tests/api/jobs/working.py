"""Jobs under test, done by a real worker."""

import threading
from typing import Any

from api.jobs import queue
from api.jobs.worker import run_worker
from api.store.tables import JobRow, PlanRow, TerritoryRow
from api.territories.snapshots import freeze
from tests.api.planned import ITERATIONS, creche, principal, put_creche
from tests.api.service import Service


def put_solve(service: Service, territory: TerritoryRow | None = None, **request: Any) -> str:
    """Id of a new job that plans the crèche's week."""
    row = territory or put_creche(service)
    with service.store.writing() as session:
        owner = session.get_one(TerritoryRow, row.id)
        instance = freeze(session, service.app.state.seal, owner, creche(), "key:test")
        asked = {"instance": instance.id, "iterations": ITERATIONS, **request}
        return queue.enqueue(session, owner, "solve", asked, principal(owner.organisation_id)).id


def work(service: Service, **settings: Any) -> None:
    """Do all jobs there are, here."""
    run_worker(service.settings.model_copy(update=settings), threading.Event(), idle_s=0)


def job(service: Service, id_: str) -> JobRow:
    """A job as it stands."""
    with service.store.reading() as session:
        row = session.get_one(JobRow, id_)
        session.expunge(row)
        return row


def plans(service: Service, job_id: str) -> list[PlanRow]:
    """The plans a job made."""
    with service.store.reading() as session:
        rows = list(session.query(PlanRow).filter_by(job_id=job_id))
        for row in rows:
            session.expunge(row)
        return rows

"""The queue: rows of `jobs`, each held by at most one worker at a time.

A worker takes a job by compare-and-set and raises its ``generation``; every later write of that worker names the
generation in its WHERE, so that one believed dead, whose job another took, changes nothing any more. Whatever a job
makes is written in the transaction that begins with such a write: it is there as a whole, once, or not at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, func, or_, select, update
from sqlalchemy.orm import Session

from api.access import Principal
from api.problems import Problem
from api.store.tables import JobRow, PlanRow, TerritoryRow
from api.store.types import now
from models.notices import Location, Notice, error
from models.text import message

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)
MOST_OPEN = 100
"""Jobs of one organisation that may wait or run at once."""


class LostLease(Exception):  # noqa: N818 - says what happened
    """The job is somebody else's by now, or over: nothing may be written for it."""


@dataclass(frozen=True)
class Lease:
    """The right to work on a job and to write what comes of it, as long as nobody else took the job."""

    job_id: str
    generation: int
    owner: str


def enqueue(
    session: Session, territory: TerritoryRow, kind: str, request: dict[str, Any], principal: Principal
) -> JobRow:
    """Put a job at the end of the queue.

    Parameters
    ----------
    kind : str
        One of `api.jobs.kinds`.
    request : dict
        What the kind asks for, JSON; no personal datum.

    Raises
    ------
    Problem
        429 when the organisation has too many jobs open.
    """
    open_jobs = select(func.count()).where(JobRow.organisation_id == territory.organisation_id, JobRow.state.in_(OPEN))
    if (session.scalar(open_jobs) or 0) >= MOST_OPEN:
        raise Problem(429, "too-many-jobs", message("too many jobs wait already: let some of them end, or cancel some"))
    row = JobRow(
        organisation_id=territory.organisation_id,
        territory_id=territory.id,
        kind=kind,
        request=request,
        made_by=principal.actor,
    )
    session.add(row)
    session.flush()
    return row


def clock(session: Session) -> datetime:
    """The moment it is, by the database's clock where several machines share one."""
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return moment
    return now()


def find_waiting(session: Session) -> tuple[str, int] | None:
    """Id and generation of the job that waits longest for a worker, if one waits."""
    free = or_(JobRow.state == QUEUED, and_(JobRow.state == RUNNING, JobRow.lease_ends < clock(session)))
    found = session.execute(select(JobRow.id, JobRow.generation).where(free).order_by(JobRow.id).limit(1)).first()
    return None if found is None else (found[0], found[1])


def take(
    session: Session, job_id: str, generation: int, owner: str, lease_seconds: float, attempts: int
) -> Lease | None:
    """Take a job that was found waiting; none when somebody was faster, or when it is over instead.

    A job that was to be cancelled is cancelled, one that was begun ``attempts`` times already has failed.
    """
    moment = clock(session)
    free = or_(JobRow.state == QUEUED, and_(JobRow.state == RUNNING, JobRow.lease_ends < moment))
    values = {
        "state": RUNNING,
        "owner": owner,
        "generation": generation + 1,
        "attempts": JobRow.attempts + 1,
        "lease_ends": moment + timedelta(seconds=lease_seconds),
        "begun_at": func.coalesce(JobRow.begun_at, moment),
    }
    query = update(JobRow).where(JobRow.id == job_id, JobRow.generation == generation, free)
    if not _changed(session, query.values(**values, version=JobRow.version + 1, changed_at=moment)):
        return None
    lease = Lease(job_id, generation + 1, owner)
    row = session.get_one(JobRow, job_id, populate_existing=True)
    if row.cancel_asked:
        finish(session, lease, CANCELLED)
        return None
    if row.attempts > attempts:
        finish(session, lease, FAILED, notices=(worker_died(attempts),))
        return None
    return lease


def worker_died(attempts: int) -> Notice:
    """Tells that whatever worked on a job ended without a word, again and again."""
    what = message("the search ended without an answer {n} times: the job is given up", n=attempts)
    remedy = message("ask for less time or a smaller week, or give the service more memory")
    return error("worker-died", Location(), what, remedy)


def renew(session: Session, lease: Lease, lease_seconds: float) -> bool:
    """Keep a job for another while; whether it is to be cancelled.

    Raises
    ------
    LostLease
        When the job is held no more.
    """
    moment = clock(session)
    query = update(JobRow).where(*_held(lease)).values(lease_ends=moment + timedelta(seconds=lease_seconds))
    if not _changed(session, query):
        raise LostLease(lease.job_id)
    return bool(session.scalar(select(JobRow.cancel_asked).where(JobRow.id == lease.job_id)))


def write(session: Session, lease: Lease, **values: Any) -> None:
    """Change columns of a job that is held; the row stays locked until the transaction ends.

    Raises
    ------
    LostLease
        When the job is held no more.
    """
    query = update(JobRow).where(*_held(lease))
    if not _changed(session, query.values(**values, version=JobRow.version + 1, changed_at=clock(session))):
        raise LostLease(lease.job_id)


def finish(
    session: Session,
    lease: Lease,
    state: str,
    *,
    result: dict[str, Any] | None = None,
    notices: tuple[Notice, ...] = (),
) -> None:
    """End a job, in the transaction that holds what it made; the plan it has so far is what it ended with.

    Raises
    ------
    LostLease
        When the job is held no more.
    """
    told = [notice.model_dump(mode="json") for notice in notices]
    values: dict[str, Any] = {"state": state, "owner": None, "lease_ends": None, "notices": told}
    if result is not None:
        values["result"] = result
    write(session, lease, **values, ended_at=clock(session))
    session.execute(update(PlanRow).where(PlanRow.job_id == lease.job_id).values(final=True))


def give_back(session: Session, lease: Lease, *, died: bool = False) -> None:
    """Let another worker take a job; it counts as an attempt only if what worked on it died.

    Raises
    ------
    LostLease
        When the job is held no more.
    """
    attempts = JobRow.attempts if died else JobRow.attempts - 1
    write(session, lease, state=QUEUED, owner=None, lease_ends=None, attempts=attempts)


def cancel(session: Session, job: JobRow) -> None:
    """Cancel a job: at once if nobody works on it, else the worker ends with the best plan so far; twice is once."""
    moment = clock(session)
    values = {"cancel_asked": True, "version": JobRow.version + 1, "changed_at": moment}
    waiting = update(JobRow).where(JobRow.id == job.id, JobRow.state == QUEUED)
    if not _changed(session, waiting.values(**values, state=CANCELLED, ended_at=moment)):
        running = update(JobRow).where(JobRow.id == job.id, JobRow.state == RUNNING, JobRow.cancel_asked.is_(False))
        _changed(session, running.values(**values))
    else:
        session.execute(update(PlanRow).where(PlanRow.job_id == job.id).values(final=True))
    session.refresh(job)


def _held(lease: Lease) -> tuple[Any, ...]:
    return JobRow.id == lease.job_id, JobRow.generation == lease.generation, JobRow.state == RUNNING


def _changed(session: Session, query: Any) -> bool:
    result = cast("CursorResult[Any]", session.execute(query.execution_options(synchronize_session=False)))
    return bool(result.rowcount)

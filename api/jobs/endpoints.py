"""Routes of jobs: list, read, follow, cancel."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentPage, CurrentStore, Transaction
from api.jobs import queue
from api.jobs.events import Mark, follow
from api.jobs.repository import Jobs
from api.jobs.schemas import JobOut, JobsOut, State
from api.problems import responses
from api.store.ids import LENGTH
from api.store.tables import JobRow
from api.territories.dependencies import CurrentTerritory

router = APIRouter(prefix="/territories/{territory}/jobs", tags=["jobs"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.PLANS_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]
JobId = Annotated[str, Path(alias="job", pattern=f"^[0-9a-z]{{{LENGTH}}}$", description="The job's id")]


def current_job(job: JobId, session: Transaction, territory: CurrentTerritory) -> JobRow:
    """The job that a path names."""
    return Jobs(session, territory).job(job)


CurrentJob = Annotated[JobRow, Depends(current_job, scope="function")]


@router.get("", responses=responses(400))
def list_jobs(
    _: Reader,
    session: Transaction,
    territory: CurrentTerritory,
    page: CurrentPage,
    language: CurrentLanguage,
    kind: Annotated[str | None, Query(pattern="^[a-z]{1,20}$", examples=["solve"])] = None,
    state: State | None = None,
) -> JobsOut:
    """The territory's jobs, the newest first."""
    rows, after = Jobs(session, territory).jobs(page, kind, state)
    return JobsOut(items=[JobOut.of(row, language) for row in rows], next=after)


@router.get("/{job}")
def read_job(_: Reader, job: CurrentJob, language: CurrentLanguage) -> JobOut:
    """One job."""
    return JobOut.of(job, language)


@router.get("/{job}/events", response_class=EventSourceResponse)
async def follow_job(
    _: Reader,
    _there: CurrentJob,
    job: JobId,
    store: CurrentStore,
    language: CurrentLanguage,
    last_event_id: Annotated[str | None, Header(max_length=80, description="The last event that was received")] = None,
) -> AsyncIterator[ServerSentEvent]:
    """A job's progress as it happens, as server-sent events.

    `progress` has the best tiers, bounds, seconds left and new points of the curve; `end` has the result, and nothing
    comes after it.
    """
    async for event in follow(store, job, Mark.of(last_event_id), language):
        yield event


@router.post("/{job}/cancellation", status_code=202)
def cancel_job(principal: Writer, job: CurrentJob, session: Transaction, language: CurrentLanguage) -> JobOut:
    """Cancel a job: its best plan so far is kept. What is over stays as it is."""
    queue.cancel(session, job)
    audit.record(session, principal, "job.cancel", job.id)
    return JobOut.of(job, language)

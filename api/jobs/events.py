"""A job's progress as server-sent events: read again and again in transactions of a moment, until the job ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent

from api.jobs.queue import OPEN
from api.jobs.schemas import JobOut
from api.store.engine import Store
from api.store.tables import JobRow
from models.text import Language

POLL_S = 0.5
RETRY_MS = 2000
"""How soon a page that lost the connection asks again."""


@dataclass(frozen=True)
class Mark:
    """What a listener knows already: a version of the row, and so many points of its curve."""

    version: int = 0
    points: int = 0

    @classmethod
    def of(cls, last_event_id: str | None) -> "Mark":
        """The mark that an event's id is; nothing known where it is none."""
        version, _, points = (last_event_id or "").partition("-")
        if version.isdecimal() and points.isdecimal() and len(version) + len(points) < 20:
            return cls(int(version), int(points))
        return cls()

    def __str__(self) -> str:
        return f"{self.version}-{self.points}"


async def follow(store: Store, job_id: str, since: Mark, language: Language) -> AsyncIterator[ServerSentEvent]:
    """An event ``progress`` whenever something changed since, each with the curve's new points, then one ``end``."""
    while True:
        found = await run_in_threadpool(_read, store, job_id, language)
        if found is None:
            return
        version, job = found
        if version != since.version:
            points = len(job.curve)
            job.curve = job.curve[min(since.points, points) :]
            since = Mark(version, points)
            event = "progress" if job.state in OPEN else "end"
            yield ServerSentEvent(data=job, event=event, id=str(since), retry=RETRY_MS)
        if job.state not in OPEN:
            return
        await asyncio.sleep(POLL_S)


def _read(store: Store, job_id: str, language: Language) -> tuple[int, JobOut] | None:
    with store.reading() as session:
        row = session.get(JobRow, job_id)
        return None if row is None else (row.version, JobOut.of(row, language))

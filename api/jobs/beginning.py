"""How an endpoint puts a job into the queue and answers 202, once for each Idempotency-Key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from api import audit
from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, Transaction
from api.idempotency import CurrentOnce, Once
from api.jobs.schemas import JobOut
from api.store.tables import JobRow, TerritoryRow
from api.territories.dependencies import CurrentTerritory
from models.text import Language

STATUS = 202
Writer = Annotated[Principal, Depends(needs(Permission.PLANS_WRITE))]


@dataclass(frozen=True)
class Beginning:
    """A planner's request for a job of a territory."""

    session: Session
    territory: TerritoryRow
    principal: Principal
    language: Language
    response: Response
    once: Once

    def answer(self, action: str, enqueue: Callable[[], JobRow]) -> JobOut:
        """Begin a job, write it into the log, and name it in ``Location``; or answer what was answered before."""
        self.once.claim(self.session)
        job = enqueue()
        audit.record(self.session, self.principal, action, job.id)
        self.response.headers["Location"] = f"/v1/territories/{self.territory.slug}/jobs/{job.id}"
        return self.once.keep(self.session, JobOut.of(job, self.language), self.response, STATUS)


def beginning(
    principal: Writer,
    session: Transaction,
    territory: CurrentTerritory,
    language: CurrentLanguage,
    response: Response,
    once: CurrentOnce,
) -> Beginning:
    """What begins a job."""
    return Beginning(session, territory, principal, language, response, once)


CurrentBeginning = Annotated[Beginning, Depends(beginning, scope="function")]

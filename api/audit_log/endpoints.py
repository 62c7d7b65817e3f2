"""The route of the log of what was done."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import select

from api.access import Permission, Principal, needs
from api.audit_log.schemas import LineOut, LinesOut
from api.deps import CurrentPage, Transaction
from api.problems import responses
from api.store.tables import AuditRow

router = APIRouter(tags=["audit"], responses=responses(400, 401, 403, 422))
Auditor = Annotated[Principal, Depends(needs(Permission.AUDIT))]
Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
Word = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]


@router.get("/audit", response_model=LinesOut)
def read_the_log(
    session: Transaction,
    principal: Auditor,
    page: CurrentPage,
    actor: Annotated[Word | None, Query(description="`account:ID` or `key:ID`")] = None,
    action: Annotated[Word | None, Query(description="as `plan.publish`", examples=["plan.publish"])] = None,
    subject: Annotated[Word | None, Query(description="id of what it was done to")] = None,
    since: Annotated[Moment | None, Query(description="not before this moment")] = None,
    until: Annotated[Moment | None, Query(description="before this moment")] = None,
) -> LinesOut:
    """Who did what in the organisation, the newest first."""
    query = select(AuditRow).where(AuditRow.organisation_id == principal.organisation_id)
    for column, wanted in ((AuditRow.actor, actor), (AuditRow.action, action), (AuditRow.subject, subject)):
        if wanted is not None:
            query = query.where(column == wanted)
    if since is not None:
        query = query.where(AuditRow.at >= since)
    if until is not None:
        query = query.where(AuditRow.at < until)
    rows = session.scalars(page.select(query, AuditRow.id, newest_first=True)).all()
    kept, after = page.cut(rows, lambda row: row.id)
    return LinesOut(items=[LineOut.model_validate(row, from_attributes=True) for row in kept], next=after)

"""The log of what was done: who, what, to what; no personal datum and no secret."""

from typing import Any

from sqlalchemy.orm import Session

from api.access.principal import Principal
from api.store.tables import AuditRow


def record(session: Session, principal: Principal, action: str, subject: str, **detail: Any) -> None:
    """Write a line of the log in the transaction of what it tells of.

    Parameters
    ----------
    action : str
        ``thing.verb``, as ``plan.publish``.
    subject : str
        Id of what it was done to.
    """
    session.add(
        AuditRow(
            organisation_id=principal.organisation_id,
            actor=principal.actor,
            action=action,
            subject=subject,
            detail=detail,
        )
    )

"""What was published of a week, as new plans go on from it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clocks import local_time
from api.publications.repository import Publications
from api.store.tables import PlanRow, PublicationRow, TerritoryRow


@dataclass(frozen=True)
class Before:
    """The plan a week goes on from, and the local time before which nothing of it changes any more."""

    plan: PlanRow
    frozen_until: datetime | None


def plan_before(session: Session, territory: TerritoryRow, monday: date) -> Before | None:
    """The plan in force of the week, else of the latest week before it."""
    publications = Publications(session, territory)
    published = publications.current(monday) or publications.before(monday)
    if published is None:
        return None
    frozen = None if published.frozen_until is None else local_time(territory, published.frozen_until)
    return Before(publications.plan_and_snapshot(published)[0], frozen)


def is_published(session: Session, plan: PlanRow) -> bool:
    """Whether a plan was ever published."""
    return session.scalar(select(PublicationRow.id).where(PublicationRow.plan_id == plan.id).limit(1)) is not None

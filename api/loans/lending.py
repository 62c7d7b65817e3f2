"""What a loan means: the lender is without the thing on those days, the borrower sees when it is to be had."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import LoanRow, OrganisationRow, TerritoryRow
from models.base import DAY_MIN, Period, Window
from models.fleet import Kit, Vehicle
from models.territory import Territory, windows_on, windows_outside


def without_lent(session: Session, territory: TerritoryRow, document: dict[str, Any]) -> dict[str, Any]:
    """A territory's JSON in which what is lent is unavailable on the days of the loan."""
    query = (
        select(LoanRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == LoanRow.borrower_id)
        .where(LoanRow.territory_id == territory.id, LoanRow.ended_at.is_(None))
    )
    lent: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for loan, borrower in session.execute(query.order_by(LoanRow.id)):
        lent.setdefault((loan.kind, loan.entity_id), []).append(_away(loan, borrower).model_dump(mode="json"))
    if not lent:
        return document
    return document | {
        kind: [
            body | {"unavailable": [*body["unavailable"], *lent.get((kind, body["id"]), ())]} for body in document[kind]
        ]
        for kind in ("vehicles", "kits")
    }


def free_days(thing: Vehicle | Kit, territory: Territory, days: Sequence[date]) -> Iterator[tuple[date, list[Window]]]:
    """The windows of each day in which a thing is to be had."""
    weekly = thing.availability if isinstance(thing, Vehicle) else ()
    for day in days:
        windows = windows_on(weekly, day, territory.seasons_on(day))
        for period in thing.unavailable:
            windows = windows_outside(windows, day, period)
        yield day, [Window(start=start, end=end) for start, end in windows]


def days_of(loan: LoanRow) -> list[date]:
    """The days of a loan."""
    return [loan.first + timedelta(days=k) for k in range((loan.last - loan.first).days + 1)]


def _away(loan: LoanRow, borrower: str) -> Period:
    start, end = (datetime(day.year, day.month, day.day) for day in (loan.first, loan.last))
    return Period(start=start, end=end + timedelta(minutes=DAY_MIN), reason=borrower)

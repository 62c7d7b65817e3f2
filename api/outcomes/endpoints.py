"""Routes of what became of plans: record it, read a period's record, its figures."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api.access import Permission, Principal, needs
from api.deps import CurrentLanguage, CurrentMatch, CurrentSeal, CurrentSettings, Transaction, tag
from api.exports.delivered_json import delivered_document
from api.outcomes import schemas
from api.outcomes.recording import record
from api.outcomes.weeks import MOST_WEEKS, delivered, fields_of, filled, published_weeks, recorded
from api.problems import NoticeOut, refused, responses
from api.territories.dependencies import CurrentTerritory
from models.notices import Location, error
from models.record import Outcome
from models.rides import Leg
from models.text import message

router = APIRouter(prefix="/territories/{territory}", tags=["outcomes"], responses=responses(401, 403, 404, 422))
Reader = Annotated[Principal, Depends(needs(Permission.OUTCOMES_READ))]
Writer = Annotated[Principal, Depends(needs(Permission.OUTCOMES_WRITE))]
Item = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:@+/#-]{0,159}$", description="A session or ride, as the plan has it")
]
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
Day = Annotated[date, Query(ge=FIRST, le=LAST, examples=["2027-01-11"])]


def period(first: Day, last: Day) -> tuple[date, date]:
    """The days that the query asks for, both of them included.

    Raises
    ------
    Problem
        422 when they are in the wrong order or too far apart.
    """
    if not timedelta(0) <= last - first <= timedelta(weeks=MOST_WEEKS):
        what = message("the last day comes before the first, or more than {n} weeks after it", n=MOST_WEEKS)
        where = Location(source="query", field="last")
        raise refused([error("period", where, what, message("ask for a shorter period"))])
    return first, last


Period = Annotated[tuple[date, date], Depends(period)]


@router.put("/outcomes/{item:path}", responses=responses(412, 428))
def record_an_outcome(
    item: Item,
    body: schemas.OutcomeIn,
    response: Response,
    principal: Writer,
    session: Transaction,
    seal: CurrentSeal,
    territory: CurrentTerritory,
    match: CurrentMatch,
    language: CurrentLanguage,
    leg: Annotated[Leg | None, Query(description="direction of a ride; none for a session")] = None,
) -> schemas.OutcomePutOut:
    """Record what became of a session or of one direction of a ride, by the plan published for its day.

    Crews record their own. A change names the version it was made from.
    """
    row, notices = record(session, seal, territory, principal, item, leg, body, match)
    tag(response, row.version)
    outcome = Outcome(item=item, leg=leg, date=row.day).model_copy(update=fields_of(row))
    told = [NoticeOut.of(notice, language) for notice in notices]
    return schemas.OutcomePutOut(outcome=outcome, version=row.version, notices=told)


@router.get("/outcomes")
def read_outcomes(
    _: Reader, session: Transaction, seal: CurrentSeal, territory: CurrentTerritory, days: Period
) -> schemas.OutcomesOut:
    """All that is published for some days, with what was recorded of it."""
    first, last = days
    told = recorded(session, territory, first, last)
    rows = [
        schemas.OutcomeOut(outcome=outcome, version=version)
        for week in published_weeks(session, seal, territory, first, last)
        for outcome, version in filled(week, told)
        if outcome.date is not None and first <= outcome.date <= last
    ]
    return schemas.OutcomesOut(items=rows)


@router.get("/delivered")
def read_delivered(
    _: Reader,
    session: Transaction,
    seal: CurrentSeal,
    settings: CurrentSettings,
    territory: CurrentTerritory,
    days: Period,
) -> dict[str, Any]:
    """What was planned, delivered and attended in the weeks that meet some days, and what it cost."""
    first, last = days
    weeks = published_weeks(session, seal, territory, first, last)
    told = recorded(session, territory, first - timedelta(weeks=8), last + timedelta(weeks=8))
    return delivered_document(delivered(weeks, told, territory, settings.data_dir), territory.slug)

"""Recording what became of an item: it must be of the plan published for its day, and of the crew member's own duty."""

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import Principal, Role
from api.deps import Match
from api.outcomes.schemas import OutcomeIn
from api.outcomes.weeks import published_weeks
from api.problems import forbidden, refused
from api.store.sealing import Seal
from api.store.tables import OutcomeRow, TerritoryRow
from instances.faults import detail_notice
from models.notices import Location, Notice, Severity, error
from models.plan import Plan
from models.record import Outcome
from models.record_faults import find_record_faults
from models.rides import Leg
from models.text import message


def record(
    session: Session,
    seal: Seal,
    territory: TerritoryRow,
    principal: Principal,
    item: str,
    leg: Leg | None,
    told: OutcomeIn,
    match: Match,
) -> tuple[OutcomeRow, tuple[Notice, ...]]:
    """Write an outcome, new or changed, with what is worth knowing about it.

    Raises
    ------
    Problem
        422 when no plan published for the day has the item, 403 when it is not of the crew member's own duty, 428 and
        412 when another outcome stands there.
    """
    try:
        outcome = Outcome(item=item, leg=leg, date=told.day, **told.model_dump(exclude={"day"}))
    except ValidationError as fault:
        raise refused([detail_notice(one, Location(source="body", item=item)) for one in fault.errors()]) from None
    weeks = published_weeks(session, seal, territory, told.day, told.day)
    own = [week for week in weeks if _has(week.plan, item)]
    if principal.role is Role.CREW and not (
        principal.territory_id == territory.id
        and principal.person is not None
        and any(_works_at(week.plan, principal.person, item, leg) for week in own)
    ):
        raise forbidden()
    if not weeks:
        what = message("no plan is published for {day}", day=told.day.isoformat())
        remedy = message("give the day that the published plan has it on")
        raise refused([error("record.unpublished", Location(source="body", field="day"), what, remedy)])
    notices = tuple(find_record_faults([(outcome, Location(source="body", item=item))], [week.plan for week in weeks]))
    if any(notice.severity is Severity.ERROR for notice in notices):
        raise refused(notices)
    return _put(session, territory, principal, outcome, told, match), notices


def _put(
    session: Session, territory: TerritoryRow, principal: Principal, outcome: Outcome, told: OutcomeIn, match: Match
) -> OutcomeRow:
    row = session.get(OutcomeRow, (territory.id, outcome.item, outcome.leg or ""))
    if row is None:
        row = OutcomeRow(territory_id=territory.id, item=outcome.item, leg=outcome.leg or "", version=0)
        session.add(row)
    else:
        match.check(row.version)
    row.day, row.body, row.made_by = told.day, told.model_dump(mode="json", exclude={"day"}), principal.actor
    row.version += 1
    session.flush()
    return row


def _has(plan: Plan, item: str) -> bool:
    return any(one.id == item for one in plan.sessions) or any(one.item == item for one in plan.rides)


def _works_at(plan: Plan, person: str, item: str, leg: Leg | None) -> bool:
    """Whether somebody is in a session's crew, or at work in the tour that a ride is in."""
    if leg is None:
        return any(
            session.id == item and any(member.person == person for member in session.crew) for session in plan.sessions
        )
    tours = {ride.tour for ride in plan.rides if (ride.item, ride.leg) == (item, leg) and ride.tour is not None}
    own = {activity.ref for duty in plan.duties if duty.person == person for activity in duty.activities}
    return bool(tours & own)

"""Faults of a record, held against the plans it tells the outcome of."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.notices import Location, Notice, error, warning
from models.plan import Plan
from models.record import Outcome
from models.rides import Leg
from models.text import message

Key = tuple[str, Leg | None]


def planned_days(plans: Sequence[Plan]) -> dict[Key, date]:
    """The day of each planned session and direction of a ride."""
    days: dict[Key, date] = {}
    for plan in plans:
        days |= {(session.id, None): session.start.date() for session in plan.sessions}
        days |= {(ride.item, ride.leg): ride.boarding_start.date() for ride in plan.rides}
    return days


def find_record_faults(rows: Sequence[tuple[Outcome, Location]], plans: Sequence[Plan]) -> Iterator[Notice]:
    """Every fault of the rows, each where its row stands."""
    days = planned_days(plans)
    rides = {item for item, leg in days if leg is not None}
    seen: set[Key] = set()
    for outcome, where in rows:
        key = (outcome.item, outcome.leg)
        if key not in days:
            yield _stranger(outcome, where, outcome.item in rides, (outcome.item, None) in days)
            continue
        if key in seen:
            what = message("the outcome is told twice")
            yield error("record.twice", where, what, message("keep one of the rows"))
        seen.add(key)
        if outcome.date is not None and outcome.date != days[key]:
            what = message("the plan has it on {day}", day=days[key].isoformat())
            remedy = message("it is counted on the plan's day; correct the date, or give the plan that was published")
            yield warning("record.date", where, what, remedy)
        if outcome.delivered and outcome.attended is None and outcome.leg is None:
            what = message("the session was held, and nobody was counted")
            yield warning("record.count", where, what, message("fill in how many came: it counts as nobody"))
        if outcome.delivered is False and not outcome.reason:
            what = message("it was not delivered, and no reason is given")
            yield warning("record.reason", where, what, message("say why: it is what one learns from"))


def _stranger(outcome: Outcome, where: Location, ride: bool, session: bool) -> Notice:
    if ride and outcome.leg is None:
        what = message("this is a ride, and its direction is missing")
        return error("record.leg", where, what, message("fill in outbound or return, as the plan has it"))
    if session:
        what = message("this is a session, and a direction is given")
        return error("record.leg", where, what, message("empty the direction"))
    what = message("no plan given has {id}", id=outcome.item)
    return error("record.unknown", where, what, message("give its plan too, or take the row away"))


def find_overlaps(plans: Sequence[Plan]) -> Iterator[Notice]:
    """An error for each two plans that cover one week."""
    for k, plan in enumerate(plans):
        for other in plans[:k]:
            days = abs((plan.monday - other.monday).days)
            if days < 7 * (plan.weeks if plan.monday < other.monday else other.weeks):
                what = message(
                    "two plans cover the week of {monday}", monday=max(plan.monday, other.monday).isoformat()
                )
                yield error("plan.overlap", Location(), what, message("give the one that was published"))

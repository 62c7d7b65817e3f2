"""What a plan must pass before it is in force."""

from datetime import date

from api.plans.checking import broken, find_breaches
from api.problems import Problem
from models.instance import Instance
from models.notices import Location, Notice, error
from models.plan import Plan
from models.text import message
from optimiser.travel import TravelTimes

_TIERS_CLAUSE, _CHANGE = "A5.tiers", "change"


def must_pass(
    instance: Instance, plan: Plan, times: TravelTimes, *, base: Plan | None, made_from: Plan | None, same_weeks: bool
) -> None:
    """Let a plan through that breaks no rule.

    Parameters
    ----------
    base : Plan, optional
        What is in force: of the same weeks, else of the weeks before.
    made_from : Plan, optional
        The plan it was made to follow.
    same_weeks : bool
        Whether ``base`` is of the same weeks. Then the plan has to have been made from it; from the weeks before, a
        plan may differ freely, so that the value of its tier of changes is not held against them.

    Raises
    ------
    Problem
        409 ``breaches`` with every breach.
    """
    notices = find_breaches(instance, plan, base if same_weeks else made_from, times=times)
    if base is not None and not same_weeks and base != made_from:
        beside = find_breaches(instance, plan, base, times=times)
        notices += tuple(one for one in beside if one not in notices and not _is_change_value(one))
    if notices:
        raise broken(notices)


def must_touch_little(before: Plan, plan: Plan) -> frozenset[date]:
    """The days a booking touches; every other day, and every session, has to be as it was.

    Raises
    ------
    Problem
        409 ``beyond`` with each difference that no booking explains.
    """
    days = _days_of_bookings(before, plan)
    notices = [_beyond("sessions", session.id) for session in {*before.sessions} ^ {*plan.sessions}]
    for name in ("tours", "duties"):
        one, other = ({part for part in getattr(week, name) if part.date not in days} for week in (before, plan))
        notices += [_beyond(name, getattr(part, "vehicle", "") or part.person) for part in one ^ other]
    rides, others = ({r for r in week.rides if r.boarding_start.date() not in days} for week in (before, plan))
    notices += [_beyond("rides", ride.item) for ride in rides ^ others]
    if notices:
        what = message("the plan differs from what is published in more than a booking touches")
        raise Problem(409, "beyond", what, notices=_each_once(notices))
    return days


def _days_of_bookings(before: Plan, plan: Plan) -> frozenset[date]:
    """Days on which one plan serves a ride and the other does not."""
    old, new = ({(ride.item, ride.leg): ride for ride in one.rides} for one in (before, plan))
    both = old | new
    return frozenset(both[key].boarding_start.date() for key in old.keys() ^ new.keys())


def _beyond(kind: str, item: str) -> Notice:
    where = Location(source="plan", field=kind, item=item)
    what = message("this is not as it was published")
    return error("publication.beyond", where, what, message("publish the plan as a version of its own"))


def _each_once(notices: list[Notice]) -> list[Notice]:
    by_text = {one.text("en"): one for one in notices}
    return [by_text[text] for text in sorted(by_text)]


def _is_change_value(notice: Notice) -> bool:
    return notice.location.field == _TIERS_CLAUSE and notice.location.item.startswith(_CHANGE)

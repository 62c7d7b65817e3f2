"""Rides given up within a published plan: taken out of it, and nothing else moved."""

from collections.abc import Collection
from datetime import datetime

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from optimiser.check import check
from optimiser.repair.edits import LEGS, Scene, without_item
from optimiser.repair.week import read_week
from optimiser.repair.writing import Writer
from optimiser.travel import TravelTimes
from optimiser.writing.plan import digest_of


def given_up(
    before: Instance, after: Instance, plan: Plan, times: TravelTimes, items: Collection[str], now: datetime
) -> Plan:
    """The plan without some rides: their stops go, so do runs that carry nobody else; all other times are kept.

    Parameters
    ----------
    before, after
        The instance of the plan, and the same without the rides.
    items
        Ids of ride items; a direction somebody has boarded for goes as well.
    now
        Local time; what has begun by then is history.

    Raises
    ------
    ValueError
        If what is left breaks a rule.
    """
    horizon = Horizon(plan.monday, plan.weeks)
    base = read_week(before, horizon, plan)
    scene = Scene(after, horizon, times, horizon.minute(now))
    week = base
    for item in sorted(items):
        week = without_item(scene, week, item, frozenset(LEGS))
    writer = Writer(after, before, horizon, times, times, plan, base, now)
    written = writer.write(week)
    left = writer.finished(written, {}, digest_of(after)).model_copy(
        update={"events": plan.events, "notices": plan.notices}
    )
    breaches = check(after, left, times, plan)
    if breaches:
        told = "; ".join(f"{one.clause} {one.who} {one.message.text('en')}" for one in breaches[:3])
        raise ValueError(f"the plan without {', '.join(sorted(items))} breaks rules: {told}")
    return left

"""The plan published before as a plan of the same weeks: kept whole where the search found nothing better."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.plan import Plan, Reason
from optimiser.binds import binds
from optimiser.writing.evaluate import Written
from optimiser.writing.plan import Frame


@dataclass(frozen=True)
class Unchanged:
    """The parts of the plan before, and the reasons it gave for what it leaves out."""

    written: Written
    reasons: Mapping[str, tuple[Reason, ...]]


@binds("L2.promised")
def unchanged(previous: Plan | None, frame: Frame) -> Unchanged | None:
    """The plan before as it is; None when it is of other weeks, somebody left, or something else is asked.

    Whether it still keeps every rule is for the checker to say.
    """
    horizon = frame.horizon
    if previous is None or (previous.monday, previous.weeks) != (horizon.monday, horizon.weeks):
        return None
    instance = frame.instance
    if not {duty.person for duty in previous.duties} <= instance.person_by_id.keys():
        return None
    if not {tour.vehicle for tour in previous.tours} <= instance.vehicle_by_id.keys():
        return None
    asked = {occurrence.id for occurrence in frame.asked} | {item.id for item in frame.items}
    done = {session.id for session in previous.sessions} | {ride.item for ride in previous.rides}
    reasons = {unserved.item: unserved.reasons for unserved in previous.unserved}
    if not done <= asked or not asked - done <= reasons.keys():
        return None
    parts = Written(previous.tours, previous.sessions, previous.rides, previous.duties, frozenset(asked - done))
    return Unchanged(parts, reasons)

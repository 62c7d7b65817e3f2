"""From happenings to a job that answers them; what does not go with the plan is told at once."""

from datetime import timedelta

from api.clocks import local_time
from api.jobs import queue
from api.jobs.beginning import Beginning
from api.jobs.requests import RepairRequest
from api.plans.published import plan_before
from api.plans.repository import Plans
from api.plans.storing import load_plan
from api.problems import conflict
from api.repairs.happenings import events_of
from api.repairs.schemas import RepairIn
from api.settings import Settings
from api.store.sealing import Seal
from api.store.tables import InstanceRow, JobRow, PlanRow
from api.territories.snapshots import thaw
from models.notices import InvalidInstance, Severity
from models.text import message
from optimiser.repair.faults import find_event_faults


def ask_repair(begin: Beginning, body: RepairIn, settings: Settings, seal: Seal) -> JobRow:
    """Put a repair into the queue.

    Raises
    ------
    InvalidInstance
        With every fault, when happenings and plan do not go together.
    Problem
        404 for a happening or plan the territory has not, 409 when no plan is published for the week.
    """
    session, territory = begin.session, begin.territory
    now = body.now or local_time(territory)
    plan = _plan(begin, body)
    events = events_of(session, seal, territory, body.happenings)
    instance = thaw(session, seal, session.get_one(InstanceRow, plan.instance_id))
    faults = find_event_faults(instance, load_plan(plan), events, now)
    if any(notice.severity is Severity.ERROR for notice in faults):
        raise InvalidInstance(faults)
    seconds = min(body.seconds or settings.solve_seconds, settings.max_solve_seconds)
    request = RepairRequest(plan=plan.id, happenings=body.happenings, now=now, seconds=seconds, seed=body.seed)
    return queue.enqueue(session, territory, "repair", request.model_dump(mode="json"), begin.principal)


def _plan(begin: Beginning, body: RepairIn) -> PlanRow:
    """The plan that is repaired: the one named, or what is published for the week of now."""
    if body.plan is not None:
        return Plans(begin.session, begin.territory).plan(body.plan)
    day = (body.now or local_time(begin.territory)).date()
    before = plan_before(begin.session, begin.territory, day - timedelta(days=day.weekday()))
    if before is None:
        raise conflict("nothing-published", message("no plan is published for this week: name the plan to repair"))
    return before.plan

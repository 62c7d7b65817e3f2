"""A break before so many hours of work binds the sessions themselves: no plan has to be thinned for it."""

from datetime import datetime
from random import Random

import pytest

from models.base import WeeklyWindow
from models.fleet import Vehicle
from models.instance import Instance
from models.people import FixedActivity
from models.plan import Plan
from models.services import Attendance, CrewNeed, Service, SessionDemand
from optimiser.solve import Limit, solve
from tests.optimiser.strategies.tiny import tiny_sessions

MEETING_UNTIL = datetime(2027, 1, 11, 12)


def one_session(latest: int) -> Instance:
    """A meeting from 8:00 to 12:00, then a session with a long set-up that starts at 14:25, or up to ``latest``."""
    world = tiny_sessions(Random(0))
    hours = (WeeklyWindow(start=420, end=1200, weekdays=(1, 2)),)
    meeting = FixedActivity(id="m", name="Réunion", place="d", start=datetime(2027, 1, 11, 8), end=MEETING_UNTIL)
    person = world.people[0].model_copy(update={"activities": (meeting,), "availability": hours, "own_car": False})
    service = Service(
        id="desk",
        name="Permanence",
        kind="desk",
        set_up_min=130,
        duration_min=60,
        tear_down_min=0,
        crew=(CrewNeed(qualification="adviser", count=1),),
        vehicle_use="keeps",
        start_windows=(WeeklyWindow(start=14 * 60 + 25, end=latest, weekdays=(1,)),),
        grid_min=5,
    )
    demand = SessionDemand(
        id="s", service="desk", commune="c0", venues=("v0",), weekdays=(1,), attendance=Attendance(others=3)
    )
    vehicles: tuple[Vehicle, ...] = tuple(v.model_copy(update={"availability": hours}) for v in world.vehicles)
    return world.model_copy(
        update={"people": (person,), "services": (service,), "demands": (demand,), "kits": (), "vehicles": vehicles}
    )


def planned(instance: Instance) -> Plan:
    """The plan, which broke no rule at first."""
    plan = solve(instance, limit=Limit(iterations=50), seed=1).plan
    assert "plan-thinned" not in {notice.code for notice in plan.notices}
    return plan


def test_work_from_a_meeting_to_a_session_leaves_room_for_a_break() -> None:
    tour = planned(one_session(15 * 60)).tours[0]
    assert (tour.stops[0].departure - MEETING_UNTIL).total_seconds() >= 20 * 60


@pytest.mark.parametrize("latest", [14 * 60 + 35, 14 * 60 + 40])
def test_a_session_without_room_for_a_break_before_it_is_impossible(latest: int) -> None:
    plan = planned(one_session(latest))
    assert plan.sessions == ()
    assert [(reason.kind, reason.codes) for reason in plan.unserved[0].reasons] == [("impossible", ("P6",))]

"""Events that cannot be: everything wrong is told at once, and nothing is repaired."""

from datetime import timedelta

import pytest

from models.base import at
from models.events import Delay, RideCancelled, RideChanged, SessionAdded, VehicleOut
from models.notices import InvalidInstance, Severity
from optimiser.repair import repair
from optimiser.repair.faults import find_event_faults
from tests.optimiser.repair.happenings import planned


def test_faults_are_told_together_each_with_a_remedy() -> None:
    instance, plan = planned(15)
    now = at(plan.monday, 10 * 60)
    events = (
        VehicleOut(kind="vehicle_out", id="nowhere", start=now, end=now + timedelta(hours=2)),
        VehicleOut(kind="vehicle_out", id=instance.vehicles[0].id, start=now - timedelta(hours=2), end=now),
        SessionAdded(kind="session_added", id="no-demand", date=plan.monday - timedelta(days=1)),
        Delay(kind="delay", id="no-tour", minutes=5),
    )
    found = find_event_faults(instance, plan, events, now)
    errors = [notice for notice in found if notice.severity is Severity.ERROR]
    assert [notice.code for notice in errors] == [
        "event.unknown",
        "event.past",
        "event.unknown",
        "event.past",
        "event.outside",
        "event.unknown",
        "event.not_running",
    ]
    assert all(notice.remedy.msgid and notice.location.row for notice in errors)
    with pytest.raises(InvalidInstance):
        repair(instance, plan, events, now)


def test_what_is_said_twice_about_a_ride_is_a_contradiction() -> None:
    instance, plan = planned(15)
    ride = next(ride for ride in instance.rides if ride.date is not None)
    events = (RideCancelled(kind="ride_cancelled", id=ride.id), RideChanged(kind="ride_changed", ride=ride))
    codes = [notice.code for notice in find_event_faults(instance, plan, events, at(plan.monday, 0))]
    assert "event.contradiction_ride" in codes


def test_a_plan_of_another_territory_or_with_people_who_are_gone() -> None:
    instance, plan = planned(15)
    other = plan.model_copy(update={"instance": "elsewhere"})
    assert [notice.code for notice in find_event_faults(instance, other, (), plan.made_at)] == ["plan.territory"]
    gone = instance.model_copy(update={"people": ()})
    found = {notice.code for notice in find_event_faults(gone, plan, (), plan.made_at)}
    assert "plan.person" in found


def test_a_plan_that_is_over_is_not_repaired() -> None:
    instance, plan = planned(15)
    late = at(plan.monday + timedelta(weeks=plan.weeks), 0)
    assert [notice.code for notice in find_event_faults(instance, plan, (), late)] == ["now.after"]

"""What goes wrong in the month: each mishap hits the plan of its week as it stands at that moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.base import at
from models.events import (
    Delay,
    Event,
    PersonAbsent,
    RideCancelled,
    RideChanged,
    RoadSlow,
    SessionAdded,
    SessionCancelled,
    VehicleOut,
    VenueClosed,
)
from models.instance import Instance
from models.plan import Plan

Write = Callable[[Instance, Plan, datetime], Event | None]


@dataclass(frozen=True)
class Mishap:
    """Something that happens at a moment; ``event`` writes it for the plan as it then is, None when it cannot be."""

    when: datetime
    event: Write


def story(monday: date) -> list[Mishap]:
    """Four weeks from a Monday: illness, a breakdown, snow, a cut road, a closed hall, no-shows, a late tour."""

    def on(days: int, minute: int, event: Write) -> Mishap:
        return Mishap(at(monday + timedelta(days=days), minute), event)

    week = 7
    return [
        on(1, 400, _ill(days=3)),
        on(2, 460, _no_show),
        on(3, 630, _late(25)),
        on(3, 720, _closed_hall),
        on(week + 1, 460, _breakdown),
        on(week + 2, 330, _snow),
        on(week + 3, 330, _cut_road),
        on(week + 4, 480, _no_show),
        on(2 * week + 1, 520, _session_given_up),
        on(2 * week + 2, 420, _ill(days=1)),
        on(2 * week + 2, 540, _asked_otherwise),
        on(2 * week + 3, 480, _no_show),
        on(3 * week, 540, _one_more_session),
        on(3 * week + 1, 640, _late(15)),
        on(3 * week + 2, 425, _breakdown),
        on(3 * week + 3, 450, _ill(days=2)),
    ]


def _ill(days: int) -> Write:
    def event(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
        working = sorted(duty.person for duty in plan.duties if duty.date == now.date() and duty.end > now)
        end = at(now.date() + timedelta(days=days), 0)
        return PersonAbsent(kind="person_absent", id=working[0], start=now, end=end) if working else None

    return event


def _breakdown(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
    out = sorted((t.start, t.vehicle) for t in plan.tours if t.date == now.date() and t.end > now)
    end = at(now.date() + timedelta(days=1), 12 * 60)
    return VehicleOut(kind="vehicle_out", id=out[0][1], start=now, end=end) if out else None


def _snow(_instance: Instance, _plan: Plan, now: datetime) -> Event:
    return RoadSlow(kind="road_slow", percent=75, start=now, end=at(now.date() + timedelta(days=1), 0), reason="neige")


def _cut_road(instance: Instance, plan: Plan, now: datetime) -> Event | None:
    there = sorted({session.venue for session in plan.sessions if session.start.date() == now.date()})
    depot = instance.depots[0].id
    end = at(now.date() + timedelta(days=1), 0)
    return RoadSlow(kind="road_slow", origin=depot, destination=there[0], start=now, end=end) if there else None


def _late(minutes: int) -> Write:
    def event(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
        running = sorted(tour.id for tour in plan.tours if tour.start < now < tour.end)
        return Delay(kind="delay", id=running[0], minutes=minutes) if running else None

    return event


def _closed_hall(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
    coming = sorted((s.start, s.venue) for s in plan.sessions if s.set_up_start > now)
    if not coming:
        return None
    day = coming[0][0].date()
    return VenueClosed(kind="venue_closed", id=coming[0][1], start=at(day, 0), end=at(day + timedelta(days=1), 0))


def _no_show(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
    coming = sorted((ride.boarding_start, ride.item) for ride in plan.rides)
    begun = {ride.item for ride in plan.rides if ride.boarding_start <= now}
    left = [item for _, item in coming if item not in begun]
    return RideCancelled(kind="ride_cancelled", id=left[0]) if left else None


def _session_given_up(_instance: Instance, plan: Plan, now: datetime) -> Event | None:
    coming = sorted((s.start, s.id) for s in plan.sessions if s.set_up_start > now)
    return SessionCancelled(kind="session_cancelled", id=coming[0][1]) if coming else None


def _asked_otherwise(instance: Instance, plan: Plan, now: datetime) -> Event | None:
    """A booked ride an hour later."""
    for ride in sorted(plan.rides, key=lambda one: one.boarding_start):
        request = instance.ride_by_id[ride.request]
        window = request.outbound.dropoff
        if request.date is None or request.return_trip is not None or window is None or request.date <= now.date():
            continue
        later = window.model_copy(update={"start": window.start + 60, "end": window.end + 60})
        outbound = request.outbound.model_copy(update={"dropoff": later})
        changed = request.model_copy(update={"outbound": outbound, "promises": ()})
        return RideChanged(kind="ride_changed", ride=changed)
    return None


def _one_more_session(instance: Instance, plan: Plan, now: datetime) -> Event | None:
    day = now.date() + timedelta(days=3)
    held = {session.demand for session in plan.sessions if session.start.date() == day}
    asked = [demand.id for demand in instance.demands if demand.id not in held]
    return SessionAdded(kind="session_added", id=asked[0], date=day) if asked else None

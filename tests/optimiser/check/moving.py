"""Moves parts of a plan in time, each with all its own times."""

from datetime import date, timedelta

from models.plan import Plan
from tests.optimiser.check.breaking import put, put_in


def move_session(plan: Plan, id_: str, by: timedelta) -> Plan:
    """A session some time later, from set-up to tear-down."""
    session = next(session for session in plan.sessions if session.id == id_)
    times = ("set_up_start", "start", "end", "tear_down_end")
    return put_in(plan, "sessions", id_, **{name: getattr(session, name) + by for name in times})


def move_tour(plan: Plan, id_: str, by: timedelta) -> Plan:
    """A tour some time later, its actions with it."""
    tour = next(tour for tour in plan.tours if tour.id == id_)
    stops = tuple(
        put(
            stop,
            arrival=stop.arrival + by,
            departure=stop.departure + by,
            actions=tuple(put(a, start=a.start + by, end=a.end + by) for a in stop.actions),
        )
        for stop in tour.stops
    )
    return put_in(plan, "tours", id_, date=stops[0].arrival.date(), stops=stops)


def move_duty(plan: Plan, person: str, day: date, by: timedelta) -> Plan:
    """A duty some time later."""
    duty = next(duty for duty in plan.duties if (duty.person, duty.date) == (person, day))
    activities = tuple(put(a, start=a.start + by, end=a.end + by) for a in duty.activities)
    return put_in(plan, "duties", (person, day), date=activities[0].start.date(), activities=activities)

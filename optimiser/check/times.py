"""Times and references that must agree with each other (A1)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.plan import PlannedRide, TourStop
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts
from optimiser.check.rides import ride_id
from optimiser.check.runs import Run
from optimiser.check.shifts import ON_SITE

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Plans of other years are not read further: calendars and time zones end somewhere."""


def implausible(facts: Facts) -> Iterator[Breach]:
    """What forbids looking further: another cycle, another instance, times of another age."""
    plan, instance = facts.plan, facts.instance
    if plan.instance != instance.territory.id:
        what = message(
            "the plan is one of {stated}, not of {instance}", stated=plan.instance, instance=instance.territory.id
        )
        yield breach("A1.times", plan.instance, None, what)
    if plan.weeks != instance.cycle_weeks or plan.monday.isoweekday() != 1:
        what = message("the plan does not cover {weeks} weeks from a Monday", weeks=instance.cycle_weeks)
        yield breach("A1.times", "plan", None, what)
    for who, when in _times(facts):
        if not FIRST_YEAR <= when.year <= LAST_YEAR:
            yield breach("A1.times", who, None, message("{day} is no day to plan for", day=when.isoformat()))


def _times(facts: Facts) -> Iterator[tuple[str, date]]:
    plans = [facts.plan] + ([facts.previous] if facts.previous else [])
    for plan in plans:
        yield "plan", plan.monday
        yield "plan", plan.made_at
        for tour in plan.tours:
            yield tour.id, tour.date
            for stop in tour.stops:
                yield from ((tour.id, when) for when in (stop.arrival, stop.departure))
                yield from ((tour.id, when) for action in stop.actions for when in (action.start, action.end))
        for session in plan.sessions:
            times = (session.set_up_start, session.start, session.end, session.tear_down_end)
            yield from ((session.id, when) for when in times)
        for ride in plan.rides:
            yield from ((ride.item, when) for when in _ride_times(ride))
        for duty in plan.duties:
            yield duty.person, duty.date
            yield from ((duty.person, when) for a in duty.activities for when in (a.start, a.end))


def _ride_times(ride: PlannedRide) -> tuple[datetime, ...]:
    return ride.boarding_start, ride.boarding_end, ride.alighting_start, ride.alighting_end


@checks("A1.times")
def a1(facts: Facts) -> Iterator[Breach]:
    """The times of tours, sessions, rides and duties agree, and all they name exists."""
    yield from _unknown(facts)
    for id_, times in Counter(tour.id for tour in facts.plan.tours).items():
        if times > 1:
            yield breach("A1.times", id_, None, message("{times} tours have this name", times=times), times - 1)
    for run in facts.runs:
        yield from _tour_dates(facts, run)
        for stop in run.tour.stops:
            yield from _actions_within(run, stop)
    yield from _rides_agree(facts)
    yield from _duties_agree(facts)


def _unknown(facts: Facts) -> Iterator[Breach]:
    instance, plan = facts.instance, facts.plan
    vehicles = (
        {tour.vehicle for tour in plan.tours}
        | {s.vehicle for s in plan.sessions}
        | {s.fetched_by for s in plan.sessions}
    )
    people = {duty.person for duty in plan.duties} | {m.person for s in plan.sessions for m in s.crew}
    people |= {stop.driver or "" for tour in plan.tours for stop in tour.stops} - {""}
    places = {stop.place for tour in plan.tours for stop in tour.stops}
    places |= {activity.place for duty in plan.duties for activity in duty.activities}
    kits: set[str | None] = {session.kit for session in plan.sessions}
    tours = {ride.tour for ride in plan.rides}
    for tour in plan.tours:
        for stop in tour.stops:
            people |= {a.item for a in stop.actions if a.kind in ("crew_on", "crew_off") and a.item}
            kits |= {a.item for a in stop.actions if a.kind in ("load_kit", "unload_kit")}
    known = (
        (message("no such vehicle"), vehicles, instance.vehicle_by_id.keys()),
        (message("no such person"), people, instance.person_by_id.keys()),
        (message("no such place"), places, instance.places.keys()),
        (message("no such kit"), kits, instance.kit_by_id.keys()),
        (message("no such tour"), tours, {tour.id for tour in plan.tours}),
    )
    for what, named, there in known:
        for id_ in sorted(name for name in named if name is not None and name not in there):
            yield breach("A1.times", id_, None, what)


def _tour_dates(facts: Facts, run: Run) -> Iterator[Breach]:
    first = run.tour.stops[0].arrival
    if first.date() != run.day or run.day not in facts.horizon:
        what = message("the tour is dated {day}", day=run.day.isoformat())
        yield breach("A1.times", run.tour.id, first, what)


def _actions_within(run: Run, stop: TourStop) -> Iterator[Breach]:
    for action in stop.actions:
        if not stop.arrival <= action.start <= action.end <= stop.departure:
            off = max(stop.arrival - action.start, action.end - stop.departure, action.start - action.end, timedelta())
            what = message("an action lies outside the stop's time")
            yield breach("A1.times", run.tour.id, action.start, what, int(off.total_seconds()) // 60, "min")


def _rides_agree(facts: Facts) -> Iterator[Breach]:
    planned = {(ride.tour, ride.item, ride.leg): ride for ride in facts.plan.rides}
    for run in facts.runs:
        for stop in run.tour.stops:
            for action in stop.actions:
                if action.kind not in ("board", "alight"):
                    continue
                who = f"{action.item} {action.leg}"
                ride = planned.get((run.tour.id, action.item or "", action.leg or "outbound"))
                if ride is None:
                    what = message("somebody gets on or off who has no ride in this tour")
                    yield breach("A1.times", who, action.start, what)
                    continue
                stated = (ride.pickup, ride.boarding_start, ride.boarding_end)
                if action.kind == "alight":
                    stated = (ride.dropoff, ride.alighting_start, ride.alighting_end)
                if stated != (stop.place, action.start, action.end):
                    what = message("the ride and its tour state other times or places")
                    off = abs(int((stated[1] - action.start).total_seconds())) // 60
                    yield breach("A1.times", who, action.start, what, off, "min")
    for served in facts.served:
        way = facts.own_car_way(served.ride.pickup, served.ride.dropoff, served.day)
        given = served.alighting_start - served.boarding_end
        if served.ride.tour is None and way is not None and given > way[0]:
            what = message("the taxi ride is planned in {given} min and takes {needed} min", given=given, needed=way[0])
            yield breach("A1.times", ride_id(served.ride), served.ride.boarding_start, what, given - way[0], "min")


def _duties_agree(facts: Facts) -> Iterator[Breach]:
    for shift in facts.shifts:
        who = shift.person.id
        if shift.duty.start.date() != shift.day or shift.day not in facts.horizon:
            what = message("the duty is dated {day}", day=shift.day.isoformat())
            yield breach("A1.times", who, shift.duty.start, what)
        for span in shift.spans:
            if span.kind not in ON_SITE:
                continue
            held = facts.held_by_id.get(span.ref or "")
            if held is None or who not in {member.person for member in held.session.crew}:
                what = message("the duty names a session this person is not in the crew of")
                yield breach("A1.times", who, facts.moment(span.start), what)
                continue
            phase = {
                "set_up": (held.set_up_start, held.start),
                "session": (held.start, held.end),
                "tear_down": (held.end, held.tear_down_end),
            }[span.kind]
            if off := max(0, phase[0] - span.start, span.end - phase[1]):
                what = message("the duty and the session state other times")
                yield breach("A1.times", who, facts.moment(span.start), what, off, "min")

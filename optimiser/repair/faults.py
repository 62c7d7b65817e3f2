"""What is wrong with events before anything is repaired: unknown ids, times that are past, contradictions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from models.base import at, format_local
from models.events import (
    Delay,
    Event,
    PersonAbsent,
    RideAdded,
    RideCancelled,
    RideChanged,
    RoadSlow,
    SessionAdded,
    SessionCancelled,
    VehicleOut,
    VenueClosed,
)
from models.horizon import Horizon, occurrences, ride_items
from models.instance import Instance
from models.notices import Location, Notice, Severity, did_you_mean, error, warning
from models.plan import Plan, Tour
from models.references import find_faults
from models.text import message
from optimiser.repair.applying import after, find_request

Found = Iterator[Notice]

FEW = 8
"""So many ids are told when one is not known and none is like it."""


def find_event_faults(instance: Instance, plan: Plan, events: Sequence[Event], now: datetime) -> tuple[Notice, ...]:
    """Every fault of the events and of the plan they happen to, each with its place and remedy."""
    notices = [*_of_plan(instance, plan), *_of_now(plan, now)]
    if not any(notice.severity is Severity.ERROR for notice in notices):
        for k, event in enumerate(events):
            notices += _of_event(instance, plan, event, now, Location(source="events", row=k + 1, field=event.kind))
        notices += _contradictions(instance, events)
    if not any(notice.severity is Severity.ERROR for notice in notices):
        known = {(notice.code, str(notice.what)) for notice in find_faults(instance, plan.monday)}
        changed = after(instance, plan, events, now)
        notices += [one for one in find_faults(changed, plan.monday) if (one.code, str(one.what)) not in known]
    return tuple(notices)


def _of_plan(instance: Instance, plan: Plan) -> Found:
    """Whether a plan is one of the instance as it stands."""
    where = Location(source="plan")
    if plan.instance != instance.territory.id:
        what = message("this is a plan of {other}, not of {this}", other=plan.instance, this=instance.territory.id)
        yield error("plan.territory", where, what, message("give the plan published for this territory"))
        return
    if plan.weeks != instance.cycle_weeks:
        what = message("the plan does not cover {weeks} weeks from a Monday", weeks=instance.cycle_weeks)
        yield error("plan.cycle", where, what, message("plan the cycle anew; nothing of the plan is lost meanwhile"))
        return
    remedy = message("put it back into the instance and tell what happened to it as an event")
    for id_ in sorted({tour.vehicle for tour in plan.tours} - instance.vehicle_by_id.keys()):
        yield error("plan.vehicle", where, message("the plan uses the vehicle {id}, which is gone", id=id_), remedy)
    people = {duty.person for duty in plan.duties} | {m.person for s in plan.sessions for m in s.crew}
    people |= {stop.driver for tour in plan.tours for stop in tour.stops if stop.driver is not None}
    for id_ in sorted(people - instance.person_by_id.keys()):
        yield error("plan.person", where, message("the plan gives work to {id}, who is gone", id=id_), remedy)
    places = {stop.place for tour in plan.tours for stop in tour.stops} | {s.venue for s in plan.sessions}
    places |= {place for ride in plan.rides for place in (ride.pickup, ride.dropoff)}
    for id_ in sorted(places - instance.places.keys()):
        yield error("plan.place", where, message("the plan goes to {id}, which is gone", id=id_), remedy)
    kits = {session.kit for session in plan.sessions if session.kit is not None}
    for id_ in sorted(kits - instance.kit_by_id.keys()):
        yield error("plan.kit", where, message("the plan uses the kit {id}, which is gone", id=id_), remedy)
    yield from _of_items(instance, plan)


def _of_items(instance: Instance, plan: Plan) -> Found:
    """What is asked and not known to the plan is new to it; what it holds and nobody asks has been given up."""
    asked = occurrences(instance, Horizon(plan.monday, plan.weeks))
    ids = {one.id for one in asked} | {i.id for i in ride_items(instance, Horizon(plan.monday, plan.weeks), asked)}
    known = {session.id for session in plan.sessions} | {ride.item for ride in plan.rides}
    known |= {unserved.item for unserved in plan.unserved}
    where = Location(source="plan")
    for id_ in sorted(ids - known):
        what = message("{id} was asked for after the plan was made", id=id_)
        yield warning("plan.item_new", where, what, message("it counts as unserved until a repair serves it"))
    for id_ in sorted(known - ids):
        what = message("{id} is in the plan and no longer asked for", id=id_)
        yield warning("plan.item_gone", where, what, message("it is taken out, as if it were cancelled"))


def _of_now(plan: Plan, now: datetime) -> Found:
    last = at(plan.monday + timedelta(weeks=plan.weeks), 0)
    if now >= last:
        what = message("the plan ended before {now}", now=format_local(now))
        yield error("now.after", Location(source="now"), what, message("repair the plan of the week that runs"))
    elif now < plan.made_at:
        what = message(
            "the plan was made at {made}, after {now}", made=format_local(plan.made_at), now=format_local(now)
        )
        yield warning("now.before", Location(source="now"), what, message("check the time given"))


def _unknown(where: Location, id_: str, ids: Iterable[str]) -> Found:
    known = sorted(ids)
    if id_ in known:
        return
    otherwise = message("write it as the instance or the plan does")
    if 0 < len(known) <= FEW:
        otherwise = message("there are: {ids}", ids=", ".join(known))
    yield error("event.unknown", where, message("{id} is not known", id=id_), did_you_mean(id_, known, otherwise))


def _past(where: Location, when: datetime, now: datetime) -> Found:
    if when <= now:
        what = message("{when} is before {now}, the time of the repair", when=format_local(when), now=format_local(now))
        yield error("event.past", where, what, message("what is past cannot be changed; correct the event or --now"))


def _of_event(instance: Instance, plan: Plan, event: Event, now: datetime, where: Location) -> Found:
    horizon = Horizon(plan.monday, plan.weeks)
    match event:
        case VehicleOut():
            yield from _unknown(where, event.id, instance.vehicle_by_id)
            yield from _past(where, event.end, now)
        case PersonAbsent():
            yield from _unknown(where, event.id, instance.person_by_id)
            yield from _past(where, event.end, now)
        case VenueClosed():
            yield from _unknown(where, event.id, instance.venue_by_id)
            yield from _past(where, event.end, now)
        case RoadSlow():
            for place in (event.origin, event.destination):
                if place is not None:
                    yield from _unknown(where, place, instance.places)
            yield from _past(where, event.end, now)
        case SessionCancelled():
            yield from _unknown(where, event.id, (one.id for one in occurrences(instance, horizon)))
            for session in plan.sessions:
                if session.id == event.id:
                    yield from _past(where, session.set_up_start, now)
        case SessionAdded():
            yield from _unknown(where, event.id, instance.demand_by_id)
            yield from _past(where, at(event.date, event.start if event.start is not None else 24 * 60), now)
            if event.date not in horizon:
                what = message("{day} is outside the plan", day=event.date.isoformat())
                yield error("event.outside", where, what, message("choose a day of the plan, or plan that week"))
        case RideAdded():
            if event.ride.id in instance.ride_by_id:
                what = message("there is a ride {id} already", id=event.ride.id)
                yield error("event.exists", where, what, message("choose another id, or tell it as a ride changed"))
            if event.ride.date is not None:
                yield from _past(where, at(event.ride.date, 24 * 60), now)
        case RideChanged():
            yield from _unknown(where, event.ride.id, instance.ride_by_id)
            yield from _begun(plan, event.ride.id, now, where)
        case RideCancelled():
            if event.leg is None:
                yield from _cancelled_ride(instance, plan, event.id, now, where)
            else:
                yield from _cancelled_return(instance, plan, event.id, now, where)
        case Delay():
            yield from _unknown(where, event.id, {tour.id for tour in plan.tours} | instance.vehicle_by_id.keys())
            if find_running(plan, event.id, now) is None:
                what = message("no tour of {id} is under way at {now}", id=event.id, now=format_local(now))
                yield error("event.not_running", where, what, message("name a tour that has left and is not back"))


def _begun(plan: Plan, request: str, now: datetime, where: Location) -> Found:
    for ride in plan.rides:
        if ride.request == request and ride.boarding_start < now:
            what = message("a pick-up of this ride, at {when}, is past", when=format_local(ride.boarding_start))
            remedy = message("cancel the dates to come and add the changed ride as another one")
            yield error("event.past", where, what, remedy)
            return


def _cancelled_ride(instance: Instance, plan: Plan, id_: str, now: datetime, where: Location) -> Found:
    asked = occurrences(instance, Horizon(plan.monday, plan.weeks))
    items = {item.id for item in ride_items(instance, Horizon(plan.monday, plan.weeks), asked)}
    yield from _unknown(where, id_, items | instance.ride_by_id.keys())
    request = find_request(instance, id_)
    begun = {ride.item for ride in plan.rides if ride.boarding_start < now}
    if id_ in begun or (
        request is not None and request.id == id_ and request.date is not None and f"{id_}@{request.date}" in begun
    ):
        what = message("{id} has been picked up", id=id_)
        yield error("event.past", where, what, message("what is past cannot be changed; correct the event or --now"))


def _cancelled_return(instance: Instance, plan: Plan, id_: str, now: datetime, where: Location) -> Found:
    request = find_request(instance, id_)
    if request is None:
        yield from _unknown(where, id_, ())
    elif request.date is None or request.return_trip is None:
        what = message("{id} is not a ride of one date with a return", id=id_)
        yield error("event.no_return", where, what, message("cancel the whole ride of that date"))
    for ride in plan.rides:
        if request is not None and ride.request == request.id and ride.leg == "return":
            yield from _past(where, ride.boarding_start, now)


def find_running(plan: Plan, id_: str, now: datetime) -> Tour | None:
    """The tour of an id, its own or its vehicle's, that has left and is not back at a moment."""
    for tour in plan.tours:
        if id_ in (tour.id, tour.vehicle) and tour.start <= now < tour.end:
            return tour
    return None


def _contradictions(instance: Instance, events: Sequence[Event]) -> Found:
    """Events that cannot all be true."""
    told: dict[tuple[str, str], list[str]] = {}
    for event in events:
        for key in _about(instance, event):
            told.setdefault(key, []).append(event.kind)
    for (what_kind, id_), kinds in told.items():
        if len(kinds) > 1:
            where = Location(source="events", item=id_)
            listed = ", ".join(f"{kind} x {n}" if n > 1 else kind for kind, n in Counter(kinds).items())
            what = message("events contradict each other: {kinds}", kinds=listed)
            yield error(f"event.contradiction_{what_kind}", where, what, message("keep one of them"))


def _about(instance: Instance, event: Event) -> list[tuple[str, str]]:
    """What an event says something about that only one event may."""
    match event:
        case SessionCancelled():
            return [("session", event.id)]
        case SessionAdded():
            return [("session", f"{event.id}.x@{event.date.isoformat()}")]
        case RideAdded() | RideChanged():
            return [("ride", event.ride.id)]
        case RideCancelled():
            request = find_request(instance, event.id)
            return [("ride", request.id if request is not None and request.date is not None else event.id)]
        case Delay():
            return [("tour", event.id)]
    return []

"""An instance after what happened: absences, outages, closures, slow roads, items asked for otherwise."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from models.base import DateRange, Period
from models.events import (
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
from models.horizon import Horizon, occurrences, ride_days, ride_items
from models.instance import Instance
from models.plan import Plan
from models.rides import Leg, RideRequest
from models.services import DateException, SessionDemand
from models.territory import ClosedPair, Season


def after(instance: Instance, plan: Plan, events: Iterable[Event], now: datetime) -> Instance:
    """The instance with the events in it; delays are of the plan and leave it as it is.

    Parameters
    ----------
    events
        Without faults (`optimiser.repair.faults`).
    """
    horizon, before = Horizon(plan.monday, plan.weeks), instance
    for event in events:
        match event:
            case VehicleOut():
                instance = _changed(instance, "vehicles", event.id, "unavailable", _period(event))
            case PersonAbsent():
                instance = _changed(instance, "people", event.id, "absences", _period(event))
            case VenueClosed():
                instance = _changed(instance, "venues", event.id, "unavailable", _period(event))
            case RoadSlow():
                instance = _with_season(instance, event)
            case SessionCancelled():
                instance = _without_session(instance, plan, horizon, event.id)
            case SessionAdded():
                added = DateException(kind="added", date=event.date, start=event.start)
                instance = _changed(instance, "demands", event.id, "exceptions", added)
            case RideAdded():
                instance = _replaced(instance, rides=(*instance.rides, event.ride))
            case RideChanged():
                rides = (event.ride if ride.id == event.ride.id else ride for ride in instance.rides)
                instance = _replaced(instance, rides=tuple(rides))
            case RideCancelled(leg="return"):
                request = find_request(instance, event.id)
                rides = (r.model_copy(update={"return_trip": None}) if r == request else r for r in instance.rides)
                instance = _replaced(instance, rides=tuple(rides))
            case RideCancelled():
                instance = _without_ride(instance, plan, horizon, event.id, now)
    return _without_pins(instance, gone=_asked(before, horizon) - _asked(instance, horizon))


def _asked(instance: Instance, horizon: Horizon) -> frozenset[tuple[str, Leg | None]]:
    sessions = occurrences(instance, horizon)
    rides = ride_items(instance, horizon, sessions)
    asked: set[tuple[str, Leg | None]] = {(session.id, None) for session in sessions}
    for ride in rides:
        asked |= {(ride.id, None), *((ride.id, leg) for leg in ride.legs)}
    return frozenset(asked)


def _without_pins(instance: Instance, gone: frozenset[tuple[str, Leg | None]]) -> Instance:
    """The instance without pins of what is no longer asked, nor pins that wait for it."""
    kept = (pin for pin in instance.pins if not {(pin.item, None), (pin.item, pin.leg)} & gone)
    pins = tuple(pin.model_copy(update={"after": None}) if (pin.after, None) in gone else pin for pin in kept)
    return instance if pins == instance.pins else _replaced(instance, pins=pins)


def demand_of(occurrence: str) -> tuple[str, str]:
    """The session demand an occurrence's id names, and its series (``x`` for one added by hand)."""
    head = occurrence.rpartition("@")[0]
    demand, _, series = head.rpartition(".")
    return demand, series


def _replaced(instance: Instance, **fields: object) -> Instance:
    """The instance with other values; look-ups cached on the old one are left behind."""
    return instance.model_copy(update=fields)


def _changed(instance: Instance, table: str, id_: str, field: str, value: object) -> Instance:
    """The instance with a value appended to a field of one row."""
    rows = tuple(
        row.model_copy(update={field: (*getattr(row, field), value)}) if row.id == id_ else row
        for row in getattr(instance, table)
    )
    return _replaced(instance, **{table: rows})


def _period(event: VehicleOut | PersonAbsent | VenueClosed) -> Period:
    return Period(start=event.start, end=event.end, reason=event.reason)


def _with_season(instance: Instance, event: RoadSlow) -> Instance:
    """A season of the event's days with its speed and its closed pairs."""
    last = event.end - timedelta(minutes=1)
    taken = {season.id for season in instance.territory.seasons}
    number = next(k for k in range(1, len(taken) + 2) if f"event-{k}" not in taken)
    closed: tuple[ClosedPair, ...] = ()
    if event.origin is not None and event.destination is not None:
        ends = ((event.origin, event.destination), (event.destination, event.origin))
        closed = tuple(ClosedPair(origin=a, destination=b) for a, b in ends)
    season = Season(
        id=f"event-{number}",
        name=event.reason or f"event-{number}",
        days=(DateRange(first=event.start.date(), last=last.date()),),
        speed_percent=100 if closed else event.percent,
        closed=closed,
    )
    territory = instance.territory.model_copy(update={"seasons": (*instance.territory.seasons, season)})
    return _replaced(instance, territory=territory)


def _without_session(instance: Instance, plan: Plan, horizon: Horizon, id_: str) -> Instance:
    demand_id, series = demand_of(id_)
    demand = instance.demand_by_id[demand_id]
    occurrence = next(one for one in occurrences(instance, horizon) if one.id == id_)
    held = next((session for session in plan.sessions if session.id == id_), None)
    day = held.start.date() if held is not None else occurrence.days[0]
    if series == "x":
        kept = tuple(one for one in demand.exceptions if (one.kind, one.date) != ("added", occurrence.days[0]))
    else:
        kept = (*_others(demand, horizon, day, int(series)), _cancelled(horizon, occurrence.days, day, int(series)))
    changed = demand.model_copy(update={"exceptions": kept})
    return _replaced(instance, demands=tuple(changed if one.id == demand_id else one for one in instance.demands))


def _cancelled(horizon: Horizon, days: tuple[date, ...], day: date, series: int) -> DateException:
    # A date of the week the pattern asks for: the session itself may have been moved to another one.
    dated = day if day in days or not days else days[0]
    return DateException(kind="cancelled", date=dated if dated in horizon else day, series=series)


def _others(demand: SessionDemand, horizon: Horizon, day: date, series: int) -> tuple[DateException, ...]:
    """The exceptions but for one that moved this very session."""
    return tuple(
        one
        for one in demand.exceptions
        if not (one.kind == "moved" and one.to == day and one.series in (None, series) and one.date in horizon)
    )


def _without_ride(instance: Instance, plan: Plan, horizon: Horizon, id_: str, now: datetime) -> Instance:
    request = find_request(instance, id_)
    if request is None:
        return instance
    left = None if request.id == id_ else _without_item(request, id_)
    if request.id == id_:
        begun = {ride.item for ride in plan.rides if ride.request == id_ and ride.boarding_start < now}
        left = _given_up(request, horizon, now) if begun else None
        if left is not None and request.session is not None:
            coming = [one for one in occurrences(instance, horizon) if one.demand == request.session]
            names = tuple(one.id for one in coming if f"{request.id}@{one.id}" not in begun)
            left = left.model_copy(update={"without": (*request.without, *names)})
    rides = (left if ride.id == request.id else ride for ride in instance.rides)
    return _replaced(instance, rides=tuple(ride for ride in rides if ride is not None))


def find_request(instance: Instance, id_: str) -> RideRequest | None:
    """The request an id names, its own or one of its items'."""
    known = instance.ride_by_id
    if id_ in known:
        return known[id_]
    parts = id_.split("@")
    heads = ("@".join(parts[:k]) for k in range(len(parts) - 1, 0, -1))
    return next((known[head] for head in heads if head in known), None)


def _without_item(request: RideRequest, item: str) -> RideRequest | None:
    label = item[len(request.id) + 1 :]
    if request.session is not None:
        return request.model_copy(update={"without": (*request.without, label)})
    if request.recurrence is not None:
        days = (*request.recurrence.without, date.fromisoformat(label))
        return request.model_copy(update={"recurrence": request.recurrence.model_copy(update={"without": days})})
    return None


def _given_up(request: RideRequest, horizon: Horizon, now: datetime) -> RideRequest:
    """The request without its dates after a moment."""
    if request.recurrence is None:
        return request
    gone = tuple(day for day in ride_days(request, horizon) if day > now.date())
    dates = (*request.recurrence.without, *gone)
    return request.model_copy(update={"recurrence": request.recurrence.model_copy(update={"without": dates})})

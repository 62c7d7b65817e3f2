"""What changes between two plans, as the planner counts it: one for each person, passenger or commune told one thing.

A passenger's party is told where and when it is picked up, or that it is not; a commune when and where a session is
held; somebody who works what their day is. Nobody is told twice of the same thing, nor of what they told themselves: a
ride given up, a day of illness.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.base import Frozen, LocalDateTime
from models.events import Event, PersonAbsent, SessionCancelled
from models.instance import Instance
from models.plan import Activity, Duty, Plan, PlannedRide, PlannedSession, Tour
from models.text import Message, message
from optimiser.writing.changes import ChangeKind, price

Told = tuple[object, ...]


class Telling(Frozen):
    """One thing to tell: whom, of what, by when at the latest, what was and what is; ``price`` in change points."""

    kind: Literal["ride", "session", "duty"]
    who: str
    item: str
    by: LocalDateTime
    old: Message
    new: Message
    price: int


NOTHING = message("nothing")


def tellings(
    instance: Instance, plan: Plan, new: Plan, asked: frozenset[str], events: Sequence[Event], made_at: datetime
) -> tuple[Telling, ...]:
    """Everything to tell, by the latest moment it can be told.

    Parameters
    ----------
    plan, new
        The plan published before, and the one that takes its place.
    asked
        Ids of the ride items still asked; whoever gave up the others is not told, but for rides to a session that is
        cancelled.
    made_at
        When people are told at the earliest: prices grow as that comes near.
    """
    book = _Book(instance, made_at)
    with_session = tuple(f"@{event.id}" for event in events if isinstance(event, SessionCancelled))
    found = [
        *_rides(book, plan, new, asked, with_session),
        *_sessions(book, plan, new),
        *_duties(book, plan, new, events),
    ]
    return tuple(sorted(found, key=lambda one: (one.by, one.kind, one.who, one.item)))


@dataclass(frozen=True)
class _Book:
    instance: Instance
    made_at: datetime

    def place(self, id_: str) -> str:
        place = self.instance.places.get(id_)
        return id_ if place is None else place.name

    def vehicle(self, id_: str) -> str:
        vehicle = self.instance.vehicle_by_id.get(id_)
        return id_ if vehicle is None else vehicle.name

    def telling(
        self,
        kind: Literal["ride", "session", "duty"],
        priced: ChangeKind,
        who: str,
        item: str,
        when: datetime,
        old: Message,
        new: Message,
    ) -> Telling:
        points = price(self.instance, priced, when, self.made_at)
        return Telling(kind=kind, who=who, item=item, by=max(when, self.made_at), old=old, new=new, price=points)


def _rides(
    book: _Book, plan: Plan, new: Plan, asked: frozenset[str], with_session: tuple[str, ...]
) -> Iterator[Telling]:
    before, now = _by_item(plan.rides), _by_item(new.rides)
    for item in dict.fromkeys((*before, *now)):
        old, fresh = before.get(item, {}), now.get(item, {})
        known_to_be_off = item not in asked and not item.endswith(with_session)
        if known_to_be_off or _pickups(old) == _pickups(fresh):
            continue
        when = min(ride.boarding_start for ride in (*old.values(), *fresh.values()))
        request = next(iter((*old.values(), *fresh.values()))).request
        known = book.instance.ride_by_id.get(request)
        who = known.passenger if known is not None and known.passenger else request
        yield book.telling("ride", "promised_pickup", who, item, when, _of_rides(book, old), _of_rides(book, fresh))


def _by_item(rides: Iterable[PlannedRide]) -> dict[str, dict[str, PlannedRide]]:
    found: dict[str, dict[str, PlannedRide]] = {}
    for ride in rides:
        found.setdefault(ride.item, {})[ride.leg] = ride
    return found


def _pickups(rides: Mapping[str, PlannedRide]) -> Told:
    return tuple(sorted((leg, ride.pickup, ride.boarding_start, ride.tour is None) for leg, ride in rides.items()))


def _of_rides(book: _Book, rides: Mapping[str, PlannedRide]) -> Message:
    if not rides:
        return NOTHING
    said = "; ".join(
        f"{ride.boarding_start:%d/%m %H:%M} {book.place(ride.pickup)} → {book.place(ride.dropoff)}"
        for _, ride in sorted(rides.items())
    )
    return message("{text}", text=said)


def _sessions(book: _Book, plan: Plan, new: Plan) -> Iterator[Telling]:
    before, now = ({session.id: session for session in one.sessions} for one in (plan, new))
    for id_ in dict.fromkeys((*before, *now)):
        old, fresh = before.get(id_), now.get(id_)
        if old is not None and fresh is not None and (old.start, old.venue) == (fresh.start, fresh.venue):
            continue
        both = [one for one in (old, fresh) if one is not None]
        demand = book.instance.demand_by_id.get(both[0].demand)
        who = book.instance.commune_by_id[demand.commune].name if demand is not None else both[0].demand
        when = min(one.start for one in both)
        yield book.telling("session", "session", who, id_, when, _of_session(book, old), _of_session(book, fresh))


def _of_session(book: _Book, session: PlannedSession | None) -> Message:
    if session is None:
        return NOTHING
    return message("{text}", text=f"{session.start:%d/%m %H:%M} {book.place(session.venue)}")


def _duties(book: _Book, plan: Plan, new: Plan, events: Sequence[Event]) -> Iterator[Telling]:
    before, now = ({(duty.person, duty.date): duty for duty in one.duties} for one in (plan, new))
    for key in sorted(before.keys() | now.keys()):
        old, fresh = before.get(key), now.get(key)
        if old == fresh and not _driven_otherwise(plan, new, key):
            continue
        gone = [event for event in events if isinstance(event, PersonAbsent) and event.id == key[0]]
        if fresh is None and old is not None and any(e.start < old.end and old.start < e.end for e in gone):
            continue
        told, tells = _day(old, plan), _day(fresh, new)
        if told == tells:
            continue
        when = _first_difference(told, tells)
        kind: ChangeKind = "duty" if old is None or fresh is None else "stop_order"
        person = book.instance.person_by_id.get(key[0])
        who = key[0] if person is None else person.name
        was, is_ = _of_duty(book, old, plan), _of_duty(book, fresh, new)
        yield book.telling("duty", kind, who, f"{key[0]}@{key[1]}", when, was, is_)


def _driven_otherwise(plan: Plan, new: Plan, key: tuple[str, date]) -> bool:
    """Whether tours somebody drives on a day differ, though the duty does not: other passengers at the same stops."""
    return _tours(plan, key) != _tours(new, key)


def _tours(plan: Plan, key: tuple[str, date]) -> list[Tour]:
    return [t for t in plan.tours if t.date == key[1] and any(stop.driver == key[0] for stop in t.stops)]


def _day(duty: Duty | None, plan: Plan) -> tuple[tuple[datetime, Told], ...]:
    """What a day's sheet tells: where to be when, which vehicle to drive, who gets on and off."""
    if duty is None:
        return ()
    vehicles = {tour.id: tour.vehicle for tour in plan.tours}
    lines: list[tuple[datetime, Told]] = []
    for activity in duty.activities:
        if activity.kind not in ("wait", "break"):
            lines.append((activity.start, _line(activity, vehicles)))
    for tour in _tours(plan, (duty.person, duty.date)):
        driver = None
        for stop in tour.stops:
            driver = stop.driver or driver
            if driver == duty.person:
                calls = [(a.kind, a.item, a.leg) for a in stop.actions if a.leg is not None]
                lines += [(stop.arrival, ("call", stop.place, *sorted(map(str, call)))) for call in calls]
    return tuple(sorted(lines, key=lambda line: (line[0], str(line[1]))))


def _line(activity: Activity, vehicles: Mapping[str, str]) -> Told:
    # Who rides is told where and when, whatever vehicle comes; who drives is told which.
    ref = activity.ref
    if activity.kind in ("drive", "board", "load"):
        ref = vehicles.get(ref or "")
    elif activity.kind == "ride":
        ref = None
    return activity.kind, activity.end, activity.place, ref


def _first_difference(old: tuple[tuple[datetime, Told], ...], new: tuple[tuple[datetime, Told], ...]) -> datetime:
    differing = set(old) ^ set(new)
    return min(when for when, _ in differing)


def _of_duty(book: _Book, duty: Duty | None, plan: Plan) -> Message:
    if duty is None:
        return NOTHING
    names = {tour.id: book.vehicle(tour.vehicle) for tour in plan.tours}
    names |= {session.id: book.place(session.venue) for session in plan.sessions}
    parts = dict.fromkeys(
        names.get(activity.ref, activity.ref)
        for activity in duty.activities
        if activity.ref is not None and activity.kind in ("drive", "ride", "session")
    )
    return message("{text}", text=f"{duty.start:%d/%m %H:%M}–{duty.end:%H:%M} {', '.join(parts)}".strip())

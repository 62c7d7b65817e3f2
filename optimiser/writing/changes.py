"""Tier 2 of a written plan: what changes against the plan published before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from models.base import at
from models.horizon import Occurrence, RideItem
from models.instance import Instance
from models.plan import Plan, PlannedSession
from optimiser.writing.evaluate import Written

ChangeKind = Literal["promised_pickup", "session", "duty", "stop_order"]
Usual = tuple[int, int, str]
"""Weekday, minute of the day and venue a series had in the plan before."""


def price(instance: Instance, kind: ChangeKind, when: datetime, made_at: datetime) -> int:
    """Price of a change to something due at ``when``, learnt of at ``made_at``; 0 for a kind without a price."""
    for listed in instance.work_rules[0].change_prices if instance.work_rules else ():
        if listed.kind == kind:
            return listed.price((when - made_at).total_seconds() / 3600)
    return 0


def change_value(
    instance: Instance,
    previous: Plan | None,
    written: Written,
    made_at: datetime,
    same_horizon: bool,
    asked: Sequence[Occurrence],
    items: Sequence[RideItem],
) -> int:
    """Sum of the prices of all changes; 0 without a plan before."""
    if previous is None:
        return 0
    found = _changes(previous, written, same_horizon, asked, items)
    return sum(price(instance, kind, when, made_at) for kind, when in found)


def usual(previous: Plan) -> dict[str, Usual]:
    """Per series the weekday, start and venue most of its sessions had, the earliest of equals."""
    counted: dict[str, Counter[Usual]] = {}
    for session in sorted(previous.sessions, key=lambda s: s.start):
        counted.setdefault(series_of(session.id), Counter())[signature(session)] += 1
    return {series: counter.most_common(1)[0][0] for series, counter in counted.items()}


def series_of(occurrence: str) -> str:
    """Series of an occurrence's id."""
    return occurrence.rpartition("@")[0]


def signature(session: PlannedSession) -> Usual:
    """Weekday, minute of the day and venue of a session."""
    return session.start.isoweekday(), session.start.hour * 60 + session.start.minute, session.venue


def usual_start(occurrence: Occurrence, of: Usual) -> datetime:
    """When an occurrence would be if it kept the usual weekday and start, in the first week it may be held."""
    day = occurrence.days[0]
    return at(day - timedelta(days=day.weekday()) + timedelta(days=of[0] - 1), of[1])


def _changes(
    previous: Plan, written: Written, same_horizon: bool, asked: Sequence[Occurrence], items: Sequence[RideItem]
) -> Iterator[tuple[ChangeKind, datetime]]:
    legs = {item.id: item.legs for item in items}
    pickups = {(ride.item, ride.leg): ride.boarding_start for ride in written.rides}
    for ride in previous.rides:
        if ride.leg in legs.get(ride.item, ()) and pickups.get((ride.item, ride.leg)) != ride.boarding_start:
            yield "promised_pickup", ride.boarding_start
    held = {session.id: session for session in written.sessions}
    if not same_horizon:
        known = usual(previous)
        for occurrence in asked:
            of = known.get(series_of(occurrence.id))
            if occurrence.free or of is None:
                continue
            now = held.get(occurrence.id)
            if now is None or signature(now) != of:
                yield "session", usual_start(occurrence, of)
        return
    ids = {occurrence.id for occurrence in asked}
    for session in previous.sessions:
        now = held.get(session.id)
        if session.id in ids and (now is None or (now.start, now.venue) != (session.start, session.venue)):
            yield "session", session.start
    before = {(duty.person, duty.date): duty.start for duty in previous.duties}
    after = {(duty.person, duty.date): duty.start for duty in written.duties}
    for key in sorted(before.keys() ^ after.keys()):
        yield "duty", before.get(key) or after[key]
    places = {(tour.vehicle, tour.date): [stop.place for stop in tour.stops] for tour in written.tours}
    for tour in previous.tours:
        now_places = places.get((tour.vehicle, tour.date))
        if now_places is not None and now_places != [stop.place for stop in tour.stops]:
            yield "stop_order", tour.start

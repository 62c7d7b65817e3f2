"""Tier 2: what changes against the plan published before, priced by how late people learn of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from models.horizon import Occurrence
from models.plan import Plan, PlannedSession
from optimiser.check.facts import Facts

ChangeKind = Literal["promised_pickup", "session", "duty", "stop_order"]
Change = tuple[ChangeKind, datetime]
"""What changed, and when it was to be."""


def change_value(facts: Facts) -> int:
    """Tier 2: the prices of all changes; 0 without a plan published before."""
    if facts.previous is None or not facts.instance.work_rules:
        return 0
    prices = {price.kind: price for price in facts.instance.work_rules[0].change_prices}
    return sum(
        prices[kind].price((when - facts.plan.made_at).total_seconds() / 3600)
        for kind, when in changes(facts, facts.previous)
        if kind in prices
    )


def changes(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Every change that has a price."""
    yield from _pickups(facts, previous)
    if (previous.monday, previous.weeks) != (facts.plan.monday, facts.plan.weeks):
        yield from _patterns(facts, previous)
        return
    yield from _sessions(facts, previous)
    yield from _duties(facts, previous)
    yield from _stop_orders(facts, previous)


def _pickups(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Rides still asked whose pick-up moved, or that are no longer served."""
    now = {(ride.item, ride.leg): ride.boarding_start for ride in facts.plan.rides}
    for ride in previous.rides:
        item = facts.items.get(ride.item)
        if item is not None and ride.leg in item.legs and now.get((ride.item, ride.leg)) != ride.boarding_start:
            yield "promised_pickup", ride.boarding_start


def _sessions(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Sessions still asked that start at another time, are elsewhere, or are dropped."""
    now = {held.session.id: (held.session.start, held.session.venue) for held in facts.held}
    for session in previous.sessions:
        if session.id in facts.asked and now.get(session.id) != (session.start, session.venue):
            yield "session", session.start


def _patterns(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Sessions of this horizon that leave the weekday, start and venue their series had in another one."""
    usual: dict[str, Counter[tuple[int, int, str]]] = {}
    for session in sorted(previous.sessions, key=lambda s: s.start):
        usual.setdefault(_series(session.id), Counter())[_signature(session)] += 1
    for occurrence in facts.asked.values():
        series = _series(occurrence.id)
        if occurrence.free or series not in usual:
            continue
        signature = usual[series].most_common(1)[0][0]  # the first of equals is the earliest
        held = facts.held_by_id.get(occurrence.id)
        if held is None or _signature(held.session) != signature:
            yield "session", _usual_start(facts, occurrence, signature)


def _series(occurrence: str) -> str:
    return occurrence.rsplit("@", 1)[0]


def _signature(session: PlannedSession) -> tuple[int, int, str]:
    return session.start.isoweekday(), session.start.hour * 60 + session.start.minute, session.venue


def _usual_start(facts: Facts, occurrence: Occurrence, signature: tuple[int, int, str]) -> datetime:
    """When the occurrence would have been, as usual, in the first week it may be held."""
    weekday, minute, _ = signature
    day = occurrence.days[0]
    monday = day - timedelta(days=day.weekday())
    return facts.moment(facts.horizon.day_start(monday + timedelta(days=weekday - 1)) + minute)


def _duties(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Days of work that appear or disappear."""
    before = {(duty.person, duty.date): duty.start for duty in previous.duties}
    now = {(duty.person, duty.date): duty.start for duty in facts.plan.duties}
    for key in sorted(before.keys() ^ now.keys()):
        yield "duty", before[key] if key in before else now[key]


def _stop_orders(facts: Facts, previous: Plan) -> Iterator[Change]:
    """Tours of both plans that visit other places, or in another order."""
    now = {(tour.vehicle, tour.date): [stop.place for stop in tour.stops] for tour in facts.plan.tours}
    for tour in previous.tours:
        places = now.get((tour.vehicle, tour.date))
        if places is not None and places != [stop.place for stop in tour.stops]:
            yield "stop_order", tour.start

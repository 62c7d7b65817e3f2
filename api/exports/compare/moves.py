"""What moved from one plan to another of the same weeks: sessions and rides, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.plan import Plan, PlannedRide, PlannedSession
from models.rides import Leg

MoveKind = Literal["dropped", "added", "moved"]
Field = Literal["time", "place", "vehicle", "crew", "kit", "pickup", "dropoff", "arrival"]
Shown = datetime | str | tuple[str, ...] | None


@dataclass(frozen=True)
class Change:
    """One field before and after: a local time, an id, or ids in order; no vehicle of a ride is the outside taxi."""

    field: Field
    before: Shown
    after: Shown


@dataclass(frozen=True)
class Move:
    """A session (``leg`` none) or one direction of a ride that is in one plan alone, or not alike in both."""

    kind: MoveKind
    item: str
    leg: Leg | None
    when: datetime
    changes: tuple[Change, ...] = ()


def moved_sessions(before: Plan, after: Plan) -> tuple[Move, ...]:
    """Sessions, by the time of the first plan that has them."""
    old, new = ({session.id: session for session in plan.sessions} for plan in (before, after))
    found: list[Move] = []
    for id_ in dict.fromkeys((*old, *new)):
        one, other = old.get(id_), new.get(id_)
        if one is None or other is None:
            found += _only(id_, None, one.start if one else None, other.start if other else None)
        elif changes := tuple(_session_changes(one, other)):
            found.append(Move("moved", id_, None, one.start, changes))
    return tuple(sorted(found, key=lambda move: (move.when, move.item)))


def moved_rides(before: Plan, after: Plan) -> tuple[Move, ...]:
    """Rides, each direction for itself, by the time of the first plan that has them."""
    old, new = ({(ride.item, ride.leg): ride for ride in plan.rides} for plan in (before, after))
    of_old, of_new = ({tour.id: tour.vehicle for tour in plan.tours} for plan in (before, after))
    found: list[Move] = []
    for item, leg in dict.fromkeys((*old, *new)):
        one, other = old.get((item, leg)), new.get((item, leg))
        if one is None or other is None:
            starts = (ride.boarding_start if ride else None for ride in (one, other))
            found += _only(item, leg, *starts)
        elif changes := tuple(_ride_changes(one, of_old, other, of_new)):
            found.append(Move("moved", item, leg, one.boarding_start, changes))
    return tuple(sorted(found, key=lambda move: (move.when, move.item, move.leg or "")))


def _only(item: str, leg: Leg | None, before: datetime | None, after: datetime | None) -> Iterator[Move]:
    if before is not None:
        yield Move("dropped", item, leg, before)
    elif after is not None:
        yield Move("added", item, leg, after)


def _session_changes(one: PlannedSession, other: PlannedSession) -> Iterator[Change]:
    crew, other_crew = (tuple(sorted(member.person for member in session.crew)) for session in (one, other))
    pairs: tuple[tuple[Field, Shown, Shown], ...] = (
        ("time", one.start, other.start),
        ("place", one.venue, other.venue),
        ("vehicle", one.vehicle, other.vehicle),
        ("crew", crew, other_crew),
        ("kit", one.kit, other.kit),
    )
    yield from (Change(*pair) for pair in pairs if pair[1] != pair[2])


def _ride_changes(
    one: PlannedRide, of_old: dict[str, str], other: PlannedRide, of_new: dict[str, str]
) -> Iterator[Change]:
    pairs: tuple[tuple[Field, Shown, Shown], ...] = (
        ("time", one.boarding_start, other.boarding_start),
        ("arrival", one.alighting_start, other.alighting_start),
        ("vehicle", of_old.get(one.tour or ""), of_new.get(other.tour or "")),
        ("pickup", one.pickup, other.pickup),
        ("dropoff", one.dropoff, other.dropoff),
    )
    yield from (Change(*pair) for pair in pairs if pair[1] != pair[2])

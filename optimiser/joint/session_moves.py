"""Changes of the session side at random: another start, another day, another vehicle, somebody else in a crew."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from optimiser.draft import Draft, Outing, Visit
from optimiser.joint.pressure import Pressure, picked
from optimiser.joint.session_side import SessionSide, moved, outing_of, suits, with_outings
from optimiser.rides.situation import Situation


@dataclass(frozen=True)
class Changed:
    """Sessions and outings as they would be, and the days on which they differ."""

    draft: Draft
    days: frozenset[date]


@dataclass(frozen=True)
class Chance:
    """What a change is drawn from: what may be moved, how rides press on outings, and a source of random numbers."""

    side: SessionSide
    pressure: Pressure
    rng: Random

    def outing(self, draft: Draft, *, by_vehicle: bool = False) -> Outing | None:
        """An outing that may be moved, those with a vehicle alone where it matters."""
        able = [o for o in draft.outings if self.side.movable(o) and (o.vehicle is not None or not by_vehicle)]
        return picked(able, self.pressure, self.rng)


Change = Callable[[Situation, Draft, Chance], Changed | None]
"""A change of a draft of sessions; None when chance found none. The situation lends instance, horizon and times."""


def start_moved(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
    """A session starts at another time of its day; in other weeks of its pattern too."""
    outing = chance.outing(draft)
    if outing is None:
        return None
    visit = chance.rng.choice(outing.visits)
    starts = [
        start
        for placement in chance.side.asked[visit.occurrence].placements
        if (placement.day, placement.venue) == (outing.day, visit.venue)
        for start in placement.starts
        if start != visit.start
    ]
    return _shifted(s, draft, chance.side, visit, chance.rng.choice(starts) - visit.start) if starts else None


def day_moved(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
    """A session goes to another day, at one of its starts there; in other weeks of its pattern too."""
    outing = chance.outing(draft)
    if outing is None:
        return None
    visit = chance.rng.choice(outing.visits)
    starts = [
        start
        for placement in chance.side.asked[visit.occurrence].placements
        if placement.day != outing.day and placement.venue == visit.venue
        for start in placement.starts
    ]
    return _shifted(s, draft, chance.side, visit, chance.rng.choice(starts) - visit.start) if starts else None


def vehicle_changed(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
    """An outing takes another vehicle of its depot, and the outing that has it then takes this one's."""
    outing, side = chance.outing(draft, by_vehicle=True), chance.side
    if outing is None:
        return None
    others = [
        vehicle.id
        for vehicle in s.instance.vehicles
        if vehicle.id != outing.vehicle
        and vehicle.depot == outing.home
        and suits(s.instance, side.asked, vehicle.id, outing)
    ]
    if not others:
        return None
    chosen = chance.rng.choice(others)
    rivals = [one for one in draft.outings if one.vehicle == chosen and _meet(one, outing)]
    if any(not side.movable(one) or not suits(s.instance, side.asked, outing.vehicle or "", one) for one in rivals):
        return None
    new = [_again(s, outing, vehicle=chosen), *(_again(s, one, vehicle=outing.vehicle) for one in rivals)]
    return _changed(draft, [outing, *rivals], new, {})


def crew_changed(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
    """Somebody of an outing is replaced by somebody as qualified, who gives an outing of that time in exchange."""
    outing, side, rng = chance.outing(draft), chance.side, chance.rng
    if outing is None:
        return None
    person = rng.choice(outing.people)
    found = [
        other.id
        for other in s.instance.people
        if other.id not in outing.people and _can_replace(s, draft, person, other.id, [outing])
    ]
    if not found:
        return None
    other = rng.choice(found)
    rivals = [one for one in draft.outings if other in one.people and _meet(one, outing)]
    if any(
        not side.movable(one) or person in one.people or not _can_replace(s, draft, other, person, [one])
        for one in rivals
    ):
        return None
    new = [_again(s, outing, swap={person: other}), *(_again(s, one, swap={other: person}) for one in rivals)]
    return _changed(draft, [outing, *rivals], new, {person: other, other: person})


def crew_thinned(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
    """Somebody beyond the crew asked for stays at home."""
    spare = [
        (outing, person)
        for outing in draft.outings
        if chance.side.movable(outing) and len(outing.people) > 1
        for person in outing.people
        if not _kinds(draft, person, [outing])
    ]
    if not spare:
        return None
    outing, person = chance.rng.choice(spare)
    left = [one for one in outing.people if one != person]
    new = outing_of(s.instance, s.times, outing.vehicle, left, outing.visits, outing.day, outing.kits)
    return _changed(draft, [outing], [new], {person: None})


def both(first: Change, second: Change) -> Change:
    """One change after another."""

    def change(s: Situation, draft: Draft, chance: Chance) -> Changed | None:
        one = first(s, draft, chance)
        two = None if one is None else second(s, one.draft, chance)
        return None if one is None or two is None else Changed(two.draft, one.days | two.days)

    return change


def _meet(a: Outing, b: Outing) -> bool:
    return a.depart < b.back and b.depart < a.back


def _kinds(draft: Draft, person: str, outings: Collection[Outing]) -> set[str]:
    """Qualifications somebody counts for in the sessions of some outings."""
    held = {visit.occurrence for outing in outings for visit in outing.visits}
    return {
        kind
        for session in draft.sessions
        if session.visit.occurrence in held
        for id_, kind in session.crew
        if id_ == person and kind is not None
    }


def _can_replace(s: Situation, draft: Draft, person: str, other: str, outings: Sequence[Outing]) -> bool:
    one, two = s.instance.person_by_id[person], s.instance.person_by_id[other]
    return one.base == two.base and all(
        two.holds(kind, outing.day) for outing in outings for kind in _kinds(draft, person, [outing])
    )


def _again(
    s: Situation, outing: Outing, *, vehicle: str | None = None, swap: dict[str, str] | None = None
) -> Outing | None:
    people = [(swap or {}).get(person, person) for person in outing.people]
    if len(set(people)) < len(people):
        return None
    return outing_of(s.instance, s.times, vehicle or outing.vehicle, people, outing.visits, outing.day, outing.kits)


def _changed(
    draft: Draft, gone: Sequence[Outing], new: Sequence[Outing | None], crews: Mapping[str, str | None]
) -> Changed | None:
    come = [outing for outing in new if outing is not None]
    if len(come) < len(new):
        return None
    return Changed(with_outings(draft, gone, come, crews), frozenset(outing.day for outing in (*gone, *come)))


def _shifted(s: Situation, draft: Draft, side: SessionSide, visit: Visit, by: int) -> Changed | None:
    """A session, and the others of its pattern, so many minutes later; None when one of them cannot."""
    first = side.asked[visit.occurrence].occurrence
    target: dict[str, Visit] = {}
    for session in draft.sessions:
        one = side.asked[session.visit.occurrence]
        same = (one.occurrence.demand, one.occurrence.series) == (first.demand, first.series)
        tied = same and not one.occurrence.free and not first.free
        if session.visit.occurrence != visit.occurrence and not tied:
            continue
        start = session.visit.start + by
        allowed = any(p.venue == session.visit.venue and start in p.starts for p in one.placements)
        if not allowed or one.id in side.fixed:
            return None
        target[one.id] = moved(session.visit, session.visit.venue, start)
    gone = [outing for outing in draft.outings if any(one.occurrence in target for one in outing.visits)]
    if not all(side.movable(outing) for outing in gone):
        return None
    new: list[Outing | None] = []
    for outing in gone:
        new += _parts(s, draft, outing, target)
    return _changed(draft, gone, new, {})


def _parts(s: Situation, draft: Draft, outing: Outing, target: dict[str, Visit]) -> list[Outing | None]:
    """An outing with visits moved: one outing for each day they are on now, with its people and vehicle."""
    days: dict[date, list[Visit]] = {}
    for visit in outing.visits:
        now = target.get(visit.occurrence, visit)
        days.setdefault(s.horizon.moment(now.start).date(), []).append(now)
    kit_of = {session.visit.occurrence: session.kit for session in draft.sessions}
    return [
        outing_of(
            s.instance,
            s.times,
            outing.vehicle,
            outing.people,
            visits,
            day,
            [kit for kit in outing.kits if len(days) == 1 or kit in {kit_of[visit.occurrence] for visit in visits}],
        )
        for day, visits in days.items()
    ]

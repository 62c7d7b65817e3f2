"""The session side of a plan for moves: what may be placed where, outings made anew, quick looks at what they break.

A quick look only saves time: whatever passes it is judged by the checker before it is taken.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from models.instance import Instance
from models.pins import Pin
from optimiser.draft import Draft, HeldSession, Outing, Visit
from optimiser.master.placements import Asked, place_all
from optimiser.rides.free_times import Busy, PersonDay, VehicleDay
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn
from optimiser.travel import UNREACHABLE, TravelTimes


@dataclass(frozen=True)
class SessionSide:
    """What may be moved: occurrences asked, by id, with the placements that rules leave them, and days that stay.

    ``fixed`` are occurrences somebody pinned, or that something is pinned after.
    """

    asked: dict[str, Asked]
    fixed: frozenset[str]
    kept: frozenset[date]

    def movable(self, outing: Outing) -> bool:
        """Whether nothing of an outing is pinned or lies on a day that stays."""
        return outing.day not in self.kept and not any(visit.occurrence in self.fixed for visit in outing.visits)


def session_side(s: Situation, pins: dict[str, Pin]) -> SessionSide:
    """The session side of a situation, ``pins`` being those of sessions, by occurrence."""
    asked = place_all(s.instance, s.horizon, tuple(s.sessions.values()), pins, s.builder.kept)
    ordered = {pin.after for pin in s.instance.pins if pin.after is not None}
    ordered |= {pin.item for pin in s.instance.pins if pin.after is not None}
    return SessionSide({item.id: item for item in asked}, frozenset({*pins, *ordered}), s.builder.kept)


def outing_of(
    instance: Instance,
    times: TravelTimes,
    vehicle: str | None,
    people: Sequence[str],
    visits: Sequence[Visit],
    day: date,
    kits: Sequence[str],
) -> Outing | None:
    """An outing of these visits, in order of time; None when nobody can drive it or its times do not leave the way.

    Parameters
    ----------
    vehicle
        None for an own car, of the one person.
    """
    found = [instance.person_by_id[id_] for id_ in people]
    ordered = sorted(visits, key=lambda visit: visit.set_up_start)
    if vehicle is None:
        if len(found) != 1 or not found[0].own_car or kits:
            return None
        home, profile = found[0].base, instance.territory.travel.own_car_profile
        via: tuple[str, ...] = ()
        names = tuple(people)
    else:
        van = instance.vehicle_by_id[vehicle]
        drivers = [person.id for person in found if person.holds(van.licence, day)]
        if not drivers or any(person.base != van.depot for person in found):
            return None
        names = (drivers[0], *sorted(person.id for person in found if person.id != drivers[0]))
        home, profile = van.depot, van.profile
        homes = dict.fromkeys(instance.kit_by_id[kit].home for kit in kits)
        via = tuple(place for place in homes if place != home)
    places = [home, *via, *(visit.venue for visit in ordered), *reversed(via), home]
    legs = [(times.minutes(a, b, profile, day), times.metres(a, b, profile, day)) for a, b in pairwise(places)]
    if any(minutes >= UNREACHABLE for minutes, _ in legs):
        return None
    out, back = len(via) + 1, len(via) + 1
    for leg, (a, b) in zip(legs[out:], pairwise(ordered), strict=False):
        if a.tear_down_end + leg[0] > b.set_up_start:
            return None
    return Outing(
        day=day,
        vehicle=vehicle,
        people=names,
        visits=tuple(ordered),
        home=home,
        depart=ordered[0].set_up_start - sum(minutes for minutes, _ in legs[:out]),
        back=ordered[-1].tear_down_end + sum(minutes for minutes, _ in legs[-back:]),
        metres=sum(metres for _, metres in legs),
        kits=tuple(kits) if vehicle is not None else (),
        via=via,
    )


def suits(instance: Instance, asked: dict[str, Asked], vehicle: str, outing: Outing) -> bool:
    """Whether a vehicle has what the sessions of an outing ask for, and room for its people and kits."""
    van = instance.vehicle_by_id[vehicle]
    volume = sum(instance.kit_by_id[kit].volume_l for kit in outing.kits)
    features = {f for visit in outing.visits for f in asked[visit.occurrence].service.vehicle_features}
    seats = max(layout.seats for layout in van.layouts)
    return features <= set(van.features) and volume <= van.kit_volume_l and seats >= len(outing.people) - 1


def moved(visit: Visit, venue: str, start: int) -> Visit:
    """A visit held elsewhere or at another time."""
    by = start - visit.start
    return replace(
        visit,
        venue=venue,
        set_up_start=visit.set_up_start + by,
        start=start,
        end=visit.end + by,
        tear_down_end=visit.tear_down_end + by,
    )


def with_outings(
    draft: Draft, gone: Collection[Outing], come: Iterable[Outing], crews: Mapping[str, str | None]
) -> Draft:
    """A draft of sessions with some outings in place of others, their sessions following.

    Parameters
    ----------
    crews
        Who takes whose place in the crews of the new outings' sessions; nobody when None.
    """
    new = tuple(come)
    visits = {visit.occurrence: visit for outing in new for visit in outing.visits}
    days = {outing.day for outing in (*gone, *new)}
    people = {person for outing in (*gone, *new) for person in outing.people}
    sessions = tuple(
        _follow(session, visits[session.visit.occurrence], crews) if session.visit.occurrence in visits else session
        for session in draft.sessions
    )
    return replace(
        draft,
        sessions=tuple(sorted(sessions, key=lambda one: (one.visit.start, one.visit.occurrence))),
        outings=tuple(
            sorted(
                (*(one for one in draft.outings if one not in gone), *new),
                key=lambda one: (one.depart, one.vehicle or "", one.people),
            )
        ),
        meals=tuple(meal for meal in draft.meals if meal[0] not in people or meal[1] not in days),
    )


def _follow(session: HeldSession, visit: Visit, crews: Mapping[str, str | None]) -> HeldSession:
    by = visit.start - session.visit.start
    people = {person: crews.get(person, person) for person, _ in (*session.crew, *session.relieved)}
    return replace(
        session,
        visit=visit,
        crew=tuple((now, kind) for person, kind in session.crew if (now := people[person]) is not None),
        relieved=tuple((now, start + by) for person, start in session.relieved if (now := people[person]) is not None),
    )


def looks_lawful(s: Situation, days: Collection[date], turns: Sequence[Turn]) -> bool:
    """Whether sessions of some days are at peace with each other and with the turns of all other days.

    Looked at: two places at once (vehicles, people, kits, venues), hours of vehicles and people, weeks and rests.
    """
    for day in days:
        work = s.workdays[day]
        today = [outing for outing in s.draft.outings if outing.day == day]
        if any(outing.vehicle and not _in_hours(work.vehicles[outing.vehicle], outing) for outing in today):
            return False
        if any(
            (person := work.people.get(id_)) is None or not _in_hours(person, outing)
            for outing in today
            for id_ in outing.people
        ):
            return False
        filled = [*(one.busy for one in work.vehicles.values()), *(one.busy for one in work.people.values())]
        if any(_overlap(busy) for busy in filled):
            return False
        if _kits_clash(today) or _venues_clash(s, today):
            return False
    drivers = {id_ for day in days for id_, person in s.workdays[day].people.items() if person.busy}
    return all(_weeks_hold(s, id_, [turn for turn in turns if turn.driver == id_]) for id_ in sorted(drivers))


def _in_hours(there: VehicleDay | PersonDay, outing: Outing) -> bool:
    return any(a <= outing.depart and outing.back <= b for a, b in there.windows)


def _overlap(busy: Sequence[Busy]) -> bool:
    return any(a.end > b.start for a, b in pairwise(sorted(busy, key=lambda one: one.start)))


def _kits_clash(today: Sequence[Outing]) -> bool:
    return any(set(a.kits) & set(b.kits) and a.depart < b.back and b.depart < a.back for a, b in combinations(today, 2))


def _venues_clash(s: Situation, today: Sequence[Outing]) -> bool:
    held: dict[str, dict[str, Visit]] = defaultdict(dict)
    for outing in today:
        for visit in outing.visits:
            held[visit.venue][visit.occurrence] = visit
    return any(
        a.set_up_start < b.tear_down_end and b.set_up_start < a.tear_down_end
        for venue, visits in held.items()
        if not s.instance.venue_by_id[venue].shareable
        for a, b in combinations(visits.values(), 2)
    )


def _weeks_hold(s: Situation, person: str, turns: Sequence[Turn]) -> bool:
    weeks = s.weeks[person]
    for week in range(s.horizon.weeks):
        extra = sum(turn.extra_work_min for turn in turns if s.horizon.week_of(turn.day) == week)
        if extra > weeks.least_room_min(week):
            return False
    return weeks.rest_breach({turn.day: (turn.duty_start, turn.duty_end) for turn in turns}) is None

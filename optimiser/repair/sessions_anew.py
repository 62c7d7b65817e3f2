"""Sessions a plan leaves out, held after all: where and when they were told first, then ever farther from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product

from models.horizon import Occurrence
from models.instance import Instance
from models.people import Person
from models.plan import CrewMember, Plan, PlannedSession
from models.profiles import childcare_rules_on
from models.services import Service, SessionDemand, adults_needed
from optimiser.draft import Outing, Visit
from optimiser.master.placements import place
from optimiser.repair.damage import Damage
from optimiser.repair.edits import added_run
from optimiser.repair.free import Free
from optimiser.repair.judging import Judged
from optimiser.repair.week import Trip, Week, read_week
from optimiser.travel import UNREACHABLE
from optimiser.writing.legs import outing_run

PEOPLE_EACH = 4
"""People tried for each head of a crew."""
WAYS_EACH = 6
"""Crews and vehicles tried at one place and time."""
TRIALS = 60
"""Weeks judged for one session."""


@dataclass(frozen=True)
class Way:
    """A session at a place and time, with who holds it and how they get there: a vehicle, or an own car each."""

    visit: Visit
    day: date
    crew: tuple[tuple[Person, str | None], ...]
    vehicle: str | None
    kit: str | None


@dataclass
class SessionsAnew:
    """Tries to hold what a plan leaves out.

    Parameters
    ----------
    published
        The plan whose sessions people were told.
    spent
        Whether time is up.
    """

    damage: Damage
    published: Plan
    spent: Callable[[], bool]

    @property
    def _instance(self) -> Instance:
        return self.damage.judge.writer.known

    def run(self, start: Judged, ids: Sequence[str]) -> list[Judged]:
        """Lawful plans with more and more of some sessions held, one after the other."""
        found: list[Judged] = []
        now = start
        for occurrence in self.damage.judge.writer.frame.asked:
            if occurrence.id in ids and occurrence.id not in {s.id for s in now.plan.sessions}:
                ways = self._hold(now, occurrence)
                found += ways
                if ways:
                    now = min(ways, key=lambda one: (one.changes, one.tier("cost")))
        return found

    def _hold(self, judged: Judged, occurrence: Occurrence) -> list[Judged]:
        """The first lawful ways to hold a session: at its time and place, else on its day, else on another."""
        writer = self.damage.judge.writer
        week = read_week(writer.known, self.damage.scene.horizon, judged.plan)
        free = Free(self.damage.scene, self._instance, week)
        told = {telling.item.split("@")[0] for telling in judged.tellings if telling.kind == "duty"}
        found: list[Judged] = []
        trials = 0
        reached = -1
        for far, visit, day in self._visits(occurrence):
            if trials >= TRIALS or self.spent() or (found and far > reached):
                break
            for way in islice(self._ways(free, occurrence, visit, day, told), WAYS_EACH):
                trials += 1
                new = self.damage.judge.judge(_with(self.damage, week, occurrence, way))
                if not new.breaches:
                    found.append(new)
                    reached = far
                    break
        return found

    def _visits(self, occurrence: Occurrence) -> Iterator[tuple[int, Visit, date]]:
        """Places and times, nearest to what was told first: how far (0 the same, 1 that day, 2 another), visit, day."""
        horizon = self.damage.scene.horizon
        pin = next((pin for pin in self._instance.pins if pin.item == occurrence.id), None)
        asked = place(self._instance, horizon, occurrence, pin)
        old = next((session for session in self.published.sessions if session.id == occurrence.id), None)
        was = None if old is None else horizon.minute(old.start)
        ways: list[tuple[tuple[int, int, bool, int], str, date]] = []
        for placement in asked.placements:
            for start in placement.starts:
                moved = 0 if was is None else abs(start - was)
                same_day = old is None or placement.day == old.start.date()
                same_venue = old is None or placement.venue == old.venue
                far = 2 if not same_day else 0 if same_venue and not moved else 1
                if start - asked.before_min >= self.damage.scene.now:
                    ways.append(((far, moved, not same_venue, start), placement.venue, placement.day))
        for (far, _, _, start), venue, day in sorted(ways):
            end = start + asked.service.duration_min
            yield far, Visit(occurrence.id, venue, start - asked.before_min, start, end, start + asked.after_min), day

    def _ways(self, free: Free, occurrence: Occurrence, visit: Visit, day: date, told: set[str]) -> Iterator[Way]:
        """Crews with a vehicle or own cars, those who are told anyway first."""
        instance = self._instance
        demand = instance.demand_by_id[occurrence.demand]
        service = instance.service_by_id[occurrence.service]
        heads = _heads(instance, demand, service, day)
        old = next((s for s in self.published.sessions if s.id == occurrence.id), None)
        before = {member.person for member in old.crew} if old is not None else set()
        working = {(duty.person, duty.date) for duty in self.published.duties}

        def rank(person: Person) -> tuple[bool, bool, bool, int, str]:
            at_work = (person.id, day) in working
            return (
                person.id not in before,
                person.id not in told,
                not at_work,
                person.contract.cost_hour_cents,
                person.id,
            )

        people = sorted(instance.people, key=rank)
        if service.vehicle_use == "none" and service.kit_kind is None:
            own = [
                person
                for person in people
                if (span := self._own_span(person, visit, day)) and free.person(person, day, span)
            ]
            for crew in _crews(own, heads, day):
                yield Way(visit, day, crew, None, None)
        for vehicle in instance.vehicles:
            if not set(service.vehicle_features) <= set(vehicle.features):
                continue
            span = self._span(vehicle.depot, visit, vehicle.profile, day)
            if span is None or not free.vehicle(vehicle, day, span):
                continue
            kits: list[str | None] = [None]
            if service.kit_kind is not None:
                fitting = (
                    k
                    for k in free.kits(service.kit_kind, span)
                    if k.home == vehicle.depot and k.volume_l <= vehicle.kit_volume_l
                )
                kits = list[str | None](kit.id for kit in fitting)[:1]
            there = [p for p in people if p.base == vehicle.depot and free.person(p, day, span)]
            for kit in kits:
                for crew in _crews(there, heads, day):
                    drives = any(person.holds(vehicle.licence, day) for person, _ in crew)
                    if drives and max(layout.seats for layout in vehicle.layouts) >= len(crew) - 1:
                        yield Way(visit, day, crew, vehicle.id, kit)

    def _own_span(self, person: Person, visit: Visit, day: date) -> tuple[int, int] | None:
        span = self._span(person.base, visit, self._instance.territory.travel.own_car_profile, day)
        away = span is not None and span != (visit.set_up_start, visit.tear_down_end)
        return None if away and not person.own_car else span

    def _span(self, base: str, visit: Visit, profile: str, day: date) -> tuple[int, int] | None:
        times = self.damage.scene.times
        out, back = times.minutes(base, visit.venue, profile, day), times.minutes(visit.venue, base, profile, day)
        return None if max(out, back) >= UNREACHABLE else (visit.set_up_start - out, visit.tear_down_end + back)


def _heads(instance: Instance, demand: SessionDemand, service: Service, day: date) -> list[tuple[str, ...]]:
    """The qualifications that count for each head of a crew, those asked for by name first."""
    heads: list[tuple[str, ...]] = [(need.qualification,) for need in service.crew for _ in range(need.count)]
    if service.childcare is not None:
        rules = childcare_rules_on(instance.childcare_rules, service.childcare.rules, day)
        more = adults_needed(rules, service.childcare.ratio, demand.attendance) - len(heads)
        heads += [tuple(need.qualification for need in service.crew)] * max(0, more)
    return heads


def _crews(
    people: Sequence[Person], heads: Sequence[tuple[str, ...]], day: date
) -> Iterator[tuple[tuple[Person, str | None], ...]]:
    """People for all heads, nobody twice; of each head the first few who hold what it asks for."""
    able = [
        [p for p in people if any(p.holds(kind, day) for kind in kinds)][: PEOPLE_EACH + len(heads)] for kinds in heads
    ]
    for some in islice(product(*able), 200):
        if len({person.id for person in some}) == len(some):
            kinds = [next(kind for kind in head if p.holds(kind, day)) for p, head in zip(some, heads, strict=True)]
            yield tuple(zip(some, kinds, strict=True))


def _with(damage: Damage, week: Week, occurrence: Occurrence, way: Way) -> Week:
    """The week with a session held in a way of its own."""
    writer, moment = damage.judge.writer, damage.scene.horizon.moment
    visit = way.visit
    service = writer.known.service_by_id[occurrence.service]
    named = way.vehicle if service.vehicle_use != "none" or way.kit is not None else None
    session = PlannedSession(
        id=occurrence.id,
        demand=occurrence.demand,
        venue=visit.venue,
        set_up_start=moment(visit.set_up_start),
        start=moment(visit.start),
        end=moment(visit.end),
        tear_down_end=moment(visit.tear_down_end),
        crew=tuple(
            CrewMember(person=p.id, qualification=kind) for p, kind in sorted(way.crew, key=lambda one: one[0].id)
        ),
        kit=way.kit,
        vehicle=named,
        fetched_by=named,
    )
    week = week.with_session(occurrence.id, session)
    if way.vehicle is None:
        trips = (Trip(person.id, way.day, (occurrence.id,)) for person, _ in way.crew)
        return replace(week, trips=(*week.trips, *trips))
    vehicle = writer.known.vehicle_by_id[way.vehicle]
    drivers = [person.id for person, _ in way.crew if person.holds(vehicle.licence, way.day)]
    people = (drivers[0], *(person.id for person, _ in way.crew if person.id != drivers[0]))
    times = damage.scene.times
    out = times.minutes(vehicle.depot, visit.venue, vehicle.profile, way.day)
    back = times.minutes(visit.venue, vehicle.depot, vehicle.profile, way.day)
    kits = (way.kit,) if way.kit is not None else ()
    depart, home = visit.set_up_start - out, visit.tear_down_end + back
    outing = Outing(way.day, way.vehicle, people, (visit,), vehicle.depot, depart, home, 0, kits)
    return added_run(week, replace(outing_run(writer.known, times, outing, {occurrence.id: way.kit}), outing=None))

"""What few changes can do when somebody or something is missing a whole day, found by trying everything.

Each tour of that day, and each way to sessions by own car, is left as it was, or not driven, or given to any vehicle of
its depot and any people of its base, at the same times. All combinations that a bound on need and on things to tell
does not rule out are written as plans by hand, on the plan's own classes, and judged by the checker. It shares no code
with the repair but the counting of what is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import product

from models.events import PersonAbsent, VehicleOut
from models.horizon import Horizon, Occurrence, RideItem, occurrences, ride_items
from models.instance import Instance
from models.plan import Activity, Duty, Plan, PlannedSession, Tour
from optimiser.check import check
from optimiser.repair.told import tellings
from optimiser.travel import UNREACHABLE, TravelTimes, travel_times
from optimiser.writing.evaluate import need_value
from optimiser.writing.plan import Frame, tier_values
from tests.optimiser.repair.oracle_writing import Stands, Unit, write

MOST_NODES, MOST_CHECKS = 60_000, 300
"""Combinations looked at, and plans judged, before a case is given up as too large to try whole."""

Found = tuple[int, int]
"""Need left, and things to tell."""

ON_SITE = ("set_up", "session", "tear_down")


class TooLargeError(Exception):
    """There is more to try than time for it."""


@dataclass
class Oracle:
    """A plan, and somebody or something missing for a day of it on which nothing has left yet.

    Parameters
    ----------
    changed
        The instance with the event in it.
    """

    instance: Instance
    changed: Instance
    plan: Plan
    event: VehicleOut | PersonAbsent

    def __post_init__(self) -> None:
        self.times: TravelTimes = travel_times(self.changed)
        self.horizon = Horizon(self.plan.monday, self.plan.weeks)
        self.day = self.event.start.date()
        asked = occurrences(self.changed, self.horizon)
        items = ride_items(self.changed, self.horizon, asked)
        made_at = max(self.event.start, self.plan.made_at)
        self.frame = Frame(self.changed, self.horizon, self.times, asked, items, self.plan, made_at)
        self.tours = [tour for tour in self.plan.tours if tour.date == self.day]
        self.units = [*(self._of_tour(tour) for tour in self.tours), *self._trips()]
        self._needs: dict[frozenset[str], int] = {}

    def beyond(self, known: Iterable[Found]) -> list[Found]:
        """Every (need, told) of a lawful plan that nothing known is as good as; empty when there is none.

        Raises
        ------
        TooLargeError
            When there is too much to try.
        """
        front, better = list(known), list[Found]()
        candidates = []
        for nodes, stands in enumerate(self._combinations(front)):
            if nodes > MOST_NODES:
                raise TooLargeError
            bound = self._bound(stands)
            if bound is not None and not _matched(bound, front):
                candidates.append((bound, stands))
        checks = 0
        for bound, stands in sorted(candidates, key=lambda one: one[0]):
            if _matched(bound, front):
                continue
            checks += 1
            if checks > MOST_CHECKS:
                raise TooLargeError
            found = self._judged(stands)
            if found is not None and not _matched(found, front):
                front.append(found)
                better.append(found)
        return better

    def _judged(self, stands: Stands) -> Found | None:
        plan = write(self.frame, self.plan, self.event, self.units, stands)
        if plan is None or check(self.changed, plan, self.times, self.plan):
            return None
        ids = frozenset(item.id for item in self.frame.items)
        told = tellings(self.changed, self.plan, plan, ids, (self.event,), self.frame.made_at)
        return tier_values(plan)["need"], len(told)

    def _combinations(self, front: list[Found]) -> Iterator[Stands]:
        """Ways to do all of the day, a unit after the other, none with a vehicle or somebody in two places at once."""

        def rest(k: int, chosen: Stands) -> Iterator[Stands]:
            yield chosen  # counted, and with its last unit the whole
            if k == len(self.units):
                return
            for stand in self._ways[k]:
                more = (*chosen, stand)
                if self._clash(more) or _matched((self._need(self._lost(more)), self._told(more)), front):
                    continue
                yield from rest(k + 1, more)

        return rest(0, ())

    @cached_property
    def _ways(self) -> list[list[tuple[str | None, tuple[str | None, ...]] | None]]:
        return [[(unit.vehicle, unit.people), None, *self._others(unit)] for unit in self.units]

    def _others(self, unit: Unit) -> Iterator[tuple[str | None, tuple[str | None, ...]]]:
        vehicles: list[str | None] = [None]
        if unit.tour is not None:
            depot = self.changed.vehicle_by_id[unit.tour.vehicle].depot
            vehicles = [v.id for v in self.changed.vehicles if v.depot == depot]
        seats = [list(self._seat(unit, person)) for person in unit.people]
        for vehicle, people in product(vehicles, product(*seats)):
            present = [person for person in people if person is not None]
            same = (vehicle, people) == (unit.vehicle, unit.people)
            if same or len(set(present)) < len(present) or not self._licensed(unit, vehicle, people):
                continue
            if isinstance(self.event, VehicleOut) and vehicle == self.event.id:
                continue
            if isinstance(self.event, PersonAbsent) and self.event.id in present:
                continue
            yield vehicle, people

    def _seat(self, unit: Unit, before: str) -> Iterator[str | None]:
        """Who could take somebody's seat: they themselves, nobody in a seat beyond what is asked, or anybody able."""
        counted = {m.qualification for s in unit.sessions for m in s.crew if m.person == before} - {None}
        if unit.tour is not None and before not in unit.drivers and not counted:
            yield None
        for person in self.changed.people:
            if person.id == before:
                yield before
                continue
            if not all(kind is None or person.holds(kind, self.day) for kind in counted):
                continue
            if unit.tour is not None and person.base != self.changed.vehicle_by_id[unit.tour.vehicle].depot:
                continue
            if unit.tour is None and self._own_way(person.id, unit) is None:
                continue
            yield person.id

    def _own_way(self, person_id: str, unit: Unit) -> tuple[int, int] | None:
        person, profile = self.changed.person_by_id[person_id], self.changed.territory.travel.own_car_profile
        first, last = unit.sessions[0], unit.sessions[-1]
        out = self.times.minutes(person.base, first.venue, profile, self.day)
        back = self.times.minutes(last.venue, person.base, profile, self.day)
        if max(out, back) >= UNREACHABLE or (max(out, back) and not person.own_car):
            return None
        minute = self.horizon.minute
        return minute(first.set_up_start) - out, minute(last.tear_down_end) + back

    def _licensed(self, unit: Unit, vehicle: str | None, people: tuple[str | None, ...]) -> bool:
        if vehicle is None:
            return True
        names = dict(zip(unit.people, people, strict=True))
        licence = self.changed.vehicle_by_id[vehicle].licence
        drivers = [names[driver] for driver in unit.drivers]
        return all(d is not None and self.changed.person_by_id[d].holds(licence, self.day) for d in drivers)

    @cached_property
    def _fixed(self) -> dict[str, list[tuple[datetime, datetime]]]:
        """What people do that day that stays as it is."""
        mine = {(person, a.start) for unit in self.units for person in unit.people for a in unit.of(person)}
        found: dict[str, list[tuple[datetime, datetime]]] = {}
        for duty in self.plan.duties:
            if duty.date == self.day:
                for activity in duty.activities:
                    idle = activity.kind in ("wait", "meal", "break")
                    if not idle and (duty.person, activity.start) not in mine:
                        found.setdefault(duty.person, []).append((activity.start, activity.end))
        return found

    def _clash(self, stands: Stands) -> bool:
        """Whether the last unit is done by somebody or with something that is elsewhere."""
        unit, stand = self.units[len(stands) - 1], stands[-1]
        if stand is None:
            return False
        here = {person for person in stand[1] if person is not None}
        if any(a < unit.end and unit.start < b for person in here for a, b in self._fixed.get(person, ())):
            return True
        for other, taken in zip(self.units, stands[:-1], strict=False):
            if taken is None:
                continue
            if taken[0] is not None and taken[0] == stand[0]:
                return True
            if here & set(taken[1]) and other.start < unit.end and unit.start < other.end:
                return True
        return False

    def _lost(self, stands: Stands) -> frozenset[str]:
        """Sessions and rides nobody holds or drives any more."""
        gone = {s.id for unit, stand in zip(self.units, stands, strict=False) if stand is None for s in unit.sessions}
        tours = {unit.tour.id for unit, s in zip(self.units, stands, strict=False) if s is None and unit.tour}
        rides = {ride.item for ride in self.plan.rides if ride.tour in tours}
        rides |= {item.id for item in self.frame.items if item.occurrence in gone and item.id in self._served}
        return frozenset(gone | rides)

    @cached_property
    def _served(self) -> frozenset[str]:
        return frozenset(ride.item for ride in self.plan.rides)

    def _told(self, stands: Stands) -> int:
        """The fewest people, communes and passengers told: nobody is told less once more units are chosen."""
        silent = self.event.id if isinstance(self.event, PersonAbsent) else None
        told: set[str | None] = set(self._lost(stands))
        for unit, stand in zip(self.units, stands, strict=False):
            people = (None,) * len(unit.people) if stand is None else stand[1]
            for before, now in zip(unit.people, people, strict=True):
                if before != now:
                    told |= {before, now}
                elif before in unit.drivers and stand is not None and stand[0] != unit.vehicle:
                    told.add(before)
        return len(told - {None, silent})

    def _need(self, lost: frozenset[str]) -> int:
        if lost not in self._needs:
            items: tuple[Occurrence | RideItem, ...] = (*self.frame.asked, *self.frame.items)
            unserved = frozenset({unserved.item for unserved in self.plan.unserved} | lost)
            self._needs[lost] = need_value(self.changed, items, unserved)
        return self._needs[lost]

    def _bound(self, stands: Stands) -> Found | None:
        return (self._need(self._lost(stands)), self._told(stands)) if len(stands) == len(self.units) else None

    def _of_tour(self, tour: Tour) -> Unit:
        people = people_of(tour)
        held = [s for s in self._held if tour.start <= s.set_up_start and s.tear_down_end <= tour.end]
        sessions = tuple(s for s in held if {m.person for m in s.crew} & set(people))
        drivers = frozenset(stop.driver for stop in tour.stops if stop.driver is not None)
        activities = {
            person: tuple(a for a in duty.activities if tour.start <= a.start and a.end <= tour.end)
            for person in people
            for duty in self._duties_of(person)
        }
        return Unit(tour, tour.vehicle, people, drivers, sessions, tour.start, tour.end, activities)

    @property
    def _held(self) -> list[PlannedSession]:
        return sorted((s for s in self.plan.sessions if s.start.date() == self.day), key=lambda s: s.start)

    def _duties_of(self, person: str) -> list[Duty]:
        return [duty for duty in self.plan.duties if (duty.person, duty.date) == (person, self.day)]

    def _trips(self) -> Iterator[Unit]:
        """Days spent on nothing but one way by own car to sessions and back."""
        aboard = {person for tour in self.tours for person in people_of(tour)}
        for duty in self.plan.duties:
            if duty.date != self.day or duty.person in aboard:
                continue
            base = self.changed.person_by_id[duty.person].base
            work = [a for a in duty.activities if a.kind not in ("wait", "meal", "break")]
            homes = [k for k, a in enumerate(work) if a.place == base and a.kind == "own_car"]
            known = all(a.kind in ("own_car", *ON_SITE) for a in work)
            if known and homes in ([], [len(work) - 1]) and any(a.kind == "session" for a in work):
                yield self._of_trip(duty, work)

    def _of_trip(self, duty: Duty, work: list[Activity]) -> Unit:
        sessions = tuple(s for s in self._held if any(a.ref == s.id for a in work))
        start, end = work[0].start, work[-1].end
        return Unit(None, None, (duty.person,), frozenset(), sessions, start, end, {duty.person: tuple(work)})


def people_of(tour: Tour) -> tuple[str, ...]:
    """Who drives or rides, in the order they come."""
    people = [stop.driver for stop in tour.stops if stop.driver is not None]
    people += [a.item for stop in tour.stops for a in stop.actions if a.kind == "crew_on" and a.item is not None]
    return tuple(dict.fromkeys(people))


def _matched(found: Found, front: Iterable[Found]) -> bool:
    return any(need <= found[0] and told <= found[1] for need, told in front)

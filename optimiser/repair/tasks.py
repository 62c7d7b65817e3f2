"""What a repair may give to other people and vehicles at the same times, and who and what could take it on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from models.base import DAY_MIN
from models.fleet import Vehicle
from models.horizon import Occurrence, RideItem
from models.people import PASSENGER_ATTESTATION, Person
from models.plan import PlannedSession
from models.territory import windows_on
from optimiser.master.reassign import Choice, Job, Need, Question, Seat
from optimiser.need import Bucket, need_lines
from optimiser.repair.edits import Scene, legs_hold
from optimiser.repair.week import Trip, Week, items_of, people_of, span_of, visits_of
from optimiser.repair.writing import own_outing
from optimiser.travel import UNREACHABLE
from optimiser.writing.amounts import half_up, tour_cents
from optimiser.writing.legs import Run
from optimiser.writing.plan import Frame

Span = tuple[int, int]


@dataclass(frozen=True)
class Task:
    """A run that has not left, or a trip without a vehicle, with the sessions its people hold and the rides aboard."""

    run: Run | None
    trip: Trip | None
    day: date
    span: Span
    people: tuple[str, ...]
    visits: tuple[PlannedSession, ...]
    items: frozenset[str]

    @property
    def drivers(self) -> frozenset[str]:
        """Who drives some of it."""
        if self.run is None:
            return frozenset()
        return frozenset(stop.driver for stop in self.run.stops if stop.driver is not None)


def tasks_of(scene: Scene, week: Week, days: frozenset[date]) -> tuple[Task, ...]:
    """Everything of some days that has not begun."""
    found: list[Task] = []
    for run in week.all_runs():
        if run.day in days and run.stops[0].departure >= scene.now:
            visits = visits_of(week, scene.horizon, run)
            found.append(Task(run, None, run.day, span_of(run), people_of(run), visits, items_of(run)))
    for trip in week.trips:
        if trip.day in days:
            outing = own_outing(scene.instance, scene.horizon, scene.times, week, trip)
            if outing.depart >= scene.now:
                visits = tuple(week.sessions[id_] for id_ in trip.visits)
                span = outing.depart, outing.back
                found.append(Task(None, trip, trip.day, span, (trip.person,), visits, frozenset()))
    return tuple(found)


@dataclass
class Manning:
    """Who could take on what.

    Parameters
    ----------
    week
        The plan as it was, what is past changing in it apart.
    stuck
        (person or vehicle, day) of those left on the road.
    silent
        (person, ordinal of the day) of those who need not be told: they told it themselves.
    """

    scene: Scene
    frame: Frame
    week: Week
    tasks: tuple[Task, ...]
    stuck: frozenset[tuple[str, date]]
    silent: frozenset[tuple[str, int]]

    @cached_property
    def _busy(self) -> dict[str, list[Span]]:
        """Spans of people and vehicles outside of the tasks, by id."""
        found: dict[str, list[Span]] = {}
        runs = {id(task.run) for task in self.tasks if task.run is not None}
        for run in self.week.all_runs():
            if id(run) not in runs:
                for who in (run.vehicle, *people_of(run)):
                    found.setdefault(who, []).append(span_of(run))
        mine = {(task.trip.person, task.trip.visits) for task in self.tasks if task.trip is not None}
        for trip in self.week.trips:
            if (trip.person, trip.visits) not in mine:
                outing = own_outing(self.scene.instance, self.scene.horizon, self.scene.times, self.week, trip)
                found.setdefault(trip.person, []).append((outing.depart, outing.back))
        minute = self.scene.horizon.minute
        for person in self.frame.instance.people:
            for activity in person.activities:
                if activity.start.date() in self.scene.horizon:
                    found.setdefault(person.id, []).append((minute(activity.start), minute(activity.end)))
        return found

    def question(self) -> Question:
        """The choices as rows of a model."""
        jobs = [self._job(task) for task in self.tasks]
        sessions = {visit.id for task in self.tasks for visit in task.visits}
        items = {item for task in self.tasks for item in task.items}
        weights: dict[str, Occurrence | RideItem] = {item.id: item for item in self.frame.asked}
        weights |= {item.id: item for item in self.frame.items}
        needs: list[Need] = []
        asked: dict[tuple[str, str], int] = {}
        gone: dict[tuple[str, str], int] = {}
        at_stake: dict[tuple[str, str], list[tuple[str, int]]] = {}
        carried = {(s.commune, s.service): s.weight for s in self.scene.instance.shortfalls}
        done = self.week.served | self.week.sessions.keys()
        for item in weights.values():
            key = item.commune, item.service
            asked[key] = asked.get(key, 0) + item.weight
            if item.id in sessions or item.id in items:
                at_stake.setdefault(key, []).append((item.id, item.weight))
            elif item.id not in done:
                gone[key] = gone.get(key, 0) + item.weight
        for key, some in at_stake.items():
            lines = need_lines(Bucket(asked[key], carried.get(key, 0)))
            needs.append(Need(tuple(some), gone.get(key, 0), tuple(lines)))
        follows = {
            item.id: item.occurrence
            for item in self.frame.items
            if item.id in items and item.occurrence is not None and item.occurrence in sessions
        }
        return Question(tuple(jobs), tuple(sorted(sessions)), tuple(sorted(items)), follows, tuple(needs), self.silent)

    def _job(self, task: Task) -> Job:
        seats = tuple(self._seat(task, person) for person in task.people)
        vehicles = tuple(self._vehicles(task)) if task.run is not None else ()
        return Job(
            span=task.span,
            day=task.day.toordinal(),
            vehicle=task.run.vehicle if task.run is not None else None,
            vehicles=vehicles,
            seats=seats,
            sessions=tuple(visit.id for visit in task.visits),
            items=tuple(sorted(task.items)),
            swap=task.run is not None and task.run.kind == "outing" and len(task.drivers) == 1,
        )

    def _seat(self, task: Task, person: str) -> Seat:
        """Who could do what a person does in a task."""
        counted = {m.qualification for visit in task.visits for m in visit.crew if m.person == person}
        needed = {kind for kind in counted if kind is not None}
        drives = person in task.drivers
        choices = tuple(self._people(task, person, needed))
        beyond = counted <= {None} and not drives
        return Seat(person, choices, drives, beyond)

    def _people(self, task: Task, before: str, needed: set[str]) -> Iterator[Choice]:
        scene = self.scene
        for person in self.frame.instance.people:
            span = task.span
            if not all(person.holds(kind, task.day) for kind in needed):
                continue
            if task.trip is not None:
                found = self._own_span(task, person)
                if found is None:
                    continue
                span = found
            elif (
                task.run is not None
                and person.base != scene.instance.vehicle_by_id[task.run.vehicle].depot
                and person.id != before
            ):
                continue
            if not self._free(person, task.day, span):
                continue
            licences = frozenset(c.kind for c in person.credentials if task.day in c)
            fit = not task.items or PASSENGER_ATTESTATION in licences
            cents = half_up(person.contract.cost_hour_cents * (span[1] - span[0]), 60)
            yield Choice(person.id, span, cents, licences if fit else frozenset())

    def _own_span(self, task: Task, person: Person) -> Span | None:
        profile = self.scene.instance.territory.travel.own_car_profile
        first, last = task.visits[0], task.visits[-1]
        out = self.scene.times.minutes(person.base, first.venue, profile, task.day)
        back = self.scene.times.minutes(last.venue, person.base, profile, task.day)
        if max(out, back) >= UNREACHABLE or (max(out, back) and not person.own_car):
            return None
        minute = self.scene.horizon.minute
        return minute(first.set_up_start) - out, minute(last.tear_down_end) + back

    def _free(self, person: Person, day: date, span: Span) -> bool:
        """Whether somebody is there, at work hours, and not busy with what stays as it is."""
        scene = self.scene
        if (person.id, day) in self.stuck or span[0] < scene.now:
            return False
        if any(a < span[1] and span[0] < b for a, b in self._busy.get(person.id, ())):
            return False
        moment = scene.horizon.moment
        if any(absence.overlaps(moment(span[0]), moment(span[1])) for absence in person.absences):
            return False
        midnight = scene.horizon.day_start(day)
        windows = windows_on(person.availability, day, scene.instance.territory.seasons_on(day))
        return any(a <= span[0] - midnight and span[1] - midnight <= b for a, b in windows)

    def _vehicles(self, task: Task) -> Iterator[tuple[str, str, int]]:
        """(vehicle, licence, cents) of those that could make a run."""
        run = task.run
        if run is None:
            return
        instance, scene = self.scene.instance, self.scene
        old = instance.vehicle_by_id[run.vehicle]
        metres = sum(
            scene.times.metres(a.place, b.place, old.profile, run.day)
            for a, b in pairwise(run.stops)
            if a.place != b.place
        )
        for vehicle in instance.vehicles:
            if vehicle.depot != old.depot or (vehicle.id, run.day) in self.stuck:
                continue
            if not self._there(vehicle, run) or not self._suits(vehicle, task) or not legs_hold(scene, run, vehicle.id):
                continue
            cents = tour_cents(vehicle, metres, task.span[1] - task.span[0])
            yield vehicle.id, vehicle.licence, cents

    def _there(self, vehicle: Vehicle, run: Run) -> bool:
        start, end = span_of(run)
        moment = self.scene.horizon.moment
        if any(period.overlaps(moment(start), moment(end)) for period in vehicle.unavailable):
            return False
        if any(a < end and start < b for a, b in self._busy.get(vehicle.id, ())):
            return False
        midnight = start // DAY_MIN * DAY_MIN
        windows = windows_on(vehicle.availability, run.day, self.scene.instance.territory.seasons_on(run.day))
        return any(a <= start - midnight and end - midnight <= b for a, b in windows)

    def _suits(self, vehicle: Vehicle, task: Task) -> bool:
        """Whether a vehicle has what sessions and passengers ask for, and room for them and the kits."""
        if task.run is None:
            return False
        instance = self.scene.instance
        wanted: set[str] = set()
        for visit in task.visits:
            if visit.vehicle == task.run.vehicle:
                service = instance.service_by_id[instance.demand_by_id[visit.demand].service]
                wanted |= set(service.vehicle_features)
        items = {item.id: item for item in self.frame.items}
        for item in task.items:
            wanted |= set(instance.ride_service_by_id[items[item].service].vehicle_features) if item in items else set()
        if not wanted <= set(vehicle.features):
            return False
        kits = {a.item for stop in task.run.stops for a in stop.actions if a.kind == "load_kit" and a.item is not None}
        if sum(instance.kit_by_id[kit].volume_l for kit in kits) > vehicle.kit_volume_l:
            return False
        most = _most_aboard(self.frame, task.run)
        if most[2] > vehicle.child_seats:
            return False
        return any(layout.seats >= most[0] and layout.wheelchairs >= most[1] for layout in vehicle.layouts)


def _most_aboard(frame: Frame, run: Run) -> tuple[int, int, int]:
    """Most seats, wheelchairs and child seats taken at once, crew included."""
    requests = {item.id: frame.instance.ride_by_id[item.request] for item in frame.items}
    aboard: dict[tuple[str, str], tuple[int, int, int]] = {}
    most = (0, 0, 0)
    for stop in run.stops:
        for action in stop.actions:
            if action.item in requests and action.leg is not None:
                party = requests[action.item]
                key = action.item, action.leg
                if action.kind == "board":
                    aboard[key] = party.walkers, party.wheelchairs, party.child_seats
                elif action.kind == "alight":
                    aboard.pop(key, None)
        load = [sum(one[k] for one in aboard.values()) for k in range(3)]
        most = max(most[0], load[0] + len(stop.aboard)), max(most[1], load[1]), max(most[2], load[2])
    return most

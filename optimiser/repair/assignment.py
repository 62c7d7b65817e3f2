"""Answers of the reassignment as weeks, judged; what the checker objects to goes back as choices that cannot stand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.plan import CrewMember, PlannedSession
from optimiser.check import Breach
from optimiser.master.reassign import Aim, Answer, Manned, Pick, Reassignment
from optimiser.repair.damage import Damage
from optimiser.repair.edits import Scene, added_run, renamed_run, without_item, without_session
from optimiser.repair.judging import Judged
from optimiser.repair.tasks import Manning, Task
from optimiser.repair.week import Trip, Week
from optimiser.writing.legs import Run

ROUNDS = 12
"""Objections answered before what is left in breach is given up."""


@dataclass
class Assigner:
    """Asks the model under budgets, and turns its answers into plans.

    Parameters
    ----------
    effort
        Deterministic seconds of each solve.
    """

    damage: Damage
    manning: Manning
    model: Reassignment
    effort: float = 2.0

    def best(self, budget: int | None, aim: Aim) -> Judged | None:
        """The best lawful plan the model knows with at most so many told; None when there is none."""
        judged: Judged | None = None
        for _ in range(ROUNDS):
            answer = self.model.solve(budget, aim, self.effort)
            if answer is None:
                return judged
            week = apply(self.damage.scene, self.damage.hurt, self.manning.tasks, answer)
            found = self.damage.judge.judge(week)
            if not found.breaches:
                return found
            before = len(self.model.nogoods)
            for breach in found.breaches:
                self.model.forbid(self._behind(breach, answer))
            if len(self.model.nogoods) == before:
                return self.damage.lawful(week)
            judged = None
        answer = self.model.solve(budget, aim, self.effort)
        if answer is None:
            return judged
        return self.damage.lawful(apply(self.damage.scene, self.damage.hurt, self.manning.tasks, answer))

    def _behind(self, breach: Breach, answer: Answer) -> Iterator[Pick]:
        """The choices a breach is about: somebody's day, else a vehicle's, else a session's."""
        words = set(breach.who.split(" "))
        day = breach.when.date() if breach.when is not None else None
        people = self.damage.scene.instance.person_by_id.keys() & words
        tasks = self.manning.tasks
        if people:
            weekly = breach.code in ("P5", "P7", "P8")
            for j, manned in answer.jobs.items():
                for s, person in enumerate(manned.people):
                    if person in people and (weekly or day in (None, tasks[j].day)):
                        yield j, s, str(person)
            if breach.code not in ("T5", "P9"):
                return
        for j, manned in answer.jobs.items():
            tour = f"{manned.vehicle}@{tasks[j].day}"
            visited = any(visit.id in words for visit in tasks[j].visits)
            if manned.vehicle is not None and (tour in words or visited):
                yield j, -1, manned.vehicle
            if visited:
                yield from ((j, s, person) for s, person in enumerate(manned.people) if person is not None)


def apply(scene: Scene, week: Week, tasks: tuple[Task, ...], answer: Answer) -> Week:
    """A week with its tasks done as answered, and without what is not."""
    runs = dict(week.runs)
    for task in tasks:
        if task.run is not None:
            tour = f"{task.run.vehicle}@{task.run.day}"
            runs[tour] = tuple(run for run in runs[tour] if run is not task.run)
    gone = {task.trip for task in tasks if task.trip is not None}
    trips = [trip for trip in week.trips if trip not in gone]
    instead: dict[str, dict[str, str | None]] = {}
    vehicles: dict[str, dict[str, str]] = {}
    new: list[Run] = []
    for j, task in enumerate(tasks):
        manned = answer.jobs.get(j)
        if manned is None:
            continue
        people = dict(zip(task.people, manned.people, strict=True))
        for visit in task.visits:
            instead.setdefault(visit.id, {}).update(people)
        if task.trip is not None:
            trips.append(replace(task.trip, person=str(manned.people[0])))
        elif task.run is not None and manned.vehicle is not None:
            new.append(_run(task.run, manned, people))
            for visit in task.visits:
                vehicles.setdefault(visit.id, {})[task.run.vehicle] = manned.vehicle
    sessions = {
        id_: _session(session, instead.get(id_, {}), vehicles.get(id_, {})) for id_, session in week.sessions.items()
    }
    manned_week = Week(
        {tour: several for tour, several in runs.items() if several}, _sorted(trips), sessions, week.taxis
    )
    for run in new:
        manned_week = added_run(manned_week, run)
    for id_ in sorted({visit.id for task in tasks for visit in task.visits} - answer.sessions):
        if id_ in manned_week.sessions:
            manned_week = without_session(scene, manned_week, id_)
    for item in sorted({item for task in tasks for item in task.items} - answer.items):
        manned_week = without_item(scene, manned_week, item)
    return manned_week


def _sorted(trips: list[Trip]) -> tuple[Trip, ...]:
    return tuple(sorted(trips, key=lambda trip: (trip.day, trip.person, trip.visits)))


def _run(run: Run, manned: Manned, people: dict[str, str | None]) -> Run:
    driver = None if manned.driver is None else manned.people[manned.driver]
    vehicle = manned.vehicle if manned.vehicle is not None else run.vehicle
    return renamed_run(run, people, vehicle, driver)


def _session(session: PlannedSession, people: dict[str, str | None], vehicles: dict[str, str]) -> PlannedSession:
    if not people and not vehicles:
        return session
    crew = [
        CrewMember(person=person, qualification=member.qualification)
        for member in session.crew
        if (person := people.get(member.person, member.person)) is not None
    ]
    if all(people.get(m.person, m.person) == m.person for m in session.crew) and all(
        a == b for a, b in vehicles.items()
    ):
        return session
    crew.sort(key=lambda member: (member.person, member.qualification or ""))
    update: dict[str, object] = {"crew": tuple(crew)}
    for name in ("vehicle", "fetched_by"):
        known = getattr(session, name)
        update[name] = vehicles.get(known, known)
    return session.model_copy(update=update)


def days_of(damage: Damage, base: Week) -> frozenset[date]:
    """Days on which something was lost, or somebody or something is busy otherwise than planned."""
    lost = damage.week
    days: set[date] = set()
    for tour in base.runs.keys() | lost.runs.keys():
        if base.runs.get(tour) != lost.runs.get(tour):
            days |= {run.day for run in (*base.runs.get(tour, ()), *lost.runs.get(tour, ()))}
    for id_ in base.sessions.keys() | lost.sessions.keys():
        if base.sessions.get(id_) != lost.sessions.get(id_):
            days |= {
                session.start.date()
                for session in (base.sessions.get(id_), lost.sessions.get(id_))
                if session is not None
            }
    return frozenset(day for day in days if day in damage.scene.horizon)

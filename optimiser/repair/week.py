"""A plan taken apart: runs of vehicles, trips without one, sessions, taxi rides; and put together again.

Whatever is not touched comes back as it was, to the byte.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Duty, Plan, PlannedRide, PlannedSession
from models.rides import Leg
from optimiser.offers.runs import crew_of, runs_in
from optimiser.writing.legs import Run

ON_SITE = ("set_up", "session", "tear_down")


@dataclass(frozen=True)
class Trip:
    """Somebody's way to sessions and back without a vehicle of the fleet: by own car, or on foot at their base."""

    person: str
    day: date
    visits: tuple[str, ...]


@dataclass(frozen=True)
class Week:
    """The parts of a plan.

    Attributes
    ----------
    runs
        By tour, in order of time; a tour without a run is none.
    trips
        In order of time.
    sessions, taxis
        By occurrence, and by ride item and direction.
    """

    runs: Mapping[str, tuple[Run, ...]]
    trips: tuple[Trip, ...]
    sessions: Mapping[str, PlannedSession]
    taxis: Mapping[tuple[str, Leg], PlannedRide]

    def all_runs(self) -> Iterator[Run]:
        """Every run, tour by tour."""
        for several in self.runs.values():
            yield from several

    @cached_property
    def served(self) -> frozenset[str]:
        """Ride items somebody boards for, and those in a taxi."""
        boarded = {item for run in self.all_runs() for item in items_of(run)}
        return frozenset(boarded | {item for item, _ in self.taxis})

    def with_runs(self, changed: Mapping[str, tuple[Run, ...]]) -> "Week":
        """The week with other runs of some tours; a tour left without a run is gone."""
        runs = {**self.runs, **changed}
        return replace(self, runs={tour: several for tour, several in runs.items() if several})

    def with_session(self, id_: str, session: PlannedSession | None) -> "Week":
        """The week with a session otherwise, or without it."""
        sessions = {key: value for key, value in self.sessions.items() if key != id_}
        if session is not None:
            sessions[id_] = session
        return replace(self, sessions=sessions)


def items_of(run: Run) -> frozenset[str]:
    """Ride items carried by a run."""
    return frozenset(
        action.item
        for stop in run.stops
        for action in stop.actions
        if action.kind in ("board", "alight") and action.item is not None
    )


def span_of(run: Run) -> tuple[int, int]:
    """First and last minute of a run, what is done at the depot included."""
    return run.stops[0].arrival, run.stops[-1].departure


def people_of(run: Run) -> tuple[str, ...]:
    """Everybody who drives or rides."""
    return crew_of(run)


def visits_of(week: Week, horizon: Horizon, run: Run) -> tuple[PlannedSession, ...]:
    """Sessions that people of a run hold between its departure and its return, in order of time."""
    people, (start, end) = set(people_of(run)), span_of(run)
    return tuple(
        session
        for session in sorted(week.sessions.values(), key=lambda s: (s.set_up_start, s.id))
        if start <= horizon.minute(session.set_up_start) and horizon.minute(session.tear_down_end) <= end
        if any(member.person in people for member in session.crew)
    )


def read_week(instance: Instance, horizon: Horizon, plan: Plan) -> Week:
    """Take a plan apart; it names nothing the instance has not."""
    runs = {tour.id: tuple(runs_in(instance, horizon, plan, tour)) for tour in plan.tours}
    sessions = {session.id: session for session in plan.sessions}
    away: dict[tuple[str, date], list[tuple[int, int]]] = {}
    for several in runs.values():
        for run in several:
            for person in people_of(run):
                away.setdefault((person, run.day), []).append((run.stops[0].departure, run.stops[-1].arrival))
    trips = [
        trip
        for duty in plan.duties
        for trip in _trips(instance, horizon, duty, away.get((duty.person, duty.date), []), sessions)
    ]
    taxis = {(ride.item, ride.leg): ride for ride in plan.rides if ride.tour is None}
    return Week(runs, tuple(trips), sessions, taxis)


def _trips(
    instance: Instance,
    horizon: Horizon,
    duty: Duty,
    away: list[tuple[int, int]],
    sessions: Mapping[str, PlannedSession],
) -> Iterator[Trip]:
    """Sessions a person goes to outside of any vehicle, a trip for each time they leave their base."""
    base = instance.person_by_id[duty.person].base
    here, visits = base, list[str]()
    for activity in duty.activities:
        start, end = horizon.minute(activity.start), horizon.minute(activity.end)
        if any(a <= start and end <= b for a, b in away):
            here = activity.place
            continue
        if activity.kind == "own_car" and activity.place == base and visits:
            yield Trip(duty.person, duty.date, tuple(visits))
            visits = []
        elif activity.kind == "session" and activity.ref is not None and activity.ref in sessions.keys() - set(visits):
            if here == base and activity.place == base and visits:
                yield Trip(duty.person, duty.date, tuple(visits))
                visits = []
            visits.append(activity.ref)
        here = activity.place
    if visits:
        yield Trip(duty.person, duty.date, tuple(visits))

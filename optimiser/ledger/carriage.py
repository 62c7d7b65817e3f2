"""What each tour does for each session and ride: whom it carries, which kit and crew it brings or fetches."""

from collections import defaultdict
from dataclasses import dataclass

from models.plan import Activity, Duty, Plan, PlannedRide, PlannedSession


@dataclass(frozen=True)
class Carriage:
    """One tour's part in one item: a session it brings to or fetches from, or the directions of a ride."""

    item: str
    session: PlannedSession | None = None
    brings: bool = False
    fetches: bool = False
    rides: tuple[PlannedRide, ...] = ()

    @property
    def stays(self) -> bool:
        """Whether the vehicle is the session's from set-up to tear-down."""
        return self.session is not None and self.brings and self.fetches and not self.session.released


def carriages(plan: Plan) -> dict[str, tuple[Carriage, ...]]:
    """The items of each tour by its id, sessions first, each in the plan's order; tours of none are there too."""
    found: dict[str, list[Carriage]] = {tour.id: [] for tour in plan.tours}
    of_day = {(tour.vehicle, tour.date): tour.id for tour in plan.tours}
    duties = {(duty.person, duty.date): duty for duty in plan.duties}
    for session in plan.sessions:
        day = session.start.date()
        crew = [duties[m.person, day] for m in session.crew if (m.person, day) in duties]
        bring = {of_day.get((session.vehicle or "", day)), *(_arrival(duty, session) for duty in crew)}
        fetch = {of_day.get((session.fetched_by or "", day)), *(_departure(duty, session) for duty in crew)}
        for tour, items in found.items():
            if tour in bring or tour in fetch:
                items.append(Carriage(session.id, session, tour in bring, tour in fetch))
    directions: dict[tuple[str, str], list[PlannedRide]] = defaultdict(list)
    for ride in plan.rides:
        if ride.tour in found:
            directions[ride.tour, ride.item].append(ride)
    for (tour, item), rides in directions.items():
        found[tour].append(Carriage(item, rides=tuple(rides)))
    return {tour: tuple(items) for tour, items in found.items()}


def _moves(duty: Duty) -> list[Activity]:
    return [activity for activity in duty.activities if activity.kind in ("drive", "ride", "own_car")]


def _arrival(duty: Duty, session: PlannedSession) -> str | None:
    """The tour that brought a member of the crew: their last move before set-up, if it ends at the venue."""
    before = [move for move in _moves(duty) if move.end <= session.set_up_start]
    return before[-1].ref if before and before[-1].place == session.venue else None


def _departure(duty: Duty, session: PlannedSession) -> str | None:
    """The tour that took them away: their first move after tear-down."""
    return next((move.ref for move in _moves(duty) if move.start >= session.tear_down_end), None)

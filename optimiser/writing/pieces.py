"""What each person does on a day, as pieces of a duty in minutes, before waiting, meals and breaks are filled in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.horizon import Horizon
from models.instance import Instance
from models.people import FixedActivity, Person
from models.plan import ActivityKind
from optimiser.binds import binds
from optimiser.draft import HeldSession, Outing
from optimiser.travel import TravelTimes
from optimiser.writing.legs import Run
from optimiser.writing.tours import tour_id

PersonDay = tuple[str, date]


@dataclass(frozen=True)
class Piece:
    """One stretch of a duty; ``place`` is where it ends."""

    kind: ActivityKind
    start: int
    end: int
    place: str
    ref: str | None = None


@dataclass
class Day:
    """A person's pieces of one day, and the metres driven by own car."""

    pieces: list[Piece]
    own_car_m: int = 0


def days_of(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    runs: Sequence[Run],
    outings: Sequence[Outing],
    held: Sequence[HeldSession],
) -> dict[PersonDay, Day]:
    """Pieces of everybody who has something to do, fixed activities included, in no order yet."""
    days: dict[PersonDay, Day] = defaultdict(lambda: Day([]))
    for run in runs:
        add_run(days, run)
    crew_of = {session.visit.occurrence: {person for person, _ in session.crew} for session in held}
    for outing in outings:
        for who in outing.people:
            day = days[who, outing.day]
            for visit in outing.visits:
                if who not in crew_of[visit.occurrence]:
                    continue
                day.pieces += [
                    Piece("set_up", visit.set_up_start, visit.start, visit.venue, visit.occurrence),
                    Piece("session", visit.start, visit.end, visit.venue, visit.occurrence),
                    Piece("tear_down", visit.end, visit.tear_down_end, visit.venue, visit.occurrence),
                ]
        if outing.vehicle is None:
            add_own_car(instance, times, days[outing.people[0], outing.day], outing)
    for person in instance.people:
        for activity in person.activities:
            if activity.start.date() in horizon:
                add_fixed(instance, horizon, times, days[person.id, activity.start.date()], person, activity)
    return {key: day for key, day in days.items() if day.pieces}


@binds("P1.aboard", "T5.driver")
def add_run(days: dict[PersonDay, Day], run: Run) -> None:
    """What a run asks of its driver and of those who ride in it."""
    tour = tour_id(run.vehicle, run.day)
    for here, there in pairwise(run.stops):
        leg = (here.departure, there.arrival, there.place, tour)
        if here.driver is not None and (here.place != there.place or here.departure < there.arrival):
            days[here.driver, run.day].pieces.append(Piece("drive", *leg))
            for rider in here.aboard:
                days[rider, run.day].pieces.append(Piece("ride", *leg))
    for index, stop in enumerate(run.stops):
        # Whoever drives away from a stop stands by it; at the last one, whoever drove there.
        driver = stop.driver or (run.stops[index - 1].driver if index else None)
        if driver is None or run.kind != "shift":
            continue
        for action in stop.actions:
            if action.kind in ("board", "alight") and action.start < action.end:
                days[driver, run.day].pieces.append(Piece("board", action.start, action.end, stop.place, tour))
        for pause in stop.pauses:
            days[driver, run.day].pieces.append(Piece(pause.kind, pause.start, pause.end, stop.place))


@binds("P1.own_car")
def add_own_car(instance: Instance, times: TravelTimes, day: Day, outing: Outing) -> None:
    """The ways of an outing by own car, and their metres."""
    profile = instance.territory.travel.own_car_profile
    here = outing.home
    for visit in outing.visits:
        drive = times.minutes(here, visit.venue, profile, outing.day)
        if here != visit.venue:
            day.pieces.append(Piece("own_car", visit.set_up_start - drive, visit.set_up_start, visit.venue))
        here = visit.venue
    if here != outing.home:
        day.pieces.append(Piece("own_car", outing.visits[-1].tear_down_end, outing.back, outing.home))
    day.own_car_m += outing.metres


@binds("P1.fixed")
def add_fixed(
    instance: Instance, horizon: Horizon, times: TravelTimes, day: Day, person: Person, activity: FixedActivity
) -> None:
    """A fixed activity, with the ways there and back."""
    start, end = horizon.minute(activity.start), horizon.minute(activity.end)
    day.pieces.append(Piece("fixed", start, end, activity.place, activity.id))
    if activity.place == person.base:
        return
    profile, on = instance.territory.travel.own_car_profile, activity.start.date()
    out = times.minutes(person.base, activity.place, profile, on)
    back = times.minutes(activity.place, person.base, profile, on)
    day.pieces.append(Piece("own_car", start - out, start, activity.place))
    day.pieces.append(Piece("own_car", end, end + back, person.base))
    day.own_car_m += times.metres(person.base, activity.place, profile, on)
    day.own_car_m += times.metres(activity.place, person.base, profile, on)

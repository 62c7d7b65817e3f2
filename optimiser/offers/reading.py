"""A plan read back as what fills everybody's day: sessions, the stretches people and vehicles are away, shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Duty, Plan, PlannedSession
from optimiser.draft import Draft, HeldSession, Outing, Shift, Visit
from optimiser.offers.runs import crew_of, runs_in, shift_of
from optimiser.writing.legs import Run

IDLE = ("wait", "meal", "break")


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes
    ----------
    draft
        Sessions, and as outings all stretches that stay as they are; their ways are not told.
    runs
        Runs of each tour, by its id.
    shifts
        Runs that carry passengers and nothing else, with the tour and the number of their run.
    """

    draft: Draft
    runs: Mapping[str, tuple[Run, ...]]
    shifts: tuple[tuple[str, int, Shift], ...]


def read_plan(instance: Instance, horizon: Horizon, plan: Plan) -> Reading:
    """Read a plan that passed the checker."""
    runs = {tour.id: tuple(runs_in(instance, horizon, plan, tour)) for tour in plan.tours}
    held = {session.id: _held(horizon, session) for session in plan.sessions}
    shifts: list[tuple[str, int, Shift]] = []
    outings: list[Outing] = []
    away: dict[tuple[str, date], list[tuple[int, int]]] = {}
    for tour, several in runs.items():
        for number, run in enumerate(several):
            shift = shift_of(run)
            if shift is not None:
                shifts.append((tour, number, shift))
            else:
                outings.append(_outing(run, held))
            for person in crew_of(run):
                away.setdefault((person, run.day), []).append((run.stops[0].departure, run.stops[-1].arrival))
    for duty in plan.duties:
        outings += _other(instance, horizon, duty, away.get((duty.person, duty.date), ()), held)
    return Reading(Draft(tuple(held.values()), tuple(outings)), runs, tuple(shifts))


def _held(horizon: Horizon, session: PlannedSession) -> HeldSession:
    times = (session.set_up_start, session.start, session.end, session.tear_down_end)
    visit = Visit(session.id, session.venue, *(horizon.minute(one) for one in times))
    return HeldSession(visit, tuple((one.person, one.qualification) for one in session.crew), session.kit)


def _outing(run: Run, held: Mapping[str, HeldSession]) -> Outing:
    people = crew_of(run)
    start, end = run.stops[0].departure, run.stops[-1].arrival
    visits = _visits(held, people, start, end)
    return Outing(run.day, run.vehicle, people, visits, run.stops[0].place, start, end, 0)


def _visits(held: Mapping[str, HeldSession], people: Sequence[str], start: int, end: int) -> tuple[Visit, ...]:
    own = [one.visit for one in held.values() if any(person in people for person, _ in one.crew)]
    return tuple(sorted((v for v in own if start <= v.set_up_start and v.tear_down_end <= end), key=lambda v: v.start))


def _other(
    instance: Instance,
    horizon: Horizon,
    duty: Duty,
    away: Sequence[tuple[int, int]],
    held: Mapping[str, HeldSession],
) -> list[Outing]:
    """Stretches of a duty without a vehicle of the fleet: sessions reached by own car or on foot."""
    base = instance.person_by_id[duty.person].base
    stretches: list[list[tuple[int, int, str]]] = [[]]
    for activity in duty.activities:
        start, end = horizon.minute(activity.start), horizon.minute(activity.end)
        if any(a <= start and end <= b for a, b in away) or activity.kind == "fixed":
            stretches.append([])
        else:
            stretches[-1].append((start, end, activity.kind))
    found = []
    for stretch in stretches:
        while stretch and stretch[0][2] in IDLE:
            stretch.pop(0)
        while stretch and stretch[-1][2] in IDLE:
            stretch.pop()
        if any(kind in ("set_up", "session", "tear_down") for _, _, kind in stretch):
            start, end = stretch[0][0], stretch[-1][1]
            visits = _visits(held, (duty.person,), start, end)
            found.append(Outing(duty.date, None, (duty.person,), visits, base, start, end, 0))
    return found

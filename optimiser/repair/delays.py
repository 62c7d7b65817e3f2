"""A tour observed to be late: what it does from then on happens later, as far as waiting does not make up for it."""

from collections.abc import Iterable
from dataclasses import replace

from models.plan import PlannedSession
from optimiser.draft import Pause
from optimiser.repair.edits import Scene, with_run
from optimiser.repair.week import Week, visits_of
from optimiser.writing.legs import Action, Run, Stop
from optimiser.writing.tours import tour_id


def delayed(scene: Scene, week: Week, tour: str, minutes: int) -> Week:
    """The week with a running tour late by some minutes, as far as its waits do not make up for them.

    What the vehicle does after that day waits for it to be back.
    """
    running = next((one for one in week.runs[tour] if scene.begun(one) and not scene.over(one)), None)
    if running is None:
        return week
    back = running.stops[-1].arrival
    for run in [one for one in week.runs[tour] if one.stops[0].arrival >= running.stops[0].arrival]:
        late = minutes if run is running else back - run.stops[0].arrival
        if late <= 0:
            break
        week, later = _late(scene, week, run, late)
        back = later.stops[-1].departure
    return week


def _late(scene: Scene, week: Week, run: Run, late: int) -> tuple[Week, Run]:
    """The week with a run late by some minutes from where it is now, or from its start, and that run."""
    tour, stops = tour_id(run.vehicle, run.day), list(run.stops)
    for k, stop in enumerate(stops):
        if stop.departure <= scene.now and k < len(stops) - 1:
            continue
        reached = stop.arrival <= scene.now
        arrival = stop.arrival if reached else stop.arrival + late
        visits = [s for s in visits_of(week, scene.horizon, run) if _at_stop(scene, s, stop)]
        if visits and not reached:
            grid = max(
                scene.instance.service_by_id[scene.instance.demand_by_id[s.demand].service].grid_min for s in visits
            )
            shift = -(-max(0, arrival - min(scene.horizon.minute(s.set_up_start) for s in visits)) // grid) * grid
            week = _later_sessions(scene, week, visits, shift)
            actions = tuple(replace(a, start=a.start + shift, end=a.end + shift) for a in stop.actions)
            stops[k] = replace(stop, arrival=arrival, departure=stop.departure + shift, actions=actions)
            late = shift
            continue
        actions_now, pauses = _pushed(stop, None if reached else arrival, scene.now, late)
        ready = max([arrival, *(a.end for a in actions_now), *(p.end for p in pauses)])
        departure = max(ready, stop.departure + late) if reached else max(stop.departure, ready)
        if k == len(stops) - 1:
            departure = ready
        late = departure - stop.departure
        stops[k] = replace(stop, arrival=arrival, departure=departure, actions=actions_now, pauses=pauses)
        if late <= 0:
            break
    later = replace(run, stops=tuple(stops))
    return with_run(week, tour, run, later), later


def _pushed(stop: Stop, clock: int | None, now: int, minutes: int) -> tuple[tuple[Action, ...], tuple[Pause, ...]]:
    """What happens at a stop, from when it is reached or, where the vehicle is now, so many minutes later."""
    due: list[Action | Pause] = sorted((*stop.actions, *stop.pauses), key=lambda one: (one.start, one.end))
    late, last_end, free = 0, 0, clock or 0
    moved: dict[Action | Pause, Action | Pause] = {}
    for one in due:
        if clock is None:
            later = minutes if one.start >= now else 0
            moved[one] = replace(one, start=one.start + later, end=one.end + later)
            continue
        if one.start >= last_end:
            late = max(0, free - one.start)
        moved[one] = replace(one, start=one.start + late, end=one.end + late)
        last_end, free = one.end, max(free, one.end + late)
    actions = tuple(found for a in stop.actions if isinstance(found := moved[a], Action))
    return actions, tuple(found for p in stop.pauses if isinstance(found := moved[p], Pause))


def _at_stop(scene: Scene, session: PlannedSession, stop: Stop) -> bool:
    first, last = scene.horizon.minute(session.set_up_start), scene.horizon.minute(session.tear_down_end)
    return session.venue == stop.place and stop.arrival <= first and last <= stop.departure


def _later_sessions(scene: Scene, week: Week, sessions: Iterable[PlannedSession], shift: int) -> Week:
    if not shift:
        return week
    for session in sessions:
        names = ("set_up_start", "start", "end", "tear_down_end")
        moved = {name: scene.horizon.moment(scene.horizon.minute(getattr(session, name)) + shift) for name in names}
        week = week.with_session(session.id, session.model_copy(update=moved))
    return week

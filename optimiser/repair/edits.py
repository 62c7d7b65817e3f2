"""Changes to a week taken apart: rides, sessions and runs left out, people and vehicles put in the place of others."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from models.horizon import Horizon
from models.instance import Instance
from models.plan import PlannedSession
from models.rides import Leg
from optimiser.repair.week import Trip, Week, items_of, span_of, visits_of
from optimiser.travel import TravelTimes
from optimiser.writing.legs import Action, Run, Stop
from optimiser.writing.tours import tour_id


@dataclass(frozen=True)
class Scene:
    """What every change is made against: instance, days, travel times, and the minute before which all is history."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    now: int

    def begun(self, run: Run) -> bool:
        """Whether a run has left."""
        return run.stops[0].departure < self.now

    def over(self, run: Run) -> bool:
        """Whether a run is back."""
        return run.stops[-1].arrival <= self.now

    def minutes(self, run: Run, origin: str, destination: str) -> int:
        """Travel time of a run's vehicle."""
        profile = self.instance.vehicle_by_id[run.vehicle].profile
        return self.times.minutes(origin, destination, profile, run.day) if origin != destination else 0


LEGS: tuple[Leg, ...] = "outbound", "return"


def without_item(
    scene: Scene, week: Week, item: str, aboard: frozenset[Leg] = frozenset(), *, legs: Collection[Leg] = LEGS
) -> Week:
    """The week without a ride; a direction somebody has boarded for stays.

    Parameters
    ----------
    aboard
        Directions given up although somebody has boarded: the vehicle goes no further.
    legs
        Directions given up at all.
    """
    past = {leg for key, leg in boarded_legs(scene, week) if key == item} - aboard

    def goes(action: Action) -> bool:
        return action.item == item and action.leg in legs and action.leg not in past

    changed: dict[str, tuple[Run, ...]] = {}
    for tour, runs in week.runs.items():
        if any(item in items_of(run) for run in runs):
            kept = (_run_without(scene, run, goes) for run in runs)
            changed[tour] = tuple(run for run in kept if run is not None)
    taxis = {key: ride for key, ride in week.taxis.items() if key[0] != item or key[1] in past or key[1] not in legs}
    return replace(week.with_runs(changed), taxis=taxis)


def without_session(scene: Scene, week: Week, id_: str) -> Week:
    """The week without a session, the ways of its crew and the rides to it; who was taken there is taken home."""
    session = week.sessions[id_]
    touched = [
        (tour, run)
        for tour, runs in week.runs.items()
        for run in runs
        if session in visits_of(week, scene.horizon, run)
    ]
    week = week.with_session(id_, None)
    for tour, run in touched:
        # Who is on the road already comes home with the vehicle that brought them.
        left = run if scene.begun(run) else _without_visit(scene, week, run, session)
        week = with_run(week, tour, run, left)
    week = replace(week, trips=tuple(_trips_without(week.trips, id_)))
    boarded = {item for item, _ in boarded_legs(scene, week)}
    for item in sorted(week.served):
        if item.endswith(f"@{id_}") and item not in boarded:
            week = without_item(scene, week, item)
    return week


def boarded_legs(scene: Scene, week: Week) -> frozenset[tuple[str, Leg]]:
    """Ride items somebody has boarded for, with the direction."""
    actions = (a for run in week.all_runs() for stop in run.stops for a in stop.actions if a.kind == "board")
    past = {(a.item, a.leg) for a in actions if a.start < scene.now and a.item is not None and a.leg is not None}
    taxis = {key for key, ride in week.taxis.items() if scene.horizon.minute(ride.boarding_start) < scene.now}
    return frozenset(past | taxis)


def without_run(scene: Scene, week: Week, run: Run) -> Week:
    """The week without a run: its sessions are not held, its rides not served."""
    tour = tour_id(run.vehicle, run.day)
    for session in visits_of(week, scene.horizon, run):
        if session.id in week.sessions:
            week = without_session(scene, week, session.id)
    for item in sorted(items_of(run)):
        week = without_item(scene, week, item)
    left = [
        one
        for one in week.runs.get(tour, ())
        if span_of(one)[0] >= span_of(run)[0] and span_of(one)[1] <= span_of(run)[1]
    ]
    for one in left:
        week = with_run(week, tour, one, None)
    return week


def without_person(scene: Scene, week: Week, person: str, start: int, end: int) -> Week:
    """The week without somebody between two minutes: what they drive is not driven, crews are one fewer."""
    for run in list(week.all_runs()):
        first, last = span_of(run)
        if (
            not (first < end and start < last)
            or scene.over(run)
            or run not in week.runs.get(tour_id(run.vehicle, run.day), ())
        ):
            continue
        if any(stop.driver == person for stop in run.stops):
            week = cut(scene, week, run, start) if scene.begun(run) else without_run(scene, week, run)
        elif any(person in stop.aboard for stop in run.stops) and not scene.begun(run):
            week = with_run(week, tour_id(run.vehicle, run.day), run, _without_rider(run, person))
    for session in list(week.sessions.values()):
        first, last = scene.horizon.minute(session.set_up_start), scene.horizon.minute(session.tear_down_end)
        if (
            last > scene.now
            and first < end
            and start < last
            and any(member.person == person for member in session.crew)
        ):
            crew = tuple(member for member in session.crew if member.person != person)
            week = week.with_session(session.id, session.model_copy(update={"crew": crew}))
            trips = (t for t in week.trips if t.person != person or session.id not in t.visits)
            rest = [
                replace(t, visits=tuple(v for v in t.visits if v != session.id))
                for t in week.trips
                if t.person == person and session.id in t.visits and len(t.visits) > 1
            ]
            week = replace(week, trips=(*trips, *rest))
    return week


def cut(scene: Scene, week: Week, run: Run, moment: int) -> Week:
    """The week with a run that ends on the road: what was begun by a minute is done there, the rest is not."""
    tour = tour_id(run.vehicle, run.day)
    minute, running = scene.horizon.minute, [moment]
    for session in visits_of(week, scene.horizon, run):
        if minute(session.set_up_start) <= moment:
            running.append(minute(session.tear_down_end))
        elif session.id in week.sessions:
            week = without_session(scene, week, session.id)
    unfinished = [a for stop in run.stops for a in stop.actions if a.kind == "alight" and a.end > moment]
    for action in unfinished:
        if action.item is not None and action.leg is not None:
            week = without_item(scene, week, action.item, frozenset({action.leg}))
    left = next((one for one in week.runs.get(tour, ()) if span_of(one)[0] == span_of(run)[0]), None)
    if left is None:
        return week
    stops = [stop for stop in left.stops if stop.arrival <= moment]
    if len(stops) < 2 or len(stops) == len(left.stops):
        return with_run(week, tour, left, None) if len(stops) < 2 else week
    last, before = stops[-1], stops[-2]
    leaving = ("crew_on", "load_kit")
    done = tuple(a for a in last.actions if a.end <= moment and a.kind not in leaving)
    off = tuple(
        Action("crew_off", last.arrival, last.arrival, p) for p in before.aboard if all(a.item != p for a in done)
    )
    end = max([last.arrival, *(a.end for a in done), *(m for m in running[1:] if m <= last.departure)])
    stops[-1] = replace(last, departure=end, actions=(*done, *off), driver=None, aboard=(), pauses=())
    return with_run(week, tour, left, replace(left, stops=tuple(stops)))


def with_run(week: Week, tour: str, run: Run, left: Run | None) -> Week:
    """The week with a run of a tour otherwise, or without it."""
    runs = tuple(left if one == run else one for one in week.runs.get(tour, ()))
    return week.with_runs({tour: tuple(one for one in runs if one is not None)})


def added_run(week: Week, run: Run) -> Week:
    """The week with one more run."""
    tour = tour_id(run.vehicle, run.day)
    runs = sorted((*week.runs.get(tour, ()), run), key=lambda one: one.stops[0].departure)
    return week.with_runs({tour: tuple(runs)})


def renamed_run(run: Run, people: Mapping[str, str | None], vehicle: str, driver: str | None = None) -> Run:
    """A run by other people and another vehicle, at the same times.

    Parameters
    ----------
    people
        Who stands in for whom; None for nobody, which a driver cannot have.
    driver
        Who drives of those then aboard, in a run with one driver; the stand-in of who did, when not given.
    """
    for person, other in people.items():
        if other is None:
            run = _without_rider(run, person)
    names = {person: other for person, other in people.items() if other is not None}
    layout = run.layout if vehicle == run.vehicle else None
    found = replace(run, vehicle=vehicle, layout=layout, stops=tuple(_renamed(stop, names) for stop in run.stops))
    return found if driver is None else _driven_by(found, driver)


def _renamed(stop: Stop, people: Mapping[str, str]) -> Stop:
    actions = tuple(
        replace(a, item=people.get(a.item, a.item)) if a.kind in ("crew_on", "crew_off") and a.item is not None else a
        for a in stop.actions
    )
    driver = None if stop.driver is None else people.get(stop.driver, stop.driver)
    return replace(stop, actions=actions, driver=driver, aboard=tuple(people.get(p, p) for p in stop.aboard))


def _driven_by(run: Run, driver: str) -> Run:
    """A run in which somebody aboard takes the wheel, and who had it rides."""
    before = run.stops[0].driver
    if before == driver or before is None:
        return run
    return replace(run, stops=tuple(_renamed(stop, {before: driver, driver: before}) for stop in run.stops))


def _without_rider(run: Run, person: str) -> Run:
    stops = tuple(
        replace(
            stop,
            actions=tuple(a for a in stop.actions if not (a.kind in ("crew_on", "crew_off") and a.item == person)),
            aboard=tuple(p for p in stop.aboard if p != person),
        )
        for stop in run.stops
    )
    return replace(run, stops=stops)


def _trips_without(trips: Iterable[Trip], id_: str) -> Iterable[Trip]:
    for trip in trips:
        visits = tuple(visit for visit in trip.visits if visit != id_)
        if visits:
            yield replace(trip, visits=visits)


def _without_visit(scene: Scene, week: Week, run: Run, session: PlannedSession) -> Run | None:
    """A run whose people no longer hold a session; who goes for nothing else stays at home, unless it has left."""
    rest = visits_of(week, scene.horizon, run)
    start, end = scene.horizon.minute(session.set_up_start), scene.horizon.minute(session.tear_down_end)
    busy = {member.person for other in rest for member in other.crew}
    riders = {person for stop in run.stops for person in stop.aboard}
    left: Run | None = run
    if not scene.begun(run):
        for person in sorted(riders - busy):
            left = _without_rider(left or run, person)
    kits = {session.kit} - {other.kit for other in rest} - {None}
    shared = any(
        scene.horizon.minute(s.set_up_start) < end and start < scene.horizon.minute(s.tear_down_end) for s in rest
    )

    def goes(action: Action) -> bool:
        if action.kind in ("load_kit", "unload_kit"):
            return action.item in kits
        here = start <= action.start <= end
        return action.kind in ("crew_on", "crew_off") and here and run.kind == "outing" and not shared

    return _run_without(scene, left or run, goes, session.venue if run.kind == "outing" else None, (start, end))


def _run_without(
    scene: Scene,
    run: Run,
    goes: Callable[[Action], bool],
    venue: str | None = None,
    span: tuple[int, int] = (0, 0),
) -> Run | None:
    """A run without some actions and the stops then idle; None when nothing is left of it."""
    past = scene.begun(run)
    stripped = [replace(stop, actions=tuple(a for a in stop.actions if not goes(a))) for stop in run.stops]
    kept: list[Stop] = []
    for k, (old, stop) in enumerate(zip(run.stops, stripped, strict=True)):
        ends = k in (0, len(stripped) - 1)
        lost = len(stop.actions) < len(old.actions)
        visited = venue is not None and stop.place == venue and stop.arrival <= span[0] and span[1] <= stop.departure
        on_the_way = k > 0 and run.stops[k - 1].departure < scene.now
        idle = not stop.actions and not stop.pauses and (lost or visited)
        if ends or on_the_way or not idle:
            kept.append(stop)
    # A visited venue that keeps its crew's actions is not idle; a stop of the driver alone is.
    busy = any(action.kind in ("board", "alight", "charge") for stop in kept for action in stop.actions)
    busy |= any(stop.departure > stop.arrival and not (stop.actions or stop.pauses) for stop in kept[1:-1])
    busy |= any(action.kind == "unload_kit" for stop in kept[1:-1] for action in stop.actions)
    busy |= any(stop.aboard for stop in kept)
    if not past and (not busy or len(kept) <= 2):
        return None
    return _closed_up(scene, replace(run, stops=tuple(kept)), len(kept) < len(run.stops))


def _closed_up(scene: Scene, run: Run, changed: bool) -> Run:
    """A run with legs as short as they are now: it leaves later, and comes back earlier."""
    if not changed:
        return run
    stops = list(run.stops)
    for k in range(1, len(stops)):
        before = stops[k - 1]
        if before.departure < scene.now:
            continue
        if k == 1:
            leaves = max(before.departure, stops[1].arrival - scene.minutes(run, before.place, stops[1].place))
            actions = tuple(_at(action, leaves) for action in before.actions)
            stops[0] = before = replace(before, arrival=leaves, departure=leaves, actions=actions)
        arrives = before.departure + scene.minutes(run, before.place, stops[k].place)
        if arrives < stops[k].arrival:
            last = k == len(stops) - 1
            actions = tuple(_at(action, arrives) for action in stops[k].actions) if last else stops[k].actions
            stops[k] = replace(
                stops[k], arrival=arrives, departure=arrives if last else stops[k].departure, actions=actions
            )
    return replace(run, stops=tuple(stops))


def _at(action: Action, minute: int) -> Action:
    return replace(action, start=minute, end=minute) if action.start == action.end else action


def legs_hold(scene: Scene, run: Run, vehicle: str) -> bool:
    """Whether a vehicle makes a run's legs in the time they have."""
    profile = scene.instance.vehicle_by_id[vehicle].profile
    return all(
        here.place == there.place
        or there.arrival - here.departure >= scene.times.minutes(here.place, there.place, profile, run.day)
        for here, there in pairwise(run.stops)
    )

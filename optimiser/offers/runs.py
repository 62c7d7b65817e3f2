"""A plan's tours read back as runs from depot to depot, and the runs that carry passengers as shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Duty, Plan, StopAction, Tour, TourStop
from optimiser.draft import CrewCall, Pause, RideCall, Shift, ShiftStop
from optimiser.writing.legs import Action, Run, Stop

ARRIVING = ("alight", "crew_off", "unload_kit")
"""Actions that end a run at the depot; the others begin the next."""


def runs_in(instance: Instance, horizon: Horizon, plan: Plan, tour: Tour) -> list[Run]:
    """The runs of a tour, in order; joined by `optimiser.writing.tours` they give the tour again."""
    depot = instance.vehicle_by_id[tour.vehicle].depot
    stops = list(_stops(horizon, tour))
    cuts = [0]
    cuts += [k for k in range(1, len(stops) - 1) if stops[k].place == depot and _empty(stops, k)]
    cuts.append(len(stops) - 1)
    runs = []
    for first, last in pairwise(cuts):
        inner = [
            _beginning(stops[first]) if first else stops[first],
            *stops[first + 1 : last],
            _ending(stops[last]) if last < len(stops) - 1 else stops[last],
        ]
        shift = any(action.kind in ("board", "alight") for stop in inner for action in stop.actions)
        run = Run(tour.vehicle, tour.date, tuple(inner), tour.layout, "shift" if shift else "outing")
        runs.append(_with_pauses(horizon, run, plan.duties) if shift else run)
    return runs


def shift_of(run: Run) -> Shift | None:
    """A run as a shift; None when it carries no passengers, or somebody or something else too."""
    driver = run.stops[0].driver
    actions = [action for stop in run.stops for action in stop.actions]
    known = all(action.kind in ("board", "alight") for action in actions)
    one = all(stop.driver == driver for stop in run.stops[:-1])
    if run.kind != "shift" or driver is None or not known or not one:
        return None
    return Shift(run.day, run.vehicle, driver, run.layout or "", tuple(_shift_stop(stop) for stop in run.stops))


def crew_of(run: Run) -> tuple[str, ...]:
    """Everybody who drives or rides, the first driver first."""
    people = [person for stop in run.stops for person in (stop.driver, *stop.aboard) if person is not None]
    return tuple(dict.fromkeys(people))


def _stops(horizon: Horizon, tour: Tour) -> Iterator[Stop]:
    aboard: list[str] = []
    for stop in tour.stops:
        for action in stop.actions:
            if action.kind == "crew_on" and action.item is not None:
                aboard.append(action.item)
            elif action.kind == "crew_off" and action.item in aboard:
                aboard.remove(action.item)
        yield _stop(horizon, stop, tuple(aboard))


def _stop(horizon: Horizon, stop: TourStop, aboard: tuple[str, ...]) -> Stop:
    arrival, departure = horizon.minute(stop.arrival), horizon.minute(stop.departure)
    return Stop(
        stop.place, arrival, departure, tuple(_action(horizon, one) for one in stop.actions), stop.driver, aboard
    )


def _action(horizon: Horizon, action: StopAction) -> Action:
    start, end = horizon.minute(action.start), horizon.minute(action.end)
    return Action(action.kind, start, end, action.item, action.leg)


def _empty(stops: Sequence[Stop], k: int) -> bool:
    """Whether nobody but the driver is aboard when a vehicle comes to a stop, once those who leave have left."""
    aboard: set[tuple[str | None, str | None]] = set()
    for n, stop in enumerate(stops[: k + 1]):
        for action in stop.actions:
            key = action.item, action.leg
            if action.kind in ARRIVING:
                aboard.discard(key)
            elif n < k and action.kind != "charge":
                aboard.add(key)
    charges = any(action.kind == "charge" for action in stops[k].actions)
    return not aboard and not charges


def _ending(stop: Stop) -> Stop:
    actions = tuple(action for action in stop.actions if action.kind in ARRIVING)
    left = max([stop.arrival, *(action.end for action in actions)])
    return replace(stop, departure=left, actions=actions, driver=None, aboard=())


def _beginning(stop: Stop) -> Stop:
    actions = tuple(action for action in stop.actions if action.kind not in ARRIVING)
    there = min([stop.departure, *(action.start for action in actions)])
    return replace(stop, arrival=there, actions=actions)


def _with_pauses(horizon: Horizon, run: Run, duties: Sequence[Duty]) -> Run:
    """The run with the meals and breaks its driver takes at its stops, between the first departure and the return."""
    driver = run.stops[0].driver
    start, end = run.stops[0].departure, run.stops[-1].arrival
    pauses = [
        Pause("meal" if one.kind == "meal" else "break", horizon.minute(one.start), horizon.minute(one.end))
        for duty in duties
        if duty.person == driver and duty.date == run.day
        for one in duty.activities
        if one.kind in ("meal", "break")
    ]
    inside = [pause for pause in pauses if start <= pause.start and pause.end <= end]
    stops = tuple(
        replace(stop, pauses=tuple(p for p in inside if stop.arrival <= p.start and p.end <= stop.departure))
        for stop in run.stops
    )
    return replace(run, stops=stops)


def _shift_stop(stop: Stop) -> ShiftStop:
    calls: list[RideCall | CrewCall | Pause] = [*stop.pauses]
    for action in stop.actions:
        if (action.kind == "board" or action.kind == "alight") and action.item is not None and action.leg is not None:
            kind = "board" if action.kind == "board" else "alight"
            calls.append(
                RideCall("board" if kind == "board" else "alight", action.item, action.leg, action.start, action.end)
            )
    calls.sort(key=lambda call: call.at if isinstance(call, CrewCall) else call.start)
    return ShiftStop(stop.place, stop.arrival, stop.departure, tuple(calls))

"""A vehicle's stops in minutes: outings and shifts turned into one form, joined at the depot into a tour."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from models.instance import Instance
from models.plan import StopActionKind
from models.rides import Leg
from optimiser.binds import binds
from optimiser.draft import Charge, CrewCall, HeldSession, Outing, Pause, RideCall, Shift
from optimiser.travel import TravelTimes


@dataclass(frozen=True)
class Action:
    """What happens at a stop, in minutes; fields as ``models.plan.StopAction``."""

    kind: StopActionKind
    start: int
    end: int
    item: str | None = None
    leg: Leg | None = None


@dataclass(frozen=True)
class Stop:
    """A vehicle at a place. ``driver`` drives the leg that leaves; ``aboard`` ride it as passengers of the crew."""

    place: str
    arrival: int
    departure: int
    actions: tuple[Action, ...] = ()
    driver: str | None = None
    aboard: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Run:
    """A vehicle from its depot to its depot."""

    vehicle: str
    day: date
    stops: tuple[Stop, ...]
    layout: str | None = None
    kind: Literal["outing", "shift"] = "outing"
    outing: Outing | None = field(default=None)


def outing_run(instance: Instance, times: TravelTimes, outing: Outing, kits_of: dict[str, str | None]) -> Run:
    """The run of a vehicle outing. Waiting between sessions is spent at the earlier venue.

    Parameters
    ----------
    kits_of
        Kit of each held session, by occurrence.

    Raises
    ------
    ValueError
        For an outing by own car.
    """
    if outing.vehicle is None:
        raise ValueError(f"the outing of {outing.people[0]} on {outing.day} has no vehicle")
    profile = instance.vehicle_by_id[outing.vehicle].profile
    driver, aboard = outing.people[0], outing.people[1:]
    homes = {kit: instance.kit_by_id[kit].home for kit in outing.kits}
    stops: list[Stop] = []
    clock, here = outing.depart, outing.home
    for place in (outing.home, *outing.via):
        clock += times.minutes(here, place, profile, outing.day) if place != here else 0
        loads = [Action("load_kit", clock, clock, kit) for kit, home in homes.items() if home == place]
        boards = [Action("crew_on", clock, clock, person) for person in aboard] if place == outing.home else []
        stops.append(Stop(place, clock, clock, (*loads, *boards), driver, aboard))
        here = place
    for position, visit in enumerate(outing.visits):
        drive = times.minutes(here, visit.venue, profile, outing.day)
        leave = visit.set_up_start - drive
        if position:
            stops[-1] = _leaving(stops[-1], leave, aboard)
        kit = kits_of.get(visit.occurrence)
        carried = [kit] if kit in outing.kits else []
        actions = [
            *(Action("crew_off", visit.set_up_start, visit.set_up_start, person) for person in aboard),
            *(Action("unload_kit", visit.set_up_start, visit.set_up_start, kit) for kit in carried),
            *(Action("load_kit", visit.tear_down_end, visit.tear_down_end, kit) for kit in carried),
        ]
        stops.append(Stop(visit.venue, visit.set_up_start, visit.tear_down_end, tuple(actions), driver, aboard))
        here = visit.venue
    stops[-1] = _leaving(stops[-1], stops[-1].departure, aboard)
    clock = stops[-1].departure
    for place in (*reversed(outing.via), outing.home):
        clock += times.minutes(here, place, profile, outing.day)
        unloads = [Action("unload_kit", clock, clock, kit) for kit, home in homes.items() if home == place]
        last = place == outing.home
        leaves = [Action("crew_off", clock, clock, person) for person in aboard] if last else []
        stops.append(Stop(place, clock, clock, (*leaves, *unloads), None if last else driver, () if last else aboard))
        here = place
    return Run(outing.vehicle, outing.day, tuple(stops), outing=outing)


def _leaving(stop: Stop, departure: int, aboard: Sequence[str]) -> Stop:
    """A stop left at a time, the crew getting on just then."""
    boards = tuple(Action("crew_on", departure, departure, person) for person in aboard)
    kept = tuple(action for action in stop.actions if action.kind != "crew_on")
    return replace(stop, departure=departure, actions=(*kept, *boards))


@binds("T5.handover", "S9.back")
def shift_run(shift: Shift) -> Run:
    """The run of a shift, the crew it carries included."""
    stops = []
    aboard: list[str] = []
    for index, stop in enumerate(shift.stops):
        actions: list[Action] = []
        pauses: list[Pause] = []
        for call in stop.calls:
            if isinstance(call, RideCall):
                actions.append(Action(call.kind, call.start, call.end, call.item, call.leg))
            elif isinstance(call, CrewCall):
                on = call.kind == "crew_on"
                # Kits are carried to the vehicle before people get on, and unloaded after they got off.
                moves = [Action("load_kit" if on else "unload_kit", call.at, call.at, kit) for kit in call.kits]
                crew = [Action(call.kind, call.at, call.at, person) for person in call.people]
                actions += [*moves, *crew] if on else [*crew, *moves]
                aboard = [*aboard, *call.people] if on else [p for p in aboard if p not in call.people]
            elif isinstance(call, Charge):
                actions.append(Action("charge", call.start, call.end))
            else:
                pauses.append(call)
        last = index == len(shift.stops) - 1
        driver = None if last else shift.driver
        stops.append(
            Stop(stop.place, stop.arrival, stop.departure, tuple(actions), driver, tuple(aboard), tuple(pauses))
        )
    return Run(shift.vehicle, shift.day, tuple(stops), shift.layout, "shift", shift.carries)


def runs_of(
    instance: Instance,
    times: TravelTimes,
    outings: Sequence[Outing],
    shifts: Sequence[Shift],
    held: Sequence[HeldSession],
) -> list[Run]:
    """Runs of all vehicles in order of time; an outing whose vehicle is released is run by its shift."""
    carried = {shift.carries for shift in shifts if shift.carries is not None}
    kits_of = {session.visit.occurrence: session.kit for session in held}
    runs = [outing_run(instance, times, o, kits_of) for o in outings if o.vehicle is not None and o not in carried]
    runs += [shift_run(shift) for shift in shifts]
    return sorted(runs, key=lambda run: (run.vehicle, run.stops[0].departure))

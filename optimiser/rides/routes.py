"""A turn as a route of the search: its layouts, its costs, and in order the pauses and crew stops it must make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from models.fleet import Layout, Vehicle
from models.instance import Instance
from optimiser.binds import binds
from optimiser.draft import CrewCall, Outing, Pause
from optimiser.rides.free_times import Span
from optimiser.rides.turns import Turn, Workday
from optimiser.search import ANYWHERE, FixedStop, Route

MILLI = 1000
"""Thousandths of a cent in a cent: the search counts in these."""


@dataclass(frozen=True)
class Duty:
    """One fixed stop of a route and what it is for: a crew call without its time, or a pause."""

    stop: FixedStop
    crew: CrewCall | None = None
    pause: Pause | None = None


@dataclass(frozen=True)
class TurnRoute:
    """A turn and its route; ``layouts`` in the order of the route's."""

    turn: Turn
    route: Route
    layouts: tuple[Layout, ...]
    duties: tuple[Duty, ...]


@binds("T1.overlap", "T2.depot", "T3.layout", "T6.range", "P6.meal", "P6.break")
def turn_route(
    instance: Instance,
    workday: Workday,
    turn: Turn,
    siblings: Sequence[Turn],
    layouts: Sequence[Layout],
    kits_of: Mapping[str, str | None],
    row_of: Callable[[str], int],
    drive: Callable[[str, str], int],
    profile_row: int,
) -> TurnRoute:
    """The route of a turn.

    Parameters
    ----------
    siblings
        All turns of the same vehicle that day, this one included.
    layouts
        What the vehicle may be set up as that day.
    kits_of
        Kit of each held session, by occurrence.
    row_of
        Row of a place in the problem.
    drive
        Minutes the vehicle takes between two places.
    """
    vehicle = instance.vehicle_by_id[turn.vehicle]
    driver = instance.person_by_id[turn.driver]
    duties = _duties(instance, turn, kits_of, row_of, drive)
    first = min(siblings, key=lambda one: one.start) is turn
    hour_cents = vehicle.cost_hour_cents + (driver.contract.cost_hour_cents if turn.extra_work_min else 0)
    km_cents = vehicle.cost_km_cents + vehicle.co2_g_per_km * instance.settings.co2_cents_per_kg // 1000
    used_anyway = bool(workday.vehicles[turn.vehicle].busy)
    route = Route(
        start=row_of(vehicle.depot),
        end=row_of(vehicle.depot),
        earliest=turn.start,
        latest=turn.end,
        layouts=tuple((layout.seats, layout.wheelchairs, vehicle.child_seats) for layout in layouts),
        profile=profile_row,
        fixed=tuple(duty.stop for duty in duties),
        used_cost=0 if used_anyway or not first else vehicle.cost_day_cents * MILLI,
        distance_cost=km_cents,
        time_cost=hour_cents * MILLI // 60,
        range_m=_range(workday, vehicle, siblings),
        key=f"{turn.vehicle} {turn.driver} {turn.start}",
    )
    return TurnRoute(turn, route, tuple(layouts), duties)


def _range(workday: Workday, vehicle: Vehicle, siblings: Sequence[Turn]) -> int | None:
    """Metres a turn may drive: what outings leave of the full range, shared by the day's turns."""
    if vehicle.range_m is None:
        return None
    carried = [turn.carries for turn in siblings if turn.carries is not None]
    outings = [one.outing for one in workday.vehicles[vehicle.id].busy if one.outing is not None]
    driven = sum(outing.metres for outing in outings if outing not in carried)
    return max(0, vehicle.range_m - driven) // max(1, len(siblings))


def _duties(
    instance: Instance,
    turn: Turn,
    kits_of: Mapping[str, str | None],
    row_of: Callable[[str], int],
    drive: Callable[[str, str], int],
) -> tuple[Duty, ...]:
    crew = _crew_stops(instance, turn.carries, kits_of, row_of, drive) if turn.carries else []
    for asked in turn.pauses:
        stop = FixedStop(asked.kind, ANYWHERE, asked.earliest, asked.latest, asked.minutes)
        pause = Pause(asked.kind, asked.earliest, asked.earliest + asked.minutes)
        crew.insert(_best_gap(turn, crew, stop), Duty(stop, pause=pause))
    return tuple(crew)


def _best_gap(turn: Turn, duties: Sequence[Duty], pause: FixedStop) -> int:
    """The position among the duties, nobody of a crew being aboard, that leaves a pause most room."""
    best, room = 0, -1
    aboard = 0
    for k in range(len(duties) + 1):
        opens = duties[k - 1].stop.earliest + duties[k - 1].stop.duration if k else turn.start
        closes = duties[k].stop.latest if k < len(duties) else turn.end
        here = min(closes, pause.latest + pause.duration) - max(opens, pause.earliest)
        if aboard == 0 and here > room:
            best, room = k, here
        if k < len(duties):
            aboard += duties[k].stop.load[0]
    return best


@binds("S9.back", "S6.present", "T3.seats")
def _crew_stops(
    instance: Instance,
    outing: Outing,
    kits_of: Mapping[str, str | None],
    row_of: Callable[[str], int],
    drive: Callable[[str, str], int],
) -> list[Duty]:
    """A crew goes out by its kits' homes, is left at each venue from set-up to tear-down, and is brought home."""
    size = len(outing.people)
    duties: list[Duty] = []

    def call(kind: Literal["crew_on", "crew_off"], place: str, window: Span, people: bool, kits: Sequence[str]) -> None:
        seats = 0 if not people else size if kind == "crew_on" else -size
        stop = FixedStop(kind, row_of(place), *window, 0, (seats, 0, 0), passengers=True)
        duties.append(Duty(stop, crew=CrewCall(kind, outing.people if people else (), tuple(kits), window[0])))

    def kept_at(place: str) -> list[str]:
        return [kit for kit in outing.kits if instance.kit_by_id[kit].home == place]

    visits = outing.visits
    first, last = visits[0].set_up_start, visits[-1].tear_down_end
    call("crew_on", outing.home, (outing.depart, outing.depart), True, kept_at(outing.home))
    for place in outing.via:
        call("crew_on", place, (outing.depart, first), False, kept_at(place))
    kits = [[kit] if (kit := kits_of.get(v.occurrence)) is not None and kit in outing.kits else [] for v in visits]
    for k, visit in enumerate(visits):
        done = visit.tear_down_end
        # Between two sessions in one room the crew stays there, and so does a kit both use.
        comes = k == 0 or visits[k - 1].venue != visit.venue
        goes = k + 1 == len(visits) or visits[k + 1].venue != visit.venue
        brought = [kit for kit in kits[k] if comes or kit not in kits[k - 1]]
        taken = [kit for kit in kits[k] if goes or kit not in kits[k + 1]]
        # Elsewhere the crew waits at the first venue, where it may eat, and leaves just in time.
        leave = done if k + 1 == len(visits) else visits[k + 1].set_up_start - drive(visit.venue, visits[k + 1].venue)
        call("crew_off", visit.venue, (visit.set_up_start, visit.set_up_start), comes, brought)
        if leave > done or not goes:
            call("crew_on", visit.venue, (done, done), False, taken)
        if goes:
            call("crew_on", visit.venue, (leave, leave), True, () if leave > done else taken)
    for place in reversed(outing.via):
        call("crew_off", place, (last, outing.back), False, kept_at(place))
    call("crew_off", outing.home, (last, outing.back), True, kept_at(outing.home))
    return duties

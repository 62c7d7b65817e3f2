"""How long a repair takes: what may happen on a Tuesday morning, on a plan of each bundled territory."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from instances import bundled, read_instance
from models.base import at
from models.events import Event, PersonAbsent, RideAdded, RideCancelled, RoadSlow, SessionCancelled, VehicleOut
from models.instance import Instance
from models.plan import Plan
from optimiser.repair import repair
from optimiser.solve import Limit, solve
from optimiser.travel import TravelTimes, travel_times

HAPPENS_MIN = 7 * 60 + 40


@dataclass(frozen=True)
class Repaired:
    """One event on one plan.

    Attributes
    ----------
    first_s, list_s
        Processor seconds until the first answer, and until the price list; one thread works, so that they are what an
        idle core takes.
    elapsed_s
        Seconds of wall clock until the price list.
    options
        (things to tell, need, cents) of each line.
    """

    territory: str
    event: str
    first_s: float
    list_s: float
    elapsed_s: float
    options: tuple[tuple[int, int, int], ...]


def territories() -> tuple[str, ...]:
    """Names of the bundled territories."""
    return tuple(sorted(bundled()))


def bundled_repairs(name: str, iterations: int) -> Iterator[Repaired]:
    """Plan a bundled territory with so many iterations, and repair the plan."""
    source = bundled()[name]
    instance, _ = read_instance(source)
    plan = solve(instance, limit=Limit(iterations=iterations), base_dir=source).plan
    yield from repairs(name, instance, plan, source)


def repairs(name: str, instance: Instance, plan: Plan, folder: Path | None = None) -> Iterator[Repaired]:
    """Each of the events on a plan, by itself."""
    times = travel_times(instance, folder)
    now = at(plan.monday + timedelta(days=1), HAPPENS_MIN)
    for event in events(instance, plan, now):
        yield _repaired(name, instance, plan, event, now, times, folder)


def _repaired(
    name: str, instance: Instance, plan: Plan, event: Event, now: datetime, times: TravelTimes, folder: Path | None
) -> Repaired:
    first: list[float] = []
    began, worked = time.monotonic(), time.process_time()
    prices = repair(
        instance,
        plan,
        (event,),
        now,
        base_dir=folder,
        times=times,
        on_first=lambda _: first.append(time.process_time() - worked),
    )
    options = tuple((option.changes, option.need, option.cost) for option in prices.options)
    return Repaired(name, event.kind, first[0], time.process_time() - worked, time.monotonic() - began, options)


def events(instance: Instance, plan: Plan, now: datetime) -> Iterator[Event]:
    """A breakdown, an illness, snow, a call, a ride and a session given up: those that can be."""
    today = now.date()
    evening, tomorrow = at(today, 18 * 60), at(today + timedelta(days=1), 0)
    carried = {tour.vehicle: len(tour.stops) for tour in plan.tours if tour.date == today and tour.end > now}
    if carried:
        busiest = max(sorted(carried), key=lambda vehicle: carried[vehicle])
        yield VehicleOut(kind="vehicle_out", id=busiest, start=now, end=evening)
    working = {duty.person: duty.work_min for duty in plan.duties if duty.date == today and duty.end > now}
    if working:
        longest = max(sorted(working), key=lambda person: working[person])
        yield PersonAbsent(kind="person_absent", id=longest, start=now, end=tomorrow)
    yield RoadSlow(kind="road_slow", percent=75, start=now, end=tomorrow)
    rides = sorted((ride.boarding_start, ride.item) for ride in plan.rides if ride.boarding_start > now)
    begun = {ride.item for ride in plan.rides if ride.boarding_start <= now}
    items = [item for _, item in rides if item not in begun]
    if items:
        yield RideCancelled(kind="ride_cancelled", id=items[0])
        like = next(ride for ride in instance.rides if ride.session is None)
        wished = {
            "id": "called",
            "date": today + timedelta(days=1),
            "recurrence": None,
            "booked_at": None,
            "promises": (),
        }
        yield RideAdded(kind="ride_added", ride=like.model_copy(update=wished))
    held = sorted((session.start, session.id) for session in plan.sessions if session.set_up_start > now)
    if held:
        yield SessionCancelled(kind="session_cancelled", id=held[0][1])

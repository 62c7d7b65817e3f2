"""Generated weeks with a plan, and something that happens within them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from models.base import at
from models.events import (
    Delay,
    Event,
    PersonAbsent,
    RideCancelled,
    RoadSlow,
    SessionCancelled,
    VehicleOut,
    VenueClosed,
)
from models.instance import Instance
from models.plan import Plan
from optimiser.solve import Limit, solve
from tests.optimiser.strategies.whole import instance_of

KINDS = (
    "vehicle_out",
    "person_absent",
    "venue_closed",
    "road_slow",
    "session_cancelled",
    "ride_cancelled",
    "delay",
)


@dataclass(frozen=True)
class Happening:
    """A plan, the instance it was made from, and what happened when."""

    instance: Instance
    plan: Plan
    events: tuple[Event, ...]
    now: datetime


@cache
def planned(seed: int, sessions: int = 8, rides: int = 12, *, spare: bool = False) -> tuple[Instance, Plan]:
    """A generated week and a plan of it.

    Parameters
    ----------
    spare
        With doubles of some people and vehicles, so that somebody or something can often stand in.
    """
    instance = instance_of(Random(seed), sessions, rides)
    if spare:
        dice = Random(f"spare {seed}")
        vehicles = [v for v in instance.vehicles if dice.random() < 0.6]
        people = [p for p in instance.people if dice.random() < 0.5]
        instance = instance.model_copy(
            update={
                "vehicles": (*instance.vehicles, *(v.model_copy(update={"id": f"{v.id}b"}) for v in vehicles)),
                "people": (*instance.people, *(p.model_copy(update={"id": f"{p.id}b"}) for p in people)),
            }
        )
    return instance, solve(instance, limit=Limit(iterations=40), seed=1).plan


def happening(seed: int, kind: str) -> Happening | None:
    """Something of a kind that hits a generated plan where it can; None when nothing of the kind can happen."""
    instance, plan = planned(seed)
    dice = Random(f"{seed} {kind}")
    starts = [duty.start for duty in plan.duties]
    if not starts:
        return None
    now = dice.choice(starts) + timedelta(minutes=dice.choice((-90, -5, 30, 120)))
    if kind == "delay" and plan.tours:
        tour = dice.choice(plan.tours)
        now = tour.start + (tour.end - tour.start) / 2
        now = now.replace(second=0)
    now = max(now, at(plan.monday, 0))
    event = _event(plan, kind, now, dice)
    return None if event is None else Happening(instance, plan, (event,), now)


def _event(plan: Plan, kind: str, now: datetime, dice: Random) -> Event | None:
    end = now + timedelta(hours=dice.choice((3, 10, 30)))
    if kind == "vehicle_out":
        used = sorted({tour.vehicle for tour in plan.tours if tour.end > now})
        return VehicleOut(kind="vehicle_out", id=dice.choice(used), start=now, end=end) if used else None
    if kind == "person_absent":
        people = sorted({duty.person for duty in plan.duties if duty.end > now})
        return PersonAbsent(kind="person_absent", id=dice.choice(people), start=now, end=end) if people else None
    if kind == "venue_closed":
        venues = sorted({session.venue for session in plan.sessions if session.end > now})
        return VenueClosed(kind="venue_closed", id=dice.choice(venues), start=now, end=end) if venues else None
    if kind == "road_slow":
        return RoadSlow(kind="road_slow", percent=dice.choice((40, 70)), start=now, end=end)
    if kind == "session_cancelled":
        ids = sorted(session.id for session in plan.sessions if session.set_up_start > now)
        return SessionCancelled(kind="session_cancelled", id=dice.choice(ids)) if ids else None
    if kind == "ride_cancelled":
        begun = {ride.item for ride in plan.rides if ride.boarding_start <= now}
        items = sorted({ride.item for ride in plan.rides} - begun)
        return RideCancelled(kind="ride_cancelled", id=dice.choice(items)) if items else None
    tours = sorted(tour.id for tour in plan.tours if tour.start <= now < tour.end)
    return Delay(kind="delay", id=dice.choice(tours), minutes=dice.choice((5, 20, 60))) if tours else None

"""Small plans for joint moves: a workshop and rides along one road."""

from datetime import timedelta
from typing import Any

from models.base import at
from models.fleet import Layout
from models.horizon import occurrences, ride_items
from models.instance import Instance
from models.people import Credential, Person
from models.rides import RideRequest
from optimiser.draft import Draft
from optimiser.joint import Judge
from optimiser.joint.incumbent import Incumbent
from optimiser.rides.situation import survey
from optimiser.rides.stage import plan_rides
from optimiser.rides.whole import rides_by_day
from optimiser.writing.plan import Frame
from tests.optimiser.rides.town import driver, minibus, ride, town, workshop, world


def trainer(id_: str, *, passengers: bool = True) -> Person:
    """Somebody who may teach and drive; passengers too, unless said otherwise."""
    kinds = ("trainer", "permis-b", *(("attestation-medicale",) if passengers else ()))
    return driver(id_, credentials=tuple(Credential(kind=kind) for kind in kinds))


def shared_town(*rides: RideRequest, **fields: Any) -> Instance:
    """A workshop, a minibus and a van without room for passengers, two trainers and a driver."""
    known: dict[str, Any] = {
        "service": {"vehicle_features": ("tad",)},
        "vehicles": (
            minibus("bus", cost_day_cents=7000, features=("tad",)),
            minibus("van", layouts=(Layout(id="cab", seats=2),), cost_day_cents=6000),
        ),
        "people": (trainer("ana"), trainer("eve", passengers=False), driver("bob")),
        **workshop(),
    }
    return town(*rides, **{**known, **fields})


def two_rides() -> tuple[RideRequest, RideRequest]:
    """One to the hill in the morning and home, one to the south at the same times."""
    return (
        ride("r1", "north", "hill", arrive=("9:00", "9:40"), back=("11:30", "12:00")),
        ride("r2", "north", "south", arrive=("9:30", "10:30"), back=("14:00", "14:30")),
    )


def judge_of(instance: Instance) -> Judge:
    """A judge that lets everything pass."""
    horizon, times = world(instance)
    asked = occurrences(instance, horizon)
    made = at(horizon.monday - timedelta(days=4), 720)
    frame = Frame(instance, horizon, times, asked, ride_items(instance, horizon, asked), None, made)
    return Judge(frame, None, lambda _: True)


def incumbent_of(instance: Instance, sessions: Draft, *, iterations: int = 300) -> Incumbent:
    """A plan of these sessions with rides after."""
    horizon, times = world(instance)
    draft = plan_rides(instance, horizon, times, sessions, iterations=iterations, seed=1)
    situation = survey(instance, horizon, times, sessions, None)
    judge = judge_of(instance)
    written = judge.written(draft)
    return Incumbent(situation, rides_by_day(situation, draft), written, judge.values(written))

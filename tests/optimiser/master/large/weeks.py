"""Small generated weeks, compiled for the large stage and for the model by name."""

from dataclasses import dataclass
from datetime import datetime

from benchmarks.weekly.size import Size
from benchmarks.weekly.territory import generate
from models.horizon import Horizon, horizon_of, occurrences
from models.instance import Instance
from optimiser.master.large.week import Week
from optimiser.master.placements import place_all
from optimiser.travel import TravelTimes, travel_times


@dataclass(frozen=True)
class Made:
    """A week with everything it was made from."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    week: Week


def made(sessions: int, people: int, vans: int, *, seed: int, weeks: int = 1) -> Made:
    """A generated week."""
    instance = generate(Size(sessions, people, vans), seed=seed, weeks=2 if weeks == 2 else 1)
    return compiled(instance)


def compiled(instance: Instance) -> Made:
    """A week of an instance."""
    horizon, times = horizon_of(instance), travel_times(instance)
    asked = place_all(instance, horizon, occurrences(instance, horizon), {})
    return Made(instance, horizon, times, Week(instance, horizon, times, asked, None, datetime(2027, 2, 25, 12)))

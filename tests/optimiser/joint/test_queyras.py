"""Proof on a real territory: sessions first and rides after is worse than both together."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import instances
from instances import read_instance
from models.base import at
from models.horizon import horizon_of, occurrences, ride_items
from optimiser.joint import Effort, Judge, improve, trial
from optimiser.master.search import Budget
from optimiser.master.stage import plan_sessions
from optimiser.progress import StopFlag
from optimiser.rides.situation import survey
from optimiser.rides.stage import plan_rides
from optimiser.standing import with_standing
from optimiser.travel import travel_times
from optimiser.writing.plan import Frame

FOLDER = Path(instances.__file__).parent / "queyras"


@pytest.mark.slow
def test_queyras_is_better_planned_together() -> None:
    instance = read_instance(FOLDER)[0]
    horizon, times = horizon_of(instance), travel_times(instance, FOLDER)
    known, _ = with_standing(instance, horizon, times)
    asked, made = occurrences(instance, horizon), at(horizon.monday - timedelta(days=4), 720)
    stage = plan_sessions(
        known,
        horizon,
        times,
        asked,
        {},
        previous=None,
        kept=frozenset(),
        made_at=made,
        budget=Budget(deterministic=2.0),
        seed=0,
        stop=StopFlag(),
    )
    before = plan_rides(known, horizon, times, stage.draft, iterations=3000, seed=0)
    frame = Frame(known, horizon, times, asked, ride_items(instance, horizon, asked), None, made)
    judge = Judge(frame, None, trial(instance, frame))
    bare = replace(before, shifts=(), taxis=(), unserved_rides=())
    after = improve(
        survey(known, horizon, times, bare, None),
        before,
        {},
        judge,
        Effort(None, 150_000),
        seed=0,
        stop=StopFlag(),
    )
    written = [judge.written(draft) for draft in (before, after)]
    assert all(judge.passes(one) for one in written)
    assert judge.values(written[1]) < judge.values(written[0])
    assert judge.values(written[1])[0] < judge.values(written[0])[0]

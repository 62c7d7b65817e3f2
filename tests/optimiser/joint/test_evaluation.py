from random import Random

import pytest

from optimiser.joint.neighbourhoods import RIDE_MOVES, SESSION_MOVES, propose
from optimiser.joint.ride_side import replan
from optimiser.joint.session_moves import Chance
from optimiser.joint.session_side import session_side
from optimiser.rides.situation import resurvey, survey
from optimiser.rides.whole import rides_by_day, with_rides
from tests.optimiser.joint.shared import incumbent_of, judge_of, shared_town, two_rides
from tests.optimiser.rides.town import held_workshop, ride, world

INSTANCE = shared_town(*two_rides(), ride("s", "south", "hall", session="w"))
SESSIONS = held_workshop(INSTANCE, "10:00", ("ana",), "bus")


@pytest.mark.parametrize("kind", [*RIDE_MOVES, *SESSION_MOVES])
def test_what_a_move_touched_written_anew_is_the_whole_written_anew(kind: str) -> None:
    now, judge = incumbent_of(INSTANCE, SESSIONS), judge_of(INSTANCE)
    side, rng = session_side(now.situation, {}), Random(kind)
    for seed in range(3):
        move = propose(kind, now, side, rng)
        if move is None:
            continue
        days = replan(now.days, move, iterations=50, seed=seed, should_stop=lambda: False)
        draft = with_rides(move.situation, days.values())
        assert judge.written_again(now.written, draft, move.days) == judge.written(draft)
        assert rides_by_day(move.situation, draft) == days


@pytest.mark.parametrize("kind", ["start", "day", "vehicle", "crew", "day and crew"])
def test_a_situation_brought_up_to_date_is_the_one_found_anew(kind: str) -> None:
    horizon, times = world(INSTANCE)
    s = survey(INSTANCE, horizon, times, SESSIONS, None)
    side = session_side(s, {})
    for seed in range(5):
        changed = SESSION_MOVES[kind](s, SESSIONS, Chance(side, {}, Random(seed)))
        if changed is None:
            continue
        again = resurvey(s, changed.draft, changed.days)
        anew = survey(INSTANCE, horizon, times, changed.draft, None)
        assert again.workdays == anew.workdays
        assert again.requests.impossible == anew.requests.impossible
        assert [(r.item, r.day) for r in again.requests.asked] == [(r.item, r.day) for r in anew.requests.asked]
        windows = [
            [(j.pickups, j.dropoffs) for ride_ in found.requests.asked for j in ride_.journeys]
            for found in (again, anew)
        ]
        assert windows[0] == windows[1]
        assert {d: [w.journeys for w in ws] for d, ws in again.wanted.items()} == {
            d: [w.journeys for w in ws] for d, ws in anew.wanted.items()
        }
        assert {p: weeks.duties for p, weeks in again.weeks.items()} == {p: w.duties for p, w in anew.weeks.items()}
        assert again.turns == anew.turns

from dataclasses import replace
from itertools import combinations
from random import Random

from optimiser.joint.turn_sets import kept_turns, offered
from optimiser.rides.openings import hindrance
from optimiser.rides.situation import survey
from tests.optimiser.joint.shared import incumbent_of, shared_town, two_rides
from tests.optimiser.rides.town import MONDAY, held_workshop, world

INSTANCE = shared_town(*two_rides())
SESSIONS = held_workshop(INSTANCE, "10:00", ("ana",), "bus")


def test_offered_turns_are_lawful_beside_each_other() -> None:
    horizon, times = world(INSTANCE)
    s = survey(INSTANCE, horizon, times, SESSIONS, None)
    carried = 0
    for seed in range(30):
        turns = offered(s, (), MONDAY, Random(seed), carry=0.8)
        carried += any(turn.carries is not None for turn in turns)
        for a, b in combinations(turns, 2):
            assert a.end <= b.start or b.end <= a.start or (a.vehicle != b.vehicle and a.driver != b.driver)
        for turn in turns:
            others = [one for one in turns if one != turn]
            assert hindrance(s, others, (), turn, s.workdays[MONDAY].people[turn.driver]) is None
            vehicle = s.workdays[MONDAY].vehicles[turn.vehicle]
            for busy in vehicle.busy:
                assert busy.outing == turn.carries or turn.end <= busy.start or busy.end <= turn.start
            if turn.carries is not None:
                assert turn.driver not in turn.carries.people
                assert turn.start <= turn.carries.depart
                assert turn.carries.back <= turn.end
    assert carried > 10


def test_shifts_that_sessions_now_cross_are_cut_or_left_out() -> None:
    now = incumbent_of(INSTANCE, SESSIONS)
    horizon, times = world(INSTANCE)
    later = survey(INSTANCE, horizon, times, held_workshop(INSTANCE, "9:00", ("ana",), "bus"), None)
    (outing,) = SESSIONS.outings
    shifts = (*now.draft.shifts, *(replace(shift, carries=outing) for shift in now.draft.shifts))
    assert shifts
    for turn in kept_turns(later, (), shifts):
        assert turn.carries is None or turn.carries in later.workdays[MONDAY].released
        for busy in later.workdays[MONDAY].vehicles[turn.vehicle].busy:
            assert busy.outing == turn.carries or turn.end <= busy.start or busy.end <= turn.start

from random import Random

import pytest

from models.pins import Pin
from optimiser.draft import Draft
from optimiser.joint.neighbourhoods import SESSION_MOVES
from optimiser.joint.session_moves import Chance, crew_changed, day_moved, start_moved, vehicle_changed
from optimiser.joint.session_side import SessionSide, looks_lawful, outing_of, session_side
from optimiser.rides.situation import resurvey, survey
from tests.optimiser.joint.shared import shared_town
from tests.optimiser.rides.town import held_workshop, ride, world

INSTANCE = shared_town(ride("r", "north", "hall", session="w"))
SESSIONS = held_workshop(INSTANCE, "10:00", ("eve",), "van")
HORIZON, TIMES = world(INSTANCE)
S = survey(INSTANCE, HORIZON, TIMES, SESSIONS, None)
SIDE = session_side(S, {})


def chance(seed: int, side: SessionSide = SIDE) -> Chance:
    return Chance(side, {}, Random(seed))


def test_an_outing_made_anew_is_the_same() -> None:
    (outing,) = SESSIONS.outings
    again = outing_of(INSTANCE, TIMES, outing.vehicle, outing.people, outing.visits, outing.day, outing.kits)
    assert again == outing


def test_nobody_drives_without_a_licence_and_no_car_takes_two() -> None:
    (outing,) = SESSIONS.outings
    assert outing_of(INSTANCE, TIMES, None, ("ana",), outing.visits, outing.day, ()) is None
    walker = INSTANCE.model_copy(
        update={"people": tuple(p.model_copy(update={"credentials": ()}) for p in INSTANCE.people)}
    )
    assert outing_of(walker, TIMES, "van", ("ana",), outing.visits, outing.day, ()) is None


@pytest.mark.parametrize("kind", sorted(SESSION_MOVES))
def test_a_change_holds_the_same_sessions_and_tells_every_day_it_touches(kind: str) -> None:
    for seed in range(20):
        changed = SESSION_MOVES[kind](S, SESSIONS, chance(seed))
        if changed is None:
            continue
        assert [one.visit.occurrence for one in changed.draft.sessions] == ["w.1@2027-W02"]
        assert [one.visit for one in changed.draft.sessions] == [v for o in changed.draft.outings for v in o.visits]
        assert {o.day for o in (*SESSIONS.outings, *changed.draft.outings)} <= changed.days
        for session in changed.draft.sessions:
            assert {person for person, _ in session.crew} <= {p for o in changed.draft.outings for p in o.people}


def _all(kind: object, draft: Draft = SESSIONS) -> list[Draft]:
    found = [kind(S, draft, chance(seed)) for seed in range(20)]  # type: ignore[operator]
    return [one.draft for one in found if one is not None]


def test_each_kind_changes_what_it_is_about() -> None:
    assert {o.vehicle for draft in _all(vehicle_changed) for o in draft.outings} == {"bus"}
    assert {o.people for draft in _all(crew_changed) for o in draft.outings} == {("ana",)}
    assert len({draft.sessions[0].visit.start for draft in _all(start_moved)}) > 5
    assert len({draft.outings[0].day for draft in _all(day_moved)}) > 2


def test_pinned_sessions_stay() -> None:
    pinned = session_side(S, {"w.1@2027-W02": Pin(item="w.1@2027-W02", people=("eve",))})
    for kind in SESSION_MOVES.values():
        assert kind(S, SESSIONS, chance(1, pinned)) is None


def test_what_clashes_is_seen() -> None:
    (outing,) = SESSIONS.outings
    twice = Draft(SESSIONS.sessions, (outing, outing))
    assert looks_lawful(S, [outing.day], [])
    assert not looks_lawful(resurvey(S, twice, [outing.day]), [outing.day], [])

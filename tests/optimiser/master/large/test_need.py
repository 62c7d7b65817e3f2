import pytest

from optimiser.master.large.need import need_of, shortfalls
from optimiser.need import Bucket
from tests.optimiser.master.large.weeks import made


def test_one_session_costs_its_whole_need_in_one_piece() -> None:
    for shortfall in shortfalls(made(8, 6, 3, seed=1).week):
        if len(shortfall.members) == 1:
            ((length, slope),) = shortfall.pieces
            assert length * slope == pytest.approx(Bucket(length).cost(length))


def test_pieces_rise_and_meet_the_cost_where_whole_sessions_do() -> None:
    found = [s for s in shortfalls(made(20, 8, 4, seed=1).week) if len(set(s.weights)) == 1 and len(s.members) == 2]
    assert found
    for shortfall in found:
        slopes = [slope for _, slope in shortfall.pieces]
        assert slopes == sorted(slopes)
        total = sum(length * slope for length, slope in shortfall.pieces)
        assert total == pytest.approx(shortfall.cost(sum(shortfall.weights)))


def test_what_is_served_is_not_needed() -> None:
    week = made(8, 6, 3, seed=1).week
    everything = set(range(len(week.asked)))
    assert need_of(week, everything) == 0
    assert need_of(week, everything - {0}) > 0

"""Whole tours from the relaxation: none twice to a session, nearly as cheap, and no trace left in the bounds."""

import numpy as np
import pytest

from optimiser.master.large.bound import Bounder, setting_of
from optimiser.master.large.dive import dive
from optimiser.master.large.tours import all_tours
from tests.optimiser.master.large.weeks import made

SEEDS = [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_chosen_tours_share_no_session_and_cost_little_more_than_the_relaxation(seed: int) -> None:
    week = made(25, 14, 5, seed=seed).week
    bounder = Bounder(setting_of(week, all_tours(week, 100_000)))
    need = bounder.need(lambda: False)
    tours = bounder.s.tours
    rows = dive(bounder, lambda: False)
    held = [bounder.asked[n] for row in rows for n in tours.visits[row] if n >= 0]
    assert len(held) == len(set(held)) >= len(week.asked) - 2
    # With these tours alone, the relaxation is hardly dearer.
    least = bounder.cost(need.value + 200, lambda: False).value
    dead = np.ones(len(tours), np.bool_)
    dead[list(rows)] = False
    bounder.relaxation.forbid(dead)
    solved = bounder.relaxation.solve()
    assert solved is not None
    assert solved[0] + bounder.fixed_cents <= 1.03 * least


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_diving_leaves_no_trace_in_the_bounds(seed: int) -> None:
    week = made(20, 12, 4, seed=seed).week
    bounder, again = (Bounder(setting_of(week, all_tours(week, 100_000))) for _ in range(2))
    for one in (bounder, again):
        one.need(lambda: False)
    dive(bounder, lambda: False)
    bounds = [one.cost(100.0, lambda: False).bound for one in (bounder, again)]
    assert bounds[0] == pytest.approx(bounds[1], rel=1e-4)


def test_ended_early_it_returns_what_it_has() -> None:
    week = made(20, 12, 4, seed=1).week
    bounder = Bounder(setting_of(week, all_tours(week, 100_000)))
    bounder.need(lambda: False)
    assert dive(bounder, lambda: True) == ()

"""Whole tours from the linear relaxation, a few at a time: a diving heuristic (Joncour et al., 2010).

Tours alone are made whole, not who goes: crews by class rarely fit the people there are, and the relaxation keeps
choosing among them until the end.
"""

import numpy as np
from numpy.typing import NDArray

from optimiser.master.large.bound import DEAR, Bounder, Ends

ROUNDS = 2
"""Solves for each choice: tours are priced in between them."""

WHOLE, NEARLY = 0.95, 0.6
"""How much of a tour the relaxation takes: as good as all of it, and enough when few are whole."""

AT_ONCE = 6
"""Tours chosen at a time, unless more are whole."""

GONE = 1e9


def dive(bounder: Bounder, ends: Ends) -> tuple[int, ...]:
    """Tours that together are nearly as cheap as the relaxation, no session in two of them; fewer when it ends early.

    What was priced in stays, so that bounds found later are as good; need is weighed against cost.
    """
    relaxation, tours = bounder.relaxation, bounder.s.tours
    relaxation.aim(cost=1.0, need=DEAR)
    asked = len(bounder.s.week.asked)
    held = np.append(bounder.asked, asked)[tours.visits]
    taken = np.zeros(asked + 1, np.bool_)
    chosen: dict[int, None] = {}
    while not ends():
        values = _solved(bounder, held, taken, chosen)
        if values is None:
            break
        open_ = sorted(((value, -tour) for tour, value in values.items() if tour not in chosen), reverse=True)
        many = sum(value > WHOLE for value, _ in open_)
        few = sum(value > NEARLY for value, _ in open_[:AT_ONCE])
        newly = [-tour for _, tour in open_[: max(many, few, 1)]]
        if not newly:
            break
        for tour in newly:
            own = held[tour][held[tour] < asked]
            if not taken[own].any():
                taken[own] = True
                chosen[tour] = None
        relaxation.forbid(_dead(held, taken, chosen))
    relaxation.forbid(np.zeros(len(tours), np.bool_))
    return tuple(chosen)


def _dead(held: NDArray[np.int64], taken: NDArray[np.bool_], chosen: dict[int, None]) -> NDArray[np.bool_]:
    """Tours to a session that a chosen one holds."""
    dead = np.asarray(taken[held].any(axis=1), np.bool_)
    dead[list(chosen)] = False
    return dead


def _solved(
    bounder: Bounder, held: NDArray[np.int64], taken: NDArray[np.bool_], chosen: dict[int, None]
) -> dict[int, float] | None:
    """How much of each tour the relaxation takes; None when GLOP gives up."""
    for number in range(ROUNDS):
        solved = bounder.relaxation.solve()
        if solved is None:
            return None
        if number + 1 < ROUNDS:
            prices = bounder.pricing.price(solved[1], cost=True).copy()
            prices[_dead(held, taken, chosen)] = GONE
            bounder.rounds += 1
            if not bounder.enter(prices, prices):
                break
    return bounder.relaxation.values()

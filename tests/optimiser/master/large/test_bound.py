"""Both relaxations against the optimum of the model by name, on weeks small enough to prove."""

from functools import cache

import pytest
from ortools.sat.python import cp_model

from optimiser.master.build import build, scope_of
from optimiser.master.large.bound import Bounder, setting_of, whole
from optimiser.master.large.proof import Tightener
from optimiser.master.large.tours import all_tours
from optimiser.master.tiers import COST_SCALE, cost, everything, need
from optimiser.progress import StopFlag
from tests.optimiser.master.large.weeks import Made, made

SEEDS = [1, 2, 3]


@cache
def small(seed: int) -> Made:
    return made(5, 5, 2, seed=seed)


@cache
def optimum(seed: int) -> tuple[int, int]:
    """Need and cost of the best plan by name, both proved."""
    week = small(seed)
    occurrences = tuple(item.occurrence for item in week.week.asked)
    scope = scope_of(week.instance, week.horizon, week.times, occurrences, {})
    ctx, weeks = build(scope)
    values = []
    for expression in (need(ctx, everything(scope)), cost(ctx, everything(scope), weeks)):
        assert not isinstance(expression, int)
        ctx.model.minimize(expression)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        assert solver.solve(ctx.model) == cp_model.OPTIMAL
        values.append(round(solver.objective_value))
        ctx.model.add(expression <= values[-1])
    return values[0], values[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_linear_bounds_are_below_the_best_plan_and_near_it(seed: int) -> None:
    week = small(seed).week
    bounder = Bounder(setting_of(week, all_tours(week, 100_000)))
    least_need, least_cost = optimum(seed)
    found = whole(bounder.need(lambda: False).bound)
    assert found <= least_need
    bounded = bounder.cost(float(least_need), lambda: False)
    assert 0.8 * least_cost <= bounded.bound * COST_SCALE <= least_cost + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_by_whole_numbers_is_below_the_best_plan_and_no_worse_than_the_linear_one(seed: int) -> None:
    week = small(seed).week
    tours = all_tours(week, 100_000)
    bounder = Bounder(setting_of(week, tours))
    least_need, least_cost = optimum(seed)
    linear = bounder.cost(float(least_need), lambda: False)
    tightener = Tightener(week, tours, bounder.fixed_cents, 1, StopFlag(), deterministic=True)
    tight = tightener.cost(linear, least_need, least_cost + 5000 * COST_SCALE, 5.0)
    assert tight is not None
    assert linear.bound * COST_SCALE - COST_SCALE <= tight.bound <= least_cost
    fewest = tightener.need(least_need, 5.0)
    assert fewest is not None
    assert fewest.bound == least_need


def test_a_bound_stopped_early_is_still_one() -> None:
    week = made(12, 6, 3, seed=2).week
    tours = all_tours(week, 100_000)
    whole_way = Bounder(setting_of(week, tours)).cost(0.0, lambda: False)
    stopped = Bounder(setting_of(week, tours)).cost(0.0, lambda: True)
    assert stopped.bound <= whole_way.bound + 1e-3 <= whole_way.value + 2e-3

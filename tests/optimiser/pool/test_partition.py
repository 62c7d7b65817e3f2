from itertools import combinations

import numpy as np
import pytest

from optimiser.pool import Effort, best_partition, make_columns

EFFORT = Effort(10.0, 5.0)


def test_the_cheapest_of_equal_routes_is_kept() -> None:
    rides = [np.array([0, 1]), np.array([1, 0]), np.array([2])]
    columns, kept = make_columns(np.array([5, 3, 4]), np.array([0, 0, 0]), rides, 3)
    assert kept.tolist() == [1, 2]
    assert columns.rides.toarray().tolist() == [[1, 0], [1, 0], [0, 1]]


@pytest.mark.parametrize("seed", range(8))
def test_the_partition_is_that_of_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_rides, vehicles = 6, 3
    alone = [np.array([ride]) for ride in range(n_rides)]
    mixed = [np.flatnonzero(rng.random(n_rides) < 0.4) for _ in range(25)]
    rides = alone[:3] + [np.array([3, 4, 5])] + [own for own in mixed if len(own)]
    columns, _ = make_columns(rng.integers(5, 30, len(rides)), np.zeros(len(rides), dtype=np.int64), rides, n_rides)
    capacity = np.array([vehicles + 1])
    matrix = columns.rides.toarray()
    partitions = [
        chosen
        for size in range(1, vehicles + 2)
        for chosen in combinations(range(len(columns)), size)
        if (matrix[:, chosen].sum(axis=1) == 1).all()
    ]
    cheapest = min(int(columns.cost[list(chosen)].sum()) for chosen in partitions)
    dearest = max(partitions, key=lambda chosen: int(columns.cost[list(chosen)].sum()))
    found = best_partition(columns, capacity, np.zeros(1, dtype=np.bool_), dearest, effort=EFFORT)
    assert sum(int(columns.cost[k]) for k in (found or dearest)) == cheapest


def test_nothing_is_returned_when_the_incumbent_is_best() -> None:
    rides = [np.array([0]), np.array([1]), np.array([0, 1])]
    columns, _ = make_columns(np.array([2, 2, 9]), np.zeros(3, dtype=np.int64), rides, 2)
    assert best_partition(columns, np.array([2]), np.zeros(1, dtype=np.bool_), [0, 1], effort=EFFORT) is None

"""The temperature falls without a jump, and the same whether the clock or the iterations cool."""

import math

import pytest

from optimiser.search.cooling import COOLING, temperature_at


@pytest.mark.parametrize("span", [(0.0, 1.0), (0.25, 0.5)])
def test_time_and_iterations_cool_alike(span: tuple[float, float]) -> None:
    limit, (first, last) = 10_000, span
    for part in (0.0, 0.3, 0.79, 0.81, 0.99):
        share = first + part * (last - first)
        now, still, _ = temperature_at(None, share, span)
        hottest, rate, _ = temperature_at(limit, share, span)
        assert still == 0.0
        assert hottest * math.exp(-rate * share * limit) == pytest.approx(now)


def test_every_stage_begins_and_ends_as_told() -> None:
    for part, told in COOLING[:-1]:
        assert temperature_at(None, part, (0.0, 1.0))[0] == pytest.approx(told)
    temperatures = [temperature_at(None, k / 100, (0.0, 1.0))[0] for k in range(100)]
    assert temperatures == sorted(temperatures, reverse=True)
    assert temperature_at(None, 1.0 - 1e-12, (0.0, 1.0))[0] == pytest.approx(COOLING[-1][1])

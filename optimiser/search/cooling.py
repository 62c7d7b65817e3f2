"""How hot a search is, by the share of it that is done."""

from __future__ import annotations

import math

COOLING = (0.0, 1.0), (0.8, 0.45), (1.0, 0.25)
"""Temperature, in thirds of the mean cost of a stop, by share of the search; exponential between these.

Solutions take their shape between 1.0 and 0.45, several percent above the best: that is where time pays. Below, a
search only slides down to the nearest best.
"""


def temperature_at(limit: int | None, share: float, span: tuple[float, float]) -> tuple[float, float, float]:
    """Temperature that iteration 0 would have, its decay per iteration, and the share at which these end to hold.

    Time limits do the cooling from outside: then it is the temperature now, without decay.
    """
    first, last = span
    part = (share - first) / (last - first)
    row = next((k for k in range(1, len(COOLING) - 1) if part < COOLING[k][0]), len(COOLING) - 1)
    (begin, hot), (end, cold) = COOLING[row - 1], COOLING[row]
    decay = math.log(hot / cold) / (end - begin)
    change = first + end * (last - first)
    if limit is None:
        return hot * math.exp(-decay * (part - begin)), 0.0, change
    rate = decay / max(1e-9, (last - first) * limit)
    return hot * math.exp(rate * limit * (first + begin * (last - first))), rate, change

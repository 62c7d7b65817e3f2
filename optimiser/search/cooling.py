"""How hot a search is, by the share of it that is done, and how often it starts over."""

from __future__ import annotations

import math

from optimiser.search.stop import Effort, Stop

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


PROBE_SHARE = 0.005
"""Share of a time limit after which the speed of a search is known."""

SHORT = 4_000
"""Iterations for each ride of the shortest anneal worth repeating: with n times as many there are sqrt(n) anneals.

Which valley a solution ends in is settled early and by chance: on the largest public instances anneals of one length
end up to two percent apart, and twice the length gains a quarter of a percent. So more time is for both.
"""

ANNEALS_SHARE = 0.9
"""Share of the limit for several anneals; the best of their solutions has the rest."""

Span = tuple[float, float]
Anneals = tuple[tuple[float, Span], ...]
"""Of each anneal, the share of the limit at which it ends and its span of cooling, as `temperature_at` takes it."""


def many_anneals(stop: Stop, effort: Effort, rides: int) -> Anneals:
    """Anneals from nothing that a limit is best cut into, by what was done of it so far."""
    done = stop.progress(effort)
    total = stop.iterations if stop.iterations is not None else effort.iterations / max(done, 1e-9)
    count = max(1, round(math.sqrt(total / (SHORT * max(1, rides)))))
    coldest = COOLING[-2][0]
    share = coldest if count == 1 else ANNEALS_SHARE
    each = share / count
    return tuple(((k + 1) * each, (k * each, k * each + each / coldest)) for k in range(count))


def last_stage(anneals: Anneals) -> Span:
    """Span of cooling for what follows the anneals."""
    until, coldest = anneals[-1][0], COOLING[-2][0]
    return 1.0 - (1.0 - until) / (1.0 - coldest), 1.0


def pool_shares(anneals: Anneals) -> tuple[float, float]:
    """Shares of the limit at which the routes met so far are recombined."""
    until = anneals[-1][0]
    return until, until + 0.5 * (1.0 - until)

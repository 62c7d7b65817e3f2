"""Bounds of need and cost by column generation, safe whenever it is stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from optimiser.master.large.linear import Relaxation, Setting
from optimiser.master.large.moments import moments_of
from optimiser.master.large.people import Crews, peers_of, slots_of
from optimiser.master.large.pricing import Pricing
from optimiser.master.large.tours import Tours
from optimiser.master.large.week import Week
from optimiser.master.tiers import COST_SCALE

PER_SESSION = 5
"""Tours priced in a round for each occurrence, the best ones."""

FIRST = 12
"""Tours of each occurrence the pricing begins with."""

MOST_ROUNDS = 200
TOLERANCE = 1e-6

CLOSE = 5e-5
"""A bound of cost this near to what the relaxation reached ends the pricing."""

DEAR = 3000.0
"""Cents a unit of need is worth while good tours are looked for: more than serving it costs.

A session of the least weight has ten units or more.
"""

Ends = Callable[[], bool]
"""Whether to stop now."""


def setting_of(week: Week, tours: Tours) -> Setting:
    """Everything the relaxation is made of."""
    moments = moments_of(tours, len(week.days))
    km = np.array([fleet.km_cents for fleet in week.fleets] or [0.0])[tours.fleet] / 1000
    hour = np.array([float(fleet.hour_cents) for fleet in week.fleets] or [0.0])[tours.fleet] / 60
    return Setting(
        week,
        tours,
        moments,
        slots_of(week, tours, moments.away),
        peers_of(week),
        Crews(week, tours),
        # Rounded as the plan's cost is, so that a bound can meet it.
        np.round(COST_SCALE * km * tours.metres) / COST_SCALE + hour * tours.away,
    )


@dataclass
class Bounded:
    """A lower bound, the value the relaxation reached, its prices of tours, and how much it took of each."""

    bound: float
    value: float
    prices: NDArray[np.float64]
    values: dict[int, float]


class Bounder:
    """Solves the relaxation for need, then for cost under any need; what was priced in stays."""

    def __init__(self, setting: Setting) -> None:
        self.s = setting
        self.relaxation = Relaxation(setting)
        self.pricing = Pricing(setting)
        self.fixed_cents = sum(peers.rate_cents * sum(peers.fixed) / 60 for peers in setting.peers)
        self.rounds = 0

    def need(self, ends: Ends) -> Bounded:
        """Least need of any plan."""
        # Need alone leaves every tour equal and the relaxation degenerate: price in good tours by both first.
        self.relaxation.aim(cost=1.0, need=DEAR)
        self._begin()
        guide = self._converge(ends, cost=True)
        if self.relaxation.need < TOLERANCE:
            return Bounded(0.0, 0.0, guide.prices, guide.values)
        self.relaxation.aim(cost=0.0, need=1.0)
        return self._converge(ends, cost=False)

    def cost(self, most_need: float, ends: Ends) -> Bounded:
        """Least cents of any plan whose need is at most so much."""
        self.relaxation.aim(cost=1.0, need=0.0, most_need=most_need)
        found = self._converge(ends, cost=True)
        found.bound += self.fixed_cents
        found.value += self.fixed_cents
        return found

    def _converge(self, ends: Ends, *, cost: bool) -> Bounded:
        best = Bounded(0.0, float("inf"), np.zeros(len(self.s.tours)), {})
        for _ in range(MOST_ROUNDS):
            solved = self.relaxation.solve()
            if solved is None:
                break
            value, duals = solved
            prices = self.pricing.price(duals, cost=cost)
            self.rounds += 1
            # Each occurrence is held once: a tour's reduced cost is shared among its visits, the least share counts.
            bound = value + float(np.minimum(self._least_shares(prices), 0.0).sum())
            if bound >= best.bound or not best.values:
                best.bound, best.prices = max(best.bound, bound), prices.copy()
            best.value, best.values = value, self.relaxation.values()
            near = whole(best.bound) >= whole(value) if not cost else best.bound >= value * (1 - CLOSE)
            entered = 0 if near else self.enter(prices, prices)
            if not entered or ends():
                break
        return best

    def _begin(self) -> None:
        """Price in the tours that are cheap for what they visit, were nothing scarce."""
        prices = self.pricing.price(self.relaxation.no_duals(), cost=True)
        self.enter(prices, prices / self.s.tours.count, FIRST)

    def _least_shares(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        least = np.zeros(len(self.s.week.asked))
        share = prices / np.maximum(1, self.s.tours.count)
        for k in range(self.s.tours.visits.shape[1]):
            there = self.s.tours.visits[:, k] >= 0
            np.minimum.at(least, self.asked[self.s.tours.visits[there, k]], share[there])
        return least

    @cached_property
    def asked(self) -> NDArray[np.int64]:
        """Occurrence of each node."""
        return np.array([node.asked for node in self.s.week.nodes], np.int64)

    def enter(self, prices: NDArray[np.float64], order: NDArray[np.float64], most: int = PER_SESSION) -> int:
        """Price in the first tours of each occurrence in an order; how many came in."""
        cheap = np.flatnonzero((prices < -TOLERANCE) | (order != prices) & np.isfinite(prices))
        cheap = cheap[np.argsort(order[cheap], kind="stable")]
        entered = 0
        for tour in cheap[np.unique(_first_of_each(self.asked, self.s.tours.visits[cheap], most))].tolist():
            if (crew := self.pricing.crew(tour)) is not None:
                before = len(self.relaxation.columns)
                self.relaxation.add(tour, crew[0], relieved=crew[1])
                entered += len(self.relaxation.columns) - before
        return entered


def _first_of_each(asked: NDArray[np.int64], visits: NDArray[np.int32], most: int) -> NDArray[np.int64]:
    """Rows that are among the first ``most`` to visit some occurrence."""
    rows, columns = np.nonzero(visits >= 0)
    occurrences = asked[visits[rows, columns]]
    order = np.lexsort((rows, occurrences))
    sorted_rows, groups = rows[order], occurrences[order]
    begins = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    rank = np.arange(len(groups)) - np.repeat(begins, np.diff(np.append(begins, len(groups))))
    return sorted_rows[rank < most]


def whole(bound: float) -> int:
    """The least whole number not below a bound, numerical noise aside."""
    return max(0, ceil(bound - 1e-4))

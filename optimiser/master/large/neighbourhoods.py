"""Which cells of a large week to plan anew, and which tours to look at there."""

from collections.abc import Iterable
from functools import cached_property
from random import Random

import numpy as np
from numpy.typing import NDArray

from optimiser.master.large.cells import Cell
from optimiser.master.large.state import State
from optimiser.master.large.timed import Timed, Timer
from optimiser.master.large.tours import Tours
from optimiser.master.large.week import Week

MOST_SKIPPED = 0.6
"""Tours overlooked at most, drawn anew each time: with the same candidates again a neighbourhood finds nothing new."""

PER_SESSION = 3
"""Tours of each occurrence looked at, whatever else is cheaper."""


class Neighbourhoods:
    """Draws cells and lists candidates by the relaxation's prices of tours."""

    def __init__(self, week: Week, tours: Tours, rng: Random) -> None:
        self.week, self.tours, self._rng = week, tours, rng
        self.timer = Timer(week, tours)
        self.bases = list(dict.fromkeys(fleet.home for fleet in week.fleets))
        self._base_of = np.array([self.bases.index(fleet.home) for fleet in week.fleets] or [0])[tours.fleet]
        asked = np.array([node.asked for node in week.nodes] + [len(week.asked)])
        self._asked = asked[tours.visits]
        self.rank(tours.paid.min(axis=1).astype(np.float64))

    def rank(self, prices: NDArray[np.float64]) -> None:
        """Look at tours in the order of these prices."""
        self._order = np.argsort(prices, kind="stable")
        self._sorted_cell = (self.tours.day * len(self.bases) + self._base_of)[self._order]
        self._sorted_asked = self._asked[self._order]
        self._single_rows = np.flatnonzero(self.tours.count[self._order] == 1)

    @cached_property
    def days(self) -> list[int]:
        """Days some tour goes on."""
        return sorted(set(self.tours.day.tolist()))

    def whole_base(self, base: str) -> frozenset[Cell]:
        """Every day of a base."""
        return frozenset((day, base) for day in self.days)

    def draw(self, state: State, sessions: int) -> frozenset[Cell]:
        """Cells with about so many sessions: around an unserved one, days of a base, or a day or two of several."""
        unserved = [o for o, item in enumerate(self.week.asked) if o not in state.held and item.placements]
        weekdays = sorted({day % 7 for day in self.days})
        each = len(self.week.asked) / max(1, len(weekdays) * len(self.bases))
        cells = max(2, round(sessions / max(1.0, each)))
        roll = self._rng.random()
        if unserved and roll < 0.4:
            o = self._rng.choice(unserved)
            near = self._nearest(self.week.asked[o].placements[0].venue)[:2]
            known = sorted({self.week.day_index[day] % 7 for day in self.week.asked[o].days})
            return self._cells(known, near, max(1, cells // len(near)))
        base = self._rng.choice(self.bases)
        if roll < 0.7 or len(self.bases) == 1:
            return self._cells(weekdays, [base], cells)
        near = self._nearest(base)[: max(2, cells // 2)]
        return self._cells(weekdays, near, max(1, cells // len(near)))

    def _cells(self, weekdays: list[int], bases: list[str], many: int) -> frozenset[Cell]:
        """So many of some weekdays, in every week, at some bases."""
        chosen = self._rng.sample(weekdays, min(many, len(weekdays)))
        return frozenset((day, base) for day in self.days if day % 7 in chosen for base in bases)

    def _nearest(self, place: str) -> list[str]:
        """Bases by the drive from a place."""
        profile = self.week.fleets[0].profile
        return sorted(self.bases, key=lambda b: (self.week.times.minutes(b, place, profile, self.week.days[0]), b))

    def candidates(
        self, cells: frozenset[Cell], kept: State, now: Iterable[Timed], most: int, each: int = PER_SESSION
    ) -> tuple[Timed, ...]:
        """Timed tours that what is kept allows in cells: the cheapest, some of each occurrence, and those there now."""
        codes = [day * len(self.bases) + self.bases.index(base) for day, base in cells]
        free = np.ones(len(self.week.asked) + 1, np.bool_)
        free[list(kept.held)] = False
        rows = np.flatnonzero(np.isin(self._sorted_cell, codes))
        rows = rows[free[self._sorted_asked[rows]].all(axis=1)]
        slots = self._slots_kept(kept)
        found: dict[Timed, None] = dict.fromkeys(now)
        seen = np.zeros(len(self.week.asked) + 1, np.int64)
        taken = 0
        skip = self._rng.uniform(0.0, MOST_SKIPPED)
        for row in rows.tolist():
            if skip > self._rng.random():
                continue
            asked = self._sorted_asked[row]
            if taken >= most and (seen[asked[asked < len(self.week.asked)]] >= each).all():
                if taken >= 2 * most:
                    break
                continue
            ways = [way for way in self.timer(int(self._order[row])) if self._allowed(way, kept, slots)]
            if ways:
                found.update(dict.fromkeys(ways))
                seen[asked] += 1
                taken += 1
        return tuple(found)

    def singles(self, o: int) -> list[int]:
        """Tours to one occurrence alone, in order."""
        rows = self._single_rows
        found: list[int] = rows[self._sorted_asked[rows, 0] == o].tolist()
        return [int(self._order[row]) for row in found]

    def allowed(self, ways: Iterable[Timed], kept: State) -> list[Timed]:
        """Timed tours that series and spacing of what is kept allow."""
        slots = self._slots_kept(kept)
        return [way for way in ways if self._allowed(way, kept, slots)]

    def _slots_kept(self, kept: State) -> dict[tuple[str, int], tuple[int, int, int]]:
        found = {}
        for o, (n, start) in kept.held.items():
            if (key := self.week.series_of(o)) is not None:
                found[key] = self.week.slot_of(n, start)
        return found

    def _allowed(self, timed: Timed, kept: State, slots: dict[tuple[str, int], tuple[int, int, int]]) -> bool:
        """Whether what is kept leaves a timed tour its series' slots and its villages' spacing."""
        week = self.week
        for n, start in zip(timed.nodes, timed.starts, strict=True):
            o = week.nodes[n].asked
            key = week.series_of(o)
            if key is not None and key in slots and slots[key] != week.slot_of(n, start):
                return False
            for other in week.neighbours(o):
                at = kept.held.get(other)
                if at is None:
                    continue
                apart = max(week.asked[o].demand.spacing_days, week.asked[other].demand.spacing_days)
                if abs(week.nodes[at[0]].day - timed.day) < apart:
                    return False
        return not any(week.too_near_before(week.nodes[n].asked, timed.day) for n in timed.nodes)

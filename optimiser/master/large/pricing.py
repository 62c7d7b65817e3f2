"""Exact pricing: the reduced cost of every tour with its cheapest crew, in two passes over arrays."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimiser.master.large.kernels import NEVER, cheapest_people, price_tours
from optimiser.master.large.linear import Duals, Setting
from optimiser.master.large.people import can

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


class Pricing:
    """Prices tours under duals; ``prices`` and ``crews`` hold the last result."""

    def __init__(self, setting: Setting) -> None:
        self.s = setting
        size = len(setting.tours)
        self.prices = np.zeros(size)
        self.crews = np.zeros(size, np.int32)
        longest = int(setting.tours.paid[setting.tours.paid < NEVER].max(initial=0)) + 1
        shape = len(setting.crews.roles), len(setting.slots.keys), longest
        self._best = np.full(shape, np.inf)
        self._minutes = np.ascontiguousarray(setting.tours.paid)

    @cached_property
    def _allowed(self) -> NDArray[np.bool_]:
        roles, slots, peers = self.s.crews.roles, self.s.slots.keys, self.s.peers
        allowed = np.zeros((len(roles), len(slots), len(peers)), np.bool_)
        by_day = {(r, k, d): can(p, role, d) for r, role in enumerate(roles) for k, p in enumerate(peers)
                  for d in range(len(self.s.week.days))}  # fmt: skip
        for s, (base, day, _) in enumerate(slots):
            for k, p in enumerate(peers):
                if p.base == base:
                    allowed[:, s, k] = [by_day[r, k, day] for r in range(len(roles))]
        return allowed

    @cached_property
    def _groups(self) -> tuple[I32, I32]:
        rows, pointer = list[int](), [0]
        for base, _, _ in self.s.slots.keys:
            rows += [k for k, p in enumerate(self.s.peers) if p.base == base]
            pointer.append(len(rows))
        return np.array(rows, np.int32), np.array(pointer, np.int32)

    @cached_property
    def _vehicle_rows(self) -> tuple[I32, list[tuple[int, int, int]]]:
        """For each tour the row of its (fleet, day, moments away), and these."""
        return _grouped(self.s.tours.fleet, self.s.tours.day, self.s.moments.away)

    @cached_property
    def _load_rows(self) -> tuple[I32, list[tuple[int, int, int]]]:
        """For each tour the row of its (load, day, moments away), and these."""
        return _grouped(self.s.tours.load, self.s.tours.day, self.s.moments.away)

    def price(self, duals: Duals, *, cost: bool) -> F64:
        """Reduced costs under duals, of need or of cost."""
        s, tours = self.s, self.s.tours
        own = s.cents.copy() if cost else np.zeros(len(tours))
        rows, keys = self._vehicle_rows
        own += np.array([-_sum(duals.vehicle.get((f, d)), bits) for f, d, bits in keys] or [0.0])[rows]
        if duals.metre:
            own -= np.array([duals.metre.get((f, d), 0.0) for f, d, _ in keys] or [0.0])[rows] * tours.metres
        rows, keys = self._load_rows
        own += np.array(
            [-sum(_sum(duals.kit[g, d], bits) for g in tours.loads[load].groups) for load, d, bits in keys] or [0.0]
        )[rows]
        slope, offset = np.zeros((2, len(s.slots.keys), len(s.peers)))
        for row, (base, day, bits) in enumerate(s.slots.keys):
            w = s.week.horizon.week_of(s.week.days[day])
            for k, p in enumerate(s.peers):
                if p.base == base:
                    slope[row, k] = (p.rate_cents / 60 if cost else 0.0) - duals.hour[k, w]
                    offset[row, k] = -_sum(duals.person[k, day], bits)
        group_of, pointer = self._groups
        cheapest_people(slope, offset, self._allowed, group_of, pointer, self._best)
        crews = s.crews
        price_tours(
            own, tours.visits, duals.node, s.slots.of_tour, self._minutes, crews.mixes, crews.mix_pointer,
            crews.crew_pointer, crews.crew_roles, self._best, self.prices, self.crews,
        )  # fmt: skip
        self._slope, self._offset = slope, offset
        return self.prices

    def crew(self, tour: int) -> tuple[tuple[int, ...], bool] | None:
        """Classes of the crew a tour was priced with, and whether its meals are relieved; None when nobody can."""
        chosen = int(self.crews[tour])
        relieved = chosen < 0
        crew, slot = (-chosen - 1 if relieved else chosen), int(self.s.slots.of_tour[tour])
        minutes = int(self._minutes[tour, int(relieved)])
        classes = []
        for role in self.s.crews.crew_roles[self.s.crews.crew_pointer[crew] : self.s.crews.crew_pointer[crew + 1]]:
            able = np.flatnonzero(self._allowed[role, slot])
            if not len(able):
                return None
            classes.append(int(able[np.argmin(self._slope[slot, able] * minutes + self._offset[slot, able])]))
        return tuple(sorted(classes)), relieved


def _sum(prices: list[float] | None, bits: int) -> float:
    return 0.0 if prices is None else sum(price for b, price in enumerate(prices) if bits >> b & 1)


def _grouped(first: I32, day: I32, bits: I32) -> tuple[I32, list[tuple[int, int, int]]]:
    code = (first.astype(np.int64) * 64 + day) * (1 << 30) + bits
    keys, rows = np.unique(code, return_inverse=True)
    named = []
    for key in keys.tolist():
        rest, away = divmod(key, 1 << 30)
        named.append((rest // 64, rest % 64, away))
    return rows.astype(np.int32), named

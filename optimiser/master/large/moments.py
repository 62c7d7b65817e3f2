"""Moments of each day at which tours are surely away: at one moment different people and vehicles are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimiser.master.large.tours import Tours

I32 = NDArray[np.int32]


@dataclass(frozen=True)
class Moments:
    """Moments of each day, minutes after midnight, and for each tour the bits of those at which it is surely away."""

    of_day: tuple[tuple[int, ...], ...]
    away: I32


def moments_of(tours: Tours, days: int) -> Moments:
    """The fewest moments of each day that meet every tour surely away for some time (greedy by earliest end)."""
    of_day = []
    away = np.zeros(len(tours), np.int32)
    for day in range(days):
        rows = np.flatnonzero((tours.day == day) & (tours.core[:, 0] < tours.core[:, 1]))
        chosen: list[int] = []
        for low, high in sorted({*map(tuple, tours.core[rows].tolist())}, key=lambda core: (core[1], core[0])):
            if not chosen or chosen[-1] < low:
                chosen.append(high - 1)
        for bit, moment in enumerate(chosen[:30]):
            covers = (tours.core[rows, 0] <= moment) & (moment < tours.core[rows, 1])
            away[rows[covers]] |= np.int32(1 << bit)
        of_day.append(tuple(chosen[:30]))
    return Moments(tuple(of_day), away)

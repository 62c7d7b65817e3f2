"""Random numbers of the kernels: xorshift64* (Vigna, 2016), its state an array of one word."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from optimiser.search.jit import kernel

Rng = npt.NDArray[np.uint64]

_A, _B, _C, _KEEP = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11)
_MULTIPLIER = np.uint64(2685821657736338717)


@kernel
def uniform(rng: Rng) -> float:
    """A number in [0, 1)."""
    x = rng[0]
    x ^= x >> _A
    x ^= x << _B
    x ^= x >> _C
    rng[0] = x
    return float((x * _MULTIPLIER) >> _KEEP) * (1.0 / 9007199254740992.0)


@kernel
def below(rng: Rng, n: int) -> int:
    """An integer in [0, n)."""
    return int(uniform(rng) * n)


@kernel
def exponential(rng: Rng) -> float:
    """A number of the exponential distribution of mean 1."""
    return -math.log(1.0 - uniform(rng))

"""Which kind of move to try next: those that bettered the plan lately more often, none ever left out."""

from collections.abc import Sequence
from random import Random

FORGETTING = 0.98
"""What an earlier trial counts for after each later one of its kind."""
PRIOR_TRIALS, PRIOR_GAINS = 10.0, 1.0
"""Trials and gains every kind is credited with, so that none is given up."""


class Bandit:
    """Roulette over kinds by their rate of success.

    Counted in trials and not in seconds: the choice then depends on the seed alone.
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = tuple(kinds)
        self._trials = dict.fromkeys(kinds, 0.0)
        self._gains = dict.fromkeys(kinds, 0.0)

    def pick(self, rng: Random) -> str:
        """A kind by chance."""
        weights = [(PRIOR_GAINS + self._gains[k]) / (PRIOR_TRIALS + self._trials[k]) for k in self.kinds]
        return rng.choices(self.kinds, weights)[0]

    def tell(self, kind: str, gain: float) -> None:
        """Say what a trial of a kind came to: 0 for nothing, 1 for the most a move can do."""
        self._trials[kind] = FORGETTING * self._trials[kind] + 1
        self._gains[kind] = FORGETTING * self._gains[kind] + gain

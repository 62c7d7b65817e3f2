"""Choices of a generator, from a seeded source or from hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Draws by name; ``random`` is ``random.Random(seed)`` or what ``hypothesis.strategies.randoms`` gives."""

    random: Random

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.random.randrange(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        """One of some options."""
        return options[self.random.randrange(len(options))]

    def some(self, options: Sequence[T], least: int = 0, most: int | None = None) -> tuple[T, ...]:
        """Several different options, in their order."""
        count = self.between(least, min(len(options), len(options) if most is None else most))
        left = list(range(len(options)))
        chosen = [left.pop(self.random.randrange(len(left))) for _ in range(count)]
        return tuple(options[k] for k in sorted(chosen))

    def between(self, low: int, high: int, step: int = 1) -> int:
        """A whole number from low to high, both included, in steps."""
        return low + step * self.random.randrange((high - low) // step + 1)

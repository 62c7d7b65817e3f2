"""Tier 1 exactly: what unserved weight costs, convex in each commune's shortfall per service."""

from dataclasses import dataclass

QUARTERS = 4


@dataclass(frozen=True)
class Bucket:
    """A commune and a service: asked weight A and shortfall carried over H.

    The unserved weight is laid from H upward over the four quarters of A; a unit costs 1, 2, 3, 4 by the quarter it
    falls in, and 4 beyond. Costs are scaled by 4 so that quarter borders are whole.
    """

    asked: int
    carried: int = 0

    def _reached(self, x: int) -> int:
        """Cost of the weight from 0 to x, x in quarter units (four to one unit of weight)."""
        a = self.asked
        return max((q + 1) * x - a * (q * (q + 1) // 2) for q in range(QUARTERS))

    def cost(self, unserved: int) -> int:
        """Cost of an unserved weight, an integer, scaled by 4."""
        h = QUARTERS * self.carried
        return self._reached(h + QUARTERS * unserved) - self._reached(h)


def need_lines(bucket: Bucket) -> list[tuple[int, int]]:
    """(slope, offset) of the lines whose upper envelope is the cost: cost = max(4 x slope x unserved + offset)."""
    h = QUARTERS * bucket.carried
    start = bucket._reached(h)
    return [(q + 1, (q + 1) * h - bucket.asked * (q * (q + 1) // 2) - start) for q in range(QUARTERS)]

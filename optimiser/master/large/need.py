"""Tier 1 as linear pieces: the convex hull of what whole sessions can leave unserved, per commune and service."""

import itertools
from collections import defaultdict
from dataclasses import dataclass

from optimiser.master.large.week import Week
from optimiser.need import Bucket

MANY = 14
"""Occurrences of one commune and service beyond which not every sum of weights is listed."""


@dataclass(frozen=True)
class Shortfall:
    """Occurrences of a commune and service with their weights; (length, slope) pieces of the cost, slopes rising."""

    members: tuple[int, ...]
    weights: tuple[int, ...]
    pieces: tuple[tuple[int, float], ...]
    bucket: Bucket

    def cost(self, unserved: int) -> int:
        """Tier 1 of an unserved weight."""
        return self.bucket.cost(unserved)


def shortfalls(week: Week) -> tuple[Shortfall, ...]:
    """Every commune and service."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for o, item in enumerate(week.asked):
        groups[item.occurrence.commune, item.occurrence.service].append(o)
    carried = {(s.commune, s.service): s.weight for s in week.instance.shortfalls}
    found = []
    for key, members in groups.items():
        weights = tuple(week.asked[o].occurrence.weight for o in members)
        bucket = Bucket(sum(weights), carried.get(key, 0))
        found.append(Shortfall(tuple(members), weights, _hull(weights, bucket), bucket))
    return tuple(found)


def _hull(weights: tuple[int, ...], bucket: Bucket) -> tuple[tuple[int, float], ...]:
    """Pieces of the lower hull of the cost over the weights whole sessions can leave unserved."""
    sums = {0}
    for weight in weights:
        sums |= {weight + s for s in sums} if len(weights) <= MANY else set()
    points = sorted(sums) if len(weights) <= MANY else list(range(bucket.asked + 1))
    hull: list[tuple[int, int]] = []
    for x in points:
        y = bucket.cost(x)
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (x - hull[-2][0]) >= (y - hull[-2][1]) * (
            hull[-1][0] - hull[-2][0]
        ):
            hull.pop()
        hull.append((x, y))
    return tuple((b[0] - a[0], (b[1] - a[1]) / (b[0] - a[0])) for a, b in itertools.pairwise(hull))


def need_of(week: Week, served: set[int]) -> int:
    """Tier 1 when these occurrences are served."""
    return sum(
        s.cost(sum(w for o, w in zip(s.members, s.weights, strict=True) if o not in served)) for s in shortfalls(week)
    )

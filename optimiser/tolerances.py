"""Lexicographic comparison with tolerances: a tier may worsen a little for the sake of the tiers after it.

Tiers are looked at in order. Of the plans still in question, those stay whose value is within the tolerance of the
least one; then the next tier is looked at (the hierarchical method with relaxed constraints: Waltz 1967, Marler and
Arora 2004). Among what stays in the end, tiers without a tolerance are equal, and the others decide in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.instance import TierName, Tolerance
from optimiser.writing.evaluate import TIER_ORDER

Values = Mapping[TierName, int]
"""Value of each tier."""


@dataclass(frozen=True)
class Tolerances:
    """What each tier may give up.

    Parameters
    ----------
    per_mille
        Of the least value of a tier; none for tiers that are not named.
    enough
        A need that is enough, whatever the least one is: plans at or below it are alike in need.
    """

    per_mille: Mapping[TierName, int] = field(default_factory=dict)
    enough: int | None = None

    @classmethod
    def of(cls, given: Sequence[Tolerance]) -> "Tolerances":
        """Those a planner gives, but for those of nothing and of the last tier, which nothing comes after."""
        return cls({one.tier: one.per_mille for one in given if one.per_mille and one.tier != TIER_ORDER[-1]})

    def __bool__(self) -> bool:
        return bool(self.per_mille) or self.enough is not None

    def allows(self, tier: TierName) -> bool:
        """Whether a tier may be above its least value."""
        return tier in self.per_mille or (tier == "need" and self.enough is not None)

    def most(self, tier: TierName, least: int) -> int:
        """The greatest value a tier may have."""
        most = least + least * self.per_mille.get(tier, 0) // 1000
        return max(most, self.enough) if tier == "need" and self.enough is not None else most

    def choose(self, plans: Sequence[Values]) -> int:
        """Position of the best of some plans; the first of those that are equal."""
        left = list(range(len(plans)))
        for tier in TIER_ORDER:
            most = self.most(tier, min(plans[k][tier] for k in left))
            left = [k for k in left if plans[k][tier] <= most]
        # Tiers without a tolerance are equal by now.
        return min(left, key=lambda k: [plans[k][tier] for tier in TIER_ORDER])

    def least(self, plans: Sequence[Values]) -> dict[TierName, int]:
        """The value of each tier that its tolerance is counted from: the least of the plans still in question there."""
        left, found = list(plans), dict[TierName, int]()
        for tier in TIER_ORDER:
            found[tier] = min(values[tier] for values in left)
            most = self.most(tier, found[tier])
            left = [values for values in left if values[tier] <= most]
        return found


EXACT = Tolerances()
"""No tier gives up anything."""

"""When a plan is better than another: in the order of the tiers, or within what a planner lets them give up."""

from dataclasses import dataclass

from optimiser.tolerances import EXACT, Tolerances
from optimiser.tolerances import Values as Tiers
from optimiser.writing.evaluate import TIER_ORDER

Values = tuple[int, ...]
"""Values of the tiers in their order."""


NEED_DEVIATION = 3.0
"""Need is counted in whole people, and may deviate by more than cost."""


@dataclass(frozen=True)
class Acceptance:
    """Compares plans.

    Parameters
    ----------
    anchor
        The tiers of the plan made without tolerances, which theirs are counted from, where there are any.
    """

    tolerances: Tolerances = EXACT
    anchor: Tiers | None = None

    def better(self, before: Values, after: Values) -> bool:
        """Whether a plan is to be preferred to the one before: never for a plan that is equal."""
        if not self.tolerances or self.anchor is None:
            return after < before
        old, new = (dict(zip(TIER_ORDER, values, strict=True)) for values in (before, after))
        chosen = self.tolerances.choose([self.anchor, old, new])
        # Where both are beyond the tolerances, the one nearer to the anchor in the first tier that tells them apart.
        return chosen == 2 or (chosen == 0 and after < before)

    def near(self, best: Values, after: Values, deviation: float) -> bool:
        """Whether the search may go on from a plan that is worse than the best (record-to-record travel, Dueck 1993).

        Parameters
        ----------
        deviation
            How much above the best, in parts of it, cost may be, and need three times as much; with tolerances none.
        """
        if self.tolerances or deviation <= 0:
            return False
        return (
            after[0] <= self.most_need(best, deviation)
            and after[1] <= best[1]
            and after[2] <= best[2] * (1 + deviation)
        )

    def most_need(self, before: Values, deviation: float = 0.0) -> int:
        """The greatest need of a plan that could be better, or near."""
        if not self.tolerances:
            return int(before[0] * (1 + NEED_DEVIATION * deviation))
        if self.anchor is None or not self.tolerances.allows("need"):
            return before[0]
        return max(before[0], self.tolerances.most("need", min(before[0], self.anchor["need"])))


LEXICOGRAPHIC = Acceptance()
"""No tier gives up anything for those after it."""

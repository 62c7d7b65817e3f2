"""The price list of a repair: for each number of changes, the best plan found with no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.plan import Plan
from optimiser.repair.judging import Judged
from optimiser.repair.told import Telling


@dataclass(frozen=True)
class Option:
    """One plan to choose.

    Attributes
    ----------
    changes
        Things to tell people: the length of ``tellings``.
    need, price, cost
        Tiers 1 to 3: need left unserved, change points, cents.
    """

    changes: int
    need: int
    price: int
    cost: int
    plan: Plan
    tellings: tuple[Telling, ...]

    @property
    def unserved(self) -> tuple[str, ...]:
        """Ids of what it leaves out."""
        return tuple(unserved.item for unserved in self.plan.unserved)


def option_of(judged: Judged) -> Option:
    """A plan that passed the checker, as something to choose."""
    return Option(
        judged.changes, judged.tier("need"), judged.tier("change"), judged.tier("cost"), judged.plan, judged.tellings
    )


def front(options: Iterable[Option]) -> tuple[Option, ...]:
    """The options that nothing with as few changes betters: each serves more than those before, or costs less."""
    best: list[Option] = []
    for option in sorted(options, key=lambda one: (one.changes, one.need, one.cost, one.price)):
        if not best or (option.need, option.cost) < (best[-1].need, best[-1].cost):
            best.append(option)
    return tuple(best)

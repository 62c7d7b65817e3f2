"""The smallest edits that serve an item: ladders of amounts climbed by bisection, the dominated ones left out.

Two sets of edits are compared only where they are of the same kinds about the same things: then the smaller amounts
win. Between kinds there is no price: what is not dominated is found, and at most a handful shown, those of fewer edits
first, of each kind the least one before a second one of any, then in the order of `models.edits.KINDS`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from models.edits import KINDS, Edit
from optimiser.explain.case import Clock

MOST = 5
"""Relaxations shown."""

Edits = tuple[Edit, ...]
Serves = Callable[[Edits], bool]
"""Whether the item can be served under some edits, beside all that was served before."""


@dataclass(frozen=True)
class Ladder:
    """Sets of edits of rising amount that differ in their amounts alone.

    Parameters
    ----------
    rungs
        The amounts to try, rising.
    make
        From an amount to the edits.
    group
        Ladders of one group are alternatives, such as the people who could stay longer: all of them at their top are
        tried together before any alone.
    order
        Monotone, when a larger amount serves whatever a smaller one serves, so that it is enough to bisect. Additive,
        when rungs made together allow what one of them allows: then how many of the first are needed is bisected. With
        neither, the rungs are tried one after the other.
    """

    rungs: tuple[int, ...]
    make: Callable[[int], Edits]
    group: str
    order: Literal["monotone", "additive", "none"] = "monotone"

    @property
    def top(self) -> Edits:
        """The edits of the largest amount."""
        return self.make(self.rungs[-1])


@dataclass
class Search:
    """Climbs ladders as long as there is time; ``complete`` stays true while none was left out for want of it."""

    serves: Serves
    clock: Clock
    complete: bool = True
    found: list[Edits] = field(default_factory=list)

    def climb_all(self, ladders: Iterable[Ladder]) -> None:
        """Find the least rung of each ladder that serves, group by group."""
        groups: dict[str, list[Ladder]] = {}
        for ladder in ladders:
            groups.setdefault(ladder.group, []).append(ladder)
        for several in groups.values():
            alone = len(several) == 1 or any(one.order != "monotone" for one in several)
            if alone or self._serves(tuple(edit for ladder in several for edit in ladder.top)):
                for ladder in several:
                    self.climb(ladder)

    def climb(self, ladder: Ladder) -> None:
        """Keep the least rung that serves, where no smaller edits of the same kind about the same things do."""
        rungs = [amount for amount in ladder.rungs if not self._dominated(ladder.make(amount))]
        if ladder.order == "monotone":
            best = self._least(rungs, ladder.make)
        elif ladder.order == "additive":
            best = self._least(rungs, lambda n: tuple(e for rung in rungs if rung <= n for e in ladder.make(rung)))
            # The last one needed is the one that serves.
            best = best if best is not None and self._serves(ladder.make(best)) else None
        else:
            best = self._first(rungs, ladder.make)
        if best is not None:
            self._keep(ladder.make(best))

    def combine(self, ladders: Iterable[Ladder]) -> None:
        """Keep one set of edits from several ladders, none of which can be left out or made smaller.

        All at their top are tried together. The last ladders go first, as long as the rest serves; then each one left
        goes down as far as the others allow.
        """
        several = [ladder for ladder in ladders if ladder.order == "monotone"]
        if not several or not self._serves(_all(several)):
            return
        for ladder in tuple(reversed(several)):
            rest = [other for other in several if other is not ladder]
            if rest and self._serves(_all(rest)):
                several = rest
        chosen = {id(ladder): ladder.top for ladder in several}
        for ladder in several:
            others = [edit for other in several if other is not ladder for edit in chosen[id(other)]]
            least = self._least(ladder.rungs, lambda n, one=ladder, rest=others: (*one.make(n), *rest))  # type: ignore[misc]
            if least is not None:
                chosen[id(ladder)] = ladder.make(least)
        edits = tuple(edit for ladder in several for edit in chosen[id(ladder)])
        if self.complete and not self._dominated(edits):
            self._keep(edits)

    def _serves(self, edits: Edits) -> bool:
        """Whether some edits serve; no once the time is over, which is remembered."""
        if self.clock.over:
            self.complete = False
            return False
        return self.serves(edits)

    def _dominated(self, edits: Edits) -> bool:
        return any(dominates(one, edits) for one in self.found)

    def _keep(self, edits: Edits) -> None:
        self.found = [*(one for one in self.found if not dominates(edits, one)), edits]

    def _first(self, rungs: Sequence[int], make: Callable[[int], Edits]) -> int | None:
        return next((amount for amount in rungs if self._serves(make(amount))), None)

    def _least(self, rungs: Sequence[int], make: Callable[[int], Edits]) -> int | None:
        """The least rung that serves: the one below it was tried, and does not; None also when time ran out."""
        if not rungs or not self._serves(make(rungs[-1])):
            return None
        low, high = 0, len(rungs) - 1
        while low < high:
            middle = (low + high) // 2
            serves = self._serves(make(rungs[middle]))
            if not self.complete:
                return None
            low, high = (low, middle) if serves else (middle + 1, high)
        return rungs[high]


def size_of(edits: Iterable[Edit]) -> dict[str, int]:
    """Amounts by what each edit is about, those of equal subject added up."""
    sizes: dict[str, int] = {}
    for edit in edits:
        sizes[edit.subject] = sizes.get(edit.subject, 0) + edit.amount
    return sizes


def dominates(some: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Whether some edits are no larger than others in anything: each subject of theirs is among the others' as well."""
    mine, theirs = size_of(some), size_of(others)
    return all(subject in theirs and amount <= theirs[subject] for subject, amount in mine.items())


def shown(found: Iterable[Edits], most: int = MOST) -> tuple[Edits, ...]:
    """The ones to show, in order: fewest edits, of each kind the least before a second one, then the order of kinds."""
    ordered = sorted(found, key=lambda edits: (len(edits), kinds(edits), sum(edit.amount for edit in edits)))
    seen: dict[tuple[int, ...], int] = {}
    ranked: list[tuple[int, int, tuple[int, ...], Edits]] = []
    for edits in ordered:
        rank = seen.get(kinds(edits), 0)
        seen[kinds(edits)] = rank + 1
        ranked.append((len(edits), rank, kinds(edits), edits))
    ranked.sort(key=lambda entry: entry[:3])
    chosen = [entry[3] for entry in ranked[:most]]
    return tuple(sorted(chosen, key=lambda edits: (len(edits), kinds(edits))))


def kinds(edits: Edits) -> tuple[int, ...]:
    """The kinds of some edits, as places in their order."""
    return tuple(KINDS.index(edit.model_dump()["kind"]) for edit in edits)


def _all(ladders: Iterable[Ladder]) -> Edits:
    """Every ladder at its top, what two of them share once."""
    return tuple(dict.fromkeys(edit for ladder in ladders for edit in ladder.top))

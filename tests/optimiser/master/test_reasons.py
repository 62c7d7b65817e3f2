"""Rules named for a session that is not held: found by halves, the same as by trying one after another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from models.horizon import horizon_of, occurrences
from models.instance import Instance
from optimiser.master.build import RELAXABLE, scope_of
from optimiser.master.context import Scope
from optimiser.master.reasons import Answer, Questions, find_reasons
from optimiser.progress import StopFlag
from optimiser.travel import travel_times
from tests.optimiser.strategies.tiny import tiny_sessions


@dataclass
class Scripted(Questions):
    """Answers that follow from the sets of rules any one of which, left out, makes the session possible."""

    stop: StopFlag = field(default_factory=StopFlag)
    ways: tuple[frozenset[str], ...] = ()

    def possible(self, scope: Scope, held: Sequence[int], without: frozenset[str] = frozenset()) -> Answer:
        """Yes when one of the sets is left out."""
        assert scope.asked
        assert tuple(held) == (0,)
        return "yes" if any(way <= without for way in self.ways) else "no"


def named(ways: tuple[frozenset[str], ...]) -> tuple[str, ...]:
    """The rules named for one session that could be held somewhere, but for these."""
    instance = next(one for seed in range(50) if _has_a_way(one := tiny_sessions(Random(seed))))
    finding = find_reasons(_scope(instance), 0, (), Scripted(ways=ways))
    (reason,) = finding.reasons
    assert reason.kind == "impossible"
    return reason.codes


def _scope(instance: Instance) -> Scope:
    horizon = horizon_of(instance)
    return scope_of(instance, horizon, travel_times(instance), occurrences(instance, horizon), {})


def _has_a_way(instance: Instance) -> bool:
    scope = _scope(instance)
    return bool(scope.asked[0].placements) and any(column.vehicle >= 0 for column in scope.columns)


def by_hand(ways: tuple[frozenset[str], ...]) -> tuple[str, ...]:
    """The first rule that suffices alone, else what is left once every rule that can be put back is."""

    def possible(without: set[str]) -> bool:
        return any(way <= without for way in ways)

    for code in RELAXABLE:
        if possible({code}):
            return (code,)
    left = set(RELAXABLE)
    for code in RELAXABLE:
        if possible(left - {code}):
            left.discard(code)
    return tuple(code for code in RELAXABLE if code in left)


@pytest.mark.parametrize("seed", range(12))
def test_rules_are_named_as_by_trying_one_after_another(seed: int) -> None:
    random = Random(seed)
    sizes = [random.randint(1 if seed % 2 else 2, 4) for _ in range(random.randint(1, 3))]
    ways = tuple(frozenset(random.sample(RELAXABLE, size)) for size in sizes)
    assert named(ways) == by_hand(ways)


def test_where_no_rule_helps_travel_itself_stands_in_the_way() -> None:
    assert named(()) == ("T1", "P4")

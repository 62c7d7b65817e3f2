"""The best plan so far, held so that a move can change a few days of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from optimiser.draft import Draft, Outing
from optimiser.joint.acceptance import Values
from optimiser.joint.pressure import pressure_of
from optimiser.rides.completing import driven_turns
from optimiser.rides.shifts import DayResult
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn
from optimiser.rides.whole import with_rides
from optimiser.writing.evaluate import Written


def left_out_of(s: Situation, days: Mapping[date, DayResult]) -> frozenset[str]:
    """Sessions not held, and rides not served once the rides of each day come to this."""
    served = set(s.requests.settled) | {item for result in days.values() for item in result.served}
    held = {session.visit.occurrence for session in s.draft.sessions}
    return frozenset(item.id for item in s.items if item.id not in served) | (s.sessions.keys() - held)


@dataclass(frozen=True)
class Incumbent:
    """Sessions with their situation, what the rides come to on each day, all written out, the values of the tiers."""

    situation: Situation
    days: Mapping[date, DayResult]
    written: Written
    values: Values

    @cached_property
    def draft(self) -> Draft:
        """The whole plan."""
        return with_rides(self.situation, self.days.values())

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of every day, each from its first departure to its last return."""
        return driven_turns(self.situation, self.draft.shifts)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Sessions not held and rides not served."""
        return left_out_of(self.situation, self.days)

    @cached_property
    def pressure(self) -> dict[Outing, int]:
        """Weight of the rides left out that each outing is in the way of."""
        return pressure_of(self.situation, self.days)


@dataclass(frozen=True)
class Move:
    """A change tried.

    Parameters
    ----------
    situation
        The sessions as they would be.
    days
        Every day whose sessions or rides change.
    turns
        What may be driven on those of them that have rides.
    """

    situation: Situation
    days: frozenset[date]
    turns: Mapping[date, tuple[Turn, ...]]

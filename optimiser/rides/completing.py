"""The last look at what stayed out: wherever a vehicle and a driver are still free for an item, it is tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from optimiser.draft import Shift
from optimiser.rides.day_search import DayOutcome
from optimiser.rides.demand import Wanted
from optimiser.rides.openings import Opening, openings, spans_of
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn, blank_turn, whole_day

PASSES = 3
MAX_WAYS = 5
"""Ways tried for one journey: of many, the first serve as well as the others."""


def driven_turns(s: Situation, shifts: Sequence[Shift]) -> tuple[Turn, ...]:
    """The turns of shifts, from their first to their last minute, with what their drivers' whole days ask for."""
    bare = []
    for shift in shifts:
        work = s.workdays[shift.day]
        span = shift.stops[0].arrival, shift.stops[-1].departure
        bare.append(blank_turn(work.vehicles[shift.vehicle], work.people[shift.driver], span, shift.carries))
    found = []
    for turn in bare:
        whole = whole_day(turn, s.workdays[turn.day].people[turn.driver], spans_of(bare, turn))
        found.append(turn if isinstance(whole, str) else whole)
    return tuple(found)


@dataclass
class Completer:
    """Tries the items of a plan that stayed out, one after another, the weightiest first.

    Parameters
    ----------
    search
        Searches a day with other turns.
    should_stop
        Whether time is up.
    """

    situation: Situation
    best: dict[date, DayOutcome]
    search: Callable[[date, Sequence[Turn]], DayOutcome]
    should_stop: Callable[[], bool]

    def run(self) -> None:
        """Go over the items until none can be added."""
        reserved = self.situation.reserved
        for _ in range(PASSES):
            added = False
            for want in self._left_out():
                if self.should_stop():
                    return
                if want.ride.item.id not in self.best[want.ride.day].result.served:
                    added |= self._try(want, reserved)
            if not added:
                return

    def _left_out(self) -> list[Wanted]:
        missing = [
            want
            for day, wanteds in self.situation.wanted.items()
            for want in wanteds
            if want.ride.item.id not in self.best[day].result.served and all(want.journeys)
        ]
        return sorted(missing, key=lambda want: (-want.ride.mandatory, -want.ride.item.weight, want.ride.item.id))

    def _try(self, want: Wanted, reserved: Sequence[ReserveAsked]) -> bool:
        day = want.ride.day
        shifts = [shift for outcome in self.best.values() for shift in outcome.result.shifts]
        plans: list[tuple[Turn, ...]] = [driven_turns(self.situation, shifts)]
        for journey in range(len(want.journeys)):
            wider: dict[tuple[Turn, ...], None] = {}
            for turns in plans:
                found = openings(self.situation, turns, reserved, want, journey)
                for way in _distinct(found.ways):
                    wider[_apply(turns, way)] = None
            plans = list(wider)[:MAX_WAYS]
        for turns in plans:
            outcome = self.search(day, [turn for turn in turns if turn.day == day])
            if outcome.tiers < self.best[day].tiers:
                self.best[day] = outcome
                return True
        return False


def _distinct(ways: Sequence[Opening]) -> list[Opening]:
    """Openings that differ in vehicle or in what they do, new turns first: one more vehicle out leaves most room."""
    seen: dict[tuple[str, bool, bool], Opening] = {}
    for way in sorted(ways, key=lambda one: (one.turn is None, one.replaces is not None)):
        key = way.turn.vehicle if way.turn else "", way.turn is None, way.replaces is None
        seen.setdefault(key, way)
    return list(seen.values())


def _apply(turns: tuple[Turn, ...], way: Opening) -> tuple[Turn, ...]:
    if way.turn is None:
        return turns
    return (*(turn for turn in turns if turn != way.replaces), way.turn)

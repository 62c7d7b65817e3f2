"""Rides left out where more need may be left: first those whose leaving saves the most for the need it adds.

A greedy choice, lazily evaluated (Minoux 1978): what a ride's leaving saves is found by searching its day without it
from where it stands. Whole shifts are tried as well as single items, since a shift costs most while it carries anybody.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from optimiser.draft import Draft, RideCall
from optimiser.rides.completing import driven_turns
from optimiser.rides.day_search import DayOutcome, search_day
from optimiser.rides.shifts import DayResult
from optimiser.rides.situation import Situation
from optimiser.rides.whole import lost_weight, rides_by_day, with_rides
from optimiser.search import MaxIterations

TRIAL_ITERATIONS = 20
"""Iterations of the search of a day without what is left out on trial."""

Items = frozenset[str]


def spared(s: Situation, draft: Draft, enough: int, *, seed: int, over: Callable[[], bool]) -> Draft:
    """The draft with rides left out, so that it costs less.

    Parameters
    ----------
    s
        Situation beside the sessions of the draft.
    enough
        Need that rides may leave; the draft as it is when it leaves as much already.
    over
        Asked before each trial whether to end.
    """
    return _Sparing(s, rides_by_day(s, draft), seed, over).run(draft, enough)


@dataclass
class _Sparing:
    s: Situation
    results: dict[date, DayResult]
    seed: int
    over: Callable[[], bool]
    costs: dict[date, int] = field(default_factory=dict)
    version: dict[date, int] = field(default_factory=dict)

    def run(self, draft: Draft, enough: int) -> Draft:
        heap: list[tuple[float, str, int, date, Items, DayOutcome]] = []
        for day in self.results:
            self._measure(day)
            for items in self._candidates(day):
                self._push(heap, day, items)
        changed = False
        while heap and not self.over():
            _, _, version, day, items, outcome = heapq.heappop(heap)
            if not items <= self.results[day].served or self._need(items) > enough:
                continue
            if version != self.version[day]:
                self._push(heap, day, items)
                continue
            self.results[day], self.costs[day] = outcome.result, outcome.tiers[2]
            self.version[day] += 1
            changed = True
        return with_rides(self.s, self.results.values()) if changed else draft

    def _measure(self, day: date) -> None:
        """What the day costs as it is, by the same search that tells what it costs without an item."""
        self.version[day] = 0
        outcome = self._without(day, frozenset())
        if outcome is not None:
            self.results[day], self.costs[day] = outcome.result, outcome.tiers[2]

    def _candidates(self, day: date) -> Iterable[Items]:
        """Single items, and all items of a shift, but for those promised or pinned."""
        kept = {one.ride.item.id for one in self.s.wanted[day] if one.ride.mandatory}
        sets = [frozenset({item}) for item in sorted(self.results[day].served)]
        for shift in self.results[day].shifts:
            calls = (call for stop in shift.stops for call in stop.calls)
            sets.append(frozenset(call.item for call in calls if isinstance(call, RideCall)))
        return [items for items in dict.fromkeys(sets) if items and not items & kept]

    def _push(self, heap: list[tuple[float, str, int, date, Items, DayOutcome]], day: date, items: Items) -> None:
        """Try to do without some items of a day, and keep what it saves for each unit of need it adds."""
        if day not in self.costs or self.over():
            return
        outcome = self._without(day, items)
        if outcome is None or (saves := self.costs[day] - outcome.tiers[2]) <= 0:
            return
        rate = saves / max(1, self._need(items) - self._need(frozenset()))
        heapq.heappush(heap, (-rate, " ".join(sorted(items)), self.version[day], day, items, outcome))

    def _without(self, day: date, items: Items) -> DayOutcome | None:
        """The day with what it serves but for some items; None when the search does not manage that."""
        now = self.results[day]
        served = now.served - items
        wanted = tuple(one for one in self.s.wanted[day] if one.ride.item.id in served)
        shifts = [shift for result in self.results.values() for shift in result.shifts]
        turns = [turn for turn in driven_turns(self.s, shifts) if turn.day == day]
        outcome = search_day(
            replace(self.s, wanted={**self.s.wanted, day: wanted}),
            day,
            turns,
            lost_weight(self.s, self._served(items), day),
            limit=MaxIterations(TRIAL_ITERATIONS),
            seed=self.seed,
            should_stop=lambda: False,
            start=now,
        )
        if outcome.result.served != served:
            return None
        left = tuple(one.ride.item.id for one in self.s.wanted[day] if one.ride.item.id not in served)
        return replace(outcome, result=replace(outcome.result, unserved=left))

    def _served(self, but: Items) -> dict[date, Items]:
        return {day: result.served - but for day, result in self.results.items()}

    def _need(self, but: Items) -> int:
        """Need of the rides when some items are left out."""
        lost = lost_weight(self.s, self._served(but), None)
        return sum(self.s.need[key].cost(weight) for key, weight in lost.items())

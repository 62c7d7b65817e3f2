"""Tours with starts: the few ways to time a tour that pay its crew least, meals by the strictest rules anybody has."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimiser.binds import binds
from optimiser.master.large.crews import Head, Heads, heads_of
from optimiser.master.large.tours import Tours
from optimiser.master.large.week import Span, Week
from optimiser.travel import UNREACHABLE


@dataclass(frozen=True)
class Timed:
    """A tour with starts; minutes after its day's midnight.

    ``meal`` is the start of a meal its crew takes together on the way or in a closed interval; ``relief`` the visit
    during which they take it in turns, -1 for none; at most ``people`` may then go. ``paid`` is minutes paid to each.
    """

    fleet: int
    day: int
    load: int
    nodes: tuple[int, ...]
    starts: tuple[int, ...]
    depart: int
    back: int
    metres: int
    meal: int | None
    relief: int
    people: int
    paid: int
    heads: tuple[tuple[Head, ...], ...]

    @property
    def fed(self) -> bool:
        """Whether the crew's meal is part of the tour."""
        return self.meal is not None or self.relief >= 0


STARTS_TRIED = 500, 40, 12, 6
"""Starts looked at for each visit, by the number of visits: a fine grid in wide windows has millions of ways."""


class Timer:
    """Times tours, each once."""

    def __init__(self, week: Week, tours: Tours) -> None:
        self.week, self.tours = week, tours
        self._known: dict[int, tuple[Timed, ...]] = {}

    def __call__(self, tour: int) -> tuple[Timed, ...]:
        """Ways to time a tour: the earliest and the latest that pay least, and one that keeps what is published."""
        if tour not in self._known:
            self._known[tour] = self._chosen(tour)
        return self._known[tour]

    def _chosen(self, tour: int) -> tuple[Timed, ...]:
        ways = sorted(self._ways(tour), key=lambda t: (t.paid, t.depart, t.starts))
        if not ways:
            return ()
        least = [way for way in ways if way.paid == ways[0].paid]
        # What spans the meal hours leaves its people and its vehicle nothing else that day: the earliest is enough.
        chosen = [least[0]] if least[0].fed else [least[0], least[-1]]
        if self.week.published:
            chosen += [
                max(
                    ways,
                    key=lambda t: (
                        sum(self.week.is_published(n, s) for n, s in zip(t.nodes, t.starts, strict=True)),
                        -t.paid,
                    ),
                )
            ]
        return tuple(dict.fromkeys(chosen))

    @binds("P6.meal", "P3.day", "P4.amplitude")
    def _ways(self, tour: int) -> Iterator[Timed]:
        week, tours = self.week, self.tours
        fleet = week.fleets[int(tours.fleet[tour])]
        day, load = int(tours.day[tour]), tours.loads[int(tours.load[tour])]
        nodes = tuple(int(n) for n in tours.visits[tour] if n >= 0)
        minutes = week.times.matrix(fleet.profile, week.days[day]).minutes
        place = week.times.index
        out = [place[p] for p in (fleet.home, *load.via, week.nodes[nodes[0]].venue)]
        home = [place[p] for p in (week.nodes[nodes[-1]].venue, *reversed(load.via), fleet.home)]
        lead = sum(int(minutes[a, b]) for a, b in itertools.pairwise(out))
        back = sum(int(minutes[a, b]) for a, b in itertools.pairwise(home))
        drives = [
            int(minutes[place[week.nodes[a].venue], place[week.nodes[b].venue]]) for a, b in itertools.pairwise(nodes)
        ]
        there = fleet.stretch[day]
        if there is None or max((lead, back, *drives)) >= UNREACHABLE:
            return
        heads = [heads_of(week.instance, week.asked[week.nodes[n].asked], week.days[day], strict=True) for n in nodes]
        for starts in self._starts(nodes, drives, ()):
            first, last = week.asked[week.nodes[nodes[0]].asked], week.asked[week.nodes[nodes[-1]].asked]
            depart, arrive = starts[0] - first.before_min - lead, starts[-1] + last.after_min + back
            if depart < there[0] or arrive > there[1] or arrive - depart > week.amplitude_min[1]:
                continue
            fed = self._meal(nodes, starts, drives, (depart, arrive), heads)
            if fed is None:
                continue
            meal, relief, people = fed
            paid = arrive - depart - (week.strict.credit_min if meal is not None or relief >= 0 else 0)
            if paid > week.day_work_min[1]:
                continue
            needed = tuple(h.relieved if k == relief else h.plain for k, h in enumerate(heads))
            if people < max(map(len, needed)):
                continue
            most = min(fleet.seats + 1, 1 + sum(map(len, needed)))
            yield Timed(
                int(tours.fleet[tour]), day, int(tours.load[tour]), nodes, starts, depart, arrive,
                int(tours.metres[tour]), meal, relief, min(people, most), paid, needed,
            )  # fmt: skip

    def _starts(self, nodes: tuple[int, ...], drives: list[int], chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Starts of the nodes, each late enough for the one before."""
        k = len(chosen)
        if k == len(nodes):
            yield chosen
            return
        item = self.week.asked[self.week.nodes[nodes[k]].asked]
        earliest = 0
        if k:
            earliest = (
                chosen[-1]
                + self.week.asked[self.week.nodes[nodes[k - 1]].asked].after_min
                + drives[k - 1]
                + item.before_min
            )
        possible = [start for start in self.week.nodes[nodes[k]].starts if start >= earliest]
        tried = set(spread(possible, STARTS_TRIED[min(len(nodes), len(STARTS_TRIED)) - 1]))
        if self.week.published:
            tried |= {start for start in possible if self.week.is_published(nodes[k], start)}
        for start in sorted(tried):
            yield from self._starts(nodes, drives, (*chosen, start))

    def _meal(
        self, nodes: tuple[int, ...], starts: tuple[int, ...], drives: list[int], away: Span, heads: Sequence[Heads]
    ) -> tuple[int | None, int, int] | None:
        """(meal, relief, most people): on the way if it can be, relieved if it must; None when it must and cannot.

        Of the visits during which meals could be taken in turns, the one that leaves most turns to spare.
        """
        meals, many = self.week.strict, 1 << 10
        reliefs: list[tuple[int, int, int]] = []
        for k, (n, start) in enumerate(zip(nodes, starts, strict=True)):
            item = self.week.asked[self.week.nodes[n].asked]
            low, high = start - item.before_min, start + item.after_min
            if meals.length and k + 1 < len(nodes):
                following = self.week.asked[self.week.nodes[nodes[k + 1]].asked]
                leave = starts[k + 1] - following.before_min - drives[k]
                if min(leave, meals.high) - max(high, meals.low) >= meals.length:
                    return max(high, meals.low), -1, many
            closed = item.service.closed_interval
            if meals.length and closed is not None:
                at = max(low, meals.low, closed.start)
                if min(high, meals.high, closed.end) - at >= meals.length:
                    return at, -1, many
            shared = min(high, meals.high) - max(low, meals.low)
            if meals.length and shared >= meals.length and item.service.crew:
                needed = max(len(h.relieved if j == k else h.plain) for j, h in enumerate(heads))
                reliefs.append((shared // meals.length - needed, -k, shared // meals.length))
        if not meals.length or away[0] > meals.low or away[1] < meals.high:
            return None, -1, many
        if not reliefs:
            return None
        _, at, people = max(reliefs)
        return None, -at, people


def spread(starts: list[int], most: int) -> list[int]:
    """At most so many of them, evenly, the first and the last among them."""
    if len(starts) <= most:
        return starts
    return [starts[round(k * (len(starts) - 1) / (most - 1))] for k in range(most)]

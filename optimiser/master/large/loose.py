"""A relaxation of a large week in whole numbers, people by name: its bound is tighter than the linear one's.

Each tour stands with the least it can cost and take, whatever its starts: away from its latest departure to its
earliest return, paid its least. Every plan of the large stage's plan space is one of it, at no greater cost.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from optimiser.master.large.cells import Cells, Literal
from optimiser.master.large.crews import fits, heads_of, held
from optimiser.master.large.duty import away_activity, fixed_spans
from optimiser.master.large.kernels import NEVER
from optimiser.master.large.people import OWN_CAR
from optimiser.master.large.rows import NOON
from optimiser.master.large.timed import Timed
from optimiser.master.large.tours import Tours, relieved_at
from optimiser.master.large.week import Span, Week
from optimiser.travel import UNREACHABLE


def loosened(week: Week, tours: Tours, row: int) -> Iterator[Timed]:
    """A tour at its least: without relief, and with it at each visit that may relieve."""
    fleet, day = week.fleets[int(tours.fleet[row])], int(tours.day[row])
    nodes = tuple(int(n) for n in tours.visits[row] if n >= 0)
    low, high = (int(x) for x in tours.core[row])
    heads = [heads_of(week.instance, week.asked[week.nodes[n].asked], week.days[day], strict=False) for n in nodes]
    for relief, turns in ((-1, 1 << 10), *relieved_at(int(tours.relief[row])).items()):
        paid = int(tours.paid[row, int(relief >= 0)])
        needed = tuple(h.relieved if k == relief else h.plain for k, h in enumerate(heads))
        if paid < NEVER and turns >= max(map(len, needed)):
            yield Timed(
                fleet=int(tours.fleet[row]),
                day=day,
                load=int(tours.load[row]),
                nodes=nodes,
                starts=tuple(week.nodes[n].starts[0] for n in nodes),
                depart=low,
                back=max(low, high),
                metres=int(tours.metres[row]),
                meal=0 if relief < 0 and paid < int(tours.away[row]) else None,
                relief=relief,
                people=min(turns, fleet.seats + 1),
                paid=paid,
                heads=needed,
            )


@dataclass
class Loose(Cells):
    """``Cells`` over tours at their least, with nothing kept."""

    alone: list[cp_model.LinearExprT] = field(default_factory=list)
    """Pay of people who come along for nothing but to drive, at the least rate of any."""

    strict = False

    def vehicle_spans(self, tours: Sequence[Timed]) -> list[Span]:
        """When tours surely take a vehicle."""
        return [(timed.depart, timed.back) for timed in tours]

    def presence(self, n: int, start: int) -> Span:  # noqa: ARG002
        """When a node surely takes its room, whatever its start."""
        node = self.week.nodes[n]
        item = self.week.asked[node.asked]
        low = node.starts[-1] - item.before_min
        return low, max(low, node.starts[0] + item.after_min)

    def slot(self, n: int, start: int) -> Hashable:
        """Phase, weekday and half of the day: the start is not known."""
        phase, weekday, _ = self.week.slot_of(n, start)
        return phase, weekday, start >= NOON

    def able(self, timed: Timed, licence: str) -> dict[int, frozenset[str]]:
        """People of use at a session who are there at some time."""
        week, day = self.week, timed.day
        wanted = [frozenset({head}) for heads in timed.heads for head in heads]
        found = {}
        for p, person in enumerate(week.instance.people):
            if person.base != week.fleets[timed.fleet].home or week.person_there[p][day] is None:
                continue
            kinds = held(week.instance, p, week.days[day]) | (frozenset({OWN_CAR}) if person.own_car else frozenset())
            if (licence != OWN_CAR or OWN_CAR in kinds) and any(fits(kinds, role) for role in wanted):
                found[p] = kinds
        return found

    def add_driver(self, j: int, licensed: Sequence[Literal]) -> None:
        """Somebody licensed is of the crew, or comes along at the least rate of any."""
        timed = self.candidates[j]
        rates = [person.contract.cost_hour_cents for person in self.week.instance.people]
        driver = self.model.new_bool_var(f"driver{j}")
        self.model.add(sum(licensed) + driver >= self.x[j])
        self.alone.append(min(rates, default=0) * timed.paid * driver)

    def add_days(self) -> list[cp_model.LinearExprT]:
        """Least pay of each person's tours, and of the time between one before and one after the meal hours."""
        week, model, costs = self.week, self.model, list[cp_model.LinearExprT](self.alone)
        for (p, day), rows in self.rows_of.items():
            rate, fixed = week.instance.people[p].contract.cost_hour_cents, fixed_spans(week, p, day)
            spans = [(self.candidates[j].depart, self.candidates[j].back) for j in rows]
            literals = [self.goes[p, j] for j in rows]
            self.at_once(spans, literals, 1)
            for (low, high), literal in zip(spans, literals, strict=True):
                if any(a < high and low < b for a, b in fixed) or (away_activity(week, p, day) and not fixed):
                    model.add(literal == 0)
            paid = cp_model.LinearExpr.sum([self.candidates[j].paid * self.goes[p, j] for j in rows])
            work = paid if fixed else paid + self._waiting(p, day, rows)
            model.add(work <= week.day_work_min[0])
            self.work[p, day] = work + sum(b - a for a, b in fixed)
            costs.append(rate * work)
        return costs

    def _waiting(self, p: int, day: int, rows: Sequence[int]) -> cp_model.LinearExpr | int:
        """Least paid minutes between a tour before and one after the meal hours, less the meal."""
        halves: tuple[list[int], list[int]] = ([], [])
        for j in rows:
            timed = self.candidates[j]
            if not timed.fed and timed.depart < NOON:
                halves[0].append(j)
            elif not timed.fed and timed.back > NOON:
                halves[1].append(j)
        if not all(halves) or not all(self._share_a_moment(half) for half in halves):
            return 0
        first, second = ([self.goes[p, j] for j in half] for half in halves)
        both = self.model.new_bool_var(f"both{p},{day}")
        self.model.add(sum(first) + sum(second) <= 1 + both)
        leaves = sum(self._earliest(self.candidates[j]) * self.goes[p, j] for j in halves[1])
        returns = sum(self._latest(self.candidates[j]) * self.goes[p, j] for j in halves[0])
        wait = self.model.new_int_var(0, NOON, f"wait{p},{day}")
        self.model.add(wait >= leaves - returns - self.week.lenient.credit_min).only_enforce_if(both)
        return wait

    def _share_a_moment(self, rows: Sequence[int]) -> bool:
        """Whether tours are all surely away at one moment, so that nobody goes on two of them."""
        return max(self.candidates[j].depart for j in rows) < min(self.candidates[j].back for j in rows)

    def _earliest(self, timed: Timed) -> int:
        """Earliest departure of a tour, or before."""
        node, fleet = self.week.nodes[timed.nodes[0]], self.week.fleets[timed.fleet]
        drive = self._minutes(timed, (fleet.home, *self.loads[timed.load].via, node.venue))
        return node.starts[0] - self.week.asked[node.asked].before_min - drive

    def _latest(self, timed: Timed) -> int:
        """Latest return of a tour, or later."""
        node, fleet = self.week.nodes[timed.nodes[-1]], self.week.fleets[timed.fleet]
        drive = self._minutes(timed, (node.venue, *reversed(self.loads[timed.load].via), fleet.home))
        return node.starts[-1] + self.week.asked[node.asked].after_min + drive

    def _minutes(self, timed: Timed, places: Sequence[str]) -> int:
        profile, day = self.week.fleets[timed.fleet].profile, self.week.days[timed.day]
        legs = [self.week.times.minutes(a, b, profile, day) for a, b in pairwise(places)]
        return min(UNREACHABLE, sum(legs))

    def add_rests(self) -> None:
        """Rests are left out."""


def grouped(week: Week, tours: Tours, rows: Sequence[int]) -> tuple[Timed, ...]:
    """Tours at their least, without those that are no better in anything than another of the same visits and fleet."""
    found: dict[Hashable, list[Timed]] = defaultdict(list)
    for row in rows:
        for timed in loosened(week, tours, row):
            found[timed.fleet, timed.day, timed.load, timed.nodes].append(timed)
    return tuple(timed for same in found.values() for timed in dict.fromkeys(same))

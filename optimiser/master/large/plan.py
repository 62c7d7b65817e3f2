"""The large stage: a first plan at once, bounds by column generation, then neighbourhoods until time is up."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random

from models.instance import TierName
from optimiser.master.large.bound import Bounded, Bounder, setting_of, whole
from optimiser.master.large.cells import Cell
from optimiser.master.large.dive import dive
from optimiser.master.large.equal import made_fairer
from optimiser.master.large.greedy import first_plan
from optimiser.master.large.neighbourhoods import Neighbourhoods
from optimiser.master.large.proof import Tightener
from optimiser.master.large.search import Improver
from optimiser.master.large.state import State, Value
from optimiser.master.large.tours import Tours, all_tours
from optimiser.master.large.week import Week
from optimiser.master.search import Budget
from optimiser.master.tiers import COST_SCALE
from optimiser.progress import StopFlag
from optimiser.tolerances import EXACT, Tolerances

MOST_TOURS = 4_000_000
"""Beyond so many, a week does not fit into memory: no plan is made this way."""

FIRST_SHARE, BOUND_SHARE, DIVE_SHARE = 0.05, 0.45, 0.55
"""Parts of the budget: of the first plan, and after which bounds and then diving end at the latest."""

ROUND, NAMING = 3.0, 6.0
"""Seconds, or units of deterministic time, of one neighbourhood, and of naming who goes on all tours at most."""

AT_ONCE = 2
"""Neighbourhoods planned at a time, each by a processor of its own."""

SESSIONS, LEAST, MOST = 14, 6, 60
"""Sessions a neighbourhood is drawn for: in the beginning, at least and at most.

More when the best is proved quickly, fewer when it cannot be.
"""

PER_SESSION = 9
"""Tours a neighbourhood looks at for each of them, those that are dear aside."""

NOISE = 0.1
"""Sixtieths of a cent by which GLOP may be wrong: costs are whole ones."""

OVERHEAD = 0.02
"""Units of deterministic time for what is not CP-SAT's: making a neighbourhood's model, a round of pricing."""

SEARCH_SHARE, LEAST_EQUALISED = 0.94, 0.2
"""Part of the budget after which neighbourhoods end, and the least that making crews fairer may spend."""

STALE, SETTLED = 10, 60
"""Neighbourhoods in a row that improve nothing, after which bounds are looked at again, and the search ends."""

TIGHTEN_AFTER, TIGHTEN_SHARE = 0.4, 0.5
"""Part of the budget after which bounds are looked at in any case, and of what is left that one may take."""

Report = Callable[[dict[TierName, int], dict[TierName, int]], None]


@dataclass
class Large:
    """A plan of a large week, its bounds (of cost in sixtieths of a cent), and the tours it was chosen from."""

    state: State
    tours: Tours
    bounds: dict[TierName, int] = field(default_factory=dict)
    optimal: frozenset[TierName] = frozenset()
    bounder: Bounder | None = field(default=None, repr=False)
    linear: Bounded | None = field(default=None, repr=False)


class _Clock:
    """What is spent of a budget, in seconds or in deterministic units."""

    def __init__(self, budget: Budget, stop: StopFlag) -> None:
        self.budget, self._stop = budget, stop
        self._began = time.monotonic()
        self.units = 0.0
        total = budget.deterministic if budget.deterministic is not None else budget.seconds
        self.total = 60.0 if total is None else total

    @property
    def spent(self) -> float:
        """Spent so far."""
        return self.units if self.budget.deterministic is not None else time.monotonic() - self._began

    def left(self, part: float = 1.0) -> float:
        """What is left of a part of the whole, counted from the beginning."""
        return max(0.0, part * self.total - self.spent)

    def ends(self, part: float = 1.0) -> bool:
        """Whether that part is used up, or somebody asked to stop."""
        return bool(self._stop) or self.left(part) <= 0.0


def plan_large(week: Week, budget: Budget, seed: int, stop: StopFlag, report: Report) -> Large:
    """Plan a large week.

    Raises
    ------
    OverflowError
        When its tours, or the ways to crew them, are too many.
    """
    clock = _Clock(budget, stop)
    tours = all_tours(week, MOST_TOURS)
    if not len(tours):
        empty = State(week, ())
        need, _, cost = empty.value
        return Large(empty, tours, {"need": need, "cost": cost}, frozenset({"need", "cost"}))
    search = _Search(week, tours, clock, seed, stop, report)
    search.first()
    search.bound()
    search.dive()
    search.improve()
    search.equalise()
    return search.result()


def plan_within(
    before: Large, tolerances: Tolerances, budget: Budget, seed: int, stop: StopFlag, report: Report
) -> Large:
    """Plan a large week within tolerances, beginning where a search without any ended.

    More need makes tours anew; more cost makes the crews of the tours there are fairer.
    """
    if not len(before.tours):
        return before
    search = _Search(before.state.week, before.tours, _Clock(budget, stop), seed, stop, report, tolerances)
    search.resume(before)
    if tolerances.allows("need"):
        search.improve()
    search.equalise()
    return search.result()


class _Search:
    def __init__(
        self,
        week: Week,
        tours: Tours,
        clock: _Clock,
        seed: int,
        stop: StopFlag,
        report: Report,
        tolerances: Tolerances = EXACT,
    ) -> None:
        self.week, self.tours, self.clock, self.stop, self._report = week, tours, clock, stop, report
        self.near = Neighbourhoods(week, tours, Random(seed))
        fixed = clock.budget.deterministic is not None
        self.tolerances = tolerances
        self.enough = tolerances.enough or 0
        self.improver = Improver(self.near, seed, stop, fixed, self.enough)
        self.state = State(week, ())
        self.spare = self.state
        self.bounder: Bounder | None = None
        self.need_bound, self.cost_bound, self.cost_need = 0, 0, -1
        self.linear: Bounded | None = None
        self.stale = 0

    def first(self) -> None:
        """A greedy plan, then each base in turn takes what it can."""
        self.state = first_plan(self.near)
        self._tell()
        share = FIRST_SHARE * self.clock.total / max(1, len(self.near.bases))
        for base in self.near.bases:
            if self.stop:
                return
            self._plan_anew([self.near.whole_base(base)], PER_SESSION * LEAST, min(ROUND, max(0.2, share)))

    def resume(self, before: Large) -> None:
        """Begin with a plan and its bounds; of cost they are found anew where more need is left."""
        self.state, self.bounder, self.linear = before.state, before.bounder, before.linear
        need, _, _ = self.state.value
        self.need_bound, self.cost_bound, self.cost_need = before.bounds["need"], before.bounds.get("cost", 0), need
        if self.linear is not None:
            self._rank(self.linear)
        if self.enough > need:
            self.cost_bound = 0
            self._bound_cost(self.enough, BOUND_SHARE)
        self._tell()

    def bound(self) -> None:
        """Bounds of need and cost, and the prices that guide the search."""
        self.bounder = Bounder(setting_of(self.week, self.tours))
        need = self.bounder.need(lambda: self.clock.ends(BOUND_SHARE))
        self.need_bound = whole(need.bound)
        self.clock.units += OVERHEAD * self.bounder.rounds
        self._rank(need)
        self._bound_cost(max(self.need_bound, whole(need.value)), BOUND_SHARE)
        self._tell()

    def dive(self) -> None:
        """Go on from whole tours that are nearly as cheap as the relaxation; the greedy plan is kept beside.

        Cheap tours that leave some sessions out are soon mended; a dear plan that holds more takes long to make cheap.
        """
        if self.bounder is None or self.linear is None or self.week.published or self.clock.ends(BOUND_SHARE):
            return
        before = self.bounder.rounds
        rows = dive(self.bounder, lambda: self.clock.ends(DIVE_SHARE))
        found = self.improver.named(self.week, self.everywhere, rows, min(NAMING, self.clock.left(DIVE_SHARE)))
        self.clock.units += OVERHEAD * (self.bounder.rounds - before) + found.units
        self.spare, self.state = self.state, found.state
        self._tell()

    @property
    def everywhere(self) -> frozenset[Cell]:
        """Every cell."""
        return frozenset((day, base) for base in self.near.bases for day in self.near.days)

    def _settle(self) -> None:
        """Take the plan kept beside where it is still the better one."""
        if self.spare.rank(self.enough) < self._value:
            self.state = self.spare
        self.spare = self.state

    def _bound_cost(self, most_need: int, part: float) -> None:
        if self.bounder is not None:
            bounded = self.bounder.cost(float(most_need), lambda: self.clock.ends(part))
            known = self.cost_bound if most_need <= self.cost_need else 0
            self.cost_bound, self.cost_need = max(known, ceil(bounded.bound * COST_SCALE - NOISE)), most_need
            self.linear = bounded
            self._rank(bounded)

    def _rank(self, bounded: Bounded) -> None:
        if bounded.values:
            self.near.rank(bounded.prices)

    def improve(self) -> None:
        """Neighbourhoods until time is up, or nothing is left to improve."""
        sessions, tightened, idle = float(SESSIONS), -1, 0
        while not self.clock.ends(SEARCH_SHARE) and not self._met() and idle < SETTLED:
            began, before = self.clock.spent, self._value
            draws = [self.near.draw(self.state, round(sessions)) for _ in range(AT_ONCE)]
            proved = self._plan_anew(draws, round(PER_SESSION * sessions), min(ROUND, self.clock.left()))
            idle = 0 if self._value < before else idle + 1
            late = tightened < 0 and self.clock.left(TIGHTEN_AFTER) <= 0
            if late or (self.stale >= STALE and tightened != self.state.value[2]):
                self._tighten()
                tightened, self.stale = self.state.value[2], 0
            if not proved:
                sessions = max(LEAST, sessions * 0.8)
            elif self.clock.spent - began < ROUND / 2:
                sessions = min(MOST, sessions * 1.15)
        self._settle()

    def _met(self) -> bool:
        need, _, cost = self.state.value
        goal = max(self.need_bound, self.enough)
        return need <= goal == self.cost_need and cost <= self.cost_bound

    @property
    def _value(self) -> Value:
        """What is compared: the plan's value, with a need that is enough as none."""
        return self.state.rank(self.enough)

    @property
    def _most_need(self) -> int:
        """The need that plans may leave when their cost is compared with this one's."""
        return max(self.state.value[0], self.enough)

    def _plan_anew(
        self, draws: Sequence[frozenset[Cell]], most: int, limit: float, wished: tuple[int, ...] = ()
    ) -> bool:
        before = self._value
        found = self.improver.improve(self.state, draws, most, limit, wished)
        self.state = found.state
        self.clock.units += max(OVERHEAD, found.units)
        self.stale = 0 if self._value < before else self.stale + 1
        self._tell()
        return found.proved

    def _tighten(self) -> None:
        """Bounds by whole numbers, where the week is not too large, and a look at the tours they would take."""
        if self.bounder is None:
            return
        need, _, cost = self.state.value
        most_need, fixed = self._most_need, self.bounder.fixed_cents
        tightener = Tightener(self.week, self.tours, fixed, self.improver.seed, self.stop, self.improver.deterministic)
        if (
            need > max(self.need_bound, self.enough)
            and (least := tightener.need(need, TIGHTEN_SHARE * self.clock.left())) is not None
        ):
            self.need_bound = max(self.need_bound, least.bound)
            self.clock.units += least.units
        if most_need != self.cost_need:
            self._bound_cost(most_need, 1.0)
        if self.linear is None or self.stop:
            return
        tight = tightener.cost(self.linear, most_need, cost, TIGHTEN_SHARE * self.clock.left())
        if tight is not None:
            self.cost_bound = max(self.cost_bound, tight.bound)
            self.clock.units += tight.units
            self._plan_anew([self.everywhere], PER_SESSION * LEAST, min(ROUND, self.clock.left()), tight.rows)

    def _tell(self) -> None:
        best = min(self.state, self.spare, key=lambda state: state.rank(self.enough))
        need, change, cost = best.value
        self._report({"need": need, "change": change, "cost": cost}, self._bounds(best))

    def _bounds(self, state: State) -> dict[TierName, int]:
        need, _, cost = state.value
        bounds: dict[TierName, int] = {"need": min(need, self.need_bound)}
        if self.cost_bound and max(need, self.enough) <= self.cost_need:
            bounds["cost"] = min(cost, self.cost_bound)
        return bounds

    def equalise(self) -> None:
        """Fairer crews for the same tours."""
        if self.state.tours and not self.stop:
            self.state, units = made_fairer(
                self.state,
                self.tours.loads,
                self.tolerances.most("cost", self.state.value[2]),
                max(LEAST_EQUALISED, self.clock.left()),
                deterministic=self.improver.deterministic,
                seed=self.improver.seed,
                stop=self.stop,
            )
            self.clock.units += units

    def result(self) -> Large:
        """The plan with its bounds; that of cost under the need the plan has."""
        need, _, cost = self.state.value
        if self._most_need != self.cost_need and self.bounder is not None and not self.stop:
            self._bound_cost(self._most_need, 1.1)
        bounds = self._bounds(self.state)
        optimal: set[TierName] = {"need"} if bounds["need"] == need else set()
        if optimal and bounds.get("cost") == cost:
            optimal.add("cost")
        return Large(self.state, self.tours, bounds, frozenset(optimal), self.bounder, self.linear)

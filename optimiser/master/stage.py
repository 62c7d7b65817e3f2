"""The session stage: from an instance to held sessions and outings, with what was proved about them."""

import contextlib
import time
from dataclasses import dataclass, field
from datetime import date, datetime

from ortools.sat.python import cp_model

from models.horizon import Horizon, Occurrence
from models.instance import Instance, TierName
from models.pins import Pin
from models.plan import Plan
from optimiser.draft import Draft
from optimiser.master import tiers
from optimiser.master.build import build, scope_of
from optimiser.master.context import Context, Linear, Scope
from optimiser.master.crews import qualified_people
from optimiser.master.large.plan import Large, Report
from optimiser.master.large.stage import draft_within, is_large, large_draft
from optimiser.master.parts import Assembled, Part, assemble, parts_of
from optimiser.master.placements import Asked, place_all
from optimiser.master.read import draft_of
from optimiser.master.relaxation import Relaxed, relax_cost
from optimiser.master.search import PHASE, Budget, Solution, Tier, TierSearch
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.tolerances import EXACT, Tolerances
from optimiser.travel import TravelTimes

Weeks = dict[tuple[int, int], cp_model.IntVar]
"""Work per person and week."""


@dataclass(frozen=True)
class SessionStage:
    """Held sessions and outings, the scope they were chosen from, and value and bound of each tier of theirs.

    ``optimal`` are tiers whose bound is the least value there is; ``tolerances`` those under which they were chosen;
    ``found`` is where a search under others can begin.
    """

    draft: Draft
    scope: Scope
    values: dict[TierName, int]
    bounds: dict[TierName, int]
    optimal: frozenset[TierName]
    tolerances: Tolerances = EXACT
    found: "_Found | Large | None" = field(default=None, repr=False)


@dataclass(frozen=True)
class _Found:
    """A solution of the model by name, and the parts it was built of: variables have the same order when built anew."""

    parts: Assembled | None
    solution: Solution


def plan_sessions(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    occurrences: tuple[Occurrence, ...],
    pins: dict[str, Pin],
    *,
    previous: Plan | None,
    kept: frozenset[date],
    made_at: datetime,
    budget: Budget,
    seed: int,
    stop: StopFlag,
    on_progress: OnProgress | None = None,
) -> SessionStage:
    """Choose days, starts, venues, crews, kits and vehicles of the sessions, tier by tier.

    Parameters
    ----------
    kept
        Days that stay as the previous plan has them: nothing else is placed there.
    """
    planner = _Planner(made_at, seed, stop, on_progress)
    asked = place_all(instance, horizon, occurrences, pins, kept)
    if is_large(instance, horizon, asked):
        # Where even its tours are too many to list, the model by name has a limit of its own, and tells it.
        with contextlib.suppress(OverflowError):
            return planner.large(instance, horizon, times, asked, previous, budget)
    scope = scope_of(instance, horizon, times, occurrences, pins, previous, kept)
    ctx, weeks = build(scope)
    began = time.monotonic()
    whole = planner.assembled(ctx, budget.share(PARTS_SHARE))
    ctx, solution = planner.search(ctx, weeks, budget.less(time.monotonic() - began, planner.spent_units), whole)
    return _stage(ctx, solution, whole)


def plan_within(
    before: SessionStage,
    tolerances: Tolerances,
    *,
    made_at: datetime,
    budget: Budget,
    seed: int,
    stop: StopFlag,
    on_progress: OnProgress | None = None,
) -> SessionStage:
    """Choose anew within tolerances, beginning where a choice of the same week without any ended."""
    planner = _Planner(made_at, seed, stop, on_progress, tolerances)
    found = before.found
    if isinstance(found, Large):
        return planner.large_within(before.scope, found, budget)
    if found is None or not found.solution.feasible:
        return before
    ctx, weeks = build(before.scope)
    ctx, solution = planner.search(ctx, weeks, budget, found.parts, after=found.solution)
    return _stage(ctx, solution, found.parts, tolerances)


PARTS_SHARE = 0.5
"""Part of the budget that independent parts may spend before the whole is looked at."""


@dataclass
class _Planner:
    """Searches of one call: the whole model, and before it each of its independent parts."""

    made_at: datetime
    seed: int
    stop: StopFlag
    on_progress: OnProgress | None
    tolerances: Tolerances = EXACT
    spent_units: float = 0.0

    def large(
        self,
        instance: Instance,
        horizon: Horizon,
        times: TravelTimes,
        asked: tuple[Asked, ...],
        previous: Plan | None,
        budget: Budget,
    ) -> SessionStage:
        """The plan of a large week; its scope holds no columns."""
        report = self._reporter(budget)
        draft, values, found = large_draft(
            instance, horizon, times, asked, previous, self.made_at, budget, self.seed, self.stop, report
        )
        qualified = qualified_people(instance.people, asked)
        scope = Scope(instance, horizon, times, asked, (), qualified, previous, partial=True)
        return SessionStage(draft, scope, dict(values), found.bounds, found.optimal, found=found)

    def large_within(self, scope: Scope, before: Large, budget: Budget) -> SessionStage:
        """The plan of a large week within tolerances."""
        report = self._reporter(budget)
        draft, values, found = draft_within(before, self.tolerances, budget, self.seed, self.stop, report)
        return SessionStage(draft, scope, dict(values), found.bounds, found.optimal, self.tolerances, found)

    def _reporter(self, budget: Budget) -> Report:
        began = time.monotonic()

        def report(values: dict[TierName, int], bounds: dict[TierName, int]) -> None:
            if self.on_progress is not None:
                elapsed = time.monotonic() - began
                self.on_progress(Progress(PHASE, elapsed, budget.seconds, None, values, bounds))

        return report

    def assembled(self, ctx: Context, budget: Budget) -> Assembled | None:
        """What the independent parts of a model say of it; None when it is in one piece."""
        solved: list[tuple[Part, Context, Solution]] = []
        parts = sorted(parts_of(ctx), key=lambda part: len(part.columns))
        began = time.monotonic()
        for part in parts:
            if self.stop:
                break
            own, weeks = build(part.scope)
            left = budget.less(time.monotonic() - began, self.spent_units)
            solved.append((part, *self.search(own, weeks, left.share(1 / (len(parts) - len(solved))), None)))
        return assemble(ctx, solved) if solved and len(solved) == len(parts) else None

    def search(
        self,
        ctx: Context,
        weeks: Weeks,
        budget: Budget,
        known: Assembled | None,
        after: Solution | None = None,
    ) -> tuple[Context, Solution]:
        """The best solution of a model, tier by tier."""
        scope = ctx.scope
        portions = [tiers.everything(scope)] if known is None else known.portions
        by_tier: dict[TierName, list[Linear]] = {
            "need": [tiers.need(ctx, portion) for portion in portions],
            "change": [tiers.change(ctx, portion, self.made_at) for portion in portions],
            "cost": [tiers.cost(ctx, portion, weeks) for portion in portions],
            "fairness": [tiers.fairness(ctx, portion, weeks) for portion in portions],
            "comfort": [tiers.comfort(ctx, portion) for portion in portions],
        }
        # The parts' floors say nothing of plans within tolerances.
        floors = {} if known is None or after is not None else known.floors
        search = TierSearch(
            ctx,
            budget,
            self.seed,
            self.stop,
            self.on_progress,
            self.tolerances,
            relax=lambda most_need, part: _relaxed(ctx, relax_cost(scope, most_need, part, self.seed, self.stop)),
            wished={} if known is None else known.wished,
            after=after,
        )
        solution = search.run([Tier(name, shares, floors.get(name)) for name, shares in by_tier.items()])
        self.spent_units += search.spent_units
        return ctx, solution


def _relaxed(ctx: Context, relaxed: Relaxed) -> tuple[int, dict[int, int]]:
    """The bound, and the relaxation's choices as values of the model's own variables."""
    if not relaxed.columns:
        return relaxed.bound, {}
    wished = {x.index: int(c in relaxed.columns) for c, x in enumerate(ctx.v.x)}
    wished |= {goes.index: int(key in relaxed.goes) for key, goes in ctx.v.goes.items()}
    return relaxed.bound, wished


def _stage(ctx: Context, solution: Solution, parts: Assembled | None, tolerances: Tolerances = EXACT) -> SessionStage:
    if not solution.feasible:
        return SessionStage(Draft(), ctx.scope, {}, {}, frozenset())
    return SessionStage(
        draft_of(ctx, solution),
        ctx.scope,
        {t.tier: t.final for t in solution.tiers},
        {t.tier: t.bound for t in solution.tiers},
        frozenset(t.tier for t in solution.tiers if t.optimal),
        tolerances,
        _Found(parts, solution),
    )

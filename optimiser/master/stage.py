"""The session stage: from an instance to held sessions and outings, with what was proved about them."""

from dataclasses import dataclass
from datetime import date, datetime

from models.horizon import Horizon, Occurrence
from models.instance import Instance, TierName
from models.pins import Pin
from models.plan import Plan
from optimiser.draft import Draft
from optimiser.master import tiers
from optimiser.master.build import build, scope_of
from optimiser.master.context import Context, Linear, Scope
from optimiser.master.read import draft_of
from optimiser.master.relaxation import Relaxed, relax_cost
from optimiser.master.search import Budget, Solution, TierSearch
from optimiser.progress import OnProgress, StopFlag
from optimiser.travel import TravelTimes


@dataclass(frozen=True)
class SessionStage:
    """Held sessions and outings, the scope they were chosen from, and value and bound of each tier of theirs."""

    draft: Draft
    scope: Scope
    values: dict[TierName, int]
    bounds: dict[TierName, int]
    optimal: frozenset[TierName]


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
    scope = scope_of(instance, horizon, times, occurrences, pins, previous, kept)
    ctx, weeks = build(scope)
    expressions: list[tuple[TierName, Linear]] = [
        ("need", tiers.need(ctx)),
        ("change", tiers.change(ctx, made_at)),
        ("cost", tiers.cost(ctx, weeks)),
        ("fairness", tiers.fairness(ctx, weeks)),
        ("comfort", tiers.comfort(ctx)),
    ]
    tolerances = {t.tier: t.per_mille for t in instance.settings.tolerances}
    search = TierSearch(
        ctx,
        budget,
        seed,
        stop,
        on_progress,
        tolerances,
        relax=lambda most_need, part: _relaxed(ctx, relax_cost(scope, most_need, part, seed, stop)),
    )
    solution = search.run(expressions)
    return _stage(ctx, solution)


def _relaxed(ctx: Context, relaxed: Relaxed) -> tuple[int, dict[int, int]]:
    """The bound, and the relaxation's choices as values of the model's own variables."""
    if not relaxed.columns:
        return relaxed.bound, {}
    wished = {x.index: int(c in relaxed.columns) for c, x in enumerate(ctx.v.x)}
    wished |= {goes.index: int(key in relaxed.goes) for key, goes in ctx.v.goes.items()}
    return relaxed.bound, wished


def _stage(ctx: Context, solution: Solution) -> SessionStage:
    if not solution.feasible:
        return SessionStage(Draft(), ctx.scope, {}, {}, frozenset())
    return SessionStage(
        draft_of(ctx, solution),
        ctx.scope,
        {t.tier: t.value for t in solution.tiers},
        {t.tier: t.bound for t in solution.tiers},
        frozenset(t.tier for t in solution.tiers if t.optimal),
    )

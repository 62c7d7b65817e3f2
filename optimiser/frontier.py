"""What a more equal plan costs: the frontier between need left unserved and cost, by epsilon constraints on need.

The first point is the plan that leaves the least need found. Each further one costs the least found where a little more
need may be left, and its search begins at the point before (Haimes, Lasdon and Wismer 1971), so that more need never
costs more. Every plan has passed the checker.
"""

import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from models.horizon import Occurrence, RideItem, horizon_of, occurrences, ride_items
from models.instance import Instance
from optimiser.progress import OnProgress, StopFlag, relayed
from optimiser.solve import Limit, Result, cheaper, solve, tier_value
from optimiser.writing.evaluate import need_value

POINTS = 5
MOST_PERCENT = 25
"""Part of all need that the last point may leave, above the least."""

FIRST_SHARE = 0.4
"""Part of the time for the first point; the others share the rest."""


@dataclass(frozen=True)
class Frontier:
    """Points none of which is better in both, the least need first; ``whole_need`` is that of serving nothing."""

    points: tuple[Result, ...]
    whole_need: int


def frontier(
    instance: Instance,
    *,
    monday: date | None = None,
    limit: Limit | None = None,
    seed: int = 0,
    stop: StopFlag | None = None,
    on_progress: OnProgress | None = None,
    base_dir: Path | None = None,
    points: int = POINTS,
    most_percent: int = MOST_PERCENT,
) -> Frontier:
    """Plan a cycle several times, with ever more need left and ever less cost.

    The instance's own tolerances are set aside.

    Parameters
    ----------
    limit
        Seconds for all points; iterations are for each.
    points
        How many are sought, two at least; fewer come out where more need saves nothing.
    most_percent
        Part of the need between the least and that of serving nothing which the last point may leave, 1 to 100.

    Raises
    ------
    ValueError
        When there are too few points, or the part is none.
    InvalidInstance, PlanRejectedError
        As ``solve`` does.
    """
    if points < 2 or not 1 <= most_percent <= 100:
        raise ValueError(f"{points} points up to {most_percent} % are no frontier")
    began, whole = time.monotonic(), limit or Limit()
    tell = relayed(on_progress, began, whole.seconds if whole.iterations is None else None)
    first = solve(
        instance,
        monday=monday,
        limit=whole.share(FIRST_SHARE),
        seed=seed,
        stop=stop,
        on_progress=tell,
        base_dir=base_dir,
        tolerances=(),
    )
    horizon = horizon_of(instance, monday)
    asked = occurrences(instance, horizon)
    items: tuple[Occurrence | RideItem, ...] = (*asked, *ride_items(instance, horizon, asked))
    everything = need_value(instance, items, frozenset(item.id for item in items))
    least = tier_value(first.plan, "need")
    found = [first]
    for k in range(1, points):
        enough = least + (everything - least) * most_percent * k // (100 * (points - 1))
        found.append(cheaper(found[-1], enough, whole.share((1 - FIRST_SHARE) / (points - 1))))
    return Frontier(_undominated(found), everything)


def _undominated(found: list[Result]) -> tuple[Result, ...]:
    """Results that no other is as good as in need and cost, by need; one of those that are alike."""
    best: list[Result] = []
    for result in sorted(found, key=lambda one: (tier_value(one.plan, "need"), tier_value(one.plan, "cost"))):
        if not best or tier_value(result.plan, "cost") < tier_value(best[-1].plan, "cost"):
            best.append(result)
    return tuple(replace(result, stopped=any(one.stopped for one in found)) for result in best)


__all__ = ["MOST_PERCENT", "POINTS", "Frontier", "frontier"]

"""Explain a plan: each item served or not, why, and the smallest changes that would serve it, all of it re-solved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.edits import apply_edits
from models.explanation import Displacement, Explanation, Extent, Relaxation
from models.horizon import Occurrence
from models.instance import Instance
from models.plan import Plan
from models.text import Message, message
from optimiser.explain.case import Case, Clock, Item, served_by
from optimiser.explain.relaxing import Edits, Ladder, Search, shown
from optimiser.explain.ride_ladders import ride_ladders
from optimiser.explain.ride_plans import RideBench, plan_of_day
from optimiser.explain.served import served_at
from optimiser.explain.session_ladders import session_ladders
from optimiser.explain.session_plans import SessionBench, plan_of_week
from optimiser.explain.verdict import find_verdict
from optimiser.progress import OnProgress, Progress, StopFlag
from optimiser.travel import TravelTimes, travel_times

SECONDS = 20.0
"""For one item."""


@dataclass(frozen=True)
class Explained:
    """An explanation with the plans that confirm it.

    ``forced`` is the plan behind ``explanation.forced``; ``relaxed`` has for each relaxation the edited instance and
    the plan that serves the item in it.
    """

    explanation: Explanation
    forced: Plan | None = None
    relaxed: tuple[tuple[Instance, Plan], ...] = ()


class Bench(Protocol):
    """Where an item is served under edits, everything else held."""

    def serves(self, edits: Edits) -> bool:
        """Whether it can be."""

    def confirmed(self, edits: Edits) -> Plan | None:
        """The checked plan that does."""


def explain(
    instance: Instance,
    plan: Plan,
    items: Iterable[str] | None = None,
    *,
    previous: Plan | None = None,
    seconds: float = SECONDS,
    stop: StopFlag | None = None,
    on_progress: OnProgress | None = None,
    base_dir: Path | None = None,
    times: TravelTimes | None = None,
) -> Iterator[Explained]:
    """Explain items of a plan one by one, all that is unserved by default.

    Parameters
    ----------
    plan
        One that passes the checker for the instance.
    previous
        The plan published before it.
    seconds
        For each item; what is found until then is told, and that not everything was tried.

    Raises
    ------
    KeyError
        When an item is not asked for in the weeks of the plan.
    """
    found = travel_times(instance, base_dir) if times is None else times
    case = Case(instance, plan, found, previous, base_dir)
    wanted = [unserved.item for unserved in plan.unserved] if items is None else list(items)
    flag = StopFlag() if stop is None else stop
    for item in [case.items[id_] for id_ in wanted]:
        if flag:
            return
        yield explain_item(case, item, Clock(seconds, flag), on_progress)


def explain_item(case: Case, item: Item, clock: Clock, on_progress: OnProgress | None = None) -> Explained:
    """Explain one item."""

    def tell(phase: Message) -> None:
        if on_progress is not None:
            on_progress(Progress(phase, clock.seconds - clock.left_s, clock.seconds))

    bare = Explanation(
        item=item.id,
        kind="session" if isinstance(item, Occurrence) else "ride",
        commune=item.commune,
        service=item.service,
        verdict="served",
    )
    if item.id in case.served:
        return Explained(bare.model_copy(update={"served": served_at(case, item)}))
    tell(message("{item}: alone on an empty fleet", item=item.id))
    finding = find_verdict(case, item, clock)
    bench: Bench
    if isinstance(item, Occurrence):
        bench = SessionBench(case, item, clock)
        ladders = list(session_ladders(case, item, finding.pins))
    else:
        bench = RideBench(case, item)
        ladders = list(ride_ladders(case, item, finding.pins))
    search = Search(bench.serves, clock)
    fits = finding.verdict == "not_chosen" and bench.serves(()) and bench.confirmed(()) is not None
    if not fits:
        tell(message("{item}: smallest changes that would serve it", item=item.id))
        _relax(search, ladders)
    confirmed = [(edits, made) for edits in shown(search.found) if (made := bench.confirmed(edits)) is not None]
    relaxed = tuple((apply_edits(case.known, edits), made) for edits, made in confirmed)
    forced, witness = None, None
    if finding.verdict == "not_chosen" and not clock.over:
        tell(message("{item}: what serving it would displace", item=item.id))
        forced, witness = _forced(case, item, bench, clock)
    relaxations = tuple(
        _relaxation(case, edits, edited, made) for (edits, _), (edited, made) in zip(confirmed, relaxed, strict=True)
    )
    explanation = bare.model_copy(
        update={
            "verdict": finding.verdict,
            "reasons": finding.reasons,
            "pins": finding.pins,
            "forced": forced,
            "relaxations": relaxations,
            "complete": search.complete and not clock.over,
        }
    )
    return Explained(explanation, witness, relaxed)


def _relax(search: Search, ladders: list[Ladder]) -> None:
    """One kind after another; all windows together, where none is enough; all kinds together, for want of any."""
    search.climb_all(ladders)
    windows = [ladder for ladder in ladders if ladder.group.startswith("ride-window")]
    if len(windows) > 1 and not any(edits[0].subject.startswith('{"kind":"ride-window"') for edits in search.found):
        search.combine(windows)
    if not search.found:
        search.combine(ladders)


def _forced(case: Case, item: Item, bench: Bench, clock: Clock) -> tuple[Displacement | None, Plan | None]:
    """A plan that serves the item, at the least disturbance there is a way for."""
    extent: Extent = "beside"
    made = bench.confirmed(()) if bench.serves(()) else None
    if made is None and isinstance(item, Occurrence):
        extent, made = "week", plan_of_week(case, item, clock)
    elif made is None and not isinstance(item, Occurrence):
        extent, made = "day", plan_of_day(case, item, clock)
    if made is None:
        return None, None
    values, now = case.values_of(made), served_by(made)
    return (
        Displacement(
            extent=extent,
            dropped=tuple(id_ for id_ in case.items if id_ in case.served - now),
            gained=tuple(id_ for id_ in case.items if id_ in now - case.served - {item.id}),
            need=values["need"] - case.values["need"],
            cost_cents=values["cost"] - case.values["cost"],
        ),
        made,
    )


def _relaxation(case: Case, edits: Edits, edited: Instance, made: Plan) -> Relaxation:
    values = case.values_of(made, edited)
    return Relaxation.model_validate(
        {
            "edits": edits,
            "need": case.values["need"] - values["need"],
            "cost_cents": values["cost"] - case.values["cost"],
        }
    )

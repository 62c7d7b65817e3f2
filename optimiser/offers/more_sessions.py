"""Where and when one more session could go, and which other day of its week one could have: each in a checked plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.base import at
from models.events import Event, SessionAdded, SessionCancelled
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan, PlannedSession
from optimiser.progress import StopFlag
from optimiser.repair import Option, repair
from optimiser.travel import TravelTimes, travel_times


@dataclass(frozen=True)
class SessionOffer:
    """A session that could be held, with the plan that holds it.

    Attributes
    ----------
    instance
        With the session asked for in it.
    option
        The plan, whom it has told, and by when.
    added_cents
        What the plan costs more than the one before.
    """

    session: PlannedSession
    instance: Instance
    option: Option
    added_cents: int


def session_offers(
    instance: Instance,
    plan: Plan,
    demands: Iterable[str],
    days: Iterable[date],
    now: datetime,
    *,
    base_dir: Path | None = None,
    times: TravelTimes | None = None,
    stop: StopFlag | None = None,
) -> list[SessionOffer]:
    """One more session of some demands, on some days: what is possible with all else still served.

    Those that leave least need come first (rides to the session among it), then the cheapest.

    Parameters
    ----------
    demands
        Ids; each asks for one more session, on each of the days in turn.
    now
        When it is asked; what lies before is history.
    stop
        Set from anywhere to end with what was found.
    """
    known = times or travel_times(instance, base_dir)
    tried = [
        (SessionAdded(kind="session_added", id=demand, date=day),)
        for demand in demands
        for day in days
        if at(day, 24 * 60) > now and not _held(plan, demand, day)
    ]
    return sorted(_possible(instance, plan, tried, now, base_dir, known, stop), key=_price)


def day_offers(
    instance: Instance,
    plan: Plan,
    occurrence: str,
    now: datetime,
    *,
    base_dir: Path | None = None,
    times: TravelTimes | None = None,
    stop: StopFlag | None = None,
) -> list[SessionOffer]:
    """The other days of its week a session of a plan could be held on, in the same order; its own date is given up.

    Raises
    ------
    ValueError
        If the plan does not hold it.
    """
    session = next((one for one in plan.sessions if one.id == occurrence), None)
    if session is None:
        raise ValueError(f"the plan holds no session {occurrence}")
    known, horizon = times or travel_times(instance, base_dir), Horizon(plan.monday, plan.weeks)
    week = horizon.week_of(session.start.date())
    tried = [
        (
            SessionCancelled(kind="session_cancelled", id=occurrence),
            SessionAdded(kind="session_added", id=session.demand, date=day),
        )
        for day in horizon.days
        if horizon.week_of(day) == week and at(day, 24 * 60) > now and not _held(plan, session.demand, day)
    ]
    return sorted(_possible(instance, plan, tried, now, base_dir, known, stop), key=_price)


def _held(plan: Plan, demand: str, day: date) -> bool:
    return any((session.demand, session.start.date()) == (demand, day) for session in plan.sessions)


def _possible(
    instance: Instance,
    plan: Plan,
    tried: Sequence[tuple[Event, ...]],
    now: datetime,
    base_dir: Path | None,
    times: TravelTimes,
    stop: StopFlag | None,
) -> Iterator[SessionOffer]:
    """The best plan of each trial that holds the session, and all that was served and is still asked."""
    carried = {ride.item for ride in plan.rides} | {session.id for session in plan.sessions}
    cost = next(tier.value for tier in plan.tiers if tier.tier == "cost")
    for events in tried:
        if stop:
            return
        added = next(event for event in events if isinstance(event, SessionAdded))
        id_ = f"{added.id}.x@{added.date.isoformat()}"
        prices = repair(instance, plan, events, now, base_dir=base_dir, times=times, stop=stop)
        kept = [
            (session, option)
            for option in prices.options
            for session in option.plan.sessions
            if session.id == id_ and not set(option.unserved) & carried
        ]
        if kept:
            session, option = min(kept, key=lambda one: (one[1].need, one[1].cost, one[1].changes))
            yield SessionOffer(session, prices.instance, option, option.cost - cost)


def _price(offer: SessionOffer) -> tuple[int, int, int, datetime]:
    return offer.option.need, offer.added_cents, offer.option.changes, offer.session.start

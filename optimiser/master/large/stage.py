"""The large stage as the session stage: when it is used, and its plan as everybody else reads it."""

from collections.abc import Mapping
from datetime import datetime

from models.horizon import Horizon
from models.instance import Instance, TierName
from models.plan import Plan
from optimiser.draft import Draft
from optimiser.master.large.draft import draft_of
from optimiser.master.large.plan import Large, Report, plan_large, plan_within
from optimiser.master.large.week import Week
from optimiser.master.placements import Asked
from optimiser.master.search import Budget
from optimiser.progress import StopFlag
from optimiser.tolerances import Tolerances
from optimiser.travel import TravelTimes

LARGE = 20
"""Sessions a week from which they are planned this way: people by name take too many literals there."""


def is_large(instance: Instance, horizon: Horizon, asked: tuple[Asked, ...]) -> bool:
    """Whether a week is planned this way: it is large, and asks for nothing that only the model by name plans.

    That is orders pinned between sessions, and vehicle time kept free for bookings.
    """
    if any(item.pin is not None and item.pin.after is not None for item in asked):
        return False
    if any(service.reserve for service in instance.ride_services):
        return False
    return sum(bool(item.placements) for item in asked) >= LARGE * horizon.weeks


def large_draft(
    instance: Instance,
    horizon: Horizon,
    times: TravelTimes,
    asked: tuple[Asked, ...],
    previous: Plan | None,
    made_at: datetime,
    budget: Budget,
    seed: int,
    stop: StopFlag,
    report: Report,
) -> tuple[Draft, Mapping[TierName, int], Large]:
    """The draft of a large week, the values of its first tiers, and what was proved.

    Raises
    ------
    OverflowError
        When the week has too many tours even for this.
    """
    week = Week(instance, horizon, times, asked, previous, made_at)
    return _as_draft(plan_large(week, budget, seed, stop, report))


def draft_within(
    before: Large, tolerances: Tolerances, budget: Budget, seed: int, stop: StopFlag, report: Report
) -> tuple[Draft, Mapping[TierName, int], Large]:
    """The same within tolerances, beginning where a search of the same week without any ended."""
    return _as_draft(plan_within(before, tolerances, budget, seed, stop, report))


def _as_draft(large: Large) -> tuple[Draft, Mapping[TierName, int], Large]:
    need, change, cost = large.state.value
    return draft_of(large.state, large.tours.loads), {"need": need, "change": change, "cost": cost}, large

"""What a planning is asked for, and where it begins when the same week was planned before."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from models.base import at
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan, Reason
from optimiser.draft import Draft
from optimiser.master.stage import SessionStage
from optimiser.progress import OnProgress, StopFlag
from optimiser.travel import TravelTimes

DEFAULT_S = 60.0
"""Seconds a solve takes where no limit is given."""


@dataclass(frozen=True)
class Limit:
    """When a search ends: after seconds of wall clock, or after iterations (then the same plan always)."""

    seconds: float | None = DEFAULT_S
    iterations: int | None = None

    def share(self, part: float) -> "Limit":
        """A part of the seconds; iterations are for each plan."""
        return replace(self, seconds=None if self.seconds is None else self.seconds * part)

    @property
    def clock_s(self) -> float | None:
        """Seconds, where they and not iterations end the search."""
        return self.seconds if self.iterations is None else None

    @property
    def whole_s(self) -> float:
        """Seconds to divide among stages."""
        return DEFAULT_S if self.seconds is None else self.seconds


@dataclass(frozen=True)
class Call:
    """One call of ``solve``, its data found good; ``asked_at`` is when the plan is to be made, if that was told."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    previous: Plan | None
    limit: Limit
    seed: int
    stop: StopFlag
    on_progress: OnProgress | None
    asked_at: datetime | None = None
    hold: frozenset[date] = frozenset()
    joint: bool = True
    began: float = field(default_factory=time.monotonic)

    @property
    def made_at(self) -> datetime:
        """When the plan is made: noon of the Thursday before, or as late as the plan before, unless told."""
        if self.asked_at is not None:
            return self.asked_at
        thursday = at(self.horizon.monday - timedelta(days=4), 12 * 60)
        return thursday if self.previous is None else max(thursday, self.previous.made_at)

    @property
    def passed_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began


@dataclass(frozen=True)
class Before:
    """A planning of the same week without tolerances: its sessions, its draft, what it left out and why."""

    stage: SessionStage
    draft: Draft
    rides_need: int
    reasons: Mapping[str, tuple[Reason, ...]]

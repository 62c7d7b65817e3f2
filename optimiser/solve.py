"""The one facade: from an instance to a checked plan."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from models.base import at
from models.horizon import Horizon, horizon_of, occurrences, ride_items
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, Severity
from models.plan import Plan, Reason
from models.references import find_faults
from models.text import Message, message
from optimiser.bounds import tier_bounds
from optimiser.check import Breach, check
from optimiser.draft import Draft
from optimiser.history import with_history
from optimiser.kept import kept_days, kept_parts, pins_of
from optimiser.master.reasons import Questions, find_reasons
from optimiser.master.search import Budget
from optimiser.master.stage import SessionStage, plan_sessions
from optimiser.master.tiers import COST_SCALE
from optimiser.mend import thinnings
from optimiser.progress import OnProgress, Progress, StopFlag, relayed
from optimiser.rides.reasons import ride_reasons
from optimiser.rides.stage import plan_rides
from optimiser.standing import with_standing
from optimiser.travel import TravelTimes, travel_notices, travel_times
from optimiser.unchanged import unchanged
from optimiser.writing.evaluate import Written
from optimiser.writing.plan import Frame, bare_plan, tier_list, unserved_list, values_of, write_parts

UNITS_PER_ITERATION = 0.01
"""Deterministic seconds of the session stage for one iteration of the ride search."""


@dataclass(frozen=True)
class Limit:
    """When a search ends: after seconds of wall clock, or after iterations (then the same plan always)."""

    seconds: float | None = 60.0
    iterations: int | None = None


@dataclass(frozen=True)
class Result:
    """A checked plan, the horizon and travel times it was made with, and whether the search was stopped."""

    plan: Plan
    horizon: Horizon
    times: TravelTimes
    stopped: bool
    seconds: float


class PlanRejectedError(RuntimeError):
    """The checker found breaches that the optimiser could not mend: a fault of Halte, never of the data."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches
        super().__init__("; ".join(f"{breach.clause} {breach.who}" for breach in breaches[:5]))


def solve(
    instance: Instance,
    *,
    monday: date | None = None,
    previous: Plan | None = None,
    limit: Limit | None = None,
    seed: int = 0,
    stop: StopFlag | None = None,
    on_progress: OnProgress | None = None,
    base_dir: Path | None = None,
    made_at: datetime | None = None,
) -> Result:
    """Plan one cycle of an instance.

    Parameters
    ----------
    monday
        First day; the instance's own week by default.
    previous
        The plan published before: history, promises, freeze line and the prices of changes.
    limit
        60 seconds by default. With iterations, the plan is a function of instance, previous plan, seed and iterations.
    stop
        Set from anywhere to end with the best plan so far.
    base_dir
        Folder a road extract lies in.
    made_at
        When the plan is made; noon of the Thursday before by default, or as late as the previous plan.

    Raises
    ------
    InvalidInstance
        When the data has errors; it carries all of them.
    PlanRejectedError
        When the plan does not pass the checker, which is a fault of this program.
    """
    began = time.monotonic()
    faults = find_faults(instance, monday)
    if any(notice.severity is Severity.ERROR for notice in faults):
        raise InvalidInstance(faults)
    horizon = horizon_of(instance, monday)
    times = travel_times(instance, base_dir)
    notices = (*faults, *travel_notices(times, instance, horizon))
    run = _Run(
        instance,
        horizon,
        times,
        previous,
        limit or Limit(),
        seed,
        StopFlag() if stop is None else stop,
        on_progress,
        made_at,
    )
    plan = run.plan(notices)
    return Result(plan, horizon, times, bool(run.stop), time.monotonic() - began)


def digest_of(instance: Instance) -> str:
    """SHA-256 of an instance's canonical JSON."""
    return hashlib.sha256(instance.model_dump_json().encode()).hexdigest()


class _Run:
    """One call of ``solve``."""

    def __init__(
        self,
        instance: Instance,
        horizon: Horizon,
        times: TravelTimes,
        previous: Plan | None,
        limit: Limit,
        seed: int,
        stop: StopFlag,
        on_progress: OnProgress | None,
        made_at: datetime | None,
    ) -> None:
        self.instance, self.horizon, self.times, self.previous = instance, horizon, times, previous
        self.known, self.left_out = with_standing(with_history(instance, previous, horizon), horizon, times)
        self.limit, self.seed, self.stop, self.on_progress = limit, seed, stop, on_progress
        self.asked = occurrences(instance, horizon)
        self.items = ride_items(instance, horizon, self.asked)
        thursday = at(horizon.monday - timedelta(days=4), 12 * 60)
        earliest = max(thursday, previous.made_at) if previous is not None else thursday
        self.frame = Frame(self.known, horizon, times, self.asked, self.items, previous, made_at or earliest)
        self.kept = kept_days(previous, horizon)
        self.began = time.monotonic()

    def plan(self, notices: tuple[Notice, ...]) -> Plan:
        """The checked plan."""
        stage = self._sessions()
        reasons = self._session_reasons(stage)
        draft = self._rides(stage)
        keep = kept_parts(self.previous, self.kept)
        plan = self._complete(stage, draft, write_parts(self.frame, draft, keep), reasons, notices)
        breaches = check(self.instance, plan, self.times, self.previous)
        if (published := self._published(stage, draft, plan, bool(breaches), notices)) is not None:
            return published
        for thinning in thinnings(draft, self.horizon):
            if not breaches:
                break
            thinned = thinning.apply(breaches)
            written = write_parts(self.frame, thinned.draft, keep)
            told = (*notices, _thinned(breaches))
            plan = self._complete(stage, thinned.draft, written, {**reasons, **thinned.dropped}, told)
            breaches = check(self.instance, plan, self.times, self.previous)
        if breaches:
            raise PlanRejectedError(breaches)
        return plan

    def _published(
        self, stage: SessionStage, draft: Draft, plan: Plan, broken: bool, notices: tuple[Notice, ...]
    ) -> Plan | None:
        """The plan before once more, where it is lawful and better than the new one, or the new one breaks rules."""
        same = unchanged(self.previous, self.frame)
        if same is None:
            return None
        values = values_of(self.frame, same.written)
        if not broken and [values[tier.tier] for tier in plan.tiers] >= [tier.value for tier in plan.tiers]:
            return None
        again = self._complete(stage, draft, same.written, same.reasons, notices)
        return None if check(self.instance, again, self.times, self.previous) else again

    @property
    def _limit_s(self) -> float | None:
        return self.limit.seconds if self.limit.iterations is None else None

    def _sessions(self) -> SessionStage:
        pins = {pin.item: pin for pin in self.instance.pins if pin.leg is None}
        pins |= pins_of(self.previous, self.kept)
        return plan_sessions(
            self.known,
            self.horizon,
            self.times,
            self.asked,
            pins,
            previous=self.previous,
            kept=self.kept,
            made_at=self.frame.made_at,
            budget=self._session_budget(),
            seed=self.seed,
            stop=self.stop,
            on_progress=relayed(self.on_progress, self.began, self._limit_s, scales={"cost": COST_SCALE}),
        )

    def _session_budget(self) -> Budget:
        if self.limit.iterations is not None:
            return Budget(deterministic=max(1.0, self.limit.iterations * UNITS_PER_ITERATION))
        seconds = self.limit.seconds if self.limit.seconds is not None else 60.0
        return Budget(seconds=seconds * (0.3 if self.items else 0.85))

    def _session_reasons(self, stage: SessionStage) -> dict[str, tuple[Reason, ...]]:
        held = {session.visit.occurrence for session in stage.draft.sessions}
        rows = {item.id: o for o, item in enumerate(stage.scope.asked)}
        kept = [rows[id_] for id_ in held]
        found = {}
        questions = Questions(self.stop)
        for id_, o in rows.items():
            if id_ not in held:
                self._tell(message("reasons"))
                found[id_] = find_reasons(stage.scope, o, kept, questions).reasons
        return found

    def _rides(self, stage: SessionStage) -> Draft:
        if not self.items:
            return stage.draft
        seconds = None
        if self.limit.iterations is None and self.limit.seconds is not None:
            seconds = max(1.0, self.limit.seconds - (time.monotonic() - self.began) - 1.0)
        return plan_rides(
            self.known,
            self.horizon,
            self.times,
            stage.draft,
            previous=self.previous,
            seed=self.seed,
            iterations=self.limit.iterations,
            seconds=seconds,
            stop=self.stop,
            on_progress=relayed(
                self.on_progress, self.began, self._limit_s, offsets={"need": stage.values.get("need", 0)}
            ),
            changes=None if self.previous is None else self._changes,
        )

    def _changes(self, draft: Draft) -> int:
        """Tier 2 of a finished draft."""
        written = write_parts(self.frame, draft, kept_parts(self.previous, self.kept))
        return values_of(self.frame, written)["change"]

    def _complete(
        self,
        stage: SessionStage,
        draft: Draft,
        written: Written,
        reasons: Mapping[str, tuple[Reason, ...]],
        notices: tuple[Notice, ...],
    ) -> Plan:
        values = values_of(self.frame, written)
        of_rides = ride_reasons(self.known, self.horizon, self.times, draft, previous=self.previous)
        bounds = tier_bounds(self.frame, stage, values, written, of_rides)
        revision = self.previous.revision + 1 if self.previous is not None else 1
        plan = bare_plan(self.frame, written, self.seed, digest_of(self.instance), revision)
        return plan.model_copy(
            update={
                "tiers": tier_list(values, bounds),
                "unserved": unserved_list(self.frame, written, {**of_rides, **reasons}),
                "notices": (*notices, *self.left_out, *_remarks(self.stop)),
            }
        )

    def _tell(self, phase: Message) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(phase, time.monotonic() - self.began, self._limit_s))


def _thinned(breaches: tuple[Breach, ...]) -> Notice:
    rules = ", ".join(dict.fromkeys(breach.code for breach in breaches))
    what = message("a first plan broke rules ({rules}); what was around each breach is left out", rules=rules)
    remedy = message("plan again with another seed or more time, and report this to the makers of Halte")
    return Notice(code="plan-thinned", severity=Severity.WARNING, location=Location(), what=what, remedy=remedy)


def _remarks(stop: StopFlag) -> tuple[Notice, ...]:
    if not stop:
        return ()
    what = message("the search was stopped: this is the best plan found until then")
    return (Notice(code="search-stopped", severity=Severity.INFO, location=Location(), what=what),)


__all__ = ["Limit", "PlanRejectedError", "Result", "solve"]

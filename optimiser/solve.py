"""The one facade: from an instance to a checked plan."""

import hashlib
import itertools
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from models.base import at
from models.horizon import Horizon, horizon_of, occurrences, ride_items
from models.instance import Instance, TierName, Tolerance
from models.notices import InvalidInstance, Location, Notice, Severity
from models.pins import Pin
from models.plan import Plan, Reason
from models.references import find_faults
from models.text import Message, message
from optimiser.bounds import tier_bounds
from optimiser.check import Breach, check
from optimiser.draft import Draft
from optimiser.history import with_history
from optimiser.joint import LEXICOGRAPHIC, Acceptance, Effort, Judge, improve, trial
from optimiser.kept import kept_days, kept_faults, kept_parts, pins_of
from optimiser.master.reasons import Questions, find_reasons
from optimiser.master.search import Budget
from optimiser.master.stage import SessionStage, plan_sessions, plan_within
from optimiser.master.tiers import COST_SCALE
from optimiser.mend import thinnings
from optimiser.progress import OnProgress, Progress, StopFlag, relayed
from optimiser.rides.reasons import ride_reasons
from optimiser.rides.situation import survey
from optimiser.rides.stage import plan_rides
from optimiser.rides.thrift import spared
from optimiser.standing import with_standing
from optimiser.tolerances import EXACT, Tolerances
from optimiser.travel import TravelTimes, travel_notices, travel_times
from optimiser.unchanged import unchanged
from optimiser.writing.evaluate import Written, need_value
from optimiser.writing.plan import Frame, bare_plan, tier_list, unserved_list, values_of, write_parts

FIRST_SHARE = 0.6
"""Part of the time for the plan without tolerances, where there are any."""

UNITS_PER_ITERATION = 0.01
"""Deterministic seconds of the session stage for one iteration of the ride search."""

DEFAULT_S = 60.0
"""Seconds a solve takes where no limit is given."""

SPARING_UNTIL, SPARING_TRIALS = 0.7, 400
"""Part of the time after which no more rides are tried to be left out for less cost; trials where iterations count."""

THRIFT = Reason(
    kind="not_chosen",
    codes=("A5",),
    text=message("left out for a plan that costs less: so much need left is accepted"),
)
"""Of what a plan leaves out that the plan before, without a tolerance of need, serves."""

RIDES_SHARE = 0.35
"""Part of the time left after the sessions that rides alone may take, before both are planned together."""

JOINT_ITERATIONS = 2
"""Iterations of the joint search for each of the search of rides alone, where they are counted."""

FINISH_S = 1.0
"""Seconds kept for writing the plan out."""


@dataclass(frozen=True)
class Limit:
    """When a search ends: after seconds of wall clock, or after iterations (then the same plan always)."""

    seconds: float | None = DEFAULT_S
    iterations: int | None = None

    def share(self, part: float) -> "Limit":
        """A part of the seconds; iterations are for each plan."""
        return replace(self, seconds=None if self.seconds is None else self.seconds * part)


@dataclass(frozen=True)
class Result:
    """A checked plan, the horizon and travel times it was made with, and whether the search was stopped."""

    plan: Plan
    horizon: Horizon
    times: TravelTimes
    stopped: bool
    seconds: float
    run: "_Run | None" = field(default=None, repr=False, compare=False)
    """Where a search for another plan of the same week can begin."""


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
    tolerances: Sequence[Tolerance] | None = None,
    hold: frozenset[date] = frozenset(),
    joint: bool = True,
) -> Result:
    """Plan one cycle of an instance.

    With tolerances the week is planned without any first, then within them from there: what comes out is no worse than
    the plan without in any tier that has none, up to the first tier that gained.

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
    tolerances
        What tiers may give up for those after them; the instance's own by default.
    hold
        Days that stay as the previous plan has them, besides those before its freeze line.
    joint
        Whether sessions and rides are planned together once both are there; otherwise sessions first and rides after
        is all, for comparison.

    Raises
    ------
    InvalidInstance
        When the data has errors; it carries all of them.
    PlanRejectedError
        When the plan does not pass the checker, which is a fault of this program.
    """
    began = time.monotonic()
    horizon = horizon_of(instance, monday)
    faults = (*find_faults(instance, monday), *kept_faults(instance, previous, horizon))
    if any(notice.severity is Severity.ERROR for notice in faults):
        raise InvalidInstance(faults)
    times = travel_times(instance, base_dir)
    notices = (*faults, *travel_notices(times, instance, horizon))
    within = Tolerances.of(instance.settings.tolerances if tolerances is None else tolerances)
    whole, flag = limit or Limit(), StopFlag() if stop is None else stop
    tell = relayed(on_progress, began, whole.seconds if whole.iterations is None else None)
    first = whole.share(FIRST_SHARE) if within else whole
    run = _Run(instance, horizon, times, previous, first, seed, flag, tell, made_at, hold=hold, joint=joint)
    plan = run.plan(notices)
    if within:
        plan = _within(run, plan, within, whole.share(1 - FIRST_SHARE), notices)
    return Result(plan, horizon, times, bool(run.stop), time.monotonic() - began, run)


def cheaper(result: Result, enough: int, limit: Limit) -> Result:
    """The same week for less cost, where a need of ``enough`` may be left: an epsilon constraint on need.

    It begins where the result ended, and is never dearer.

    Raises
    ------
    ValueError
        When the result comes from no search.
    """
    began, run, least = time.monotonic(), result.run, result.plan
    if run is None:
        raise ValueError("the plan comes from no search that could go on")
    if run.stop or enough <= tier_value(least, "need"):
        return result
    tolerances = Tolerances(enough=enough)
    again = run.within(tolerances, least, limit)
    plan = again.plan(run.notices)
    worth = tier_value(plan, "cost") < tier_value(least, "cost")
    if not worth or tolerances.choose([tier_values(least), tier_values(plan)]) == 0:
        return result
    return Result(plan, result.horizon, result.times, bool(run.stop), time.monotonic() - began, again)


def tier_values(plan: Plan) -> dict[TierName, int]:
    """Value of each tier of a plan."""
    return {tier.tier: tier.value for tier in plan.tiers}


def tier_value(plan: Plan, tier: TierName) -> int:
    """Value of one tier of a plan."""
    return tier_values(plan)[tier]


def _within(run: "_Run", plan: Plan, tolerances: Tolerances, limit: Limit, notices: tuple[Notice, ...]) -> Plan:
    """The best plan within tolerances: the one made without any, or one made from it."""
    plans = [plan]
    if not run.stop:
        plans.append(run.within(tolerances, plan, limit).plan(notices))
    values = [tier_values(one) for one in plans]
    chosen, least = plans[tolerances.choose(values)], tolerances.least(values)
    tiers = tuple(
        tier.model_copy(update={"tolerance_per_mille": tolerances.per_mille[tier.tier], "least": least[tier.tier]})
        if tier.tier in tolerances.per_mille
        else tier
        for tier in chosen.tiers
    )
    return chosen.model_copy(update={"tiers": tiers})


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
        tolerances: Tolerances = EXACT,
        before: SessionStage | None = None,
        rides_need: int = 0,
        hold: frozenset[date] = frozenset(),
        anchor: Draft | None = None,
        told: Mapping[str, tuple[Reason, ...]] | None = None,
        *,
        joint: bool = True,
    ) -> None:
        self.tolerances, self.before, self.rides_need = tolerances, before, rides_need
        self.instance, self.horizon, self.times, self.previous = instance, horizon, times, previous
        self.known, self.left_out = with_standing(with_history(instance, previous, horizon), horizon, times)
        self.limit, self.seed, self.stop, self.on_progress = limit, seed, stop, on_progress
        self.anchor, self.told, self.joint = anchor, told, joint
        self.asked = occurrences(instance, horizon)
        self.items = ride_items(instance, horizon, self.asked)
        thursday = at(horizon.monday - timedelta(days=4), 12 * 60)
        earliest = max(thursday, previous.made_at) if previous is not None else thursday
        self.frame = Frame(self.known, horizon, times, self.asked, self.items, previous, made_at or earliest)
        self.hold = hold if previous is not None else frozenset()
        self.kept = kept_days(previous, horizon) | self.hold
        self.began = time.monotonic()
        self.stage: SessionStage | None = None
        self.notices: tuple[Notice, ...] = ()
        self.draft: Draft | None = None

    def within(self, tolerances: Tolerances, plan: Plan, limit: Limit) -> "_Run":
        """The same call within tolerances, its sessions beginning where this one's, that made the plan, ended."""
        if "need" in tolerances.per_mille:
            tolerances = replace(tolerances, enough=tolerances.most("need", tier_value(plan, "need")))
        return _Run(
            self.instance,
            self.horizon,
            self.times,
            self.previous,
            limit,
            self.seed,
            self.stop,
            self.on_progress,
            self.frame.made_at,
            tolerances,
            self.stage,
            need_value(self.instance, self.items, frozenset(item.item for item in plan.unserved)),
            self.hold,
            self.draft,
            {left.item: left.reasons for left in plan.unserved},
            joint=self.joint,
        )

    def plan(self, notices: tuple[Notice, ...]) -> Plan:
        """The checked plan."""
        self.notices = notices
        stage = self.stage = self._sessions()
        keep = kept_parts(self.previous, self.kept)
        draft = self.draft = self._together(self._spared(self._rides(stage)), keep)
        reasons = self._session_reasons(stage, draft)
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
        if not broken and self.tolerances.choose([tier_values(plan), values]) == 0:
            return None
        again = self._complete(stage, draft, same.written, same.reasons, notices)
        return None if check(self.instance, again, self.times, self.previous) else again

    @property
    def _limit_s(self) -> float | None:
        return self.limit.seconds if self.limit.iterations is None else None

    @property
    def _pins(self) -> dict[str, Pin]:
        """Pins of sessions, by occurrence."""
        pins = {pin.item: pin for pin in self.instance.pins if pin.leg is None}
        return pins | pins_of(self.previous, self.kept)

    def _sessions(self) -> SessionStage:
        report = relayed(self.on_progress, self.began, self._limit_s, scales={"cost": COST_SCALE})
        if self.before is not None:
            return plan_within(
                self.before,
                self._session_tolerances(self.before),
                made_at=self.frame.made_at,
                budget=self._session_budget(),
                seed=self.seed,
                stop=self.stop,
                on_progress=report,
            )
        return plan_sessions(
            self.known,
            self.horizon,
            self.times,
            self.asked,
            self._pins,
            previous=self.previous,
            kept=self.kept,
            made_at=self.frame.made_at,
            budget=self._session_budget(),
            seed=self.seed,
            stop=self.stop,
            on_progress=report,
        )

    def _session_tolerances(self, before: SessionStage) -> Tolerances:
        """The tolerances of the sessions: what need is enough, less what rides leave of it."""
        if self.tolerances.enough is None:
            return self.tolerances
        return replace(self.tolerances, enough=max(before.values["need"], self.tolerances.enough - self.rides_need))

    def _session_budget(self) -> Budget:
        if self.limit.iterations is not None:
            return Budget(deterministic=max(1.0, self.limit.iterations * UNITS_PER_ITERATION))
        seconds = DEFAULT_S if self.limit.seconds is None else self.limit.seconds
        return Budget(seconds=seconds * (0.3 if self.items else 0.85))

    def _session_reasons(self, stage: SessionStage, draft: Draft) -> dict[str, tuple[Reason, ...]]:
        held = {session.visit.occurrence for session in draft.sessions}
        rows = {item.id: o for o, item in enumerate(stage.scope.asked)}
        kept = [rows[id_] for id_ in held]
        found = self._given_reasons(id_ for id_ in rows if id_ not in held)
        questions = Questions(self.stop)
        for id_, o in rows.items():
            if id_ not in held and id_ not in found:
                self._tell(message("reasons"))
                found[id_] = find_reasons(stage.scope, o, kept, questions).reasons
        return found

    def _given_reasons(self, unserved: Iterable[str]) -> dict[str, tuple[Reason, ...]]:
        """Where more need is accepted: what the plan before served is left out for cost, the rest as it was before."""
        if self.tolerances.enough is None or self.told is None:
            return {}
        return {item: self.told.get(item, (THRIFT,)) for item in unserved}

    def _rides(self, stage: SessionStage) -> Draft:
        if not self.items:
            return stage.draft
        if self.anchor is not None and self.before is not None and stage.draft == self.before.draft:
            return self.anchor
        seconds = None
        if self.limit.iterations is None and self.limit.seconds is not None:
            left = self.limit.seconds - (time.monotonic() - self.began) - FINISH_S
            seconds = max(1.0, left * (RIDES_SHARE if self.joint else 1.0))
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
            changes=None if self.previous is None else lambda draft: self._values(draft)["change"],
            choose=self._choice if self.tolerances else None,
            hold=self.hold,
        )

    def _spared(self, draft: Draft) -> Draft:
        """The draft, the one before, or one of them with rides left out, where more need is accepted."""
        enough = self.tolerances.enough
        if self.anchor is None or enough is None or not self.items or self.stop:
            return draft
        seconds = DEFAULT_S if self.limit.seconds is None else self.limit.seconds
        until = None if self.limit.iterations is not None else self.began + SPARING_UNTIL * seconds
        drafts = list(dict.fromkeys((self.anchor, draft)))
        for one in tuple(drafts):
            trials = itertools.count()

            def over(trials: "itertools.count[int]" = trials) -> bool:
                past = next(trials) >= SPARING_TRIALS if until is None else time.monotonic() > until
                return bool(self.stop) or past

            bare = replace(one, shifts=(), taxis=(), unserved_rides=())
            held = {session.visit.occurrence for session in one.sessions}
            sessions = frozenset(item.id for item in self.asked if item.id not in held)
            rides_enough = enough - need_value(self.instance, self.asked, sessions)
            situation = survey(self.known, self.horizon, self.times, bare, self.previous, hold=self.hold)
            drafts.append(spared(situation, one, rides_enough, seed=self.seed, over=over))
        return drafts[self._choice(drafts)]

    def _together(self, draft: Draft, keep: Written | None) -> Draft:
        """The draft once sessions and rides were moved together, no worse in any case.

        Within tolerances it begins from the plan made without any, where that is better.
        """
        if not self.joint or not self.items or self.stop:
            return draft
        acceptance = LEXICOGRAPHIC
        if self.anchor is not None:
            acceptance = Acceptance(self.tolerances, self._values(self.anchor))
            draft = [self.anchor, draft][self._choice([self.anchor, draft])]
        seconds = DEFAULT_S if self.limit.seconds is None else self.limit.seconds
        effort = Effort(self.began + seconds - FINISH_S)
        if self.limit.iterations is not None:
            effort = Effort(None, JOINT_ITERATIONS * self.limit.iterations)
        bare = replace(draft, shifts=(), taxis=(), unserved_rides=())
        previous, horizon = self.previous, self.horizon
        again = previous is not None and (previous.monday, previous.weeks) == (horizon.monday, horizon.weeks)
        return improve(
            survey(self.known, horizon, self.times, bare, previous, exact=again, hold=self.hold),
            draft,
            self._pins,
            Judge(self.frame, keep, trial(self.instance, self.frame), acceptance),
            effort,
            seed=self.seed,
            stop=self.stop,
            on_progress=relayed(self.on_progress, self.began, self._limit_s),
        )

    def _values(self, draft: Draft) -> Mapping[TierName, int]:
        """The tiers of a finished draft."""
        written = write_parts(self.frame, draft, kept_parts(self.previous, self.kept))
        return values_of(self.frame, written)

    def _choice(self, drafts: Sequence[Draft]) -> int:
        """Position of the best of some finished drafts, within tolerances."""
        return self.tolerances.choose([self._values(draft) for draft in drafts])

    def _complete(
        self,
        stage: SessionStage,
        draft: Draft,
        written: Written,
        reasons: Mapping[str, tuple[Reason, ...]],
        notices: tuple[Notice, ...],
    ) -> Plan:
        values = values_of(self.frame, written)
        of_rides = self._given_reasons(draft.unserved_rides)
        if not of_rides:
            of_rides = ride_reasons(self.known, self.horizon, self.times, draft, self.previous, self.hold)
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

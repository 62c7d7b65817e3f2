"""The stages of a planning, one after the other: sessions, rides, both together, the written and checked plan."""

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from models.horizon import occurrences, ride_items
from models.instance import TierName
from models.notices import Notice
from models.pins import Pin
from models.plan import Plan
from models.text import Message
from optimiser.check import Breach, check
from optimiser.draft import Draft
from optimiser.history import with_history
from optimiser.joint import LEXICOGRAPHIC, Acceptance, Effort, Judge, improve, trial
from optimiser.kept import kept_days, kept_parts, pins_of
from optimiser.master.search import Budget
from optimiser.master.stage import SessionStage, plan_sessions, plan_within
from optimiser.master.tiers import COST_SCALE
from optimiser.mend import thinnings
from optimiser.planning.call import Before, Call, Limit
from optimiser.planning.finish import Finisher, thinned_notice
from optimiser.planning.interim import Interim, OnPlan
from optimiser.progress import Progress, relayed
from optimiser.rides.situation import Situation, survey
from optimiser.rides.stage import plan_rides
from optimiser.rides.thrift import spared
from optimiser.standing import with_standing
from optimiser.tolerances import EXACT, Tolerances
from optimiser.unchanged import unchanged
from optimiser.writing.evaluate import Written, need_value
from optimiser.writing.plan import Frame, tier_values, values_of, write_parts

SESSIONS_SHARE, SESSIONS_ALONE_SHARE = 0.3, 0.85
"""Parts of the time for sessions, where there are rides and where there are none."""

UNITS_PER_ITERATION = 0.01
"""Deterministic seconds of the session stage for one iteration of the ride search."""

RIDES_SHARE = 0.35
"""Part of the time left after the sessions that rides alone may take, before both are planned together."""

JOINT_ITERATIONS = 2
"""Iterations of the joint search for each of the search of rides alone, where they are counted."""

SPARING_UNTIL, SPARING_TRIALS = 0.7, 400
"""Part of the time after which no more rides are tried to be left out for less cost; trials where iterations count."""

FINISH_S = 1.0
"""Seconds kept for writing the plan out."""


class PlanRejectedError(RuntimeError):
    """The checker found breaches that the optimiser could not mend: a fault of Halte, never of the data."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches
        super().__init__("; ".join(f"{breach.clause} {breach.who}" for breach in breaches[:5]))


class Planning:
    """One call of ``solve``, or the same call again within tolerances."""

    def __init__(
        self, call: Call, tolerances: Tolerances = EXACT, before: Before | None = None, on_plan: OnPlan | None = None
    ) -> None:
        instance, horizon, times, previous = call.instance, call.horizon, call.times, call.previous
        self.call = call if previous is not None else replace(call, hold=frozenset())
        self.tolerances, self.before = tolerances, before
        self.known, left_out = with_standing(with_history(instance, previous, horizon), horizon, times)
        self.asked = occurrences(instance, horizon)
        self.items = ride_items(instance, horizon, self.asked)
        self.frame = Frame(self.known, horizon, times, self.asked, self.items, previous, call.made_at)
        self.kept = kept_days(previous, horizon) | self.call.hold
        self.finish = Finisher(self.call, self.known, self.frame, tolerances, before, left_out)
        self.stage: SessionStage | None = None
        self.notices: tuple[Notice, ...] = ()
        self.draft: Draft | None = None
        self._on_plan = on_plan

    def within(self, tolerances: Tolerances, plan: Plan, limit: Limit) -> "Planning":
        """The same call within tolerances, beginning where this one, that made the plan, ended.

        Raises
        ------
        ValueError
            When this one has made no plan.
        """
        if self.stage is None or self.draft is None:
            raise ValueError("a planning that made no plan has nothing to begin from")
        if "need" in tolerances.per_mille:
            tolerances = replace(tolerances, enough=tolerances.most("need", tier_values(plan)["need"]))
        unserved = {left.item: left.reasons for left in plan.unserved}
        rides_need = need_value(self.call.instance, self.items, frozenset(unserved))
        call = replace(self.call, limit=limit, asked_at=self.frame.made_at, began=time.monotonic())
        return Planning(call, tolerances, Before(self.stage, self.draft, rides_need, unserved))

    def plan(self, notices: tuple[Notice, ...]) -> Plan:
        """The checked plan.

        Raises
        ------
        PlanRejectedError
            When it breaks rules whatever is taken out of it.
        """
        self.notices = notices
        call, previous = self.call, self.call.previous
        keep = kept_parts(previous, self.kept)
        interim = Interim(call, self.finish, self._on_plan, notices)
        stage = self.stage = self._sessions()
        self._offer(interim, stage.draft, keep)
        rides = self._spared(self._rides(stage))
        self._offer(interim, rides, keep)
        draft = self.draft = self._together(rides, keep, interim)
        reasons = self.finish.session_reasons(stage, draft, self._tell)
        plan = self.finish.plan(stage, draft, write_parts(self.frame, draft, keep), reasons, notices)
        breaches = check(call.instance, plan, call.times, previous)
        if (published := self._published(stage, draft, plan, bool(breaches))) is not None:
            return published
        for thinning in thinnings(draft, call.horizon):
            if not breaches:
                break
            thinned = thinning.apply(breaches)
            written = write_parts(self.frame, thinned.draft, keep)
            told = (*notices, thinned_notice(breaches))
            plan = self.finish.plan(stage, thinned.draft, written, {**reasons, **thinned.dropped}, told)
            breaches = check(call.instance, plan, call.times, previous)
        if breaches:
            raise PlanRejectedError(breaches)
        return plan

    def _published(self, stage: SessionStage, draft: Draft, plan: Plan, broken: bool) -> Plan | None:
        """The plan before once more, where it is lawful and better than the new one, or the new one breaks rules."""
        call = self.call
        same = unchanged(call.previous, self.frame)
        if same is None:
            return None
        values = values_of(self.frame, same.written)
        if not broken and self.tolerances.choose([tier_values(plan), values]) == 0:
            return None
        again = self.finish.plan(stage, draft, same.written, same.reasons, self.notices)
        return None if check(call.instance, again, call.times, call.previous) else again

    @property
    def _pins(self) -> dict[str, Pin]:
        """Pins of sessions, by occurrence."""
        pins = {pin.item: pin for pin in self.call.instance.pins if pin.leg is None}
        return pins | pins_of(self.call.previous, self.kept)

    def _sessions(self) -> SessionStage:
        call = self.call
        plan = (
            partial(plan_within, self.before.stage, self._session_tolerances(self.before))
            if self.before is not None
            else partial(
                plan_sessions,
                self.known,
                call.horizon,
                call.times,
                self.asked,
                self._pins,
                previous=call.previous,
                kept=self.kept,
            )
        )
        return plan(
            made_at=self.frame.made_at,
            budget=self._session_budget(),
            seed=call.seed,
            stop=call.stop,
            on_progress=relayed(call.on_progress, call.began, call.limit.clock_s, scales={"cost": COST_SCALE}),
        )

    def _session_tolerances(self, before: Before) -> Tolerances:
        """The tolerances of the sessions: what need is enough, less what rides leave of it."""
        if self.tolerances.enough is None:
            return self.tolerances
        enough = max(before.stage.values["need"], self.tolerances.enough - before.rides_need)
        return replace(self.tolerances, enough=enough)

    def _session_budget(self) -> Budget:
        limit = self.call.limit
        if limit.iterations is not None:
            return Budget(deterministic=max(1.0, limit.iterations * UNITS_PER_ITERATION))
        return Budget(seconds=limit.whole_s * (SESSIONS_SHARE if self.items else SESSIONS_ALONE_SHARE))

    def _rides(self, stage: SessionStage) -> Draft:
        call = self.call
        if not self.items:
            return stage.draft
        if self.before is not None and stage.draft == self.before.stage.draft:
            return self.before.draft
        seconds = None
        if call.limit.clock_s is not None:
            left = call.limit.clock_s - call.passed_s - FINISH_S
            seconds = max(1.0, left * (RIDES_SHARE if call.joint else 1.0))
        return plan_rides(
            self.known,
            call.horizon,
            call.times,
            stage.draft,
            previous=call.previous,
            seed=call.seed,
            iterations=call.limit.iterations,
            seconds=seconds,
            stop=call.stop,
            on_progress=relayed(
                call.on_progress, call.began, call.limit.clock_s, offsets={"need": stage.values.get("need", 0)}
            ),
            changes=None if call.previous is None else lambda draft: self._values(draft)["change"],
            choose=self._choice if self.tolerances else None,
            hold=call.hold,
        )

    def _spared(self, draft: Draft) -> Draft:
        """The draft, the one before, or one of them with rides left out, where more need is accepted."""
        call, enough = self.call, self.tolerances.enough
        if self.before is None or enough is None or not self.items or call.stop:
            return draft
        until = None if call.limit.iterations is not None else call.began + SPARING_UNTIL * call.limit.whole_s
        drafts = list(dict.fromkeys((self.before.draft, draft)))
        for one in tuple(drafts):
            trials = itertools.count()

            def over(trials: "itertools.count[int]" = trials) -> bool:
                past = next(trials) >= SPARING_TRIALS if until is None else time.monotonic() > until
                return bool(call.stop) or past

            held = {session.visit.occurrence for session in one.sessions}
            sessions = frozenset(item.id for item in self.asked if item.id not in held)
            rides_enough = enough - need_value(call.instance, self.asked, sessions)
            drafts.append(spared(self._survey(one, exact=False), one, rides_enough, seed=call.seed, over=over))
        return drafts[self._choice(drafts)]

    def _offer(self, interim: Interim, draft: Draft, keep: Written | None) -> None:
        if self._on_plan is not None:
            interim.offer(write_parts(self.frame, draft, keep))

    def _together(self, draft: Draft, keep: Written | None, interim: Interim) -> Draft:
        """The draft once sessions and rides were moved together, no worse in any case.

        Within tolerances it begins from the plan made without any, where that is better.
        """
        call = self.call
        if not call.joint or not self.items or call.stop:
            return draft
        acceptance = LEXICOGRAPHIC
        if self.before is not None:
            acceptance = Acceptance(self.tolerances, self._values(self.before.draft))
            draft = [self.before.draft, draft][self._choice([self.before.draft, draft])]
        effort = Effort(call.began + call.limit.whole_s - FINISH_S)
        if call.limit.iterations is not None:
            effort = Effort(None, JOINT_ITERATIONS * call.limit.iterations)
        previous, horizon = call.previous, call.horizon
        again = previous is not None and (previous.monday, previous.weeks) == (horizon.monday, horizon.weeks)
        return improve(
            self._survey(draft, exact=again),
            draft,
            self._pins,
            Judge(self.frame, keep, trial(call.instance, self.frame), acceptance),
            effort,
            seed=call.seed,
            stop=call.stop,
            on_progress=relayed(call.on_progress, call.began, call.limit.clock_s),
            on_best=interim.offer if self._on_plan is not None else None,
        )

    def _survey(self, draft: Draft, *, exact: bool) -> Situation:
        """What the sessions of a draft leave to rides."""
        call, bare = self.call, replace(draft, shifts=(), taxis=(), unserved_rides=())
        return survey(self.known, call.horizon, call.times, bare, call.previous, exact=exact, hold=call.hold)

    def _values(self, draft: Draft) -> Mapping[TierName, int]:
        """The tiers of a finished draft."""
        written = write_parts(self.frame, draft, kept_parts(self.call.previous, self.kept))
        return values_of(self.frame, written)

    def _choice(self, drafts: Sequence[Draft]) -> int:
        """Position of the best of some finished drafts, within tolerances."""
        return self.tolerances.choose([self._values(draft) for draft in drafts])

    def _tell(self, phase: Message) -> None:
        call = self.call
        if call.on_progress is not None:
            call.on_progress(Progress(phase, call.passed_s, call.limit.clock_s))

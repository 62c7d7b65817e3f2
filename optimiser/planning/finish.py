"""From a finished draft to a plan: values and bounds of the tiers, reasons of what is unserved, notices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from models.instance import Instance, TierName
from models.notices import Location, Notice, Severity
from models.plan import Plan, Reason
from models.text import Message, message
from optimiser.bounds import tier_bounds
from optimiser.check import Breach
from optimiser.draft import Draft
from optimiser.master.reasons import Questions, find_reasons
from optimiser.master.stage import SessionStage
from optimiser.planning.call import Before, Call
from optimiser.progress import StopFlag
from optimiser.rides.reasons import ride_reasons
from optimiser.tolerances import Tolerances
from optimiser.writing.evaluate import Written
from optimiser.writing.plan import Frame, bare_plan, digest_of, tier_list, unserved_list, values_of

Reasons = Mapping[str, tuple[Reason, ...]]

THRIFT = Reason(
    kind="not_chosen",
    codes=("A5",),
    text=message("left out for a plan that costs less: so much need left is accepted"),
)
"""Of what a plan leaves out that the plan before, without a tolerance of need, serves."""


@dataclass(frozen=True)
class Finisher:
    """Makes the plans of one planning; ``known`` is the instance with history, ``left_out`` what was told of it."""

    call: Call
    known: Instance
    frame: Frame
    tolerances: Tolerances
    before: Before | None
    left_out: tuple[Notice, ...]

    def plan(
        self, stage: SessionStage, draft: Draft, written: Written, reasons: Reasons, notices: tuple[Notice, ...]
    ) -> Plan:
        """The plan of written parts, not yet checked."""
        call, previous = self.call, self.call.previous
        values = values_of(self.frame, written)
        of_rides = self._given(draft.unserved_rides)
        if not of_rides:
            of_rides = ride_reasons(self.known, call.horizon, call.times, draft, previous, call.hold)
        bounds = tier_bounds(self.frame, stage, values, written, of_rides)
        revision = previous.revision + 1 if previous is not None else 1
        plan = bare_plan(self.frame, written, call.seed, digest_of(call.instance), revision)
        return plan.model_copy(
            update={
                "tiers": tier_list(values, bounds),
                "unserved": unserved_list(self.frame, written, {**of_rides, **reasons}),
                "notices": (*notices, *self.left_out, *_remarks(call.stop)),
            }
        )

    def unfinished(
        self, written: Written, values: Mapping[TierName, int], reason: Reason, notices: tuple[Notice, ...]
    ) -> Plan:
        """The plan of written parts on the way, not yet checked: no bounds, one reason for all that is left out."""
        previous = self.call.previous
        revision = previous.revision + 1 if previous is not None else 1
        plan = bare_plan(self.frame, written, self.call.seed, digest_of(self.call.instance), revision)
        unserved = unserved_list(self.frame, written, dict.fromkeys(written.unserved, (reason,)))
        return plan.model_copy(
            update={
                "tiers": tier_list(values, {}),
                "unserved": unserved,
                "notices": (*notices, *self.left_out),
            }
        )

    def session_reasons(
        self, stage: SessionStage, draft: Draft, tell: Callable[[Message], None]
    ) -> dict[str, tuple[Reason, ...]]:
        """Why each session is not held that is not."""
        held = {session.visit.occurrence for session in draft.sessions}
        rows = {item.id: o for o, item in enumerate(stage.scope.asked)}
        kept = [rows[id_] for id_ in held]
        found = self._given(id_ for id_ in rows if id_ not in held)
        questions = Questions(self.call.stop)
        for id_, o in rows.items():
            if id_ not in held and id_ not in found:
                tell(message("reasons"))
                found[id_] = find_reasons(stage.scope, o, kept, questions).reasons
        return found

    def _given(self, unserved: Iterable[str]) -> dict[str, tuple[Reason, ...]]:
        """Where more need is accepted: what the plan before served is left out for cost, the rest as it was before."""
        if self.tolerances.enough is None or self.before is None:
            return {}
        return {item: self.before.reasons.get(item, (THRIFT,)) for item in unserved}


def thinned_notice(breaches: tuple[Breach, ...]) -> Notice:
    """Tells that a first plan broke rules."""
    rules = ", ".join(dict.fromkeys(breach.code for breach in breaches))
    what = message("a first plan broke rules ({rules}); what was around each breach is left out", rules=rules)
    remedy = message("plan again with another seed or more time, and report this to the makers of Halte")
    return Notice(code="plan-thinned", severity=Severity.WARNING, location=Location(), what=what, remedy=remedy)


def _remarks(stop: StopFlag) -> tuple[Notice, ...]:
    if not stop:
        return ()
    what = message("the search was stopped: this is the best plan found until then")
    return (Notice(code="search-stopped", severity=Severity.INFO, location=Location(), what=what),)

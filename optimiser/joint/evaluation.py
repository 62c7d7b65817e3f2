"""What a plan is worth, written anew only where a move touched it, and whether it keeps every rule."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from optimiser.draft import Draft
from optimiser.joint.acceptance import LEXICOGRAPHIC, Acceptance, Values
from optimiser.writing.evaluate import TIER_ORDER, Written, need_value
from optimiser.writing.plan import Frame, values_of, write_parts


@dataclass(frozen=True)
class Judge:
    """Writes drafts out and judges them.

    Parameters
    ----------
    keep
        What stays of the plan before.
    passes
        Whether a written plan passes the checker.
    """

    frame: Frame
    keep: Written | None
    passes: Callable[[Written], bool]
    acceptance: Acceptance = LEXICOGRAPHIC

    def written(self, draft: Draft) -> Written:
        """A whole draft written out."""
        return write_parts(self.frame, draft, self.keep)

    def written_again(self, before: Written, draft: Draft, days: Collection[date]) -> Written:
        """A draft that differs from what was written before on some days alone."""
        fresh = write_parts(self.frame, _on(self.frame, draft, days))
        sessions = (*(s for s in before.sessions if s.start.date() not in days), *fresh.sessions)
        rides = (*(r for r in before.rides if r.boarding_start.date() not in days), *fresh.rides)
        duties = (*(d for d in before.duties if d.date not in days), *(d for d in fresh.duties if d.date in days))
        everything = {item.id for item in self.frame.asked} | {item.id for item in self.frame.items}
        return Written(
            tuple(
                sorted(
                    (*(t for t in before.tours if t.date not in days), *fresh.tours), key=lambda t: (t.date, t.vehicle)
                )
            ),
            tuple(sorted(sessions, key=lambda s: (s.start, s.id))),
            tuple(sorted(rides, key=lambda r: (r.boarding_start, r.item, r.leg))),
            tuple(sorted(duties, key=lambda d: (d.date, d.person))),
            frozenset(everything - {s.id for s in sessions} - {r.item for r in rides}),
        )

    def need(self, unserved: frozenset[str]) -> int:
        """Tier 1 of a plan that leaves some items out."""
        return need_value(self.frame.instance, (*self.frame.asked, *self.frame.items), unserved)

    def values(self, written: Written) -> Values:
        """The values of the tiers."""
        values = values_of(self.frame, written)
        return tuple(values[tier] for tier in TIER_ORDER)


def _on(frame: Frame, draft: Draft, days: Collection[date]) -> Draft:
    """The part of a draft that lies on some days."""

    def day(minute: int) -> date:
        return frame.horizon.moment(minute).date()

    return replace(
        draft,
        sessions=tuple(session for session in draft.sessions if day(session.visit.start) in days),
        outings=tuple(outing for outing in draft.outings if outing.day in days),
        shifts=tuple(shift for shift in draft.shifts if shift.day in days),
        taxis=tuple(taxi for taxi in draft.taxis if day(taxi.boarding_start) in days),
        meals=tuple(meal for meal in draft.meals if meal[1] in days),
    )

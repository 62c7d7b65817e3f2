"""The last resort when a plan does not pass the checker: take out what is around each breach, and no more than needed.

It should never be needed: a breach is a fault of the optimiser. But a planner is better served by a checked plan with
something left out, and told so, than by none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.horizon import Horizon
from models.plan import Reason
from models.text import message
from optimiser.check import Breach
from optimiser.draft import Draft, RideCall, Shift


@dataclass(frozen=True)
class Thinned:
    """A draft with things taken out: items of sessions and of rides, with the reason why."""

    draft: Draft
    dropped: dict[str, tuple[Reason, ...]]


def thinnings(draft: Draft, horizon: Horizon) -> Iterator["Thinning"]:
    """Ever thinner drafts: without the rides of the days in breach, all rides, the sessions of those days, anything."""
    yield Thinning(draft, horizon, rides="days", sessions="none")
    yield Thinning(draft, horizon, rides="all", sessions="none")
    yield Thinning(draft, horizon, rides="all", sessions="days")
    yield Thinning(draft, horizon, rides="all", sessions="all")


@dataclass(frozen=True)
class Thinning:
    """One step: which rides and sessions go, those of the days in breach or all."""

    draft: Draft
    horizon: Horizon
    rides: str
    sessions: str

    def apply(self, breaches: Sequence[Breach]) -> Thinned:
        """The thinner draft, for the breaches found."""
        days = {breach.when.date() for breach in breaches if breach.when is not None}
        everywhere = any(breach.when is None for breach in breaches)
        codes = tuple(dict.fromkeys(breach.code for breach in breaches))
        text = message("left out to keep the rules of the rest of the plan: {rules}", rules=", ".join(codes))
        reason = (Reason(kind="not_chosen", codes=codes, text=text),)

        def goes(day: date, extent: str) -> bool:
            return extent == "all" or (extent == "days" and (everywhere or day in days))

        draft = self.draft
        shifts = [shift for shift in draft.shifts if goes(shift.day, self.rides)]
        taxis = [t for t in draft.taxis if goes(self._day(t.boarding_start), self.rides)]
        held = [s for s in draft.sessions if goes(self._day(s.visit.start), self.sessions)]
        gone = {session.visit.occurrence for session in held}
        items = {item for shift in shifts for item in _items(shift)} | {taxi.item for taxi in taxis}
        thinner = replace(
            draft,
            shifts=tuple(shift for shift in draft.shifts if shift not in shifts),
            taxis=tuple(taxi for taxi in draft.taxis if taxi.item not in items),
            sessions=tuple(session for session in draft.sessions if session not in held),
            outings=tuple(o for o in draft.outings if not any(visit.occurrence in gone for visit in o.visits)),
        )
        return Thinned(thinner, dict.fromkeys((*items, *gone), reason))

    def _day(self, minute: int) -> date:
        return self.horizon.moment(minute).date()


def _items(shift: Shift) -> set[str]:
    return {call.item for stop in shift.stops for call in stop.calls if isinstance(call, RideCall)}

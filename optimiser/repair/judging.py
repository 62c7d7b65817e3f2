"""Weeks written out, held against every rule, and counted: what each changes, and which promises it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.base import at
from models.events import Event
from models.notices import Location, Notice, warning
from models.plan import Plan, PlannedRide, Reason
from models.text import message
from optimiser.check import BROKEN_PROMISE, Breach, check
from optimiser.repair.stranding import stranded_notices
from optimiser.repair.told import Telling, tellings
from optimiser.repair.week import Week
from optimiser.repair.writing import Writer
from optimiser.writing.evaluate import Written


@dataclass(frozen=True)
class Judged:
    """A week as a plan, what the checker says of it, and what it comes to."""

    week: Week
    written: Written
    plan: Plan
    breaches: tuple[Breach, ...]
    tellings: tuple[Telling, ...]

    @property
    def changes(self) -> int:
        """Things to tell."""
        return len(self.tellings)

    def tier(self, name: str) -> int:
        """Value of a tier."""
        return next(tier.value for tier in self.plan.tiers if tier.tier == name)


@dataclass
class Judge:
    """Writes weeks and holds them against every rule.

    Parameters
    ----------
    events
        Of the plan before and new, as the repaired plan keeps them.
    """

    writer: Writer
    events: Sequence[Event]
    digest: str
    reasons: dict[str, tuple[Reason, ...]]
    fallback: tuple[Reason, ...]

    def judge(self, week: Week, *, checked: bool = True) -> Judged:
        """The plan of a week, and every breach of it."""
        writer = self.writer
        written = writer.write(week)
        reasons = {item: self.reasons.get(item, self.fallback) for item in written.unserved}
        plan = writer.finished(written, reasons, self.digest)
        frozen = max(filter(None, (writer.plan.frozen_until, self._now)), default=None)
        plan = plan.model_copy(update={"events": tuple(self.events), "frozen_until": frozen})
        stranded = stranded_notices(writer.instance, writer.plan, plan)
        plan = plan.model_copy(update={"notices": (*_standing(writer.plan), *stranded, *self._broken(plan))})
        breaches = check(writer.instance, plan, writer.times, writer.plan) if checked else ()
        asked = frozenset(item.id for item in writer.frame.items)
        told = tellings(writer.instance, writer.plan, plan, asked, self.events, writer.frame.made_at)
        return Judged(week, written, plan, breaches, told)

    @property
    def _now(self) -> datetime:
        return self.writer.now

    def _broken(self, plan: Plan) -> list[Notice]:
        """A notice for each promise that the plan does not keep."""
        asked = {item.id: item for item in self.writer.frame.items}
        now = {(ride.item, ride.leg): ride for ride in plan.rides}
        found: dict[str, Notice] = {}
        for ride in self.writer.plan.rides:
            item = asked.get(ride.item)
            if item is None or ride.leg not in item.legs:
                continue
            new = now.get((ride.item, ride.leg))
            service = self.writer.instance.ride_service_by_id[item.service]
            off = 0 if new is None else self._off(ride, new, service.promise_tolerance_min)
            if new is not None and off <= service.promise_tolerance_min:
                continue
            if new is None:
                what = message("the ride promised for {when} is not served", when=f"{ride.boarding_start:%d/%m %H:%M}")
            else:
                what = message(
                    "the pick-up promised for {when} moves by {minutes} min",
                    when=f"{ride.boarding_start:%d/%m %H:%M}",
                    minutes=off,
                )
            where = Location(source="plan", item=ride.item)
            found.setdefault(ride.item, warning(BROKEN_PROMISE, where, what, message("call the passenger")))
        return list(found.values())

    def _off(self, told: PlannedRide, new: PlannedRide, tolerance_min: int) -> int:
        """Minutes between a pick-up and the farthest its passenger counts on."""
        day = told.boarding_start.date()
        request, (last, now) = (
            self.writer.instance.ride_by_id[told.request],
            (int((ride.boarding_start - at(day, 0)).total_seconds()) // 60 for ride in (told, new)),
        )
        return max(abs(now - minute) for minute in request.counted_on(day, told.leg, last, tolerance_min))


def _standing(plan: Plan) -> tuple[Notice, ...]:
    """The notices of the plan before that still hold: those about its data."""
    return tuple(notice for notice in plan.notices if notice.code not in (BROKEN_PROMISE, "search-stopped"))

"""Plans that serve one more ride: put in beside all others, or with the rides of its day planned anew."""

from dataclasses import dataclass, field

from models.edits import apply_edits
from models.horizon import RideItem
from models.pins import Pin
from models.plan import Plan
from optimiser.explain.case import Case, Clock, held_as, served_by
from optimiser.explain.relaxing import Edits
from optimiser.offers import OfferDesk
from optimiser.solve import Limit, PlanRejectedError, solve

DAY_ITERATIONS = 2000
"""Of the search for a day planned anew."""


@dataclass
class RideBench:
    """Serves a ride item that a plan leaves out, under edits, with everything else held.

    Sessions, crews and the vehicles that carry them stay; passengers planned before keep their stops, and their
    pick-ups to within the tolerance promised.
    """

    case: Case
    item: RideItem
    _plans: dict[Edits, Plan | None] = field(init=False, default_factory=dict)

    def serves(self, edits: Edits) -> bool:
        """Whether there is room for the item."""
        return self.confirmed(edits) is not None

    def confirmed(self, edits: Edits) -> Plan | None:
        """The checked plan with the item put in, none where there is no room for it."""
        if edits not in self._plans:
            self._plans[edits] = self._insert(edits)
        return self._plans[edits]

    def _insert(self, edits: Edits) -> Plan | None:
        edited = apply_edits(self.case.known, edits)
        day = self.case.day_of(self.item)
        # With the edits known to the desk: who could go out, and when, depends on what is asked.
        desk = OfferDesk(edited, self.case.plan, self.case.times, [] if day is None else [day])
        for offer in desk.suggest_item(self.item, edited.ride_by_id[self.item.request]):
            try:
                _, plan = desk.insert(offer)
            except ValueError:
                continue
            if self.case.served <= served_by(plan):
                return plan
        return None


def plan_of_day(case: Case, item: RideItem, clock: Clock) -> Plan | None:
    """A plan that must serve the item: the other rides of its day planned anew, all else as it is.

    What was promised before, by the plan published earlier, stays promised.
    """
    day = case.day_of(item)
    if day is None:
        return None
    plan = case.plan
    told = case.previous.rides if case.previous is not None and case.previous.monday == plan.monday else ()
    elsewhere = [ride for ride in plan.rides if ride.boarding_start.date() != day]
    today = [ride for ride in told if ride.boarding_start.date() == day]
    sessions = {session.id for session in plan.sessions if session.start.date() == day}
    held = held_as(plan, sessions, with_means=True)
    pins = (*(pin for pin in case.known.pins if pin.item not in sessions), *held, Pin(item=item.id, date=day))
    try:
        found = solve(
            case.known.model_copy(update={"pins": pins}),
            monday=plan.monday,
            previous=plan.model_copy(update={"rides": (*elsewhere, *today)}),
            limit=Limit(seconds=None, iterations=DAY_ITERATIONS),
            stop=clock.stop,
            base_dir=case.base_dir,
            made_at=plan.made_at,
            tolerances=(),
            hold=frozenset(case.horizon.days) - {day},
        ).plan
    except PlanRejectedError:
        return None
    return found if item.id in served_by(found) else None

"""Plans that hold one more session: beside all others as they are, or with the sessions planned anew."""

from dataclasses import dataclass, field

from models.edits import apply_edits
from models.horizon import Occurrence, occurrences
from models.instance import Instance
from models.plan import Plan
from optimiser.explain.case import Case, Clock, held_as, served_by
from optimiser.explain.relaxing import Edits
from optimiser.master.build import scope_of
from optimiser.master.reasons import Questions
from optimiser.solve import Limit, PlanRejectedError, solve
from optimiser.standing import with_standing

ITERATIONS = 1500
"""Of a search with the sessions held where they are, or with all of them free."""
FORCING_PRIORITY = 100
"""The largest there is: an item of this priority is served first wherever it can be."""


@dataclass
class SessionBench:
    """Holds a session that a plan leaves out, under edits, with every other one at its day, start and venue.

    Crews and vehicles may change; passengers planned keep what they were told, within the tolerance promised.
    """

    case: Case
    item: Occurrence
    clock: Clock
    _plans: dict[Edits, Plan | None] = field(init=False, default_factory=dict)

    def serves(self, edits: Edits) -> bool:
        """Whether the session model has a solution that holds all of them."""
        case, edited = self.case, self._held(edits)
        horizon = case.horizon
        instance, _ = with_standing(edited, horizon, case.times)
        wished = [one for one in occurrences(instance, horizon) if one.id in case.served or one.id == self.item.id]
        pins = {pin.item: pin for pin in instance.pins if pin.leg is None}
        scope = scope_of(instance, horizon, case.times, tuple(wished), pins, case.previous)
        return Questions(self.clock.stop).possible(scope, range(len(wished))) == "yes"

    def confirmed(self, edits: Edits) -> Plan | None:
        """The checked plan that holds it and serves all that was served, none where none was found."""
        if edits not in self._plans:
            self._plans[edits] = self._solved(edits)
        return self._plans[edits]

    def _held(self, edits: Edits) -> Instance:
        """The edited instance with held sessions pinned, each by what the planner pinned and by where it is now."""
        edited = apply_edits(self.case.known, edits)
        mine = {pin.item: pin for pin in edited.pins if pin.leg is None}
        pins = []
        for held in held_as(self.case.plan, with_means=False):
            known = mine.get(held.item, held)
            pins.append(known.model_copy(update={"date": held.date, "time": held.time, "place": held.place}))
        now = {pin.item for pin in pins}
        rest = tuple(pin for pin in edited.pins if pin.leg is not None or pin.item not in now)
        return edited.model_copy(update={"pins": (*rest, *pins)})

    def _solved(self, edits: Edits) -> Plan | None:
        case = self.case
        try:
            found = solve(
                self._held(edits),
                monday=case.plan.monday,
                previous=case.plan,
                limit=Limit(seconds=None, iterations=ITERATIONS),
                stop=self.clock.stop,
                base_dir=case.base_dir,
                made_at=case.plan.made_at,
                tolerances=(),
            ).plan
        except PlanRejectedError:
            return None
        return found if case.served | {self.item.id} <= served_by(found) else None


def plan_of_week(case: Case, item: Occurrence, clock: Clock) -> Plan | None:
    """A plan that holds the session before any other, with all that is not pinned planned anew."""
    demands = tuple(
        demand.model_copy(update={"priority": FORCING_PRIORITY}) if demand.id == item.demand else demand
        for demand in case.known.demands
    )
    try:
        found = solve(
            case.known.model_copy(update={"demands": demands}),
            monday=case.plan.monday,
            previous=case.previous,
            limit=Limit(seconds=None, iterations=ITERATIONS),
            stop=clock.stop,
            base_dir=case.base_dir,
            made_at=case.plan.made_at,
            tolerances=(),
        ).plan
    except PlanRejectedError:
        return None
    return found if item.id in served_by(found) else None

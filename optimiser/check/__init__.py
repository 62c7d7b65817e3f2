"""The independent checker: every plan is held against every clause of the rule book, one function per code.

It imports the vocabulary and travel times alone, so that it repeats no mistake of what made the plan.
"""

from models.clauses import CODES
from models.instance import Instance
from models.plan import Plan
from optimiser.check import (
    arithmetic,
    crews,
    drivers,
    kits,
    people,
    plan_rules,
    rides,
    sessions,
    stops,
    times,
    tours,
    working_time,
)
from optimiser.check.breach import CHECKS, Breach
from optimiser.check.excused import BROKEN_PROMISE, Excuses
from optimiser.check.facts import Facts
from optimiser.travel import TravelTimes

FAMILIES = (tours, drivers, sessions, crews, kits, rides, stops, people, working_time, plan_rules, times, arithmetic)
"""The modules whose checks are registered."""

__all__ = ["BROKEN_PROMISE", "CHECKS", "Breach", "Excuses", "Facts", "check"]


def check(instance: Instance, plan: Plan, travel: TravelTimes, previous: Plan | None = None) -> tuple[Breach, ...]:
    """Every breach of every rule, in the rule book's order.

    Parameters
    ----------
    instance
        Valid, as its readers return it.
    plan
        Any plan at all; what it names need not exist.
    travel
        Of the same instance.
    previous
        The plan published before, for history, promises, the freeze line and tier 2.

    What the events of a repaired plan made impossible is no breach (`optimiser.check.excused`).
    """
    facts = Facts(instance, plan, travel, previous)
    if nonsense := tuple(times.implausible(facts)):
        return nonsense
    found = [breach for function in CHECKS.values() for breach in function(facts)]
    if plan.events:
        excuses = Excuses(facts)
        found = [breach for breach in found if not excuses.covers(breach)]
    return tuple(sorted(found, key=_order))


def _order(breach: Breach) -> tuple[int, str, str, str]:
    when = breach.when.isoformat() if breach.when is not None else ""
    return CODES.index(breach.code), breach.clause, when, breach.who

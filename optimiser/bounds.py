"""What was proved about a plan: a lower bound per tier, and the words for what it bounds.

The session model proves bounds over the plan space "each crew travels together and comes home after each outing, its
vehicle and kit stay with it". Rides only ever add to the tiers need, cost and comfort of such plans, so that a bound of
the sessions is a bound of the whole; the tier fairness has none once rides are driven.
"""

from collections import defaultdict
from collections.abc import Mapping

from models.instance import TierName
from models.plan import Reason
from models.text import Message, message
from optimiser.master.stage import SessionStage
from optimiser.master.tiers import COST_SCALE
from optimiser.need import Bucket
from optimiser.ride_bounds import RideNeed, least_need, ride_need
from optimiser.writing.evaluate import Written, rules_of
from optimiser.writing.plan import Frame

Bounds = dict[TierName, tuple[int, Message]]

OUTINGS = message("plans in which each crew travels together, with its vehicle, and comes home after each outing")
OUTINGS_EQUAL = message(
    "plans in which each crew travels together, with its vehicle, and comes home after each outing, "
    "equal in the tiers before"
)
OUTINGS_NO_WORSE = message(
    "plans in which each crew travels together, with its vehicle, and comes home after each outing, "
    "and which leave no more need"
)
OUTINGS_WITHIN = message(
    "plans in which each crew travels together, with its vehicle, and comes home after each outing, "
    "within the tolerances of the tiers before"
)
SESSIONS_ONLY = message(
    "the sessions alone, over plans in which each crew travels together, with its vehicle, "
    "and comes home after each outing"
)
EVERY_PLAN = message("every plan")


def _within_need(need: int) -> Message:
    return message(
        "plans in which each crew travels together, with its vehicle, and comes home after each outing, "
        "and which leave a need of {need} at most",
        need=need,
    )


def _sessions_within_need(need: int) -> Message:
    return message(
        "the sessions alone, over plans in which each crew travels together, with its vehicle, "
        "and comes home after each outing, and whose sessions leave a need of {need} at most",
        need=need,
    )


def tier_bounds(
    frame: Frame,
    stage: SessionStage,
    values: Mapping[TierName, int],
    written: Written,
    ride_reasons: Mapping[str, tuple[Reason, ...]],
) -> Bounds:
    """Lower bounds of the tiers, where there are any.

    Parameters
    ----------
    ride_reasons
        Of the unserved rides: those impossible even alone are unserved in every plan.
    """
    bounds: Bounds = {}
    with_rides = bool(frame.items)
    if "need" in stage.bounds:
        lost = _impossible_rides(frame, ride_reasons)
        # A plan published before may hold rides by rules of its own.
        rides = ride_need(frame.instance, frame.horizon, frame.times, frame.items) if frame.previous is None else None
        least = stage.bounds["need"] + (lost if rides is None else least_need(rides, lost))
        proved = not with_rides or least >= values["need"]
        bounds["need"] = (least, OUTINGS if proved else _of_some_rides(rides))
    if not frame.asked and "need" in bounds:
        bounds["need"] = (bounds["need"][0], EVERY_PLAN)
    if frame.previous is not None:
        return bounds
    bounds["change"] = (0, EVERY_PLAN)
    if "need" not in stage.optimal:
        # A large week bounds its cost under the need it leaves, whether or not that is the least.
        if stage.scope.partial and "cost" in stage.bounds and _counts_all_work(frame):
            least = _cost_bound(stage, values, written, with_rides)[0]
            bounds["cost"] = least, _cost_space(stage, OUTINGS_NO_WORSE, with_rides)
        return bounds
    if "cost" in stage.bounds and _counts_all_work(frame):
        bounds["cost"] = _cost_bound(stage, values, written, with_rides)
    if with_rides or "cost" not in stage.optimal:
        return bounds
    if "fairness" in stage.bounds:
        bounds["fairness"] = (stage.bounds["fairness"], _space_after(stage, ("need", "change", "cost")))
        if "fairness" in stage.optimal and "comfort" in stage.bounds:
            bounds["comfort"] = (stage.bounds["comfort"], _space_after(stage, ("need", "change", "cost", "fairness")))
    return bounds


def _space_after(stage: SessionStage, before: tuple[TierName, ...]) -> Message:
    """What a bound is of that holds under the tiers before."""
    return OUTINGS_WITHIN if any(stage.tolerances.allows(tier) for tier in before) else OUTINGS_EQUAL


def _cost_space(stage: SessionStage, plain: Message, with_rides: bool) -> Message:
    """What a bound on cost is of, under a need that is enough or under the least."""
    if stage.tolerances.enough is None:
        return SESSIONS_ONLY if with_rides else plain
    return (_sessions_within_need if with_rides else _within_need)(stage.tolerances.enough)


def _of_some_rides(rides: RideNeed | None) -> Message:
    """What a bound is of that counts the rides of small days."""
    if rides is None or not rides.by_day:
        return SESSIONS_ONLY
    return message(
        "plans in which each crew travels together, with its vehicle, and comes home after each outing; of the rides, "
        "those of {small} days out of {days}, as if every vehicle were free for them",
        small=len(rides.by_day),
        days=rides.days,
    )


def _cost_bound(
    stage: SessionStage, values: Mapping[TierName, int], written: Written, with_rides: bool
) -> tuple[int, Message]:
    """The model's bound in whole cents. Every tour and duty is rounded once, by half a cent at most."""
    parts = len(written.tours) + len(written.duties)
    least = stage.bounds["cost"] >= stage.values["cost"]
    if not with_rides and "cost" in stage.optimal and least:
        exact = abs(values["cost"] * COST_SCALE - stage.values["cost"]) <= COST_SCALE * (parts + 1)
        if exact:
            return values["cost"], _cost_space(stage, OUTINGS_EQUAL, with_rides)
    return max(0, stage.bounds["cost"] // COST_SCALE - parts), _cost_space(stage, OUTINGS_EQUAL, with_rides)


def _counts_all_work(frame: Frame) -> bool:
    """Whether the model's count of work is that of the rules; else it counts too much and bounds nothing."""
    return all(
        rules.driving_is_work
        and rules.riding_is_work
        and rules.own_car_is_work
        and rules.set_up_is_work
        and rules.waiting_is_work
        and rules.break_is_work
        for person in frame.instance.people
        for rules in {rules_of(frame.instance, person.id, day) for day in frame.horizon.days}
    )


def _impossible_rides(frame: Frame, reasons: Mapping[str, tuple[Reason, ...]]) -> int:
    """Tier 1 of the rides that no plan serves, whatever else it does."""
    asked: dict[tuple[str, str], int] = defaultdict(int)
    lost: dict[tuple[str, str], int] = defaultdict(int)
    for item in frame.items:
        asked[item.commune, item.service] += item.weight
        found = reasons.get(item.id, ())
        # A ride that follows a session is impossible only with this plan's times of that session.
        if item.occurrence is None and any(reason.kind == "impossible" for reason in found):
            lost[item.commune, item.service] += item.weight
    carried = {(s.commune, s.service): s.weight for s in frame.instance.shortfalls}
    return sum(Bucket(asked[key], carried.get(key, 0)).cost(weight) for key, weight in lost.items())

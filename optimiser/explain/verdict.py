"""Which of three an unserved item is: impossible alone, impossible beside what is pinned, or not chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.explanation import Verdict
from models.pins import Pin
from models.plan import Reason
from models.text import message
from optimiser.explain.case import Case, Clock, Item
from optimiser.explain.subset import restricted
from optimiser.explain.trial import Trial, try_items


@dataclass(frozen=True)
class Finding:
    """The verdict, its reasons, and for one pinned out the pins that conflict."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    pins: tuple[Pin, ...] = ()


def find_verdict(case: Case, item: Item, clock: Clock) -> Finding:
    """Solve the item alone on an empty fleet, then beside what is pinned; each answer is one of those plans.

    Raises
    ------
    KeyError
        When the plan does not list the item as unserved.
    """
    told = {unserved.item: unserved.reasons for unserved in case.plan.unserved}[item.id]
    alone = try_items(case, restricted(case, [item.id]), [item.id], clock)
    if alone.plan is None and not clock.over:
        return Finding("impossible", _as("impossible", alone.reasons.get(item.id, told)))
    pins = conflicting_pins(case, item, clock)
    if pins:
        trial = _beside(case, item, pins, clock)
        codes = dict.fromkeys(code for reason in trial.reasons.get(item.id, ()) for code in reason.codes)
        rules = tuple(code for code in codes if code != "L1")
        text = (
            message("what is pinned leaves no room for it: {rules}", rules=", ".join(("L1", *rules)))
            if len(pins) > 1 or pins[0].item != item.id
            else message("its own pin leaves no way to serve it: {rules}", rules=", ".join(("L1", *rules)))
        )
        return Finding("pinned_out", (Reason(kind="pinned_out", codes=("L1", *rules), text=text),), pins)
    return Finding("not_chosen", _as("not_chosen", told))


def conflicting_pins(case: Case, item: Item, clock: Clock) -> tuple[Pin, ...]:
    """A smallest set of pins beside which the item cannot be served; none when it can beside all of them.

    Pins of items that the plan serves hold together, as the plan shows; the item's own are added. By deletion: a pin
    goes when the item still cannot be served without it, so that without any one of those left it can.
    """
    candidates = [pin for pin in case.instance.pins if pin.item in case.served or item.id in (pin.item, pin.after)]
    if not candidates or _beside(case, item, candidates, clock).plan is not None:
        return ()
    needed = list(candidates)
    for pin in candidates:
        rest = [other for other in needed if other != pin]
        if clock.over:
            break
        if _beside(case, item, rest, clock).plan is None:
            needed = rest
    return tuple(needed)


def _beside(case: Case, item: Item, pins: Sequence[Pin], clock: Clock) -> Trial:
    """The item with everything those pins are about."""
    items = dict.fromkeys([item.id, *(id_ for pin in pins for id_ in (pin.item, pin.after) if id_ in case.items)])
    wished = [id_ for id_ in items if id_ == item.id or id_ in case.served]
    return try_items(case, restricted(case, list(items), pins), wished, clock)


def _as(verdict: Verdict, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(reason.model_copy(update={"kind": verdict}) for reason in reasons)

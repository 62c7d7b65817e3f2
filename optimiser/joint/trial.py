"""Whether a plan on trial passes the checker, before anybody has found why it leaves out what it leaves out."""

from collections.abc import Callable

from models.instance import Instance
from models.plan import Reason
from models.text import message
from optimiser.check import check
from optimiser.writing.evaluate import Written
from optimiser.writing.plan import Frame, bare_plan, tier_list, unserved_list, values_of

UNTOLD = Reason(kind="not_chosen", codes=("T1",), text=message("no place was found for it in the time given"))
"""What plans on trial say of all they leave out; the reasons of the last one are found."""


def trial(instance: Instance, frame: Frame) -> Callable[[Written], bool]:
    """A function that tells whether the checker finds nothing in written parts.

    Parameters
    ----------
    instance
        As asked for; that of the frame has the history with it.
    """

    def passes(written: Written) -> bool:
        unserved = unserved_list(frame, written, dict.fromkeys(written.unserved, (UNTOLD,)))
        tiers = tier_list(values_of(frame, written), {})
        plan = bare_plan(frame, written, 0, "", 1).model_copy(update={"tiers": tiers, "unserved": unserved})
        return not check(instance, plan, frame.times, frame.previous)

    return passes

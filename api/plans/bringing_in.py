"""A plan made elsewhere: what it does is checked, what it claims beside that is not taken over."""

from models.notices import Location, info
from models.plan import Plan, Reason
from models.text import Message, message
from optimiser.writing.plan import UNITS

UNKNOWN = Reason(
    kind="not_chosen",
    codes=("R1",),
    text=message("the plan was brought in: why it leaves this out was not looked into; ask for an explanation"),
)


def brought_in(plan: Plan) -> Plan:
    """The plan without what nobody here proved: bounds, reasons, remarks, and events that would excuse breaches."""
    tiers = tuple(
        tier.model_copy(
            update={
                "unit": Message(msgid=UNITS[tier.tier]),
                "lower_bound": None,
                "bound_of": None,
                "tolerance_per_mille": 0,
                "least": None,
            }
        )
        for tier in plan.tiers
    )
    unserved = tuple(left.model_copy(update={"reasons": (UNKNOWN,)}) for left in plan.unserved)
    what = message("the plan was brought in: it keeps every rule, and nothing is proved about how good it is")
    notices = (info("plan-brought-in", Location(), what),)
    return plan.model_copy(update={"tiers": tiers, "unserved": unserved, "notices": notices, "events": (), "feed": ()})

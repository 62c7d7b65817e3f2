"""The independent checker over a plan from wherever it comes, its breaches told as notices."""

from pathlib import Path

from api.problems import Problem
from models.instance import Instance
from models.notices import InvalidInstance, Location, Notice, error
from models.plan import Plan
from models.plan_references import find_strangers
from models.text import message
from optimiser.check import Breach, check
from optimiser.travel import TravelTimes, travel_times


def find_breaches(
    instance: Instance,
    plan: Plan,
    previous: Plan | None = None,
    *,
    folder: Path | None = None,
    times: TravelTimes | None = None,
) -> tuple[Notice, ...]:
    """Everything that is wrong with a plan; nothing for one that may be shown.

    Parameters
    ----------
    previous : Plan, optional
        The one published before.
    folder : Path or None
        Where the territory's road extract lies.
    times : TravelTimes, optional
        Of the instance, where they are at hand.
    """
    if strangers := find_strangers(plan, instance):
        return strangers
    try:
        known = times or travel_times(instance, folder)
    except InvalidInstance as fault:
        return fault.notices
    return tuple(_notice(breach) for breach in check(instance, plan, known, previous))


def broken(notices: tuple[Notice, ...]) -> Problem:
    """The refusal of a plan that breaks rules."""
    what = message("the plan breaks rules: nothing of it is kept")
    return Problem(409, "breaches", what, notices=notices)


def _notice(breach: Breach) -> Notice:
    when = f" {breach.when:%Y-%m-%d %H:%M}" if breach.when is not None else ""
    where = Location(source="plan", field=breach.clause, item=f"{breach.who}{when}")
    amount = breach.amount("en")
    remedy = (
        message("correct the plan by {amount}, or plan the week anew", amount=amount)
        if amount
        else message("correct the plan, or plan the week anew")
    )
    return error(breach.code, where, breach.message, remedy)

"""``--tolerance cost=2%``: what a tier may give up for the tiers after it."""

from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import ValidationError

from instances.compact import parse_tolerance
from models.base import Fault
from models.instance import Instance, Tolerance
from models.text import translate

TolerancesGiven = Annotated[
    list[str] | None,
    typer.Option(
        "--tolerance",
        metavar="cost=2%",
        help=translate("What a tier may give up for those after it; replaces the instance's own for that tier."),
    ),
]


def tolerances_of(given: Sequence[str] | None, instance: Instance) -> tuple[Tolerance, ...]:
    """The instance's tolerances, with those given on the command line in their place.

    Raises
    ------
    typer.BadParameter
        With every fault of what was given.
    """
    found = {tolerance.tier: tolerance for tolerance in instance.settings.tolerances}
    faults, named = list[str](), set[str]()
    for text in given or ():
        try:
            tolerance = _read(text)
        except (Fault, ValidationError):
            tiers = "need, change, cost, fairness, comfort"
            sentence = translate("{text} is no tolerance such as cost=2%, of one of {tiers}, from 0 to 100 %")
            faults.append(sentence.format(text=text, tiers=tiers))
            continue
        if tolerance.tier in named:
            faults.append(translate("the tolerance of {tier} is given more than once").format(tier=tolerance.tier))
        named.add(tolerance.tier)
        found[tolerance.tier] = tolerance
    if faults:
        raise typer.BadParameter("; ".join(faults), param_hint="--tolerance")
    return tuple(found.values())


def _read(text: str) -> Tolerance:
    if not text.rstrip().endswith(("%", "‰")):
        # A workbook counts a bare figure per mille; on the command line most would mean percent.
        raise Fault("{value} is not written as {example}", value=text, example="cost=2%")
    return Tolerance.model_validate(parse_tolerance(text.strip()))

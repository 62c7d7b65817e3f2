"""How shares of a cost are told: measures and their units, and the rule in words a council can check."""

from collections.abc import Iterator

from api.exports import wording
from models.instance import Instance
from models.shares import Measure
from models.text import N_, Language, message, translate
from optimiser.ledger import Shares

_MEASURES: dict[Measure, str] = {
    "hours": N_("hours of sessions held"),
    "sessions": N_("sessions held"),
    "rides": N_("rides, each direction of each party"),
    "passengers": N_("passengers carried, each direction"),
    "population": N_("inhabitants"),
    "stand_alone": N_("cost caused, in proportion to the stand-alone costs"),
    "fixed": N_("fixed parts"),
    "equal": N_("equal parts"),
}
_UNITS: dict[Measure, str] = {
    "hours": "h",
    "sessions": N_("sessions"),
    "rides": N_("rides"),
    "passengers": N_("passengers"),
    "population": N_("inhabitants"),
    "stand_alone": "€",
    "fixed": N_("parts"),
    "equal": N_("parts"),
}


def measure_name(measure: Measure, language: Language) -> str:
    """What a measure counts."""
    return translate(_MEASURES[measure], language)


def unit_name(measure: Measure, language: Language) -> str:
    """The unit of ``figure``."""
    return translate(_UNITS[measure], language)


def figure(measure: Measure, amount: int) -> int | float:
    """An amount of a measure in its unit: hours of minutes, euros of cents, other counts as they are."""
    if measure == "hours":
        return round(amount / 60, 2)
    return amount / 100 if measure == "stand_alone" else amount


def rule_name(shares: Shares, rule: int, instance: Instance, language: Language) -> str:
    """The services a rule is about, by name."""
    if len(shares.services[rule]) == len(instance.any_service_by_id) > 1:
        return translate("all services", language)
    return ", ".join(wording.service_name(instance, service) for service in shares.services[rule])


def explanation(shares: Shares, language: Language) -> Iterator[str]:
    """How the amounts come about, a paragraph each."""
    total, common = (wording.euros(cents, language) for cents in (shares.total_cents, shares.common_cents))
    yield message(
        "What is shared is the money the plan spends: vehicles, people's hours and kilometres, overtime, outside "
        "taxis. It is {total}.",
        total=total,
    ).text(language)
    yield translate(
        "First, each cost is charged to the sessions and rides it is spent for. A vehicle's day, or a person's, that "
        "serves several is shared among them in proportion to what each would have cost alone, with the same vehicle "
        "and people: from the depot there and back, for nothing else.",
        language,
    )
    yield translate(
        "This rule is known as the independent cost proportional scheme (Gangolly 1981, after Moriarity 1975). Of one "
        "vehicle's or person's day everybody has the same discount on the stand-alone cost; nobody is charged for a "
        "day that does nothing for them; equals pay the same. It does not promise that no group of communes would do "
        "better on its own.",
        language,
    )
    if shares.common_cents:
        yield message(
            "{common} are spent for no session and no ride (meetings, empty trips): each rule bears them in proportion "
            "to its other costs.",
            common=common,
        ).text(language)
    yield translate(
        "Then the key splits the cost of each rule's services by its measures. Amounts are whole cents: each is "
        "rounded down, and the cents left go one each to the largest remainders, the first in the list among equals. "
        "The sum is exact.",
        language,
    )
    if any(piece.idle for piece in shares.slices):
        yield translate(
            "A measure of which nobody has anything splits nothing: its percentage goes to the other measures of its "
            "rule, and where there is none, to all in equal parts.",
            language,
        )

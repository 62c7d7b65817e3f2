"""The key by which partners share a plan's cost: who pays, for which services, by what measure. Data, not code."""

from typing import Literal, Self

from pydantic import Field, model_validator

from models.base import Cents, Fault, Frozen, Id, Name, Tags, Text, duplicates

Measure = Literal["hours", "sessions", "rides", "passengers", "population", "stand_alone", "fixed", "equal"]
WHOLE_PERCENT = 100


class Partner(Frozen):
    """Who pays: the communes, or the services, it answers for. One without any pays fixed and equal parts alone."""

    id: Id
    name: Name
    communes: Tags = ()
    services: Tags = ()


class FixedPart(Frozen):
    """The parts one partner takes of what is split in fixed parts."""

    partner: Id
    parts: int = Field(ge=1, le=1_000_000)


class Part(Frozen):
    """So many percent of a cost, split by one measure.

    ``hours`` and ``sessions`` are those held, ``rides`` each direction of each party carried, ``passengers`` each
    person of them; ``stand_alone`` the plan's cost, once each tour and each working day is shared in proportion to
    what its sessions and rides would cost one by one; ``fixed`` the parts listed; ``equal`` one part each.
    """

    measure: Measure
    percent: int = Field(ge=1, le=WHOLE_PERCENT)
    parts: tuple[FixedPart, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.measure == "fixed") != bool(self.parts):
            raise Fault("fixed parts, and only those, list who takes how many")
        if twice := duplicates(part.partner for part in self.parts):
            raise Fault("partners named twice: {ids}", ids=", ".join(twice))
        return self


class Rule(Frozen):
    """How the cost of some services is split; without ``services``, of all that no other rule names."""

    services: Tags = ()
    mix: tuple[Part, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (total := sum(part.percent for part in self.mix)) != WHOLE_PERCENT:
            raise Fault("the percentages add up to {total}, not to 100", total=total)
        return self


class KitPrice(Frozen):
    """What the owner of a kit asks for each day another organisation uses it."""

    kit: Id
    day_cents: Cents


class ShareKey(Frozen):
    """A key: partners, rules, prices of lent kits.

    ``by`` says what partners answer for. Without ``partners`` each commune, or each service, pays for itself.
    """

    name: Name
    note: Text = ""
    by: Literal["commune", "service"] = "commune"
    partners: tuple[Partner, ...] = ()
    rules: tuple[Rule, ...]
    kit_prices: tuple[KitPrice, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.rules:
            raise Fault("a key has at least one rule")
        if twice := duplicates(partner.id for partner in self.partners):
            raise Fault("partners named twice: {ids}", ids=", ".join(twice))
        if twice := duplicates(price.kit for price in self.kit_prices):
            raise Fault("kits named twice: {ids}", ids=", ".join(twice))
        return self

"""The cost of plans split among partners by a key, to the cent, each amount with the figures it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.plan import Plan
from models.shares import Measure, Part, Partner, ShareKey
from optimiser.ledger.apportion import apportion
from optimiser.ledger.charges import Charge, charges, purposes
from optimiser.ledger.received import Received, ServiceCommune, received
from optimiser.travel import TravelTimes


@dataclass(frozen=True)
class Slice:
    """A part of one rule's cost, split by one measure.

    Attributes
    ----------
    rule
        Number of the rule in the key, from 0.
    percent
        As the key states it.
    idle
        Nobody has any of the measure: what it should split went to the rule's other measures.
    cents
        What is split.
    amounts, shares
        By partner, in their order: of the measure (minutes, sessions, rides, people, cents, parts), and cents to pay.
    """

    rule: int
    measure: Measure
    percent: int
    idle: bool
    cents: int
    amounts: tuple[int, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Shares:
    """Who pays what, and how it comes about.

    Attributes
    ----------
    services
        Of each rule, the services whose cost it splits.
    rule_cents, common_cents
        Cost of each rule, its part of the common cost in it; the common cost, which no session or ride is behind.
    slices
        In the order of the key.
    received
        What was received by service and commune, with its cost before the key.
    """

    partners: tuple[Partner, ...]
    services: tuple[tuple[str, ...], ...]
    rule_cents: tuple[int, ...]
    common_cents: int
    slices: tuple[Slice, ...]
    received: Mapping[ServiceCommune, Received]

    @property
    def cents(self) -> tuple[int, ...]:
        """What each partner pays, in their order."""
        return tuple(sum(column) for column in zip(*(s.shares for s in self.slices), strict=True)) or (0,) * len(
            self.partners
        )

    @property
    def total_cents(self) -> int:
        """What all pay: the money the plan spends."""
        return sum(self.rule_cents)


def partners_of(key: ShareKey, instance: Instance) -> tuple[Partner, ...]:
    """Partners of a key; where it names none, every commune or every service for itself."""
    if key.partners:
        return key.partners
    if key.by == "commune":
        return tuple(Partner(id=c.id, name=c.name, communes=(c.id,)) for c in instance.communes)
    return tuple(Partner(id=s.id, name=s.name, services=(s.id,)) for s in instance.any_service_by_id.values())


def services_of(key: ShareKey, instance: Instance) -> tuple[tuple[str, ...], ...]:
    """The services each rule of a key is about, in the instance's order."""
    every = instance.any_service_by_id
    named = {service for rule in key.rules for service in rule.services}
    return tuple(
        tuple(s for s in every if (s in rule.services if rule.services else s not in named)) for rule in key.rules
    )


def share_costs(plans: Sequence[Plan], instance: Instance, times: TravelTimes, key: ShareKey) -> Shares:
    """Split the cost of some plans, as one.

    Parameters
    ----------
    plans
        No two of one week; every id in them is one of the instance.
    key
        Without a fault for this instance (``models.share_faults``).
    """
    return split([charge for plan in plans for charge in charges(plan, instance, times)], plans, instance, key)


def split(charged: Sequence[Charge], plans: Sequence[Plan], instance: Instance, key: ShareKey) -> Shares:
    """The same from all charges of the plans."""
    partners, services = partners_of(key, instance), services_of(key, instance)
    got = received(plans, instance, charged, purposes(plans, instance))
    common = sum(charge.cents for charge in charged if charge.item is None)
    caused = [sum(of.cents for (service, _), of in got.items() if service in mine) for mine in services]
    rule_cents = [own + part for own, part in zip(caused, _spread(common, caused), strict=True)]
    slices: list[Slice] = []
    for number, rule in enumerate(key.rules):
        weights = [_amounts(part, key, partners, services[number], got, instance) for part in rule.mix]
        live = [part.percent if any(amounts) else 0 for part, amounts in zip(rule.mix, weights, strict=True)]
        for part, amounts, cents in zip(rule.mix, weights, _spread(rule_cents[number], live), strict=True):
            idle = not any(amounts)
            shares = _spread(cents, [1] * len(partners) if idle else amounts)
            slices.append(Slice(number, part.measure, part.percent, idle, cents, tuple(amounts), shares))
    return Shares(partners, services, tuple(rule_cents), common, tuple(slices), got)


def _spread(cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """In proportion, or in equal parts where every weight is 0."""
    return apportion(cents, weights if any(weights) else [1] * len(weights))


def _amounts(
    part: Part,
    key: ShareKey,
    partners: Sequence[Partner],
    services: Sequence[str],
    got: Mapping[ServiceCommune, Received],
    instance: Instance,
) -> list[int]:
    """How much of a measure each partner has."""
    if part.measure == "fixed":
        parts = {fixed.partner: fixed.parts for fixed in part.parts}
        return [parts.get(partner.id, 0) for partner in partners]
    if part.measure == "equal":
        return [1] * len(partners)
    if part.measure == "population":
        known = instance.commune_by_id
        return [sum(known[commune].population for commune in partner.communes) for partner in partners]
    amounts = []
    for partner in partners:
        total = Received()
        for (service, commune), of in got.items():
            mine = commune in partner.communes if key.by == "commune" else service in partner.services
            if mine and service in services:
                total += of
        amounts.append(_figure(part.measure, total))
    return amounts


def _figure(measure: Measure, of: Received) -> int:
    return {
        "hours": of.minutes,
        "sessions": of.sessions,
        "rides": of.rides,
        "passengers": of.passengers,
        "stand_alone": of.cents,
    }[measure]

"""Faults of a key for sharing costs, held against the instance whose plans it is for."""

from collections.abc import Iterator

from models.base import duplicates
from models.instance import Instance
from models.notices import Location, Notice, error
from models.shares import Part, ShareKey
from models.text import Message, message

_OF_SESSIONS = ("hours", "sessions")
_OF_RIDES = ("rides", "passengers")


def find_share_faults(key: ShareKey, instance: Instance) -> tuple[Notice, ...]:
    """Every fault, each at its path in the key."""
    return (*_partners(key, instance), *_rules(key, instance), *_kits(key, instance))


def _fault(code: str, field: str, what: Message, remedy: Message) -> Notice:
    return error(code, Location(field=field), what, remedy)


def _unknown(field: str, id_: str) -> Notice:
    what = message("{id} is not in the instance", id=id_)
    return _fault("reference.unknown", field, what, message("correct the identifier, or add it there"))


def _partners(key: ShareKey, instance: Instance) -> Iterator[Notice]:
    communes = {request.commune for request in instance.demands}
    communes |= {instance.places[ride.origin].commune for ride in instance.rides}
    services = {demand.service for demand in instance.demands} | {ride.service for ride in instance.rides}
    every = set(instance.any_service_by_id)
    taken: list[str] = []
    for k, partner in enumerate(key.partners):
        for name, ids, known in (
            ("communes", partner.communes, set(instance.commune_by_id)),
            ("services", partner.services, every),
        ):
            yield from (_unknown(f"partners[{k}].{name}", id_) for id_ in ids if id_ not in known)
        other = partner.services if key.by == "commune" else partner.communes
        if other:
            what = message("this key splits by {by}, and the partner names others", by=key.by)
            remedy = message("take them away, or change what the key splits by")
            yield _fault("share.other_kind", f"partners[{k}]", what, remedy)
        taken += partner.communes if key.by == "commune" else partner.services
    for id_ in duplicates(taken):
        what = message("{id} has two partners", id=id_)
        yield _fault("share.two_partners", "partners", what, message("keep it with one of them"))
    asking = communes if key.by == "commune" else services
    for id_ in sorted(asking - set(taken)) if key.partners else ():
        what = message("no partner answers for {id}, which asks for sessions or rides", id=id_)
        yield _fault("share.no_partner", "partners", what, message("add it to a partner"))


def _rules(key: ShareKey, instance: Instance) -> Iterator[Notice]:
    sessions = {service.id for service in instance.services}
    rides = {service.id for service in instance.ride_services}
    named = [service for rule in key.rules for service in rule.services]
    others = [k for k, rule in enumerate(key.rules) if not rule.services]
    for id_ in duplicates(named):
        what = message("{id} is in two rules", id=id_)
        yield _fault("share.two_rules", "rules", what, message("keep it in one of them"))
    for k in others[1:]:
        what = message("two rules name no service")
        yield _fault("share.two_rules", f"rules[{k}].services", what, message("name the services of one of them"))
    for id_ in sorted((sessions | rides) - set(named)) if not others else ():
        what = message("no rule says who pays for {id}", id=id_)
        yield _fault("share.no_rule", "rules", what, message("add it to a rule, or add a rule without services"))
    for k, rule in enumerate(key.rules):
        yield from (_unknown(f"rules[{k}].services", id_) for id_ in rule.services if id_ not in sessions | rides)
        mine = set(rule.services) or (sessions | rides) - set(named)
        for n, part in enumerate(rule.mix):
            yield from _part(key, instance, part, f"rules[{k}].mix[{n}]", mine & sessions, mine & rides)


def _part(
    key: ShareKey, instance: Instance, part: Part, path: str, sessions: set[str], rides: set[str]
) -> Iterator[Notice]:
    every = instance.commune_by_id if key.by == "commune" else instance.any_service_by_id
    partners = {partner.id for partner in key.partners} or set(every)
    for n, fixed in enumerate(part.parts):
        if fixed.partner not in partners:
            what = message("{id} is not one of the partners", id=fixed.partner)
            remedy = message("correct the identifier, or add the partner")
            yield _fault("reference.unknown", f"{path}.parts[{n}].partner", what, remedy)
    wrong = None
    if part.measure in _OF_SESSIONS and not sessions:
        wrong = message("this rule's services hold no sessions, and {measure} counts sessions", measure=part.measure)
    elif part.measure in _OF_RIDES and not rides:
        wrong = message("this rule's services carry nobody, and {measure} counts rides", measure=part.measure)
    elif part.measure == "population" and key.by == "service":
        wrong = message("services have no population")
    elif part.measure == "population" and not any(commune.population for commune in instance.communes):
        wrong = message("no commune states its population")
    if wrong is not None:
        yield _fault("share.measure", f"{path}.measure", wrong, message("choose another measure"))


def _kits(key: ShareKey, instance: Instance) -> Iterator[Notice]:
    for k, price in enumerate(key.kit_prices):
        if price.kit not in instance.kit_by_id:
            yield _unknown(f"kit_prices[{k}].kit", price.kit)

"""A comparison in words: figures with their units, moves with names, and which plan is better by which tier."""

from collections.abc import Iterator
from datetime import datetime

from api.exports import describe, wording
from api.exports.compare.comparison import Comparison, Figure, FigureName, ServedPair, Side
from api.exports.compare.moves import Change, Field, Move, MoveKind, Shown
from models.plan import TierValue
from models.text import N_, Language, message, translate

_FIGURES: dict[FigureName, str] = {
    "sessions_served": N_("Sessions held"),
    "rides_served": N_("Rides served"),
    "tours": N_("Tours"),
    "vehicle_m": N_("Vehicle kilometres"),
    "own_car_m": N_("Own-car kilometres"),
    "work_min": N_("Hours of work"),
    "co2_g": N_("CO₂, kg"),
    "vehicle_cents": N_("Cost of vehicles"),
    "people_cents": N_("Cost of people"),
    "overtime_cents": N_("Cost of overtime"),
    "taxi_cents": N_("Cost of outside taxis"),
    "total_cents": N_("Total cost"),
}
_KINDS: dict[MoveKind, str] = {"dropped": N_("no longer"), "added": N_("new"), "moved": N_("changed")}
_FIELDS: dict[Field, str] = {
    "time": N_("time"),
    "arrival": N_("arrival"),
    "place": N_("venue"),
    "vehicle": N_("vehicle"),
    "crew": N_("crew"),
    "kit": N_("kit"),
    "pickup": N_("pick-up stop"),
    "dropoff": N_("drop-off stop"),
}


def figure_name(name: FigureName, language: Language) -> str:
    """What a figure counts."""
    return translate(_FIGURES[name], language)


def amount(name: FigureName, value: int, language: Language) -> str:
    """A figure with its unit: kilometres, hours, kilograms, euros, or a count."""
    sign = "−" if value < 0 else ""
    size = abs(value)
    if name.endswith("_m"):
        return sign + wording.kilometres(size, language)
    if name.endswith("_min"):
        return sign + wording.hours(size)
    if name.endswith("_g"):
        return sign + wording.decimal(size / 1000, language)
    if name.endswith("_cents"):
        return sign + wording.euros(size, language)
    return sign + wording.integer(size, language)


def difference(figure: Figure, language: Language) -> str:
    """``+12,3 km``; nothing where both are the same."""
    change = figure.after - figure.before
    return "" if not change else ("+" if change > 0 else "") + amount(figure.name, change, language)


def tier_text(value: TierValue | None, language: Language) -> str:
    """A tier's value as it is counted, money in euros; a dash where it is not stated."""
    if value is None:
        return "–"
    if value.tier == "cost":
        return wording.euros(value.value, language)
    return wording.integer(value.value, language)


def served_text(pair: ServedPair, language: Language) -> tuple[str, str, str]:
    """The kind, and ``8 / 10`` of both plans."""
    kind = translate("sessions", language) if pair.kind == "session" else translate("rides", language)
    before, after = (f"{served.served} / {served.asked}" for served in (pair.before, pair.after))
    return kind, before, after


def move_kind(kind: MoveKind, language: Language) -> str:
    """No longer, new, or changed."""
    return translate(_KINDS[kind], language)


def item_text(move: Move, comparison: Comparison) -> tuple[str, str]:
    """Service and commune, or service and the party's code, of what moved."""
    side = comparison.after if move.kind == "added" else comparison.before
    lookup = side.lookup
    if move.leg is None:
        session = lookup.session_by_id[move.item]
        demand = side.instance.demand_by_id[session.demand]
        return lookup.service_of(session).name, wording.commune_name(side.instance, demand.commune)
    request = lookup.find_request(move.item)
    if request is None:
        return move.item, ""
    return wording.service_name(side.instance, request.service), wording.party_code(request)


def change_texts(move: Move, change: Change, comparison: Comparison, language: Language) -> tuple[str, str, str]:
    """The field, before and after; a ride without a vehicle goes by the outside taxi."""
    name = translate(_FIELDS[change.field], language)
    nothing = translate("outside taxi", language) if move.leg is not None and change.field == "vehicle" else "–"
    before = _shown(change.field, change.before, comparison.before, language) or nothing
    after = _shown(change.field, change.after, comparison.after, language) or nothing
    return name, before, after


def _shown(field: Field, value: Shown, side: Side, language: Language) -> str:
    if isinstance(value, datetime):
        return f"{wording.short_day(value.date(), language)} {wording.clock(value)}"
    if isinstance(value, tuple):
        return ", ".join(wording.person_name(side.instance, person) for person in value)
    if value is None:
        return ""
    if field == "vehicle":
        return wording.vehicle_name(side.instance, value)
    if field == "kit":
        kit = side.instance.kit_by_id.get(value)
        return kit.name if kit else value
    return wording.place_name(side.instance, value, language)


def verdict(comparison: Comparison, language: Language) -> Iterator[str]:
    """Which plan is better and by what, and what the comparison cannot say."""
    first = comparison.first_difference
    if not comparison.same_data:
        yield translate(
            "The plans were made from different data: each tier counts what its own data asks for.", language
        )
    if first is None or first.before is None or first.after is None:
        yield translate("The two plans are equal in every tier.", language)
    else:
        better = comparison.before if first.before.value < first.after.value else comparison.after
        yield message(
            "{name} is better by the first tier that differs: {tier}.",
            name=better.name,
            tier=describe.tier_name(first.tier, language),
        ).text(language)
    if not comparison.same_weeks:
        yield translate("The plans cover different weeks: what moved cannot be told.", language)

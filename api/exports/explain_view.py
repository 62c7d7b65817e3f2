"""An explanation as a planner reads it on the terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.exports import describe, wording
from api.exports.edit_text import edit_text, pin_text
from api.exports.lookup import Lookup
from models.clauses import CLAUSES
from models.explanation import Displacement, Explanation, Extent, Relaxation, ServedAt
from models.text import N_, Language, message, translate

_EXTENTS: dict[Extent, str] = {
    "beside": N_("there is room for it beside all the rest"),
    "day": N_("served for certain, the other rides of its day planned anew"),
    "week": N_("served for certain, all that is not pinned planned anew"),
}
_VERDICTS: dict[str, str] = {
    "served": N_("served"),
    "impossible": N_("impossible, even alone on an empty fleet"),
    "pinned_out": N_("impossible beside what is pinned"),
    "not_chosen": N_("possible, and not chosen in this plan"),
}


def print_explanation(explanation: Explanation, lookup: Lookup, console: Console, language: Language) -> None:
    """Print what the item is, what became of it and why, and what would serve it."""
    head = Text.assemble((_title(explanation, lookup, language), "bold"), f"  {explanation.item}")
    console.print(head, soft_wrap=True)
    for line in _lines(explanation, lookup, language):
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()


def _title(explanation: Explanation, lookup: Lookup, language: Language) -> str:
    instance = lookup.instance
    what = describe.item_text(lookup, explanation.item, language)
    return f"{wording.service_name(instance, explanation.service)} — {what}"


def _lines(explanation: Explanation, lookup: Lookup, language: Language) -> Iterator[Text]:
    colour = "green" if explanation.verdict == "served" else "yellow"
    yield Text(translate(_VERDICTS[explanation.verdict], language), style=colour)
    for served in explanation.served:
        yield Text(_served(served, lookup, language))
        if served.binding:
            yield _rules(served.binding, language)
    for reason in explanation.reasons:
        yield Text(describe.reason_text(reason, language))
    for pin in explanation.pins:
        yield Text(f"• {pin_text(pin, lookup.instance, language)}")
    if explanation.pins:
        yield Text(translate("without any one of these pins it can be served", language), style="dim")
    if explanation.forced is not None:
        yield from _forced(explanation.forced, lookup, language)
    yield from _relaxations(explanation, lookup, language)


def _served(served: ServedAt, lookup: Lookup, language: Language) -> str:
    instance = lookup.instance
    places = [served.origin, *([served.destination] if served.destination else [])]
    parts = [
        f"{wording.middle_day(served.start.date(), language)}, {wording.span(served.start, served.end)}",
        " → ".join(wording.place_name(instance, place, language) for place in places),
    ]
    if served.vehicle is not None:
        parts.append(wording.vehicle_name(instance, served.vehicle))
    elif served.leg is not None:
        parts.append(translate("outside taxi", language))
    parts += [wording.person_name(instance, person) for person in served.people]
    if served.tour_cents is not None:
        cost = wording.euros(served.tour_cents, language)
        text = message("its tour costs {cost} and serves {n} others", cost=cost, n=served.shared)
        parts.append(cost if served.vehicle is None else text.text(language))
    return " · ".join(parts)


def _rules(codes: tuple[str, ...], language: Language) -> Text:
    statements = {clause.code: clause for clause in reversed(CLAUSES.values())}
    told = "; ".join(f"{code} ({statements[code].text(language)})" for code in codes)
    return Text(message("nothing to spare: {rules}", rules=told).text(language), style="dim")


def _forced(forced: Displacement, lookup: Lookup, language: Language) -> Iterator[Text]:
    money = _more(forced.cost_cents, language)
    if forced.dropped:
        need = wording.integer(abs(forced.need), language)
        unserved = message("{n} quarters more need left unserved", n=need)
        if forced.need == 0:
            unserved = message("as much need left unserved")
        elif forced.need < 0:
            unserved = message("{n} quarters less need left unserved", n=need)
        tail = f"{unserved.text(language)}, {money}"
    else:
        tail = money
    yield Text(
        f"{translate(_EXTENTS[forced.extent], language)}: {tail}"
        if language == "en"
        else (f"{translate(_EXTENTS[forced.extent], language)} : {tail}")
    )
    for heading, items in ((N_("left out then:"), forced.dropped), (N_("served as well then:"), forced.gained)):
        for item in items:
            what = describe.item_text(lookup, item, language)
            yield Text(f"  {translate(heading, language)} {what} ({item})")


def _relaxations(explanation: Explanation, lookup: Lookup, language: Language) -> Iterator[Text]:
    if explanation.verdict == "served" or (explanation.forced is not None and explanation.forced.extent == "beside"):
        return
    if explanation.relaxations:
        yield Text(translate("What would serve it, all else staying served (each planned and checked):", language))
    for relaxation in explanation.relaxations:
        yield Text.assemble(("• ", "green"), relaxation_text(relaxation, lookup, language))
    if not explanation.relaxations:
        yield Text(translate("None of the changes tried serves it with all else staying served.", language))
    if not explanation.complete:
        yield Text(translate("The time was over before everything was tried (--time-limit).", language), style="dim")


def relaxation_text(relaxation: Relaxation, lookup: Lookup, language: Language) -> str:
    """Its edits, and what it costs more."""
    edits = " + ".join(edit_text(edit, lookup.instance, language) for edit in relaxation.edits)
    return f"{edits} ({_more(relaxation.cost_cents, language)})"


def _more(cents: int, language: Language) -> str:
    cost = wording.euros(abs(cents), language)
    return (message("{cost} more", cost=cost) if cents >= 0 else message("{cost} less", cost=cost)).text(language)

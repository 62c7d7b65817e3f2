"""Short descriptions of a plan's parts that several exports share."""

from collections.abc import Iterator
from datetime import timedelta

from api.exports import wording
from api.exports.lookup import Lookup
from models.instance import TierName
from models.plan import Activity, Duty, Reason, StopAction, TierValue, Tour, Unserved
from models.text import N_, Language, message, translate

_TIERS: dict[TierName, str] = {
    "need": N_("Need left unserved"),
    "change": N_("Changes to the published plan"),
    "cost": N_("Cost"),
    "fairness": N_("Fairness between people"),
    "comfort": N_("Comfort"),
}
_KINDS: dict[str, str] = {
    "impossible": N_("impossible"),
    "pinned_out": N_("excluded by a pin"),
    "not_chosen": N_("not chosen"),
}


def tier_name(tier: TierName, language: Language) -> str:
    """What a tier of the objective is called."""
    return translate(_TIERS[tier], language)


def tolerance_text(tier: TierValue, least: str, language: Language) -> str:
    """``Coût : au plus 2 % au-dessus de 1 210,00 €, …``: what the planner gives up for the tiers after."""
    part = wording.per_mille(tier.tolerance_per_mille, language)
    sentence = message(
        "{tier}: at most {part} above {least}, the least found, for the sake of the tiers after",
        tier=tier_name(tier.tier, language),
        part=part,
        least=least,
    )
    return sentence.text(language)


def action_text(lookup: Lookup, action: StopAction, language: Language) -> str:
    """What happens at a stop: ``monte : P-014 (2 pers.)``."""
    instance, item = lookup.instance, action.item or ""
    if action.kind == "charge":
        return translate("charging", language)
    if action.kind in ("load_kit", "unload_kit"):
        kit = instance.kit_by_id[item].name if item in instance.kit_by_id else item
        text = message("loads: {kit}", kit=kit) if action.kind == "load_kit" else message("unloads: {kit}", kit=kit)
        return text.text(language)
    if action.kind in ("crew_on", "crew_off"):
        who = message("{name} (crew)", name=wording.person_name(instance, item)).text(language)
    else:
        request = lookup.find_request(item)
        who = wording.party_text(request, language) if request else item
    getting_on = action.kind in ("crew_on", "board")
    return (message("gets on: {who}", who=who) if getting_on else message("gets off: {who}", who=who)).text(language)


def activity_text(lookup: Lookup, duty: Duty, activity: Activity, language: Language) -> str:
    """What somebody does: ``Conduite, Minibus 1`` or ``Séance, Atelier numérique, avec Paul Blanc``."""
    instance = lookup.instance
    what = wording.activity_name(activity.kind, language)
    tour = lookup.tour_by_id.get(activity.ref or "")
    session = lookup.session_by_id.get(activity.ref or "")
    if tour and activity.kind in ("drive", "ride"):
        return f"{what}, {wording.vehicle_name(instance, tour.vehicle)}"
    if session and activity.kind == "session":
        colleagues = [wording.person_name(instance, m.person) for m in session.crew if m.person != duty.person]
        what = f"{what}, {lookup.service_of(session).name}"
        return (
            message("{what}, with {names}", what=what, names=", ".join(colleagues)).text(language)
            if colleagues
            else what
        )
    if activity.kind == "fixed":
        fixed = next((f for f in instance.person_by_id[duty.person].activities if f.id == activity.ref), None)
        return fixed.name if fixed else what
    return what


def duty_stretches(lookup: Lookup, duty: Duty, language: Language) -> Iterator[str]:
    """A duty in few lines: what belongs to one tour or one session in a row is one stretch."""
    start = duty.activities[0].start
    for activity, following in zip(duty.activities, (*duty.activities[1:], None), strict=True):
        label = _stretch(lookup, duty, activity, language)
        if following is None or _stretch(lookup, duty, following, language) != label:
            yield f"{wording.span(start, activity.end)} {label}"
            start = activity.end


def _stretch(lookup: Lookup, duty: Duty, activity: Activity, language: Language) -> str:
    tour = lookup.tour_by_id.get(activity.ref or "")
    session = lookup.session_by_id.get(activity.ref or "")
    if tour:
        return wording.vehicle_name(lookup.instance, tour.vehicle)
    if session and activity.kind in ("set_up", "session", "tear_down"):
        commune = wording.commune_name(lookup.instance, lookup.instance.places[session.venue].commune)
        return f"{lookup.service_of(session).name}, {commune}"
    return activity_text(lookup, duty, activity, language)


def unserved_text(lookup: Lookup, item: Unserved, language: Language) -> str:
    """Which session or ride is left out."""
    return item_text(lookup, item.item, language)


def item_text(lookup: Lookup, item: str, language: Language) -> str:
    """A session or a ride asked for: the venue, or the party, its day and its ends."""
    instance = lookup.instance
    occurrence = lookup.occurrence_by_id.get(item)
    if occurrence is not None:
        venues = instance.demand_by_id[occurrence.demand].venues
        return " / ".join(wording.place_name(instance, venue, language) for venue in venues)
    ride, request = lookup.ride_item_by_id.get(item), lookup.find_request(item)
    if ride is None or request is None:
        return item
    ends = " → ".join(wording.place_name(instance, end, language) for end in (request.origin, request.destination))
    day = f", {wording.short_day(ride.day, language)}" if ride.day else ""
    return f"{wording.party_text(request, language)}{day}, {ends}"


def reason_text(reason: Reason, language: Language) -> str:
    """``S4, P3 — une journée de travail …``: the rules by their codes, then the sentence."""
    codes = f"{', '.join(reason.codes)} — " if reason.codes else ""
    return f"{codes}{reason.text.text(language)}"


def reason_kind(reason: Reason, language: Language) -> str:
    """Whether the item is impossible, excluded by a pin or not chosen."""
    return translate(_KINDS[reason.kind], language)


def actions_during(tour: Tour, activity: Activity) -> Iterator[StopAction]:
    """What happens at the tour's stop where the activity takes place, while it lasts; an instant counts at its ends."""
    for stop in tour.stops:
        if stop.place == activity.place and stop.arrival <= activity.end and activity.start <= stop.departure:
            for action in stop.actions:
                overlap = min(action.end, activity.end) - max(action.start, activity.start)
                if overlap > timedelta(0) or (action.start == action.end and overlap == timedelta(0)):
                    yield action

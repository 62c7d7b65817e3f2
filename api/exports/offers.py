"""Offers of rides and of sessions as JSON, and on the terminal."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from api.exports import wording
from models.base import format_local
from models.instance import Instance
from models.offers import Delayed, RideOffer, RideOffers
from models.rides import RideRequest
from models.text import Language, message, translate
from optimiser.offers import Offer
from optimiser.offers.more_sessions import SessionOffer


def ride_offers(request: RideRequest, offers: Sequence[Offer]) -> RideOffers:
    """Offers as a file holds them."""
    return RideOffers(
        request=request,
        offers=tuple(
            RideOffer(
                number=number,
                rides=offer.rides,
                vehicles=offer.vehicles,
                drivers=offer.drivers,
                added_cents=max(0, round(offer.added_cents)),
                delayed=tuple(
                    Delayed(item=one.item, leg=one.leg, pickup_min=one.pickup_min, dropoff_min=one.dropoff_min)
                    for one in offer.shifted
                ),
            )
            for number, offer in enumerate(offers, 1)
        ),
    )


def print_ride_offers(offers: RideOffers, instance: Instance, console: Console, language: Language = "fr") -> None:
    """A line for each offer: where and when from and to, by whom, for how much, and who is moved by how much."""
    table = _table(language, "number", "outbound", "return", "vehicle", "cost", "moved within their promise")
    for offer in offers.offers:
        ways = {
            ride.leg: f"{ride.boarding_start:%d/%m %H:%M} {instance.places[ride.pickup].name} → "
            f"{ride.alighting_start:%H:%M} {instance.places[ride.dropoff].name}"
            for ride in offer.rides
        }
        names = dict.fromkeys(instance.vehicle_by_id[id_].name for id_ in offer.vehicles)
        moved = ", ".join(f"{one.item} {one.pickup_min:+d}" for one in offer.delayed)
        cost = wording.euros(offer.added_cents, language)
        table.add_row(
            str(offer.number), ways.get("outbound", ""), ways.get("return", ""), ", ".join(names), cost, moved
        )
    console.print(table)


def session_offers_text(offers: Sequence[SessionOffer], language: Language = "fr") -> str:
    """Offers of sessions: where, when, who, cents more, need left, the folder with the plan and whom to tell."""
    rows = [
        {
            "number": number,
            "demand": offer.session.demand,
            "start": format_local(offer.session.start),
            "venue": offer.session.venue,
            "people": [member.person for member in offer.session.crew],
            "vehicle": offer.session.vehicle,
            "added_cents": offer.added_cents,
            "unserved": offer.option.need,
            "changes": offer.option.changes,
            "folder": folder_name(number),
            "notices": [
                {"who": one.who, "item": one.item, "old": one.old.text(language), "new": one.new.text(language)}
                for one in offer.option.tellings
            ],
        }
        for number, offer in enumerate(offers, 1)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def folder_name(number: int) -> str:
    """Folder of an offer of a session."""
    return f"offer-{number}"


def print_session_offers(offers: Sequence[SessionOffer], console: Console, language: Language = "fr") -> None:
    """A line for each offer: where and when, by whom, for how much more, and how many must be told."""
    table = _table(language, "number", "start", "place", "people", "vehicle", "cost", "to tell", "unserved")
    for number, offer in enumerate(offers, 1):
        instance, session = offer.instance, offer.session
        vehicle = instance.vehicle_by_id[session.vehicle].name if session.vehicle is not None else ""
        table.add_row(
            str(number),
            f"{session.start:%d/%m %H:%M}",
            instance.places[session.venue].name,
            ", ".join(instance.person_by_id[member.person].name for member in session.crew),
            vehicle,
            wording.euros(offer.added_cents, language),
            str(offer.option.changes),
            str(len(offer.option.unserved)),
        )
    console.print(table)


_HEADS = {
    "number": message("offer"),
    "outbound": message("outbound"),
    "return": message("return"),
    "vehicle": message("vehicle"),
    "cost": message("added cost"),
    "moved within their promise": message("moved within their promise"),
    "start": message("start"),
    "place": message("place"),
    "people": message("people"),
    "to tell": message("to tell"),
    "unserved": message("unserved"),
}


def _table(language: Language, *heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(_HEADS[head].text(language), overflow="fold")
    return table


def nothing_offered(console: Console, language: Language = "fr") -> None:
    """There is no room."""
    sentence = translate(
        "nothing within this plan: all vehicles and people that could are taken or not allowed", language
    )
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)

"""What a poster tells of on-demand transport: where it stops in the commune, when it runs, how to book it."""

from collections.abc import Iterator, Sequence
from typing import Any

from api.exports import ride_hours, wording
from api.exports.addresses import web_address
from api.exports.paper.speech import Speech
from models.geography import distance_m
from models.horizon import Horizon
from models.instance import Instance
from models.rides import RideService
from models.territory import Commune, Stop
from models.text import N_

STOPS = 8
"""Stops on a poster, at most; how many more there are is told."""


def ride_services(instance: Instance, horizon: Horizon, commune: Commune, speech: Speech) -> Iterator[dict[str, Any]]:
    """What the poster of a commune shows of each service that has public stops."""
    for service in instance.ride_services:
        if stops := ride_hours.stops_of(service, instance):
            yield {
                "name": service.name,
                **_stops(stops, instance, commune, speech),
                "hours_label": speech.words(N_("Runs")),
                "hours": _hours(service, instance, horizon, speech),
                "fare_label": speech.words(N_("Fare")),
                "fare": _fare(service, speech),
                "booking": _booking(service, speech),
                "phone_label": speech.words(N_("Book by phone")),
                "phone": service.phone,
                "url": web_address(service.url),
            }


def _stops(stops: Sequence[Stop], instance: Instance, commune: Commune, speech: Speech) -> dict[str, Any]:
    """The stops of the commune, or else the nearest one."""
    here = sorted((stop for stop in stops if stop.commune == commune.id), key=lambda s: wording.sort_key(s.name))
    if here:
        names, label = [stop.name.removeprefix(f"{commune.name}, ") for stop in here[:STOPS]], N_("Stops")
    else:
        nearest = min(stops, key=lambda s: (distance_m(commune.lon, commune.lat, s.lon, s.lat), s.id))
        names, label = [wording.place_name(instance, nearest.id, speech.first)], N_("Nearest stop")
    return {"stops_label": speech.words(label), "stops": names, "more": speech.more(len(here) - STOPS)}


def _hours(service: RideService, instance: Instance, horizon: Horizon, speech: Speech) -> list[list[str]]:
    said = [
        list(ride_hours.hours_lines(service, instance, horizon, language))
        for language in (speech.first, speech.also)
        if language is not None
    ]
    return [list(lines) for lines in zip(*said, strict=True)]


def _booking(service: RideService, speech: Speech) -> list[str]:
    return speech.say(lambda to: ride_hours.booking_text(service, to))


def _fare(service: RideService, speech: Speech) -> list[str]:
    return speech.say(lambda to: ride_hours.fare_text(service, to))

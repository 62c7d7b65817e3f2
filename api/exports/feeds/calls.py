"""When a vehicle calls at a public stop, as far as everybody may know it.

A neighbour who knows that the minibus stops at 9:10 with two places free can still book one; that is what these feeds
are for. They tell when it comes and what is free when it leaves, never who or how many get on or off, nor where to.
Even so, the calls at a stop that one household uses are that household's timetable. So a stop tells its calls only
when at least three parties use it within the weeks planned; until then its feed is there and empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.exports import wording
from api.exports.lookup import Lookup
from models.fleet import Layout
from models.plan import Load, Tour, TourStop
from models.rides import RideService
from models.territory import Stop

PARTIES = 3
"""Parties that use a stop within a plan, at least, before its calls are told."""


@dataclass(frozen=True)
class Call:
    """A vehicle at a public stop. ``number`` counts its calls there on that tour from 1; ``free`` is on leaving."""

    tour: Tour
    stop: TourStop
    number: int
    free: Load
    services: tuple[RideService, ...]


def calls(lookup: Lookup) -> Iterator[Call]:
    """The calls of a plan that are told, tour by tour."""
    told = _told_stops(lookup)
    for tour in lookup.plan.tours:
        layouts = lookup.instance.vehicle_by_id[tour.vehicle].layouts
        layout = next(layout for layout in layouts if layout.id == tour.layout)
        numbers: dict[str, int] = {}
        for stop in tour.stops:
            services = _services(lookup, stop) if stop.place in told else ()
            if services:
                number = numbers[stop.place] = numbers.get(stop.place, 0) + 1
                yield Call(tour, stop, number, _free(layout, stop.load), services)


def _told_stops(lookup: Lookup) -> frozenset[str]:
    parties: dict[str, set[str]] = {}
    for ride in lookup.plan.rides:
        request = lookup.find_request(ride.item)
        party = wording.party_code(request) if request is not None else ride.request
        for place in (ride.pickup, ride.dropoff):
            if ride.tour is not None and isinstance(lookup.instance.places.get(place), Stop):
                parties.setdefault(place, set()).add(party)
    return frozenset(place for place, found in parties.items() if len(found) >= PARTIES)


def _services(lookup: Lookup, stop: TourStop) -> tuple[RideService, ...]:
    """Whose passengers get on or off, in the instance's order."""
    items = [action.item for action in stop.actions if action.kind in ("board", "alight") and action.item is not None]
    requests = [lookup.find_request(item) for item in items]
    used = {request.service for request in requests if request is not None}
    return tuple(service for service in lookup.instance.ride_services if service.id in used)


def _free(layout: Layout, load: Load) -> Load:
    return Load(seats=max(0, layout.seats - load.seats), wheelchairs=max(0, layout.wheelchairs - load.wheelchairs))

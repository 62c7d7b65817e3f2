"""Where and when the ride service runs: stops, zones, hours, deadlines, promises (rules R6, R8, R9)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.base import at
from models.rides import RideService
from models.territory import Place, Stop, Venue, windows_on
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Served
from optimiser.check.rides import ride_id
from optimiser.travel import haversine_m


@checks("R6.stop", "R6.accessible")
def r6(facts: Facts) -> Iterator[Breach]:
    """Pick-up and drop-off are places the party may be taken at, accessible where a wheelchair is."""
    for served in facts.served:
        ride, request = served.ride, served.request
        wished, stated = request.ends(ride.leg), request.stops(ride.leg)
        ends = ((ride.pickup, ride.boarding_start), (ride.dropoff, ride.alighting_start))
        for (chosen, when), wish, choices in zip(ends, wished, stated, strict=True):
            if not _allowed(facts, served, chosen, wish, choices):
                what = message("the party cannot be taken at {place}", place=facts.place_name(chosen))
                yield breach("R6.stop", ride_id(ride), when, what)
            place = facts.instance.places.get(chosen)
            if place is not None and request.wheelchairs and not place.accessible:
                what = message("a wheelchair cannot get on or off at {place}", place=place.name)
                yield breach("R6.accessible", ride_id(ride), when, what)


def _allowed(facts: Facts, served: Served, chosen: str, wish: str, choices: tuple[str, ...]) -> bool:
    places = facts.instance.places
    if chosen not in places:
        return False
    if served.request.door_to_door:
        return chosen == wish or chosen in choices
    if choices:
        return chosen in choices
    place, wished = places[chosen], places[wish]
    public = isinstance(place, Stop) or (chosen == wish and isinstance(place, Venue))
    return public and walk_m(place, wished) <= served.service.walking_m


def walk_m(a: Place, b: Place) -> float:
    """Metres between two places as the crow flies."""
    return float(haversine_m(a.lon, a.lat, b.lon, b.lat))


@checks("R8.zone", "R8.hours", "R8.deadline")
def r8(facts: Facts) -> Iterator[Breach]:
    """A ride is a movement the zones allow, in the service's hours, booked in time."""
    for served in facts.served:
        service, who, when = served.service, ride_id(served.ride), served.ride.boarding_start
        if served.ride.pickup in facts.instance.places and served.ride.dropoff in facts.instance.places:
            yield from _movement(facts, served)
        midnight = facts.horizon.day_start(served.day)
        windows = windows_on(service.hours, served.day, facts.seasons(served.day))
        first, last = served.boarding_start - midnight, served.alighting_end - midnight
        if any(served.day in closure for closure in service.closures):
            yield breach("R8.hours", who, when, message("the service is closed on {day}", day=served.day.isoformat()))
        elif facts.instance.territory.is_holiday(served.day) and not service.runs_on_holidays:
            yield breach("R8.hours", who, when, message("{day} is a public holiday", day=served.day.isoformat()))
        elif not any(start <= first and last <= end for start, end in windows):
            outside = min((max(start - first, 0) + max(last - end, 0) for start, end in windows), default=last - first)
            yield breach("R8.hours", who, when, message("the ride lies outside the service's hours"), outside, "min")
        booked = served.request.booked_at
        if booked is not None and served.item.day is not None:
            deadline = _deadline(service, served.item.day, when)
            if booked > deadline:
                by = int((booked - deadline).total_seconds()) // 60
                what = message(
                    "the ride was booked after the deadline, {deadline}", deadline=f"{deadline:%Y-%m-%d %H:%M}"
                )
                yield breach("R8.deadline", who, when, what, by, "min")


def _movement(facts: Facts, served: Served) -> Iterator[Breach]:
    service, who, when = served.service, ride_id(served.ride), served.ride.boarding_start
    if not service.zones:
        return
    zones_from = _zones(service, facts.instance.places[served.ride.pickup])
    zones_to = _zones(service, facts.instance.places[served.ride.dropoff])
    pairs = {(a, b) for a in zones_from for b in zones_to}
    ends = {
        "origin": facts.place_name(served.ride.pickup),
        "destination": facts.place_name(served.ride.dropoff),
    }
    if not pairs:
        yield breach("R8.zone", who, when, message("{origin} or {destination} lies in no zone", **ends))
    elif service.allowed and not pairs & {(m.origin, m.destination) for m in service.allowed}:
        yield breach("R8.zone", who, when, message("no movement allows going from {origin} to {destination}", **ends))
    elif pairs & {(m.origin, m.destination) for m in service.forbidden}:
        yield breach("R8.zone", who, when, message("going from {origin} to {destination} is forbidden", **ends))


def _zones(service: RideService, place: Place) -> set[str]:
    return {zone.id for zone in service.zones if place.id in zone.places or place.commune in zone.communes}


def _deadline(service: RideService, day: date, pickup: datetime) -> datetime:
    booking = service.booking
    if booking.days_before == 0:
        return pickup - timedelta(minutes=booking.minutes_before)
    return at(day - timedelta(days=booking.days_before), booking.until)


@checks("R9.promise")
def r9(facts: Facts) -> Iterator[Breach]:
    """A promised pick-up moves by no more than the tolerance."""
    before = {(ride.item, ride.leg): ride.boarding_start for ride in (facts.previous.rides if facts.previous else ())}
    for served in facts.served:
        midnight = facts.minute(at(served.day, 0))
        told = before.get((served.item.id, served.ride.leg))
        last = None if told is None else facts.minute(told) - midnight
        tolerance = served.service.promise_tolerance_min
        counted_on = served.request.counted_on(served.day, served.ride.leg, last, tolerance)
        moved = max((abs(served.boarding_start - midnight - minute) for minute in counted_on), default=0)
        if moved > served.service.promise_tolerance_min:
            what = message(
                "the pick-up promised moves by {moved} min, {limit} at most",
                moved=moved,
                limit=served.service.promise_tolerance_min,
            )
            by = moved - served.service.promise_tolerance_min
            yield breach("R9.promise", ride_id(served.ride), served.ride.boarding_start, what, by, "min")

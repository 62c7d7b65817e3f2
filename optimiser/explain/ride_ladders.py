"""What could be relaxed for a ride, each kind with the amounts to try."""

from collections.abc import Iterator

from models.edits import (
    LateBooking,
    LongerRides,
    RideStop,
    RideWindow,
    ServiceHours,
    SessionWait,
    Side,
    SmallerReserve,
)
from models.fleet import Vehicle
from models.geography import distance_m
from models.horizon import RideItem
from models.people import PASSENGER_ATTESTATION
from models.pins import Pin
from models.rides import Leg, RideRequest, RideService, Trip
from optimiser.explain.case import Case
from optimiser.explain.means_ladders import HOURS, SIDES, Make, longer_hours, more_means, without_pins
from optimiser.explain.relaxing import Ladder

WINDOW = tuple(range(5, 121, 5))
"""Minutes a window could be wider."""
RIDE_TIME = tuple(range(5, 61, 5))
"""Minutes a ride could last longer."""
STOPS, STOP_METRES = 8, 5000
"""Other stops tried, and how far they may lie from the wished point."""


def ride_ladders(case: Case, item: RideItem, pins: tuple[Pin, ...]) -> Iterator[Ladder]:
    """Ladders for a ride item, in the order of their kinds, with single edits first.

    Parameters
    ----------
    pins
        The pins that could be taken away.
    """
    instance, request = case.instance, case.request_of(item)
    service = instance.ride_service_by_id[item.service]
    day = case.day_of(item)
    if day is None:
        return
    weekday = day.isoweekday()
    yield from _windows(request)
    yield from _stops(case, request, service)
    if request.booked_at is not None:
        yield Ladder((1,), lambda _: (LateBooking(ride=request.id),), "late-booking")
    if request.session is not None:
        for side in SIDES:
            yield Ladder(WINDOW, _wait(service.id, side), f"session-wait {side}")
    yield from without_pins(pins)
    most = max((one.vehicle_min for one in service.reserve if weekday in one.weekdays), default=0)
    if most:
        rungs = (*range(15, most, 15), most)
        yield Ladder(rungs, lambda n: (SmallerReserve(service=service.id, weekday=weekday, minutes=n),), "reserve")
    yield Ladder(RIDE_TIME, lambda n: (LongerRides(service=service.id, minutes=n),), "ride-time")
    if service.hours:
        for side in SIDES:
            yield Ladder(HOURS, _hours(service.id, weekday, side), f"service-hours {side}")
    fit = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features) and _holds(v, request)]
    licences = sorted({vehicle.licence for vehicle in fit})
    drivers = [
        person
        for person in instance.people
        if person.holds(PASSENGER_ATTESTATION, day) and any(person.holds(licence, day) for licence in licences)
    ]
    yield from longer_hours(drivers, fit, {weekday})
    staff = [(PASSENGER_ATTESTATION, licence) for licence in licences]
    yield from more_means(instance, staff, fit, {weekday})


def _holds(vehicle: Vehicle, request: RideRequest) -> bool:
    return any(
        layout.seats >= request.walkers and layout.wheelchairs >= request.wheelchairs for layout in vehicle.layouts
    )


def _windows(request: RideRequest) -> Iterator[Ladder]:
    legs: tuple[Leg, ...] = ("outbound", "return") if request.return_trip is not None else ("outbound",)
    for leg in legs:
        if request.trip(leg) not in (None, Trip()):
            for side in SIDES:
                yield Ladder(WINDOW, _window(request.id, leg, side), f"ride-window {leg} {side}")


def _stops(case: Case, request: RideRequest, service: RideService) -> Iterator[Ladder]:
    """Stops beyond those in reach now, the nearest first."""
    instance = case.instance
    for end, wished, stated in (
        ("origin", request.origin, request.origin_stops),
        ("destination", request.destination, request.destination_stops),
    ):
        point = instance.places[wished]
        within = 0 if request.door_to_door or stated else service.walking_m
        away = sorted(
            (round(distance_m(point.lon, point.lat, stop.lon, stop.lat)), stop.id)
            for stop in instance.stops
            if stop.id not in (*stated, wished) and (stop.accessible or not request.wheelchairs)
        )
        far = [(metres, id_) for metres, id_ in away if within < metres <= STOP_METRES][:STOPS]
        if far:
            yield Ladder(tuple(range(len(far))), _stop(request.id, end, far), f"ride-stop {end}", order="none")


def _window(ride: str, leg: Leg, side: Side) -> Make:
    return lambda n: (RideWindow(ride=ride, leg=leg, side=side, minutes=n),)


def _stop(ride: str, end: str, far: list[tuple[int, str]]) -> Make:
    return lambda n: (RideStop.model_validate({"ride": ride, "end": end, "metres": far[n][0], "stop": far[n][1]}),)


def _wait(service: str, side: Side) -> Make:
    return lambda n: (SessionWait(service=service, side=side, minutes=n),)


def _hours(service: str, weekday: int, side: Side) -> Make:
    return lambda n: (ServiceHours(service=service, weekday=weekday, side=side, minutes=n),)

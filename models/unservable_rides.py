"""Rides that are asked for and that nothing can carry: known before any search, told as warnings.

Whether a ride fits its own limit of time is left to the optimiser, which knows travel times.
"""

from collections.abc import Iterator
from datetime import timedelta

from models.base import at
from models.geography import distance_m
from models.horizon import Horizon, ride_days
from models.instance import Instance
from models.notices import Location, Notice, warning
from models.people import PASSENGER_ATTESTATION
from models.rides import RideRequest, RideService
from models.text import message


def find_unservable_rides(instance: Instance, horizon: Horizon) -> Iterator[Notice]:
    """Warnings about rides and reserves no plan can give, in an instance without errors."""
    asked = {ride.service for ride in instance.rides}
    for service in instance.ride_services:
        if service.id in asked:
            yield from _means(instance, horizon, service)
        yield from _reserve(instance, service)
    stops = _StopFinder(instance)
    for ride in instance.rides:
        yield from _party(instance, ride)
        yield from _stops(instance, ride, stops)
        yield from _calendar(instance, horizon, ride)


def _means(instance: Instance, horizon: Horizon, service: RideService) -> Iterator[Notice]:
    vehicles = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features)]
    if service.taxi is not None:
        return
    where = Location(source="ride_services", field="vehicle_features", item=service.id)
    if not vehicles:
        yield warning(
            "ride_service.no_vehicle",
            where,
            message(
                "no vehicle has what the service asks for: {features}", features=", ".join(service.vehicle_features)
            ),
            message("add it to a vehicle's equipment, or ask for less"),
        )
        return
    licences = {vehicle.licence for vehicle in vehicles}
    if not any(
        person.holds(PASSENGER_ATTESTATION, day) and any(person.holds(licence, day) for licence in licences)
        for person in instance.people
        for day in horizon.days
    ):
        yield warning(
            "ride_service.no_driver",
            where.model_copy(update={"field": ""}),
            message(
                "nobody holds both a vehicle's licence ({licences}) and {attestation} in the weeks planned",
                licences=", ".join(sorted(licences)),
                attestation=PASSENGER_ATTESTATION,
            ),
            message("add the licence and the attestation to somebody's diplomas"),
        )


def _reserve(instance: Instance, service: RideService) -> Iterator[Notice]:
    fleet = sum(set(service.vehicle_features) <= set(vehicle.features) for vehicle in instance.vehicles)
    for reserve in service.reserve:
        most = fleet * (reserve.end - reserve.start)
        if reserve.vehicle_min > most:
            yield warning(
                "reserve.too_large",
                Location(source="ride_services", field="reserve", item=service.id),
                message(
                    "{asked} minutes of vehicle are to stay free where the whole fleet has {most}",
                    asked=reserve.vehicle_min,
                    most=most,
                ),
                message("lower the reserve; until then all that is there stays free"),
            )


def _party(instance: Instance, ride: RideRequest) -> Iterator[Notice]:
    service = instance.ride_service_by_id[ride.service]
    if service.taxi is not None and (service.taxi.wheelchairs or not ride.wheelchairs):
        return
    vehicles = [v for v in instance.vehicles if set(service.vehicle_features) <= set(v.features)]
    if vehicles and not any(
        layout.seats >= ride.walkers
        and layout.wheelchairs >= ride.wheelchairs
        and vehicle.child_seats >= ride.child_seats
        for vehicle in vehicles
        for layout in vehicle.layouts
    ):
        yield warning(
            "ride.too_large",
            Location(source="rides", field="walkers", item=ride.id),
            message(
                "no vehicle takes {walkers} seated passengers, {wheelchairs} wheelchairs and {child_seats} child seats",
                walkers=ride.walkers,
                wheelchairs=ride.wheelchairs,
                child_seats=ride.child_seats,
            ),
            message("split the party, or correct its size"),
        )


class _StopFinder:
    """Public stops within walking distance of a place, looked up once per place and distance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._found: dict[tuple[str, int], tuple[bool, bool]] = {}

    def near(self, place: str, walking_m: int) -> tuple[bool, bool]:
        """Whether there is some stop, and some accessible one."""
        key = (place, walking_m)
        if key not in self._found:
            point = self._instance.places[place]
            near = [
                stop
                for stop in (*self._instance.stops, *([point] if place in self._instance.venue_by_id else []))
                if distance_m(point.lon, point.lat, stop.lon, stop.lat) <= walking_m
            ]
            self._found[key] = bool(near), any(stop.accessible for stop in near)
        return self._found[key]


def _stops(instance: Instance, ride: RideRequest, stops: _StopFinder) -> Iterator[Notice]:
    service = instance.ride_service_by_id[ride.service]
    for field, wished, stated in (
        ("origin", ride.origin, ride.origin_stops),
        ("destination", ride.destination, ride.destination_stops),
    ):
        if ride.door_to_door or stated:
            doors = (wished, *stated) if ride.door_to_door else stated
            some, accessible = True, any(instance.places[id_].accessible for id_ in doors)
        else:
            some, accessible = stops.near(wished, service.walking_m)
        where = Location(source="rides", field=field, item=ride.id)
        if not some:
            yield warning(
                "ride.no_stop",
                where,
                message("no stop lies within {metres} m of {place}", metres=service.walking_m, place=wished),
                message("add a stop, state the stops, or allow the ride from door to door"),
            )
        elif ride.wheelchairs and not accessible:
            yield warning(
                "ride.not_accessible",
                where,
                message("no stop for {place} is accessible to a wheelchair", place=wished),
                message("state an accessible stop"),
            )


def _calendar(instance: Instance, horizon: Horizon, ride: RideRequest) -> Iterator[Notice]:
    service = instance.ride_service_by_id[ride.service]
    for day in ride_days(ride, horizon):
        holiday = instance.territory.is_holiday(day) and not service.runs_on_holidays
        if holiday or any(day in closure for closure in service.closures):
            yield warning(
                "ride.closed_day",
                Location(source="rides", field="date", item=ride.id),
                message("the service does not run on {day}", day=day.isoformat()),
                message("choose another day"),
            )
        booking = service.booking
        deadline = at(day - timedelta(days=booking.days_before), booking.until)
        if ride.booked_at is not None and booking.days_before and ride.booked_at > deadline:
            yield warning(
                "ride.deadline",
                Location(source="rides", field="booked_at", item=ride.id),
                message("the ride of {day} was booked after the deadline", day=day.isoformat()),
                message("correct the time of booking, or choose a later day"),
            )

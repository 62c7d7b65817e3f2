"""Edits of what is asked of rides, and of what the ride service promises."""

from collections.abc import Callable
from typing import ClassVar, Literal

from pydantic import Field

from models.base import DAY_MIN, Id, Metres, Weekday, Window
from models.edits.base import Edit, Side, widened, with_item
from models.instance import Instance
from models.rides import Leg, RideRequest, RideService, Trip


class RideWindow(Edit):
    """The windows of one direction of a ride open earlier, or close later."""

    amount_field: ClassVar[str] = "minutes"
    kind: Literal["ride-window"] = "ride-window"
    ride: Id
    leg: Leg = "outbound"
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with wider windows of the request."""
        return _with_ride(instance, self.ride, self._widened)

    def _widened(self, ride: RideRequest) -> RideRequest:
        trip = ride.trip(self.leg) or Trip()
        wider = Trip(pickup=self._wider(trip.pickup), dropoff=self._wider(trip.dropoff))
        return ride.model_copy(update={"outbound" if self.leg == "outbound" else "return_trip": wider})

    def _wider(self, window: Window | None) -> Window | None:
        if window is None:
            return None
        if self.side == "earlier":
            return Window(start=max(0, window.start - self.minutes), end=window.end)
        return Window(start=window.start, end=min(DAY_MIN, window.end + self.minutes))


class RideStop(Edit):
    """Another stop at one end of a ride, in the place of those near; the door stays for those entitled to it."""

    amount_field: ClassVar[str] = "metres"
    like_fields: ClassVar[frozenset[str]] = frozenset({"stop"})
    kind: Literal["ride-stop"] = "ride-stop"
    ride: Id
    end: Literal["origin", "destination"]
    stop: Id
    metres: Metres = Field(description="from the wished point, as the crow flies")

    def apply(self, instance: Instance) -> Instance:
        """The instance with that stop stated."""
        update = {f"{self.end}_stops": (self.stop,)}
        return _with_ride(instance, self.ride, lambda ride: ride.model_copy(update=update))


class LateBooking(Edit):
    """A ride is taken although it was booked after the deadline."""

    kind: Literal["late-booking"] = "late-booking"
    ride: Id

    def apply(self, instance: Instance) -> Instance:
        """The instance without the moment of the booking."""
        return _with_ride(instance, self.ride, lambda ride: ride.model_copy(update={"booked_at": None}))


class LongerRides(Edit):
    """Passengers of a service may be aboard longer: the absolute limit and the constant both grow."""

    amount_field: ClassVar[str] = "minutes"
    kind: Literal["ride-time"] = "ride-time"
    service: Id
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer limits."""
        return _with_service(
            instance,
            self.service,
            lambda service: service.model_copy(
                update={
                    "max_ride_min": service.max_ride_min + self.minutes,
                    "ride_constant_min": service.ride_constant_min + self.minutes,
                }
            ),
        )


class ServiceHours(Edit):
    """A ride service begins earlier, or ends later, on one weekday."""

    amount_field: ClassVar[str] = "minutes"
    kind: Literal["service-hours"] = "service-hours"
    service: Id
    weekday: Weekday
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer hours."""
        return _with_service(
            instance,
            self.service,
            lambda service: service.model_copy(
                update={"hours": widened(service.hours, self.weekday, self.side, self.minutes)}
            ),
        )


class SessionWait(Edit):
    """Passengers to a session may be there earlier, or leave it later."""

    amount_field: ClassVar[str] = "minutes"
    kind: Literal["session-wait"] = "session-wait"
    service: Id
    side: Side
    minutes: int = Field(ge=1, le=DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the longer wait before the session, or after it."""
        field = "early_for_session_min" if self.side == "earlier" else "wait_after_session_min"
        return _with_service(
            instance,
            self.service,
            lambda service: service.model_copy(update={field: getattr(service, field) + self.minutes}),
        )


class SmallerReserve(Edit):
    """Less vehicle time stays free for bookings still to come, on one weekday."""

    amount_field: ClassVar[str] = "minutes"
    kind: Literal["reserve"] = "reserve"
    service: Id
    weekday: Weekday
    minutes: int = Field(ge=1, le=60 * DAY_MIN)

    def apply(self, instance: Instance) -> Instance:
        """The instance with the smaller reserves."""
        return _with_service(instance, self.service, self._smaller)

    def _smaller(self, service: RideService) -> RideService:
        reserves = []
        for one in service.reserve:
            if self.weekday not in one.weekdays:
                reserves.append(one)
                continue
            rest = tuple(day for day in one.weekdays if day != self.weekday)
            if rest:
                reserves.append(one.model_copy(update={"weekdays": rest}))
            left = max(0, one.vehicle_min - self.minutes)
            reserves.append(one.model_copy(update={"weekdays": (self.weekday,), "vehicle_min": left}))
        return service.model_copy(update={"reserve": tuple(reserves)})


def _with_ride(instance: Instance, id_: str, change: Callable[[RideRequest], RideRequest]) -> Instance:
    return instance.model_copy(update={"rides": with_item(instance.rides, id_, change)})


def _with_service(instance: Instance, id_: str, change: Callable[[RideService], RideService]) -> Instance:
    return instance.model_copy(update={"ride_services": with_item(instance.ride_services, id_, change)})

"""From what an agent asks to the ride that plans are made with: every fault at once, with its place and its remedy."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.bookings.schemas import Asked, When
from api.passengers.doors import PREFIX as DOOR
from api.passengers.repository import Passengers
from api.problems import Problem, refused
from api.store.sealing import Seal
from api.store.tables import PassengerRow, TerritoryRow
from api.territories.entities import Entities
from instances.faults import detail_notice
from models.base import DateRange
from models.notices import Location, Notice, error
from models.rides import RideRequest, RideService
from models.text import message

PLACES = ("stops", "venues", "depots", "addresses")
BODY = "body"


class RequestDesk:
    """Builds requests of one territory."""

    def __init__(self, session: Session, seal: Seal, territory: TerritoryRow) -> None:
        self._entities = Entities(session, seal, territory)
        self._passengers = Passengers(session, seal, territory.organisation_id)

    def build(
        self, asked: Asked, passenger: PassengerRow | None, booked_at: datetime | None, **when: Any
    ) -> RideRequest:
        """The request of a body.

        Parameters
        ----------
        booked_at
            Local time that deadlines are held against; None: they do not count.
        when
            Fields that say when, in the place of the body's own.

        Raises
        ------
        Problem
            422 with every fault.
        """
        outbound, return_trip = asked.trips()
        if isinstance(asked, When):
            when = {"date": asked.date, "recurrence": asked.recurrence, "session": asked.session, **when}
            when["without"] = asked.without
        fields = asked.model_dump(
            include={
                "service", "origin", "destination", "origin_stops", "destination_stops", "door_to_door", "walkers",
                "wheelchairs", "child_seats", "priority",
            }
        )  # fmt: skip
        passenger_id = passenger.id if passenger is not None else ""
        try:
            request = RideRequest(
                id="b-new",
                passenger=passenger_id,
                booked_at=booked_at,
                outbound=outbound,
                return_trip=return_trip,
                **fields,
                **when,
            )
        except ValidationError as fault:
            faults = [detail_notice(one, _where(one["loc"])) for one in fault.errors()]
            raise refused(faults) from None
        if faults := [*self._strangers(request), *self._others_doors(request, passenger)]:
            raise refused(faults)
        return _begun(request, booked_at)

    def passenger(self, id_: str) -> PassengerRow:
        """The passenger that a body names.

        Raises
        ------
        Problem
            422 when the organisation has none of that id.
        """
        try:
            return self._passengers.row(id_)
        except Problem:
            raise refused([_unknown("passenger", id_)]) from None

    def service(self, request: RideRequest) -> RideService:
        """The service of a request that was built."""
        row = self._entities.row("ride_services", request.service)
        return (
            RideService.model_validate(self._entities.body(row)) if row is not None else RideService(id="x", name="x")
        )

    def _strangers(self, request: RideRequest) -> Iterator[Notice]:
        """What the territory does not have."""
        if self._entities.row("ride_services", request.service) is None:
            yield _unknown("service", request.service)
        for field in ("origin", "destination"):
            if not self._has_place(getattr(request, field)):
                yield _unknown(field, getattr(request, field))
        for field in ("origin_stops", "destination_stops"):
            for stop in getattr(request, field):
                if not self._has_place(stop):
                    yield _unknown(field, stop)
        if request.session is not None and self._entities.row("demands", request.session) is None:
            yield _unknown("session", request.session)

    def _others_doors(self, request: RideRequest, passenger: PassengerRow | None) -> Iterator[Notice]:
        """Doors of somebody else: forgetting them would take this ride away."""
        if passenger is None:
            return
        own = {door.id for door in self._passengers.private(passenger).doors}
        for field in ("origin", "destination"):
            place = getattr(request, field)
            if place.startswith(DOOR) and place not in own:
                yield error(
                    "door.other",
                    Location(source=BODY, field=field),
                    message("this door is another passenger's"),
                    message("choose one of the passenger's own doors, or add it to them"),
                )

    def _has_place(self, id_: str) -> bool:
        return any(self._entities.row(kind, id_) is not None for kind in PLACES)


def _unknown(field: str, id_: str) -> Notice:
    return error(
        "reference.unknown",
        Location(source=BODY, field=field),
        message("{id} is not of this territory", id=id_),
        message("correct the identifier, or add it there"),
    )


def _where(path: Iterable[int | str]) -> Location:
    return Location(source=BODY, field=".".join(str(part) for part in path))


def _begun(request: RideRequest, booked_at: datetime | None) -> RideRequest:
    """A ride asked again and again begins on the day it is booked, if it does not say when."""
    rule = request.recurrence
    if rule is None or rule.days.first is not None or booked_at is None:
        return request
    days = DateRange(first=booked_at.date(), last=rule.days.last, name=rule.days.name)
    return request.model_copy(update={"recurrence": rule.model_copy(update={"days": days})})

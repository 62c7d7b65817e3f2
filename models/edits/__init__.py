"""Edits of an instance, as data: what would serve an unserved item, what a planner tries out.

A list of edits is applied one after the other; each names what it changes by id.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Annotated

from pydantic import Field

from models.edits.base import Edit, Side
from models.edits.means import (
    MoreContract,
    MoreKits,
    MorePeople,
    MoreVehicles,
    PersonHours,
    VehicleHours,
    WithoutPin,
)
from models.edits.rides import (
    LateBooking,
    LongerRides,
    RideStop,
    RideWindow,
    ServiceHours,
    SessionWait,
    SmallerReserve,
)
from models.edits.sessions import (
    SessionDate,
    SessionStart,
    SessionVenue,
    SessionWeekday,
    SmallerAttendance,
    VenueHours,
)
from models.instance import Instance

AnyEdit = Annotated[
    RideWindow
    | RideStop
    | LateBooking
    | SessionStart
    | SessionDate
    | SessionWeekday
    | SessionVenue
    | SessionWait
    | WithoutPin
    | SmallerReserve
    | SmallerAttendance
    | LongerRides
    | ServiceHours
    | VenueHours
    | PersonHours
    | MoreContract
    | VehicleHours
    | MoreKits
    | MorePeople
    | MoreVehicles,
    Field(discriminator="kind"),
]
"""Any edit, told apart by its kind."""

KINDS: tuple[str, ...] = (
    "ride-window",
    "ride-stop",
    "late-booking",
    "session-start",
    "session-date",
    "session-weekday",
    "session-venue",
    "session-wait",
    "without-pin",
    "reserve",
    "min-attendance",
    "ride-time",
    "service-hours",
    "venue-hours",
    "person-hours",
    "contract",
    "vehicle-hours",
    "more-kits",
    "more-people",
    "more-vehicles",
)
"""Kinds in the order they are shown: what those who ask agree to, then what the planner decides, then further means."""


def apply_edits(instance: Instance, edits: Iterable[Edit]) -> Instance:
    """The instance with edits made one after the other.

    Raises
    ------
    KeyError
        When one names what the instance has not.
    """
    return reduce(lambda edited, edit: edit.apply(edited), edits, instance)


__all__ = [
    "KINDS",
    "AnyEdit",
    "Edit",
    "LateBooking",
    "LongerRides",
    "MoreContract",
    "MoreKits",
    "MorePeople",
    "MoreVehicles",
    "PersonHours",
    "RideStop",
    "RideWindow",
    "ServiceHours",
    "SessionDate",
    "SessionStart",
    "SessionVenue",
    "SessionWait",
    "SessionWeekday",
    "Side",
    "SmallerAttendance",
    "SmallerReserve",
    "VehicleHours",
    "VenueHours",
    "WithoutPin",
    "apply_edits",
]

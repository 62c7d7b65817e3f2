"""Pins: parts of a plan the planner fixes (rule L1)."""

from datetime import date as Date  # noqa: N812 - a field is named date

from models.base import Frozen, Id, TimeOfDay
from models.rides import Leg


class Pin(Frozen):
    """Fixes any of the date, time, place, vehicle, people and order of one session or ride.

    ``item`` is the id of a session occurrence or of a ride item. ``time`` is the start of a session or the pick-up of a
    ride; ``place`` a session's venue or a ride's pick-up stop; ``people`` are all in the crew (or drive the ride);
    ``after`` names another item that the same vehicle does before this one.
    """

    item: Id
    leg: Leg | None = None
    date: Date | None = None
    time: TimeOfDay | None = None
    place: Id | None = None
    vehicle: Id | None = None
    people: tuple[Id, ...] = ()
    after: Id | None = None

"""A pin of what a plan has for an item."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from api.problems import refused
from api.store.sealing import Seal
from api.store.tables import EntityRow, TerritoryRow
from api.territories.entities import Entities
from models.notices import Location, error
from models.pins import Pin
from models.plan import Plan, PlannedRide
from models.rides import Leg
from models.text import message

KIND = "pins"


def pin_of(plan: Plan, item: str, leg: Leg | None, fields: Collection[str]) -> Pin:
    """A pin of some fields of a session, or of one direction of a ride.

    Raises
    ------
    Problem
        422 when the plan does not serve the item.
    """
    known = _of_session(plan, item) if leg is None else None
    known = known or _of_ride(plan, item, leg)
    if known is None:
        what = message("the plan does not serve {id}", id=item)
        remedy = message("copy the identifier from the plan")
        raise refused([error("item.unserved", Location(source="body", field="item", item=item), what, remedy)])
    return known.model_copy(update={name: Pin.model_fields[name].default for name in _ALL - set(fields)})


def put_pin(session: Session, seal: Seal, territory: TerritoryRow, pin: Pin) -> EntityRow:
    """Write a pin, in the place of the one of the same item."""
    entities = Entities(session, seal, territory)
    same = None
    for row in entities.rows(KIND):
        body = entities.body(row)
        if (body["item"], body["leg"]) == (pin.item, pin.leg):
            same = row.id
    return entities.put(KIND, same, pin.model_dump(mode="json"))


_ALL = {"date", "time", "place", "vehicle", "people"}


def _of_session(plan: Plan, item: str) -> Pin | None:
    session = next((one for one in plan.sessions if one.id == item), None)
    if session is None:
        return None
    return Pin(
        item=item,
        date=session.start.date(),
        time=session.start.hour * 60 + session.start.minute,
        place=session.venue,
        vehicle=session.vehicle,
        people=tuple(member.person for member in session.crew),
    )


def _of_ride(plan: Plan, item: str, leg: Leg | None) -> Pin | None:
    ride = next((one for one in plan.rides if one.item == item and one.leg == (leg or "outbound")), None)
    if ride is None:
        return None
    tour = next((one for one in plan.tours if one.id == ride.tour), None)
    return Pin(
        item=item,
        leg=ride.leg,
        date=ride.boarding_start.date(),
        time=ride.boarding_start.hour * 60 + ride.boarding_start.minute,
        place=ride.pickup,
        vehicle=None if tour is None else tour.vehicle,
        people=_drivers(plan, ride),
    )


def _drivers(plan: Plan, ride: PlannedRide) -> tuple[str, ...]:
    """Who drives while the party is aboard."""
    stops = [stop for tour in plan.tours if tour.id == ride.tour for stop in tour.stops]
    aboard = [s.driver for s in stops if ride.boarding_start <= s.departure and s.departure < ride.alighting_start]
    return tuple(dict.fromkeys(driver for driver in aboard if driver is not None))

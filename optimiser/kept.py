"""The days of an earlier plan that stay as they are."""

from datetime import date

from models.horizon import Horizon
from models.instance import Instance
from models.notices import Location, Notice, error
from models.pins import Pin
from models.plan import Plan
from models.text import message
from optimiser.binds import binds
from optimiser.writing.evaluate import Written


@binds("L2.frozen")
def kept_days(previous: Plan | None, horizon: Horizon) -> frozenset[date]:
    """Days of the horizon with something before the previous plan's freeze line: they stay whole as they are."""
    if previous is None or previous.frozen_until is None:
        return frozenset()
    starts = [tour.stops[0].arrival for tour in previous.tours]
    starts += [session.set_up_start for session in previous.sessions]
    starts += [ride.boarding_start for ride in previous.rides]
    starts += [duty.start for duty in previous.duties]
    return frozenset(s.date() for s in starts if s < previous.frozen_until and s.date() in horizon)


def kept_parts(previous: Plan | None, days: frozenset[date]) -> Written | None:
    """Everything of a plan on some days, None where there is nothing to keep."""
    if previous is None or not days:
        return None
    return Written(
        tuple(tour for tour in previous.tours if tour.date in days),
        tuple(session for session in previous.sessions if session.start.date() in days),
        tuple(ride for ride in previous.rides if ride.boarding_start.date() in days),
        tuple(duty for duty in previous.duties if duty.date in days),
        frozenset(),
    )


def kept_faults(instance: Instance, previous: Plan | None, horizon: Horizon) -> tuple[Notice, ...]:
    """People, vehicles and places that kept days need and the instance no longer has."""
    keep = kept_parts(previous, kept_days(previous, horizon))
    if keep is None:
        return ()
    named = {
        "people": {duty.person for duty in keep.duties} - instance.person_by_id.keys(),
        "vehicles": {tour.vehicle for tour in keep.tours} - instance.vehicle_by_id.keys(),
        "places": {stop.place for tour in keep.tours for stop in tour.stops} - instance.places.keys(),
    }
    what = message("the plan published before needs it on a day that stays as it was, and it is gone")
    remedy = message("put it back, and say from when it is absent or out")
    return tuple(
        error("kept.gone", Location(source=table, item=id_), what, remedy)
        for table, ids in named.items()
        for id_ in sorted(ids)
    )


def pins_of(previous: Plan | None, days: frozenset[date]) -> dict[str, Pin]:
    """Sessions of kept days as pins, so that the rest of the plan reckons with them."""
    return {
        session.id: Pin(
            item=session.id,
            date=session.start.date(),
            time=session.start.hour * 60 + session.start.minute,
            place=session.venue,
            vehicle=session.vehicle,
            people=tuple(member.person for member in session.crew),
        )
        for session in (previous.sessions if previous is not None else ())
        if session.start.date() in days
    }

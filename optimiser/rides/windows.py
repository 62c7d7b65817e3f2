"""When a party may board and alight: its own windows, its session's times, what was booked, promised and pinned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.base import DAY_MIN, at, format_time_of_day
from models.horizon import Horizon
from models.pins import Pin
from models.rides import Leg, RideRequest, RideService
from models.text import message
from optimiser.binds import binds
from optimiser.draft import Visit
from optimiser.rides.asked import RuledOutError, pins_leg
from optimiser.rides.free_times import Span


@dataclass(frozen=True)
class LegAsked:
    """One direction of an item on its day.

    Parameters
    ----------
    visit
        The held session it goes to, if any.
    told
        Pick-up the plan before gave, minutes since the horizon's Monday.
    after, before
        Earliest and latest pick-up that a pinned order leaves.
    boarding
        Minutes the party takes to board, and to alight.
    exact
        Keep the pick-up told to the minute where that is possible, rather than within what was promised.
    """

    request: RideRequest
    service: RideService
    leg: Leg
    day: date
    visit: Visit | None
    told: int | None
    pins: Sequence[Pin]
    after: int
    before: int | None
    boarding: int
    exact: bool = False


@binds("R2.pickup", "R2.dropoff")
def leg_windows(horizon: Horizon, asked: LegAsked) -> tuple[Span, Span]:
    """Bounds on the start of boarding and on the start of alighting, hours of service aside.

    Raises
    ------
    RuledOutError
        When one of them is empty.
    """
    midnight = horizon.day_start(asked.day)
    trip = asked.request.trip(asked.leg)
    pickup = dropoff = (midnight, midnight + DAY_MIN)
    if trip is not None and trip.pickup is not None:
        pickup = midnight + trip.pickup.start, midnight + trip.pickup.end
    if trip is not None and trip.dropoff is not None:
        dropoff = midnight + trip.dropoff.start, midnight + trip.dropoff.end
    pickup, dropoff = _around_session(asked, pickup, dropoff)
    pickup = _booked(horizon, asked, pickup)
    pickup = _promised(horizon, asked, pickup)
    return _pinned(horizon, asked, pickup), dropoff


@binds("R7.before", "R7.after")
def _around_session(asked: LegAsked, pickup: Span, dropoff: Span) -> tuple[Span, Span]:
    visit, service = asked.visit, asked.service
    if visit is None:
        return pickup, dropoff
    if asked.leg == "outbound":
        arrive = visit.start - service.margin_before_session_min - asked.boarding
        dropoff = _meet(dropoff, (visit.start - service.early_for_session_min, arrive))
    else:
        leave = visit.end + service.margin_after_session_min
        pickup = _meet(pickup, (leave, visit.end + service.wait_after_session_min))
    if pickup[0] > pickup[1] or dropoff[0] > dropoff[1]:
        text = message("its windows do not meet the times of the session it goes to")
        raise RuledOutError("impossible", text, "R2", "R7")
    return pickup, dropoff


@binds("R8.deadline")
def check_deadline(request: RideRequest, service: RideService, day: date) -> None:
    """Rule out what was booked after the deadline of its day.

    Raises
    ------
    RuledOutError
        When it was.
    """
    rule = service.booking
    if request.booked_at is None or rule.days_before == 0:
        return
    deadline = at(day - timedelta(days=rule.days_before), rule.until)
    if request.booked_at > deadline:
        text = message(
            "booked on {booked}, after the deadline of {deadline}",
            booked=f"{request.booked_at:%d/%m/%Y %H:%M}",
            deadline=f"{deadline:%d/%m/%Y %H:%M}",
        )
        raise RuledOutError("impossible", text, "R8")


@binds("R8.deadline")
def _booked(horizon: Horizon, asked: LegAsked, pickup: Span) -> Span:
    """Where the day itself can be booked for, the pick-up comes a while after the booking."""
    if asked.request.booked_at is None or asked.service.booking.days_before > 0:
        return pickup
    ready = horizon.minute(asked.request.booked_at) + asked.service.booking.minutes_before
    pickup = _meet(pickup, (ready, pickup[1]))
    if pickup[0] > pickup[1]:
        raise RuledOutError("impossible", message("booked too late for the pick-up asked for"), "R8")
    return pickup


@binds("R9.promise")
def _promised(horizon: Horizon, asked: LegAsked, pickup: Span) -> Span:
    midnight = horizon.day_start(asked.day)
    told = None if asked.told is None else asked.told - midnight
    tolerance = asked.service.promise_tolerance_min
    for promised in asked.request.counted_on(asked.day, asked.leg, told, tolerance):
        minute = midnight + promised
        pickup = _meet(pickup, (minute - tolerance, minute + tolerance))
        if pickup[0] > pickup[1]:
            text = message(
                "the pick-up promised at {time} lies outside what is now possible",
                time=format_time_of_day(minute % DAY_MIN),
            )
            raise RuledOutError("impossible", text, "R9")
    if asked.exact and asked.told is not None and pickup[0] <= asked.told <= pickup[1]:
        return asked.told, asked.told
    return pickup


@binds("L1.pin")
def _pinned(horizon: Horizon, asked: LegAsked, pickup: Span) -> Span:
    midnight = horizon.day_start(asked.day)
    for pin in asked.pins:
        if pin.time is not None and pins_leg(pin, asked.leg):
            pickup = _meet(pickup, (midnight + pin.time, midnight + pin.time))
            if pickup[0] > pickup[1]:
                text = message("it is pinned to a time outside its windows")
                raise RuledOutError("pinned_out", text, "L1", "R2")
    pickup = _meet(pickup, (asked.after, pickup[1] if asked.before is None else asked.before))
    if pickup[0] > pickup[1]:
        raise RuledOutError("pinned_out", message("what it is pinned after comes too late for it"), "L1", "R2")
    return pickup


def _meet(a: Span, b: Span) -> Span:
    return max(a[0], b[0]), min(a[1], b[1])

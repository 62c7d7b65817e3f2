"""Which days a booking is about, and by when it must be made."""

from datetime import date, datetime, timedelta

from models.base import at
from models.rides import BookingRule, RideRequest


def last_day(request: RideRequest) -> date | None:
    """The last day a ride is asked for; None when it goes on."""
    if request.date is not None:
        return request.date
    return request.recurrence.days.last if request.recurrence is not None else None


def first_day(request: RideRequest) -> date | None:
    """The first day a ride is asked for, as far as the request says."""
    if request.date is not None:
        return request.date
    return request.recurrence.days.first if request.recurrence is not None else None


def is_over(request: RideRequest, today: date) -> bool:
    """Whether every day a ride is asked for is past."""
    last = last_day(request)
    return last is not None and last < today


def deadline(rule: BookingRule, day: date, pickup_min: int) -> datetime:
    """By when a ride is booked, changed or given up, local time (rule R8).

    Parameters
    ----------
    pickup_min
        Earliest pick-up of the day, minutes after midnight; it counts where the day itself can be booked for.
    """
    if rule.days_before == 0:
        return at(day, pickup_min) - timedelta(minutes=rule.minutes_before)
    return at(day - timedelta(days=rule.days_before), rule.until)

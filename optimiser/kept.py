"""The days of an earlier plan that stay as they are."""

from datetime import date

from models.horizon import Horizon
from models.plan import Plan
from optimiser.binds import binds


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

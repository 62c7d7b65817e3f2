"""Between a whole draft and what its rides come to day by day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from optimiser.draft import Draft, RideCall
from optimiser.rides.shifts import DayResult
from optimiser.rides.situation import BucketKey, Situation


def with_rides(s: Situation, results: Iterable[DayResult]) -> Draft:
    """The draft of sessions with the rides of every day, and what is left of them."""
    found = tuple(results)
    served = set(s.requests.settled) | {item for result in found for item in result.served}
    return replace(
        s.draft,
        shifts=tuple(shift for result in found for shift in result.shifts),
        taxis=tuple(taxi for result in found for taxi in result.taxis),
        unserved_rides=tuple(item.id for item in s.items if item.id not in served),
    )


def rides_by_day(s: Situation, draft: Draft) -> dict[date, DayResult]:
    """What the rides of a whole draft come to on each day with something to serve, in order."""
    found = {}
    for day in sorted(s.wanted):
        shifts = tuple(shift for shift in draft.shifts if shift.day == day)
        taxis = tuple(taxi for taxi in draft.taxis if s.horizon.moment(taxi.boarding_start).date() == day)
        calls = [call for shift in shifts for stop in shift.stops for call in stop.calls]
        served = {call.item for call in calls if isinstance(call, RideCall)} | {taxi.item for taxi in taxis}
        left = tuple(one.ride.item.id for one in s.wanted[day] if one.ride.item.id not in served)
        found[day] = DayResult(shifts, taxis, frozenset(served), left)
    return found


def lost_weight(s: Situation, served: Mapping[date, Collection[str]], but: date | None) -> dict[BucketKey, int]:
    """Weight that cannot be served, or is not on the days given, one day aside; by bucket.

    Parameters
    ----------
    served
        Items served, by day; days not given count as if all were.
    """
    lost: dict[BucketKey, int] = {}
    for item in s.items:
        ride = s.requests.by_item.get(item.id)
        if item.id in s.requests.settled:
            continue
        if ride is not None and (ride.day == but or ride.day not in served or item.id in served[ride.day]):
            continue
        key = item.commune, item.service
        lost[key] = lost.get(key, 0) + item.weight
    return lost

"""How much driving the rides of a day would take, and when: what a roster is chosen for before any tour is known.

A journey is reckoned as if driven straight: loaded minutes only, since empty ones and shared ones about cancel out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.base import DAY_MIN
from optimiser.rides.asked import AskedRide, Journey, feasible_pairs
from optimiser.rides.free_times import Span
from optimiser.rides.turns import BIN_MIN
from optimiser.travel import UNREACHABLE, TravelTimes

CLOSE_MIN = 20
"""Times nearer than this are one choice."""


@dataclass(frozen=True)
class Moment:
    """One time at which a journey could be made.

    Parameters
    ----------
    span
        From the departure of a depot to the return to one, minutes since the horizon's Monday.
    minutes
        Loaded minutes of each half hour, by its index.
    """

    span: Span
    minutes: Mapping[int, int]


@dataclass(frozen=True)
class Wanted:
    """An item as the roster sees it: the moments of each of its journeys, and who may drive them."""

    ride: AskedRide
    journeys: tuple[tuple[Moment, ...], ...]
    vehicles: tuple[tuple[str, ...], ...]
    drivers: tuple[frozenset[str] | None, ...]


def wanted(ride: AskedRide, times: TravelTimes, depots: Mapping[str, str], profiles: Mapping[str, str]) -> Wanted:
    """What the roster needs to know of an item; ``depots`` and ``profiles`` are those of the vehicles."""
    journeys = [_moments(ride, journey, times, depots, profiles) for journey in ride.journeys]
    legs = [journey.leg for journey in ride.journeys]
    return Wanted(
        ride=ride,
        journeys=tuple(journeys),
        vehicles=tuple(ride.vehicles_for(leg) for leg in legs),
        drivers=tuple(ride.drivers_for(leg) for leg in legs),
    )


def hours_of(wanteds: Sequence[Wanted]) -> Span:
    """The stretch of a day that some ride could fill, from depot to depot, with half an hour to spare at both ends."""
    spans = [moment.span for one in wanteds for journey in one.journeys for moment in journey]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    midnight = start // DAY_MIN * DAY_MIN
    earliest, latest = start // BIN_MIN * BIN_MIN - BIN_MIN, -(-end // BIN_MIN) * BIN_MIN + BIN_MIN
    return max(midnight, earliest), min(midnight + DAY_MIN, latest)


def _moments(
    ride: AskedRide,
    journey: Journey,
    times: TravelTimes,
    depots: Mapping[str, str],
    profiles: Mapping[str, str],
) -> tuple[Moment, ...]:
    best = best_pair(journey, sorted({profiles[v] for v in ride.vehicles}))
    if best is None:
        return ()
    a, b, profile = best
    pickup, dropoff = journey.pickups[a], journey.dropoffs[b]
    direct = int(journey.direct(profile)[a, b])
    first = max(pickup.earliest, min(pickup.latest, dropoff.earliest - journey.boarding - direct))
    last = max(first, min(pickup.latest, dropoff.latest - journey.boarding - direct))
    from_depot = min(times.minutes(depots[v], pickup.place, profiles[v], ride.day) for v in ride.vehicles)
    to_depot = min(times.minutes(dropoff.place, depots[v], profiles[v], ride.day) for v in ride.vehicles)
    if max(from_depot, to_depot) >= UNREACHABLE:
        return ()
    starts = [first] if last - first < CLOSE_MIN else [first, (first + last) // 2, last]
    moments = []
    for start in dict.fromkeys(starts):
        alight = max(start + journey.boarding + direct, dropoff.earliest)
        end = alight + journey.alighting
        minutes = {
            k: min(end, (k + 1) * BIN_MIN) - max(start, k * BIN_MIN)
            for k in range(start // BIN_MIN, -(-end // BIN_MIN))
        }
        moments.append(Moment((start - from_depot, end + to_depot), minutes))
    midnight = first // DAY_MIN * DAY_MIN
    return tuple(m for m in moments if m.span[0] >= midnight and m.span[1] <= midnight + DAY_MIN)


def best_pair(journey: Journey, profiles: Sequence[str]) -> tuple[int, int, str] | None:
    """(pick-up option, drop-off option, profile) with the shortest direct way among those possible alone."""
    best: tuple[int, int, int, str] | None = None
    for profile in profiles:
        direct = journey.direct(profile)
        possible = feasible_pairs(journey, direct, journey.limit(profile))
        if possible.any():
            flat = int(np.where(possible, direct, UNREACHABLE).argmin())
            a, b = divmod(flat, direct.shape[1])
            found = (int(direct[a, b]), a, b, profile)
            best = found if best is None else min(best, found)
    return None if best is None else (best[1], best[2], best[3])

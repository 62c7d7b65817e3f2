"""Which outings are in the way of rides: the price rides put on the hours of vehicles and people that sessions hold.

A ride left out presses on every outing that fills, while it could be driven, a vehicle that could drive it or somebody
who could carry passengers. An outing is picked for a move the more often, the more weight presses on it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from models.people import PASSENGER_ATTESTATION
from optimiser.draft import Outing
from optimiser.rides.shifts import DayResult
from optimiser.rides.situation import Situation

Pressure = Mapping[Outing, int]
"""Weight of the rides left out that an outing is in the way of."""


def pressure_of(s: Situation, days: Mapping[date, DayResult]) -> dict[Outing, int]:
    """The pressure on every outing, given what the rides of each day come to."""
    found = dict.fromkeys(s.draft.outings, 0)
    for day, result in days.items():
        left = set(result.unserved)
        wanted = [one for one in s.wanted[day] if one.ride.item.id in left]
        for outing in (one for one in found if one.day == day):
            drives = any(s.instance.person_by_id[p].holds(PASSENGER_ATTESTATION, day) for p in outing.people)
            for one in wanted:
                able = drives or outing.vehicle in one.ride.vehicles
                spans = (moment.span for journey in one.journeys for moment in journey)
                if able and any(a < outing.back and outing.depart < b for a, b in spans):
                    found[outing] += one.ride.item.weight
    return found


def picked(outings: Sequence[Outing], pressure: Pressure, rng: Random) -> Outing | None:
    """One of some outings by chance and pressure; None when there is none."""
    if not outings:
        return None
    mean = sum(pressure.values()) / len(pressure) if pressure else 0
    return rng.choices(outings, [1 + mean + 2 * pressure.get(outing, 0) for outing in outings])[0]

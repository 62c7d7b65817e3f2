"""Rides pinned after one another (rule L1): one vehicle for both, and a moment between their pick-ups."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.rides import Leg
from optimiser.binds import binds
from optimiser.rides.asked import FORBIDDEN, AskedRide


@dataclass(frozen=True)
class Bounds:
    """What an order leaves of an item: bounds on the pick-up of one direction, and the vehicles, None for all."""

    leg: Leg = "outbound"
    earliest: int = 0
    latest: int | None = None
    vehicles: frozenset[str] | None = None

    def of(self, leg: Leg) -> tuple[int, int | None]:
        """Bounds on the pick-up of a direction."""
        return (self.earliest, self.latest) if leg == self.leg else (0, None)


@binds("L1.pin")
def in_order(
    first: AskedRide, second: AskedRide, leg: Leg, profiles: Mapping[str, str]
) -> tuple[Bounds, Bounds] | None:
    """Bounds that put the outbound of one item before a direction of another, in one vehicle; None when none can.

    The moment between them is fixed here, in the middle of what both windows leave, where these do not do it alone.

    Parameters
    ----------
    profiles
        Speed profile of each vehicle.
    """
    common = [id_ for id_ in first.vehicles_for("outbound") if id_ in second.vehicles_for(leg)]
    if not common or first.day > second.day:
        return None
    profile = profiles[common[0]]
    a, b = _pickups(first, "outbound", profile), _pickups(second, leg, profile)
    if first.day < second.day or a[1] <= b[0]:
        cut = None
    elif b[1] < a[0]:
        return None
    else:
        cut = (max(a[0], b[0]) + min(a[1], b[1])) // 2
    vehicle = frozenset(common[:1])
    return Bounds(latest=cut, vehicles=vehicle), Bounds(leg=leg, earliest=cut or 0, vehicles=vehicle)


def _pickups(ride: AskedRide, leg: Leg, profile: str) -> tuple[int, int]:
    """When boarding may start, given when alighting may."""
    journey = next(journey for journey in ride.journeys if journey.leg == leg)
    limit = journey.limit(profile)
    longest = max(0, int(limit.max()))
    shortest = int(journey.direct(profile)[limit != FORBIDDEN].min(initial=longest))
    earliest = min(option.earliest for option in journey.pickups)
    latest = max(option.latest for option in journey.pickups)
    opens = min(option.earliest for option in journey.dropoffs) - journey.boarding - longest
    closes = max(option.latest for option in journey.dropoffs) - journey.boarding - shortest
    return max(earliest, opens), min(latest, closes)

"""When a vehicle would find something to do: the wide alternative to reckoning the tours a day needs."""

from collections import defaultdict
from collections.abc import Sequence

from optimiser.rides.demand import Wanted
from optimiser.rides.turns import BIN_MIN

SHARES = 6
"""A journey's weight is shared by its moments, of which there are one, two or three, in whole numbers."""


def presence_weights(wanteds: Sequence[Wanted]) -> dict[tuple[str, int], int]:
    """Weight of the journeys a vehicle could be driving in each half hour, by (vehicle, half hour of the horizon).

    Every half hour between the first and the last of a day weighs something, so that a roster leaves no hole between
    two journeys when hours allow.
    """
    weights: dict[tuple[str, int], int] = defaultdict(int)
    for want in wanteds:
        for journey, vehicles in zip(want.journeys, want.vehicles, strict=True):
            for moment in journey:
                share = max(1, want.ride.item.weight * SHARES // len(journey))
                for k in range(moment.span[0] // BIN_MIN, -(-moment.span[1] // BIN_MIN)):
                    for vehicle in vehicles:
                        weights[vehicle, k] += share
    for vehicle in {vehicle for vehicle, _ in weights}:
        mine = [k for v, k in weights if v == vehicle]
        for k in range(min(mine), max(mine) + 1):
            weights[vehicle, k] += 1
    return dict(weights)

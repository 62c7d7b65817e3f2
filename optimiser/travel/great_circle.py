"""Travel times without any data: great circle × detour ÷ speed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.territory import PairOverride
from optimiser.travel.base import Conditions, LonLat, Point, TravelMatrix
from optimiser.travel.closure import finish

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""


def haversine_m(lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike) -> NDArray[np.float64]:
    """Metres along the great circle between points in degrees; arrays broadcast."""
    lon_a, lat_a, lon_b, lat_b = (np.radians(np.asarray(x, dtype=np.float64)) for x in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(h, 0, 1))), dtype=np.float64)


class GreatCircle:
    """Great-circle distance × detour, at the conditions' mean speed.

    Parameters
    ----------
    detour_percent
        Road metres for 100 metres of great circle; about 130 in the plain, 160 to 180 in mountains.
    overrides
        Stated minutes and metres of single directed pairs.

    Raises
    ------
    ValueError
        When the detour is below 100 %.
    """

    def __init__(self, detour_percent: int, overrides: Sequence[PairOverride] = ()) -> None:
        if detour_percent < 100:
            raise ValueError(f"a way is never shorter than the great circle, but the detour is {detour_percent} %")
        self.detour_percent = detour_percent
        self.overrides = tuple(overrides)

    def matrix(self, points: Sequence[Point], conditions: Conditions) -> TravelMatrix:
        """Times and distances between all points."""
        lon = np.array([point.lon for point in points])
        lat = np.array([point.lat for point in points])
        metres = haversine_m(lon[:, None], lat[:, None], lon, lat) * self.detour_percent / 100
        seconds = metres * 360 / (conditions.kmh * conditions.season_percent)
        return finish(points, seconds, metres, conditions, self.overrides)

    def path(self, a: Point, b: Point, conditions: Conditions) -> list[LonLat]:
        """A straight line; empty where the pair is closed."""
        return [] if (a.id, b.id) in conditions.closed else [(a.lon, a.lat), (b.lon, b.lat)]

"""Travel times as planning asks for them: between two places, for a speed profile, on a day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from optimiser.travel.base import UNREACHABLE, Conditions, LonLat, Point, TravelMatrix, TravelProvider


class TravelTimes:
    """One matrix for each set of conditions, built when first asked for, and the way from a profile and a day to it.

    Parameters
    ----------
    provider
        Where the times come from.
    points
        Every place anyone may travel to; their order is that of the rows of all matrices.
    conditions_on
        The conditions of a speed profile (its id) on a day. Raises KeyError for an unknown profile.
    """

    def __init__(
        self, provider: TravelProvider, points: Sequence[Point], conditions_on: Callable[[str, date], Conditions]
    ) -> None:
        self.provider = provider
        self.points = tuple(points)
        self.index: Mapping[str, int] = {point.id: row for row, point in enumerate(self.points)}
        self._conditions_on = conditions_on
        self._matrices: dict[Conditions, TravelMatrix] = {}

    def conditions(self, profile: str, day: date) -> Conditions:
        """What driving is like for a profile on a day; equal conditions mean the very same matrix."""
        return self._conditions_on(profile, day)

    def matrix(self, profile: str, day: date) -> TravelMatrix:
        """All times of a profile on a day; the same object whenever conditions are equal."""
        conditions = self._conditions_on(profile, day)
        if conditions not in self._matrices:
            self._matrices[conditions] = self.provider.matrix(self.points, conditions)
        return self._matrices[conditions]

    def minutes(self, origin: str, destination: str, profile: str, day: date) -> int:
        """Whole minutes from one place to another, or ``UNREACHABLE``.

        Raises
        ------
        KeyError
            For a place or a profile that is not known.
        """
        return int(self.matrix(profile, day).minutes[self.index[origin], self.index[destination]])

    def metres(self, origin: str, destination: str, profile: str, day: date) -> int:
        """Metres of the quickest way from one place to another, or ``UNREACHABLE``; raises as ``minutes`` does."""
        return int(self.matrix(profile, day).metres[self.index[origin], self.index[destination]])

    def reachable(self, origin: str, destination: str, profile: str, day: date) -> bool:
        """Whether there is a way; raises as ``minutes`` does."""
        return self.minutes(origin, destination, profile, day) < UNREACHABLE

    def path(self, origin: str, destination: str, profile: str, day: date) -> list[LonLat]:
        """Geometry of the way the times are those of, for maps; empty where there is none."""
        a, b = self.index[origin], self.index[destination]
        matrix, conditions = self.matrix(profile, day), self._conditions_on(profile, day)
        if matrix.minutes[a, b] >= UNREACHABLE:
            return []
        rows = [a, *matrix.rows_between(a, b), b]
        shape: list[LonLat] = []
        for i, j in pairwise(rows):
            piece = self.provider.path(self.points[i], self.points[j], conditions)
            # A stated pair without a road of its own is drawn as a straight line.
            piece = piece or [(self.points[i].lon, self.points[i].lat), (self.points[j].lon, self.points[j].lat)]
            shape += piece[1:] if shape else piece
        return shape

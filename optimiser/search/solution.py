"""What the search answers: for every route, where it goes and when; what is served; the tiers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from optimiser.search.problem import IntArray


class VisitKind(StrEnum):
    """What happens at a stop."""

    START = "start"
    PICKUP = "pickup"
    DROPOFF = "dropoff"
    FIXED = "fixed"
    END = "end"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a route.

    Attributes
    ----------
    row
        Ride of a pick-up or drop-off, index of a fixed stop in its route, -1 for the ends.
    option
        Index of the stop option chosen for a pick-up or drop-off, else 0.
    place
        Where the vehicle stands; for a fixed stop made anywhere, where its previous stop was.
    arrival, start, departure
        Times of arrival, of the start of the service, and of its end, when the vehicle leaves.
    """

    kind: VisitKind
    row: int
    option: int
    place: int
    arrival: int
    start: int
    departure: int


@dataclass(frozen=True, slots=True)
class RouteVisits:
    """A route driven: its row, layout and stops, both ends included; distance and cost in the problem's units."""

    route: int
    layout: int
    visits: tuple[Visit, ...]
    distance: int
    cost: int

    @property
    def rides(self) -> tuple[int, ...]:
        """Rows of the rides served, in the order of their pick-ups."""
        return tuple(visit.row for visit in self.visits if visit.kind is VisitKind.PICKUP)


@dataclass(frozen=True, slots=True, order=True)
class Tiers:
    """The objective in the order it is compared: mandatory items unserved, tier 1, tier 3 in cost units, tier 5."""

    mandatory: int
    need: int
    cost: int
    comfort: int


@dataclass(frozen=True)
class RideSolution:
    """Result of a search.

    Attributes
    ----------
    routes
        Routes that leave their start, by row.
    served
        Mask over the items.
    broken_routes
        Routes whose fixed stops alone have no schedule; they serve nothing and are not among `routes`.
    iterations, seconds
        Effort spent.
    """

    routes: tuple[RouteVisits, ...]
    served: npt.NDArray[np.bool_]
    tiers: Tiers
    broken_routes: tuple[int, ...] = ()
    iterations: int = 0
    seconds: float = 0.0

    @property
    def unserved(self) -> IntArray:
        """Rows of the items left out."""
        return np.flatnonzero(~self.served).astype(np.int64)

"""A pickup-and-delivery instance, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Nodes:
    """A pickup-and-delivery instance: node 0 is the depot, node ``n + i`` is where node i is delivered.

    Attributes
    ----------
    xy
        Coordinates, shape ``(2n + 1, 2)``; distance is Euclidean and unrounded, time equals distance.
    service, load, opens, closes
        Per node, the window being that of the start of service.
    vehicles, capacity, max_duration, max_ride
        Of every vehicle and every request; the last two may be infinite.
    """

    name: str
    vehicles: int
    capacity: int
    max_duration: float
    max_ride: float
    xy: npt.NDArray[np.float64]
    service: npt.NDArray[np.float64]
    load: npt.NDArray[np.int64]
    opens: npt.NDArray[np.float64]
    closes: npt.NDArray[np.float64]

    @property
    def requests(self) -> int:
        """Number of requests n."""
        return len(self.load) // 2

    @property
    def distance(self) -> npt.NDArray[np.float64]:
        """Euclidean distances, shape ``(2n + 1, 2n + 1)``."""
        apart = self.xy[:, None] - self.xy[None]
        return np.hypot(apart[..., 0], apart[..., 1])

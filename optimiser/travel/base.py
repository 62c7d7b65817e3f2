"""What every provider of travel times takes and gives: points, conditions, matrices, remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

UNREACHABLE = 1_000_000
"""Minutes and metres of a pair without a way: more than any territory drives, and two of them still add up in int32."""

SAME_PLACE_DEG = 1e-7
"""Coordinates closer than this are one spot: it is OpenStreetMap's own resolution, about a centimetre."""

LonLat = tuple[float, float]
IntMatrix = NDArray[np.int32]


class TravelDataError(ValueError):
    """Travel data that cannot be used: no such file, not a road extract, no drivable road in it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place to travel from or to; ``lon`` and ``lat`` in degrees (WGS 84)."""

    id: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(f"point {self.id!r} lies outside the Earth: lon {self.lon}, lat {self.lat}")


@dataclass(frozen=True, slots=True)
class Conditions:
    """How fast a kind of vehicle drives on some days: one speed profile in one season.

    Parameters
    ----------
    kmh
        Mean speed over the real (detoured) distance, for the great-circle provider.
    road_percent
        Share of the speeds of road classes, for the road provider; 100 is a car that drives as fast as it may.
    season_percent
        Multiplies either speed, and slows stated pair times alike (winter: 80).
    closed
        Directed pairs of point ids whose direct way is closed.
    """

    kmh: int = 50
    road_percent: int = 100
    season_percent: int = 100
    closed: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        for quantity in ("kmh", "road_percent", "season_percent"):
            if (value := getattr(self, quantity)) <= 0:
                raise ValueError(f"{quantity} must be above 0, not {value}")


class RemarkKind(StrEnum):
    """What a provider has to say about its points."""

    FAR_FROM_ROAD = "far_from_road"
    UNREACHABLE = "unreachable"
    OVERRIDE_UNDERCUT = "override_undercut"
    CLOSED_BYPASSED = "closed_bypassed"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a planner should know about the travel times of some points.

    Parameters
    ----------
    kind
        ``far_from_road``: ``ids[0]`` lies ``amount`` metres from the nearest drivable road.
        ``unreachable``: between ``ids[0]`` and the ``amount`` points ``ids[1:]`` there is no way, or none back.
        ``override_undercut``: the time stated from ``ids[0]`` to ``ids[1]`` is longer than the ``amount`` minutes
        it takes by ``ids[2]``, which are used.
        ``closed_bypassed``: the way from ``ids[0]`` to ``ids[1]`` is closed, yet takes hardly longer, ``amount``
        minutes, by ``ids[2]``: that way is probably closed too.
    """

    kind: RemarkKind
    ids: tuple[str, ...]
    amount: int


@dataclass(frozen=True, eq=False)
class TravelMatrix:
    """Travel between n points under one set of conditions.

    Parameters
    ----------
    ids
        Point of each row and column.
    minutes, metres
        int32[n, n], read-only. Minutes are rounded up and closed under shortest paths, so that going by a third point
        is never quicker; metres are those of the quickest way. ``UNREACHABLE`` stands for no way, in both.
    via
        int32[n, n], read-only: a point on the way where closing the matrix found a quicker one, else -1.
    remarks
        What the points' owner should know, in the order of the points.
    """

    ids: tuple[str, ...]
    minutes: IntMatrix
    metres: IntMatrix
    via: IntMatrix
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each point id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def rows_between(self, from_row: int, to_row: int) -> list[int]:
        """The points the quickest way goes by, ends left out; empty for a direct way."""
        via = int(self.via[from_row, to_row])
        return [] if via < 0 else [*self.rows_between(from_row, via), via, *self.rows_between(via, to_row)]


class TravelProvider(Protocol):
    """A source of travel times; the same points and conditions always give the same answer."""

    def matrix(self, points: Sequence[Point], conditions: Conditions) -> TravelMatrix:
        """Times and distances between all points.

        Raises
        ------
        ValueError
            When two points have one id.
        """
        ...

    def path(self, a: Point, b: Point, conditions: Conditions) -> list[LonLat]:
        """Geometry of the direct way from ``a`` to ``b``, both ends included; empty where there is none."""
        ...

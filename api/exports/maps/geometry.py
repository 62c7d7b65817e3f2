"""Lines for maps: thinned to what the eye sees, measured well enough to draw."""

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians

LonLat = tuple[float, float]

_M_PER_DEGREE = 111_195.0


def _metres(origin: LonLat, point: LonLat) -> tuple[float, float]:
    """Metres east and north of an origin nearby."""
    east = (point[0] - origin[0]) * cos(radians(origin[1])) * _M_PER_DEGREE
    return east, (point[1] - origin[1]) * _M_PER_DEGREE


def thin(line: Sequence[LonLat], tolerance_m: float) -> list[LonLat]:
    """The line with fewer points, none of those left out farther than the tolerance (Douglas and Peucker 1973)."""
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, distance = first, tolerance_m
        for k in range(first + 1, last):
            if (off := _off_segment(line[k], line[first], line[last])) > distance:
                far, distance = k, off
        if far != first:
            kept.add(far)
            spans += [(first, far), (far, last)]
    return [line[k] for k in sorted(kept) if k >= 0]


def _off_segment(point: LonLat, start: LonLat, end: LonLat) -> float:
    """Metres from a point to a segment."""
    (px, py), (ex, ey) = _metres(start, point), _metres(start, end)
    length = ex * ex + ey * ey
    along = max(0.0, min(1.0, (px * ex + py * ey) / length)) if length else 0.0
    return hypot(px - along * ex, py - along * ey)


def arc(start: LonLat, end: LonLat, bulge: float, points: int = 18) -> list[LonLat]:
    """A gentle curve that bends to the right of the way, so that the way back does not lie over it.

    ``bulge`` is how far the curve strays, as a share of the distance.
    """
    east, north = _metres(start, end)
    # Control point of a quadratic Bézier curve, which strays half as far as its control point.
    shift_east, shift_north = north * bulge * 2, -east * bulge * 2
    scale = cos(radians(start[1])) * _M_PER_DEGREE
    control = (
        (start[0] + end[0]) / 2 + shift_east / scale,
        (start[1] + end[1]) / 2 + shift_north / _M_PER_DEGREE,
    )
    return [_bezier(start, control, end, k / points) for k in range(points + 1)]


def _bezier(start: LonLat, control: LonLat, end: LonLat, t: float) -> LonLat:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1]


def length_m(line: Sequence[LonLat]) -> float:
    """Metres along a line."""
    return sum(hypot(*_metres(a, b)) for a, b in pairwise(line))


def along(line: Sequence[LonLat], share: float) -> tuple[LonLat, float]:
    """The point at a share of a line's length (0 to 1), and the heading there, in degrees clockwise from north."""
    left = length_m(line) * share
    for start, end in pairwise(line):
        east, north = _metres(start, end)
        step = hypot(east, north)
        if step >= left and step:
            part = left / step
            point = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            return point, degrees(atan2(east, north)) % 360
        left -= step
    return line[-1], 0.0

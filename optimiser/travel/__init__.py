"""Travel times and distances between places: great circle or roads, behind one protocol."""

from optimiser.travel.base import (
    UNREACHABLE,
    Conditions,
    LonLat,
    Point,
    Remark,
    RemarkKind,
    TravelDataError,
    TravelMatrix,
    TravelProvider,
)
from optimiser.travel.great_circle import GreatCircle, haversine_m
from optimiser.travel.of_instance import travel_notices, travel_times, used_profiles
from optimiser.travel.roads.provider import RoadNetwork
from optimiser.travel.times import TravelTimes

__all__ = [
    "UNREACHABLE",
    "Conditions",
    "GreatCircle",
    "LonLat",
    "Point",
    "Remark",
    "RemarkKind",
    "RoadNetwork",
    "TravelDataError",
    "TravelMatrix",
    "TravelProvider",
    "TravelTimes",
    "haversine_m",
    "travel_notices",
    "travel_times",
    "used_profiles",
]

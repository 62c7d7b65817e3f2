"""Which OpenStreetMap ways a vehicle may use, in which direction and how fast.

Class speeds are those of OSRM's car profile, which are average speeds and not limits.
"""

import re
from collections.abc import Mapping

SPEED_KMH: Mapping[str, int] = {
    "motorway": 90,
    "motorway_link": 45,
    "trunk": 85,
    "trunk_link": 40,
    "primary": 65,
    "primary_link": 30,
    "secondary": 55,
    "secondary_link": 25,
    "tertiary": 40,
    "tertiary_link": 20,
    "unclassified": 25,
    "residential": 25,
    "road": 25,
    "living_street": 10,
    "service": 15,
    "track": 15,
}
"""Average speed by value of ``highway``; a way of any other class is not driven."""

UNPAVED_KMH = 30
UNPAVED = frozenset(
    (
        *("unpaved", "compacted", "gravel", "fine_gravel", "pebblestone", "rock", "unhewn_cobblestone"),
        *("ground", "dirt", "earth", "grass", "sand", "mud"),
    )
)
NO_ACCESS = frozenset(
    ("no", "private", "agricultural", "forestry", "agricultural;forestry", "delivery", "permit", "military")
)
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""From the most to the least specific: the first one tagged decides."""

IDLE_SERVICE = frozenset(("parking_aisle", "drive-through", "emergency_access"))
BLOCKING_BARRIERS = frozenset(("bollard", "block", "jersey_barrier", "debris", "log", "chain"))
IMPLIED_KMH = {"walk": 6, "urban": 50, "rural": 80, "living_street": 20, "zone30": 30, "zone:30": 30}
MPH_KMH = 1.609344

Tags = Mapping[str, str]


def accessible(tags: Tags) -> bool:
    """Whether the public may drive there."""
    return next((tags[key] not in NO_ACCESS for key in ACCESS_KEYS if key in tags), True)


def drivable(tags: Tags) -> bool:
    """Whether a way belongs to the road network of a minibus or a car."""
    highway = tags.get("highway", "")
    if highway not in SPEED_KMH or tags.get("area") == "yes" or not accessible(tags):
        return False
    if highway == "track":
        return tags.get("tracktype") == "grade1"
    return tags.get("service") not in IDLE_SERVICE


def directions(tags: Tags) -> tuple[bool, bool]:
    """Whether a way may be driven along its nodes, and against them."""
    oneway = tags.get("oneway", "")
    if oneway in ("yes", "true", "1"):
        return True, False
    if oneway in ("-1", "reverse"):
        return False, True
    if oneway == "reversible":
        return False, False
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") in ("motorway", "motorway_link")
    return True, oneway in ("no", "false", "0", "alternating") or not implied


def blocked(tags: Tags) -> bool:
    """Whether a node stops vehicles: a bollard, a private gate."""
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    tagged = any(key in tags for key in ACCESS_KEYS)
    return not accessible(tags) if tagged else barrier in BLOCKING_BARRIERS


def limit_kmh(text: str) -> float | None:
    """Speed limit of a ``maxspeed`` value; None for what states none (``none``, ``signals``, a typing error)."""
    text = text.strip().lower()
    if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*(mph|km/h|kmh)?", text):
        return float(match[1]) * (MPH_KMH if match[2] == "mph" else 1) or None
    return IMPLIED_KMH.get(text.rpartition("fr:")[2])


def speed_kmh(tags: Tags) -> int:
    """Average speed on a drivable way, 5 to 130: that of its class, its surface and its limit, whichever is lowest."""
    speed: float = SPEED_KMH[tags["highway"]]
    if tags.get("surface") in UNPAVED:
        speed = min(speed, UNPAVED_KMH)
    if (limit := limit_kmh(tags.get("maxspeed", ""))) is not None:
        speed = min(speed, limit)
    return round(max(5.0, min(130.0, speed)))

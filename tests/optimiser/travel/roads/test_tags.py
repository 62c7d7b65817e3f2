import pytest

from optimiser.travel.roads.tags import blocked, directions, drivable, limit_kmh, speed_kmh


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary"},
        {"highway": "residential", "access": "destination"},
        {"highway": "service", "access": "customers"},
        {"highway": "unclassified", "access": "no", "motor_vehicle": "yes"},
        {"highway": "unclassified", "vehicle": "no", "motorcar": "permissive"},
        {"highway": "track", "tracktype": "grade1"},
    ],
)
def test_roads_a_minibus_may_take(tags: dict[str, str]) -> None:
    assert drivable(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "residential", "access": "private"},
        {"highway": "residential", "access": "no"},
        {"highway": "residential", "access": "yes", "motor_vehicle": "no"},
        {"highway": "residential", "motor_vehicle": "yes", "motorcar": "no"},
        {"highway": "track"},
        {"highway": "track", "tracktype": "grade1", "motor_vehicle": "forestry"},
        {"highway": "service", "service": "parking_aisle"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "service", "area": "yes"},
    ],
)
def test_ways_it_may_not(tags: dict[str, str]) -> None:
    assert not drivable(tags)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "primary"}, (True, True)),
        ({"highway": "primary", "oneway": "no"}, (True, True)),
        ({"highway": "primary", "oneway": "yes"}, (True, False)),
        ({"highway": "primary", "oneway": "1"}, (True, False)),
        ({"highway": "primary", "oneway": "-1"}, (False, True)),
        ({"highway": "primary", "oneway": "reversible"}, (False, False)),
        ({"highway": "primary", "oneway": "alternating"}, (True, True)),
        ({"highway": "tertiary", "junction": "roundabout"}, (True, False)),
        ({"highway": "tertiary", "junction": "circular"}, (True, False)),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, (True, True)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "trunk"}, (True, True)),
    ],
)
def test_directions(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, False),
        ({"highway": "crossing"}, False),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "lift_gate", "access": "yes"}, False),
    ],
)
def test_nodes_that_stop_vehicles(tags: dict[str, str], expected: bool) -> None:
    assert blocked(tags) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("70 km/h", 70),
        ("FR:urban", 50),
        ("fr:rural", 80),
        ("walk", 6),
        ("none", None),
        ("signals", None),
        ("", None),
        ("0", None),
        ("50;70", None),
        ("cinquante", None),
    ],
)
def test_speed_limits(text: str, expected: float | None) -> None:
    assert limit_kmh(text) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "primary"}, 65),
        ({"highway": "primary", "maxspeed": "90"}, 65),
        ({"highway": "primary", "maxspeed": "50"}, 50),
        ({"highway": "primary", "surface": "gravel"}, 30),
        ({"highway": "residential", "surface": "gravel"}, 25),
        ({"highway": "service", "maxspeed": "1"}, 5),
    ],
)
def test_a_road_is_driven_at_the_lowest_of_class_surface_and_limit(tags: dict[str, str], expected: int) -> None:
    assert speed_kmh(tags) == expected

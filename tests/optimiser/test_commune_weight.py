"""A commune the organisation gives more weight is served before a lighter one, by sessions and by rides."""

from collections.abc import Callable
from random import Random

import pytest

from models.base import WeeklyWindow, Window
from models.instance import Instance
from models.rides import Trip
from models.services import Attendance, SessionDemand
from optimiser.solve import Limit, solve
from tests.optimiser.strategies.tiny import tiny_ride, tiny_sessions


def two_sessions_for_one_person() -> Instance:
    """Two communes ask for the same session at the same time; one person can hold one of them."""
    made = tiny_sessions(Random(5))
    service = made.services[0].model_copy(
        update={
            "set_up_min": 0,
            "tear_down_min": 0,
            "duration_min": 120,
            "kit_kind": None,
            "vehicle_use": "none",
            "start_windows": (WeeklyWindow(start=600, end=720, weekdays=(1,)),),
            "grid_min": 120,
        }
    )
    demands = tuple(
        SessionDemand(
            id=f"s{k}",
            service="desk",
            commune=f"c{k}",
            venues=(f"v{k}",),
            weekdays=(1,),
            attendance=Attendance(others=4),
        )
        for k in range(2)
    )
    venues = tuple(venue.model_copy(update={"opening": ()}) for venue in made.venues)
    able = {"availability": (), "own_car": True}
    people = (made.people[0].model_copy(update=able),)
    return made.model_copy(
        update={"services": (service,), "demands": demands, "venues": venues, "kits": (), "people": people}
    )


def two_rides_for_one_seat() -> Instance:
    """Two communes ask for a ride at the same minute; one vehicle with one seat can drive one of them."""
    made = tiny_ride(Random(3))
    service = made.ride_services[0].model_copy(
        update={"hours": (), "vehicle_features": (), "max_ride_min": 60, "ride_constant_min": 10, "boarding_min": 0}
    )
    first = made.rides[0].model_copy(
        update={
            "origin": "a",
            "destination": "s",
            "door_to_door": True,
            "walkers": 1,
            "wheelchairs": 0,
            "outbound": Trip(pickup=Window(start=600, end=600)),
        }
    )
    address = made.addresses[0]
    other = address.model_copy(update={"id": "b", "commune": "c1", "lon": made.communes[1].lon})
    home = address.model_copy(update={"commune": "c0"})
    second = first.model_copy(update={"id": "q", "origin": "b"})
    van = made.vehicles[0]
    layout = van.layouts[0].model_copy(update={"seats": 1, "wheelchairs": 0})
    return made.model_copy(
        update={
            "ride_services": (service,),
            "rides": (first, second),
            "addresses": (home, other),
            "vehicles": (van.model_copy(update={"layouts": (layout,), "availability": (), "range_m": None}),),
            "people": (made.people[0].model_copy(update={"availability": ()}),),
        }
    )


def weighted(instance: Instance, heavy: str) -> Instance:
    communes = tuple(c.model_copy(update={"weight": 2 if c.id == heavy else 1}) for c in instance.communes)
    return instance.model_copy(update={"communes": communes})


@pytest.mark.parametrize("made", [two_sessions_for_one_person, two_rides_for_one_seat])
@pytest.mark.parametrize("heavy", ["c0", "c1"])
def test_the_heavier_commune_is_served_first(made: Callable[[], Instance], heavy: str) -> None:
    plan = solve(weighted(made(), heavy), limit=Limit(iterations=200), seed=1).plan
    assert {unserved.commune for unserved in plan.unserved} == {"c0", "c1"} - {heavy}, plan.unserved

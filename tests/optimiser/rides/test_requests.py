from datetime import date, datetime

import pytest

from models.base import DateRange, WeeklyWindow
from models.pins import Pin
from models.rides import Movement, Promise, RideRequest, Zone
from models.territory import Stop
from optimiser.rides.asked import FORBIDDEN
from tests.optimiser.rides.town import (
    address,
    clock,
    compile_rides,
    held_workshop,
    ride,
    town,
    workshop,
)

WEEKDAYS = (1, 2, 3, 4, 5)


def test_arrive_by_bounds_the_start_of_alighting() -> None:
    asked, _ = compile_rides(town(ride("r", "north", "hill", arrive=("09:00", "09:30"))))
    (journey,) = asked["r"].journeys
    assert [(o.place, o.earliest, o.latest) for o in journey.dropoffs] == [("hill", clock("9:00"), clock("9:30"))]


def test_ride_limit_follows_the_direct_time_of_the_vehicle() -> None:
    asked, _ = compile_rides(
        town(
            ride("r", "north", "hill", arrive=("09:00", "09:30")), service={"ride_percent": 150, "ride_constant_min": 5}
        )
    )
    (journey,) = asked["r"].journeys
    direct = int(journey.direct("car")[0, 0])
    assert int(journey.limit("car")[0, 0]) == direct * 150 // 100 + 5


def test_wheelchair_takes_longer_to_board() -> None:
    chair = ride("r", "north", "hill", arrive=("09:00", "09:30"), walkers=0, wheelchairs=1)
    asked, _ = compile_rides(town(chair, service={"boarding_min": 1, "wheelchair_boarding_min": 4}))
    assert asked["r"].journeys[0].boarding == 4


def test_stops_within_walking_distance_are_the_candidates() -> None:
    stops = tuple(
        Stop(id=id_, name=id_, commune="c", lon=6.0, lat=45 + km / 111.2)
        for id_, km in (("near", 10.2), ("far", 11.0), ("end", 20.0))
    )
    instance = town(
        ride("r", "home", "end", arrive=("09:00", "09:30")),
        stops=stops,
        addresses=(address("home", 10.0),),
        service={"walking_m": 500},
    )
    asked, _ = compile_rides(instance)
    assert [option.place for option in asked["r"].journeys[0].pickups] == ["near"]


def test_rides_to_a_session_follow_its_times() -> None:
    instance = town(
        ride("r", "north", "hall", session="w", return_trip={}),
        **workshop(),
        service={"margin_before_session_min": 10, "early_for_session_min": 40, "boarding_min": 2},
    )
    asked, _ = compile_rides(instance, held_workshop(instance, "10:00", ("ana",)))
    out, back = asked["r"].journeys
    assert (out.dropoffs[0].earliest, out.dropoffs[0].latest) == (clock("9:20"), clock("9:48"))
    assert (back.pickups[0].earliest, back.pickups[0].latest) == (clock("12:00"), clock("13:00"))


def test_promise_narrows_the_pick_up() -> None:
    promised = ride(
        "r",
        "north",
        "hill",
        arrive=("09:00", "10:30"),
        promises=(Promise(date=date(2027, 1, 11), pickup=clock("9:10")),),
    )
    asked, _ = compile_rides(town(promised, service={"promise_tolerance_min": 5}))
    pickup = asked["r"].journeys[0].pickups[0]
    assert (pickup.earliest, pickup.latest) == (clock("9:05"), clock("9:15"))


def test_pins_fix_time_stop_vehicle_and_driver() -> None:
    pin = Pin(item="r@2027-01-11", time=clock("8:50"), place="north", vehicle="m1", people=("ana",))
    asked, _ = compile_rides(town(ride("r", "north", "hill", arrive=("09:00", "09:30")), pins=(pin,)))
    journey = asked["r"].journeys[0]
    assert [(o.place, o.earliest, o.latest) for o in journey.pickups] == [("north", clock("8:50"), clock("8:50"))]
    assert asked["r"].vehicles_for("outbound") == ("m1",)
    assert asked["r"].drivers_for("outbound") == frozenset({"ana"})
    assert asked["r"].drivers_for("return") is None


def test_service_hours_cut_in_two_never_pair_a_stop_of_each() -> None:
    hours = tuple(
        WeeklyWindow(start=clock(a), end=clock(b), weekdays=WEEKDAYS) for a, b in (("8:00", "9:00"), ("14:00", "15:00"))
    )
    asked, _ = compile_rides(
        town(
            ride("r", "north", "hill", outbound={"pickup": {"start": "08:00", "end": "15:00"}}),
            service={"hours": hours},
        )
    )
    limit = asked["r"].journeys[0].limit("car")
    assert [[int(cell) == FORBIDDEN for cell in row] for row in limit] == [[False, True], [True, False]]


LATE = datetime(2027, 1, 10, 16, 1)
ZONES = (Zone(id="a", name="A", places=("north",)), Zone(id="b", name="B", places=("hill",)))


@pytest.mark.parametrize(
    ("codes", "asked", "fields"),
    [
        (("R8",), {"booked_at": LATE}, {}),
        (("R8",), {}, {"closures": (DateRange(first=date(2027, 1, 11)),)}),
        (("R2", "R8"), {}, {"hours": (WeeklyWindow(start=600, end=1200, weekdays=WEEKDAYS),)}),
        (("R8",), {}, {"zones": ZONES, "forbidden": (Movement(origin="a", destination="b"),)}),
        (("R8",), {}, {"zones": ZONES[:1]}),
        (("R3",), {}, {"max_ride_min": 9}),
        (("T3",), {"walkers": 9}, {}),
        (("T3",), {"walkers": 1, "child_seats": 1}, {}),
        (("T4",), {}, {"vehicle_features": ("ramp",)}),
        (("R9",), {"promises": (Promise(date=date(2027, 1, 11), pickup=clock("9:10")),), "booked_at": None}, {}),
    ],
)
def test_what_rules_an_item_out_is_the_reason(
    codes: tuple[str, ...], asked: dict[str, object], fields: dict[str, object]
) -> None:
    outbound = {"pickup": {"start": "08:00", "end": "08:30"}, "dropoff": {"start": "08:00", "end": "09:30"}}
    one = ride("r", "north", "hill", outbound=outbound, **asked)
    servable, impossible = compile_rides(town(one, service=fields))
    assert not servable
    assert (impossible["r"].kind, impossible["r"].codes) == ("impossible", codes)


def test_a_door_is_only_for_those_entitled_to_it() -> None:
    home = (address("home", 14.0),)
    plain = ride("r", "home", "hill", arrive=("09:00", "09:30"))
    entitled = ride("r", "home", "hill", arrive=("09:00", "09:30"), door_to_door=True)
    assert compile_rides(town(plain, addresses=home))[1]["r"].codes == ("R6",)
    assert compile_rides(town(entitled, addresses=home))[0]["r"].journeys[0].pickups[0].place == "home"


def test_a_wheelchair_needs_an_accessible_stop() -> None:
    stops = tuple(
        Stop(id=id_, name=id_, commune="c", lon=6.0, lat=45 + km / 111.2, accessible=id_ != "north")
        for id_, km in (("north", 10), ("hill", 20))
    )
    chair = ride("r", "north", "hill", arrive=("09:00", "09:30"), walkers=0, wheelchairs=1)
    assert compile_rides(town(chair, stops=stops))[1]["r"].codes == ("R6",)


def test_windows_too_far_apart_for_the_longest_ride() -> None:
    outbound = {"pickup": {"start": "08:00", "end": "08:10"}, "dropoff": {"start": "10:00", "end": "10:30"}}
    assert compile_rides(town(ride("r", "north", "hill", outbound=outbound)))[1]["r"].codes == ("R2", "R3")


def test_no_ride_to_a_session_that_is_not_held() -> None:
    instance = town(ride("r", "north", "hall", session="w"), **workshop())
    reason = compile_rides(instance)[1]["r"]
    assert (reason.kind, reason.codes) == ("not_chosen", ("R7",))


def test_pinned_to_another_day_or_after_the_wrong_vehicle() -> None:
    one: RideRequest = ride("r", "north", "hill", arrive=("09:00", "09:30"))
    other_day = town(one, pins=(Pin(item="r@2027-01-11", date=date(2027, 1, 12)),))
    assert compile_rides(other_day)[1]["r"].codes == ("L1",)
    after = town(one, pins=(Pin(item="r@2027-01-11", after="w.1@2027-W02"),), **workshop())
    held = held_workshop(after, "10:00", ("ana",))
    reason = compile_rides(after, held)[1]["r"]
    assert (reason.kind, reason.codes) == ("pinned_out", ("L1", "R2", "T1"))

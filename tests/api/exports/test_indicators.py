from api.exports.indicators import Workload, indicators
from tests.api.exports.world import make_instance, make_plan


def test_served_and_asked_per_service() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance)
    figures = [(served.id, served.kind, served.asked, served.served) for served in found.services]
    assert figures == [("workshop", "session", 3, 2), ("tad", "ride", 4, 3)]


def test_an_outbound_without_its_return_is_not_served() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    one_way = plan.model_copy(update={"rides": tuple(ride for ride in plan.rides if ride.leg == "outbound")})
    rides = indicators(one_way, instance).services[1]
    assert (rides.asked, rides.served) == (4, 2)


def test_distances_hours_and_money_add_up() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance)
    assert (found.tours, found.vehicle_m, found.own_car_m) == (2, 79_700 + 58_000, 0)
    assert (found.work_min, found.co2_g) == (280 + 275 + 320, 15_143 + 12_180)
    assert (found.vehicle_cents, found.people_cents, found.taxi_cents) == (6930, 875 * 40, 700)
    assert found.total_cents == 6930 + 35_000 + 700


def test_the_busiest_come_first_against_their_contract() -> None:
    instance = make_instance()
    assert indicators(make_plan(instance), instance).workloads == (
        Workload("ines", 2, 600, 28 * 60),
        Workload("paul", 1, 275, 35 * 60),
        Workload("zoe", 0, 0, 0),
    )

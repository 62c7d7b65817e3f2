from datetime import date, timedelta

import pytest

from api.exports.indicators import Served, Workload, gini, indicators
from tests.api.exports.world import MONDAY, make_instance, make_plan

AWAY = {
    ("05065", "hall-ceillac"): 18,
    ("05065", "hall-arvieux"): 30,
    ("05026", "hall-ceillac"): 1,
    ("05007", "hall-arvieux"): 5,
}


def test_served_and_asked_per_service_and_commune() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance)
    assert found.services == (Served("workshop", "session", 3, 2), Served("tad", "ride", 4, 3))
    by_commune = {
        c.commune: (c.sessions.served, c.sessions.asked, c.rides.served, c.rides.asked) for c in found.communes
    }
    assert by_commune == {"05065": (0, 1, 2, 3), "05026": (1, 1, 1, 1), "05007": (1, 1, 0, 0)}


def test_an_outbound_without_its_return_is_not_served() -> None:
    instance = make_instance()
    plan = make_plan(instance)
    one_way = plan.model_copy(update={"rides": tuple(ride for ride in plan.rides if ride.leg == "outbound")})
    assert indicators(one_way, instance).services[1] == Served("tad", "ride", 4, 2)


def test_distances_hours_and_money_add_up() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance)
    assert (found.tours, found.vehicle_m, found.own_car_m) == (2, 79_700 + 58_000, 0)
    assert (found.work_min, found.co2_g) == (280 + 275 + 320, 15_143 + 12_180)
    assert (found.vehicle_cents, found.people_cents, found.taxi_cents) == (6930, 875 * 40, 700)
    assert found.total_cents == 6930 + 35_000 + 700


def test_access_counts_sessions_held_elsewhere() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance, lambda commune, venue: AWAY.get((commune, venue)))
    access = {c.commune: (c.service_min, c.nearest_min, c.next_date) for c in found.communes}
    assert access == {
        "05065": ((0, 0, 150), 18, None),
        "05026": ((150, 150, 150), 1, date(2027, 1, 14)),
        "05007": ((150, 150, 150), 5, date(2027, 1, 17)),
    }
    assert found.access_gini == 0


def test_without_travel_times_no_access_is_claimed() -> None:
    instance = make_instance()
    found = indicators(make_plan(instance), instance)
    assert {(c.service_min, c.nearest_min) for c in found.communes} == {(None, None)}
    assert found.access_gini is None


def test_a_past_session_is_no_next_date() -> None:
    instance = make_instance()
    made_at = make_plan(instance).sessions[1].end + timedelta(days=1)
    found = indicators(make_plan(instance, made_at), instance)
    assert {c.next_date for c in found.communes} == {None}
    assert made_at.date() > MONDAY


def test_the_busiest_come_first_against_their_contract() -> None:
    instance = make_instance()
    assert indicators(make_plan(instance), instance).workloads == (
        Workload("ines", 2, 600, 28 * 60),
        Workload("paul", 1, 275, 35 * 60),
        Workload("zoe", 0, 0, 0),
    )


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([3, 3, 3], [1, 5, 2], 0),
        ([0, 1], [1, 1], 0.5),
        ([0, 0, 0, 8], [1, 1, 1, 1], 0.75),
        ([0, 8], [3, 1], 0.75),
        ([0, 0], [1, 1], 0),
        ([], [], 0),
    ],
)
def test_gini(values: list[float], weights: list[float], expected: float) -> None:
    assert gini(values, weights) == pytest.approx(expected)

from collections.abc import Sequence
from datetime import date

import pytest

from optimiser.travel import UNREACHABLE, Conditions, GreatCircle, Point, TravelMatrix, TravelTimes
from tests.optimiser.travel.drawing import point

SUMMER, WINTER = date(2027, 7, 5), date(2027, 1, 4)
PLACES = [point("a", 0, 0), point("b", 0, 9_999), point("c", 9_999, 9_999)]


class CountingProvider(GreatCircle):
    def __init__(self) -> None:
        super().__init__(100)
        self.asked: list[Conditions] = []

    def matrix(self, points: Sequence[Point], conditions: Conditions) -> TravelMatrix:
        self.asked.append(conditions)
        return super().matrix(points, conditions)


def conditions_on(profile: str, day: date) -> Conditions:
    kmh = {"car": 60, "van": 30, "taxi": 60}[profile]
    if day.month > 3:
        return Conditions(kmh=kmh)
    return Conditions(kmh=kmh, season_percent=50, closed=frozenset({("a", "b"), ("b", "a")}))


@pytest.fixture
def provider() -> CountingProvider:
    return CountingProvider()


@pytest.fixture
def times(provider: CountingProvider) -> TravelTimes:
    return TravelTimes(provider, PLACES, conditions_on)


def test_lookups_follow_profile_and_day(times: TravelTimes) -> None:
    assert times.minutes("a", "b", "car", SUMMER) == 10
    assert times.minutes("a", "b", "van", SUMMER) == 20
    assert times.minutes("b", "c", "car", WINTER) == 20
    assert times.metres("b", "c", "van", SUMMER) == times.metres("c", "b", "car", WINTER)


def test_a_closed_way_goes_round_in_its_season(times: TravelTimes) -> None:
    assert times.minutes("a", "b", "car", WINTER) == times.minutes("a", "c", "car", WINTER) + 20
    assert times.metres("a", "b", "car", WINTER) > times.metres("a", "c", "car", WINTER)
    corner = PLACES[2].lon, PLACES[2].lat
    assert times.path("a", "b", "car", WINTER)[1:-1] == [corner]
    assert times.path("a", "b", "car", SUMMER)[1:-1] == []


def test_equal_conditions_share_one_matrix(times: TravelTimes, provider: CountingProvider) -> None:
    assert times.matrix("car", SUMMER) is times.matrix("taxi", date(2027, 8, 9))
    assert times.matrix("car", SUMMER) is not times.matrix("car", WINTER)
    times.minutes("a", "b", "taxi", WINTER)
    assert len(provider.asked) == 2


def test_rows_are_those_of_the_points(times: TravelTimes) -> None:
    assert times.index == {"a": 0, "b": 1, "c": 2}
    assert times.matrix("car", SUMMER).ids == ("a", "b", "c")


def test_without_a_way_there_is_no_path() -> None:
    shut = frozenset({("a", "b"), ("c", "b")})
    times = TravelTimes(GreatCircle(100), PLACES, lambda _profile, _day: Conditions(closed=shut))
    assert times.minutes("a", "b", "car", SUMMER) == UNREACHABLE
    assert times.metres("a", "b", "car", SUMMER) == UNREACHABLE
    assert not times.reachable("a", "b", "car", SUMMER)
    assert times.reachable("b", "a", "car", SUMMER)
    assert times.path("a", "b", "car", SUMMER) == []


@pytest.mark.parametrize(("origin", "profile"), [("nowhere", "car"), ("a", "tank")])
def test_an_unknown_place_or_profile_is_a_key_error(times: TravelTimes, origin: str, profile: str) -> None:
    with pytest.raises(KeyError, match=r"nowhere|tank"):
        times.minutes(origin, "b", profile, SUMMER)

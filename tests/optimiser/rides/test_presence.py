"""When a vehicle would find something to do, reckoned by hand."""

from types import SimpleNamespace
from typing import cast

from optimiser.rides.asked import AskedRide
from optimiser.rides.demand import Moment, Wanted
from optimiser.rides.presence import SHARES, presence_weights


def want(weight: int, *journeys: tuple[tuple[int, int], ...], vehicles: tuple[str, ...] = ("bus",)) -> Wanted:
    """An item whose journeys could be made in these spans."""
    ride = cast(AskedRide, SimpleNamespace(item=SimpleNamespace(weight=weight)))
    moments = tuple(tuple(Moment(span, {}) for span in journey) for journey in journeys)
    return Wanted(ride, moments, tuple(vehicles for _ in journeys), tuple(None for _ in journeys))


def test_a_journey_weighs_in_every_half_hour_it_could_touch() -> None:
    weights = presence_weights([want(2, ((600, 650),))])
    assert weights == {("bus", 20): 2 * SHARES + 1, ("bus", 21): 2 * SHARES + 1}


def test_a_journey_shares_its_weight_between_its_moments() -> None:
    weights = presence_weights([want(1, ((600, 630), (630, 660)))])
    assert weights == {("bus", 20): SHARES // 2 + 1, ("bus", 21): SHARES // 2 + 1}


def test_no_hole_is_left_between_two_journeys() -> None:
    weights = presence_weights([want(1, ((600, 630),), ((720, 750),))])
    assert weights == {("bus", 20): SHARES + 1, **{("bus", k): 1 for k in (21, 22, 23)}, ("bus", 24): SHARES + 1}


def test_every_vehicle_that_suits_would_find_it() -> None:
    weights = presence_weights([want(1, ((600, 630),), vehicles=("bus", "van"))])
    assert weights == {("bus", 20): SHARES + 1, ("van", 20): SHARES + 1}

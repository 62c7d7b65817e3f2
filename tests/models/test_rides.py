"""What a passenger counts on."""

import pytest

from models.rides import Promise, RideRequest
from tests.optimiser.rides.town import MONDAY, ride


def promised(*minutes: int) -> RideRequest:
    promises = tuple(Promise(date=MONDAY, pickup=minute) for minute in minutes)
    return ride("r", "north", "hill", arrive=("09:00", "11:00"), promises=promises)


@pytest.mark.parametrize(
    ("told", "counted_on"),
    [
        (None, (540,)),
        (545, (540, 545)),  # moved within the promise: both hold
        (580, (580,)),  # broken by a repair, which told so: the new time holds
    ],
)
def test_a_promise_that_was_broken_and_told_gives_way(told: int | None, counted_on: tuple[int, ...]) -> None:
    assert promised(540).counted_on(MONDAY, "outbound", told, 10) == counted_on


def test_promises_are_of_one_day_and_direction() -> None:
    assert promised(540).counted_on(MONDAY.replace(day=12), "outbound", None, 10) == ()
    assert promised(540).counted_on(MONDAY, "return", None, 10) == ()

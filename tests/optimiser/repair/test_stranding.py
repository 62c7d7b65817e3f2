"""A minibus breaks down with somebody aboard: the plan says who waits where."""

from datetime import timedelta

from models.base import at
from models.events import VehicleOut
from optimiser.check import BROKEN_PROMISE
from optimiser.repair import repair
from optimiser.repair.stranding import STRANDED
from optimiser.solve import Limit, solve
from tests.optimiser.rides.town import MONDAY, ride, town


def test_who_waits_on_the_road_is_named_once() -> None:
    wishes = (
        ride("far", "south", "hill", passenger="P-1", arrive=("09:20", "09:30")),
        ride("near", "south", "north", passenger="P-2", arrive=("09:00", "09:20")),
    )
    instance = town(*wishes)
    plan = solve(instance, limit=Limit(iterations=200), seed=1).plan
    near = next(one for one in plan.rides if one.request == "near")
    now = near.alighting_end + timedelta(minutes=1)
    assert now < next(one.alighting_start for one in plan.rides if one.request == "far")
    event = VehicleOut(kind="vehicle_out", id="m1", start=now, end=at(MONDAY, 24 * 60))
    prices = repair(instance, plan, (event,), now)
    for option in prices.options:
        (stranded,) = [notice for notice in option.plan.notices if notice.code == STRANDED]
        told = stranded.what.text("en")
        assert "m1 stands at" in told
        assert "ana" in told
        assert "P-1" in told
        assert "P-2" not in told
        assert [notice.location.item for notice in option.plan.notices if notice.code == BROKEN_PROMISE] == [
            next(one.item for one in plan.rides if one.request == "far")
        ]
    # What is on the road already is not told anew by what happens next.
    after = prices.options[-1].plan
    again = repair(prices.instance, after, (), now + timedelta(minutes=5))
    assert [n.code for n in again.options[0].plan.notices].count(STRANDED) == 1

"""Whatever happens to a generated week: every plan of the price list passes the checker, and dearer ones are better."""

from datetime import timedelta
from itertools import pairwise

import pytest

from models.events import SessionCancelled
from models.horizon import horizon_of
from optimiser.check import BROKEN_PROMISE, check
from optimiser.repair import PriceList, repair
from optimiser.repair.week import read_week
from optimiser.repair.writing import Writer
from optimiser.travel import travel_times
from tests.optimiser.repair.happenings import KINDS, Happening, happening, planned


def check_prices(what: Happening, prices: PriceList) -> None:
    """What holds for every price list."""
    assert prices.options
    for option in (prices.first, *prices.options):
        assert check(prices.instance, option.plan, prices.times, what.plan) == ()
        assert option.changes == len(option.tellings)
        _check_history(what, option.plan.model_dump())
        _check_promises(what, option.plan.model_dump())
    for one, other in pairwise(prices.options):
        assert one.changes < other.changes
        assert (other.need, other.cost) < (one.need, one.cost)
    assert prices.options[-1].need <= prices.first.need


def _check_history(what: Happening, plan: dict[str, list[dict[str, object]]]) -> None:
    """Tours that were back before now are as they were, whatever happened since."""
    tours = {tour["id"]: tour for tour in plan["tours"]}
    for tour in what.plan.tours:
        if tour.end <= what.now:
            assert tours[tour.id] == tour.model_dump()


def _check_promises(what: Happening, plan: dict[str, list[dict[str, object]]]) -> None:
    """A ride that is still asked and no longer served is told by a notice of the plan."""
    served = {(ride["item"], ride["leg"]) for ride in plan["rides"]}
    told = {notice["location"]["item"] for notice in plan["notices"] if notice["code"] == BROKEN_PROMISE}  # type: ignore[index]
    asked = {unserved["item"] for unserved in plan["unserved"]}
    for ride in what.plan.rides:
        if (ride.item, ride.leg) not in served and ride.item in asked:
            assert ride.item in told


@pytest.mark.parametrize("seed", [4, 8, 10, 15, 16, 22])
def test_a_plan_taken_apart_is_written_again_as_it_was(seed: int) -> None:
    instance, plan = planned(seed)
    horizon, times = horizon_of(instance, plan.monday), travel_times(instance)
    week = read_week(instance, horizon, plan)
    writer = Writer(instance, instance, horizon, times, times, plan, week, plan.made_at)
    written = writer.write(week, [(duty.person, duty.date) for duty in plan.duties])
    assert written.tours == plan.tours
    assert written.rides == plan.rides
    assert written.sessions == plan.sessions
    assert [(duty.person, duty.date, duty.work_min) for duty in written.duties] == [
        (duty.person, duty.date, duty.work_min) for duty in plan.duties
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [4, 10, 15])
def test_something_happens(seed: int, kind: str) -> None:
    what = happening(seed, kind)
    if what is not None:
        check_prices(what, repair(what.instance, what.plan, what.events, what.now))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_more_happens(block: int) -> None:
    for seed in range(100 + 4 * block, 104 + 4 * block):
        for kind in KINDS:
            what = happening(seed, kind)
            if what is None:
                continue
            try:
                check_prices(what, repair(what.instance, what.plan, what.events, what.now))
            except Exception as error:
                raise AssertionError(f"{kind} in the week of seed {seed}") from error


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "kind"),
    [
        (280, "road_slow"),  # several breaches of one run, mended at once
        (280, "ride_cancelled"),  # a ride that is pinned
        (283, "delay"),  # the vehicle goes out again as soon as it is back
        (357, "road_slow"),  # an own car on its way, whose kilometres are longer by then
        (295, "road_slow"),  # passengers on the way to a session given up
    ],
)
def test_what_once_went_wrong(seed: int, kind: str) -> None:
    what = happening(seed, kind)
    assert what is not None
    check_prices(what, repair(what.instance, what.plan, what.events, what.now))


@pytest.mark.parametrize("seed", [4, 10, 22])
def test_nothing_happens_and_nothing_changes(seed: int) -> None:
    instance, plan = planned(seed)
    prices = repair(instance, plan, (), plan.made_at)
    assert [option.changes for option in prices.options] == [0]
    assert prices.options[0].plan is plan


@pytest.mark.parametrize("seed", [4, 8, 15])
def test_whoever_rides_to_a_session_that_is_cancelled_is_told(seed: int) -> None:
    instance, plan = planned(seed)
    rides = {ride.item for ride in plan.rides}
    going = [s for s in plan.sessions if any(item.endswith(f"@{s.id}") for item in rides)]
    assert going
    event = SessionCancelled(kind="session_cancelled", id=going[0].id)
    now = going[0].start - timedelta(days=1)
    for option in repair(instance, plan, (event,), now).options:
        told = {one.item for one in option.tellings}
        begun = {r.item for r in plan.rides if r.boarding_start < now}
        assert {item for item in rides - begun if item.endswith(f"@{event.id}")} <= told

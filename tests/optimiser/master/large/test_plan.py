"""Plans of the large stage: lawful, worth what they say, above their bounds, the same again."""

import pytest

from models.base import at
from models.instance import Instance
from models.people import FixedActivity
from models.pins import Pin
from models.services import CrewNeed
from optimiser.check import check
from optimiser.master.large import stage
from optimiser.master.large.plan import plan_large
from optimiser.master.search import Budget
from optimiser.progress import StopFlag
from optimiser.solve import Limit, Result, solve
from tests.optimiser.master.large.weeks import made


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "LARGE", 1)


def planned(instance: Instance, iterations: int = 100) -> Result:
    result = solve(instance, limit=Limit(iterations=iterations), seed=1)
    assert check(instance, result.plan, result.times) == ()
    assert not any(notice.code == "plan-thinned" for notice in result.plan.notices)
    return result


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_plans_of_generated_weeks_are_lawful_and_no_better_than_their_bounds(seed: int) -> None:
    plan = planned(made(10, 7, 3, seed=seed).instance).plan
    assert len(plan.sessions) >= 7
    for tier in plan.tiers[:3]:
        assert tier.lower_bound is not None
        assert tier.lower_bound <= tier.value


def test_two_weeks_keep_weekday_and_start() -> None:
    plan = planned(made(6, 6, 3, seed=1, weeks=2).instance).plan
    series: dict[str, set[tuple[int, int]]] = {}
    for session in plan.sessions:
        slot = session.start.isoweekday(), session.start.hour * 60 + session.start.minute
        series.setdefault(session.id.rpartition("@")[0], set()).add(slot)
    assert any(len(plan.sessions) > len(series) for _ in series)
    assert all(len(slots) == 1 for slots in series.values())


def test_the_state_is_worth_what_the_written_plan_is() -> None:
    small = made(10, 7, 3, seed=5)
    large = plan_large(small.week, Budget(deterministic=1.0), 1, StopFlag(), lambda *_: None)
    written = planned(small.instance).plan
    need, _, cost = large.state.value
    values = {tier.tier: tier.value for tier in written.tiers}
    if need == values["need"]:
        assert cost / 60 == pytest.approx(values["cost"], rel=0.02)
    assert large.bounds["cost"] <= cost


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    instance = made(8, 6, 3, seed=6).instance
    assert planned(instance, 60).plan == planned(instance, 60).plan


def test_pins_hold() -> None:
    instance = made(8, 6, 3, seed=1).instance
    free = planned(instance).plan
    session = next(s for s in free.sessions if s.vehicle is not None)
    other = next(v.id for v in instance.vehicles if v.id != session.vehicle)
    person = session.crew[0].person
    pin = Pin(item=session.id, date=session.start.date(), place=session.venue, people=(person,))
    held = next(s for s in planned(instance.model_copy(update={"pins": (pin,)})).plan.sessions if s.id == session.id)
    assert held.start.date() == session.start.date()
    assert person in {member.person for member in held.crew}
    elsewhere = instance.model_copy(update={"pins": (Pin(item=session.id, vehicle=other),)})
    moved = [s.vehicle for s in planned(elsewhere).plan.sessions if s.id == session.id]
    assert moved in ([other], [])


def test_the_plan_before_is_kept_where_nothing_asks_for_change() -> None:
    instance = made(8, 6, 3, seed=2).instance
    before = planned(instance).plan
    again = solve(instance, previous=before, limit=Limit(iterations=100), seed=2)
    assert check(instance, again.plan, again.times, before) == ()
    assert {tier.tier: tier.value for tier in again.plan.tiers}["change"] == 0


def test_without_vehicles_and_cars_nothing_is_held_and_that_is_proved() -> None:
    instance = made(6, 6, 3, seed=1).instance
    people = tuple(person.model_copy(update={"own_car": False}) for person in instance.people)
    plan = planned(instance.model_copy(update={"vehicles": (), "people": people})).plan
    assert plan.sessions == ()
    need = plan.tiers[0]
    assert need.lower_bound == need.value > 0


def test_somebody_with_a_meeting_every_day_is_asked_for_nothing_more() -> None:
    instance = made(6, 6, 3, seed=1).instance
    busy = instance.people[0]
    meetings = tuple(
        FixedActivity(id=f"m{day}", name="Réunion", place=busy.base, start=at(instance.week, day * 1440 + 600),
                      end=at(instance.week, day * 1440 + 660))
        for day in range(7)
    )  # fmt: skip
    free = busy.model_copy(update={"activities": meetings, "availability": ()})
    changed = instance.model_copy(update={"people": (free, *instance.people[1:])})
    plan = solve(changed, limit=Limit(iterations=60), seed=1).plan
    assert len(plan.sessions) >= 3
    assert not any(busy.id == member.person for session in plan.sessions for member in session.crew)


def test_a_service_nobody_can_hold_is_told_impossible() -> None:
    instance = made(6, 6, 3, seed=3).instance
    services = tuple(
        service.model_copy(update={"crew": (CrewNeed(qualification="nobody", count=1),)})
        if service.id == "ludotheque"
        else service
        for service in instance.services
    )
    changed = instance.model_copy(update={"services": services})
    plan = planned(changed).plan
    reasons = [item.reasons for item in plan.unserved if item.service == "ludotheque"]
    assert reasons
    assert all(reason.kind == "impossible" for found in reasons for reason in found)

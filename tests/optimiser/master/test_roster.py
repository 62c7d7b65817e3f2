"""The roster: half hours in which vehicles should be out, covered by turns inside everybody's hours."""

from datetime import date, timedelta

from models.instance import Instance
from models.people import Contract
from models.rides import Reserve
from optimiser.draft import Draft
from optimiser.rides.rostering import Effort, roster
from optimiser.rides.situation import Situation, survey
from optimiser.rides.turns import Turn
from tests.optimiser.rides.town import MONDAY, clock, driver, minibus, ride, town, world

EFFORT = Effort(2.0, deterministic=True, seed=1)


def situation(instance: Instance) -> Situation:
    horizon, times = world(instance)
    return survey(instance, horizon, times, Draft(), None)


def turns_of(instance: Instance) -> tuple[Turn, ...]:
    s = situation(instance)
    return roster(s, sorted(s.wanted), (), {}, {}, EFFORT)


def spans(turns: tuple[Turn, ...], day: date = MONDAY) -> list[tuple[int, int]]:
    return sorted((turn.start, turn.end) for turn in turns if turn.day == day)


def test_a_ride_is_covered_from_depot_to_depot() -> None:
    (turn,) = turns_of(town(ride("r", "north", "hill", arrive=("09:00", "09:10"))))
    assert turn.start <= clock("8:38")
    assert turn.end >= clock("9:31")


def test_rides_far_apart_on_one_day_do_not_pay_the_hours_between_two_drivers() -> None:
    rides = (
        ride("early", "north", "hill", arrive=("07:00", "07:10")),
        ride("late", "north", "hill", arrive=("18:30", "18:40")),
    )
    turns = turns_of(town(*rides, people=(driver("ana"), driver("ben"))))
    assert {turn.driver for turn in turns} == {"ana", "ben"}
    assert sum(end - start for start, end in spans(turns)) <= 6 * 60


def test_weekly_hours_are_shared_between_drivers() -> None:
    rides = [
        ride(f"r{k}{h}", "north", "hill", arrive=(f"{h:02d}:00", f"{h:02d}:10"), date=MONDAY + timedelta(days=k))
        for k in range(5)
        for h in (8, 10, 12, 14, 16)
    ]
    people = tuple(driver(id_, contract=Contract(week_min=1200, cost_hour_cents=2000)) for id_ in ("ana", "ben"))
    s = situation(town(*rides, people=people))
    turns = roster(s, sorted(s.wanted), (), {}, {}, EFFORT)
    for person in ("ana", "ben"):
        assert 0 < sum(turn.extra_work_min for turn in turns if turn.driver == person) <= 1200


def test_turns_leave_the_reserve_free() -> None:
    reserve = (Reserve(start=clock("8:00"), end=clock("12:00"), weekdays=(1,), vehicle_min=240),)
    rides = [ride(f"r{h}", "north", "hill", arrive=(f"{h:02d}:00", f"{h:02d}:10"), walkers=8) for h in (9, 11)]
    more = {"vehicles": (minibus("m1"), minibus("m2")), "people": (driver("ana"), driver("ben"))}
    s = situation(town(*rides, service={"reserve": reserve}, **more))
    turns = roster(s, [MONDAY], (), {}, {}, EFFORT)
    assert turns
    assert all(reserve.free_min(turns) >= 240 for reserve in s.reserved)


def test_turns_of_other_days_are_kept() -> None:
    rides = [ride(f"r{k}", "north", "hill", arrive=("09:00", "09:10"), date=MONDAY + timedelta(days=k)) for k in (0, 1)]
    s = situation(town(*rides, people=(driver("ana", contract=Contract(week_min=90)),)))
    first = roster(s, [MONDAY], (), {}, {}, EFFORT)
    assert first
    assert roster(s, [MONDAY + timedelta(days=1)], first, {}, {}, EFFORT) == ()


def test_the_same_seed_gives_the_same_turns() -> None:
    rides = [ride(f"r{h}", "north", "hill", arrive=(f"{h:02d}:00", f"{h:02d}:10")) for h in range(8, 18)]
    instance = town(
        *rides, vehicles=(minibus("m1"), minibus("m2")), people=tuple(driver(id_) for id_ in ("ana", "ben", "cyd"))
    )
    assert turns_of(instance) == turns_of(instance)

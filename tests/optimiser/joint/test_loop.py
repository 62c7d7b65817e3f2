from dataclasses import replace

from models.base import WeeklyWindow
from models.instance import Instance
from models.plan import Plan
from optimiser.joint import Effort, improve
from optimiser.progress import Progress, StopFlag
from optimiser.solve import Limit, solve
from tests.optimiser.joint.shared import incumbent_of, judge_of, shared_town, trainer, two_rides
from tests.optimiser.rides.town import driver, held_workshop, minibus, ride, town, workshop

LIMIT = Limit(iterations=30_000)


def values(plan: Plan) -> list[int]:
    return [tier.value for tier in plan.tiers]


def both(instance: Instance) -> tuple[Plan, Plan]:
    """The plan of sessions first and rides after, and the joint one."""
    return tuple(solve(instance, limit=LIMIT, joint=joint).plan for joint in (False, True))  # type: ignore[return-value]


def test_a_minibus_that_brings_the_workshop_carries_passengers_meanwhile() -> None:
    # The minibus is out for rides anyway: the van is cheaper for the sessions alone, and dearer beside it.
    fields = workshop(start_windows=(WeeklyWindow(weekdays=(1,), start=600, end=600),))
    demand = fields["demands"][0].model_copy(update={"weekdays": (1,)})
    rides = (ride("r", "north", "hill", arrive=("10:40", "11:00"), back=("12:00", "12:20")),)
    instance = shared_town(*rides, services=fields["services"], demands=(demand,))
    before, after = both(instance)
    assert values(after) < values(before)
    (session,) = after.sessions
    assert session.released
    assert {tour.vehicle for tour in after.tours} == {"bus"}
    assert {tour.vehicle for tour in before.tours} == {"bus", "van"}


def test_a_session_gives_way_to_a_ride_that_has_its_hour() -> None:
    # Nobody but the trainer drives, and the workshop is wished for just when somebody has to be fetched.
    fields = workshop(start_windows=(WeeklyWindow(weekdays=(1,), start=540, end=840),))
    wished = fields["demands"][0].model_copy(update={"weekdays": (1,), "preferred_start": 540})
    instance = town(
        ride("r", "north", "hill", arrive=("9:30", "9:45")),
        vehicles=(minibus("bus"),),
        people=(trainer("ana"),),
        services=fields["services"],
        demands=(wished,),
    )
    before, after = both(instance)
    assert [item.kind for item in before.unserved] == ["ride"]
    assert after.unserved == ()
    assert {duty.person for duty in after.duties} == {"ana"}


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    instance = shared_town(*two_rides())
    plans = [solve(instance, limit=Limit(iterations=2000), seed=4).plan.model_dump_json() for _ in range(2)]
    assert plans[0] == plans[1]


def test_a_search_told_to_stop_keeps_what_it_has() -> None:
    instance = shared_town(*two_rides())
    now, stop, told = incumbent_of(instance, held_workshop(instance, "10:00", ("ana",), "bus")), StopFlag(), []

    def stop_at_once(progress: Progress) -> None:
        told.append(progress)
        stop.set()

    draft = improve(
        now.situation,
        now.draft,
        {},
        judge_of(instance),
        Effort(None, 10**9),
        seed=1,
        stop=stop,
        on_progress=stop_at_once,
    )
    assert len(told) == 1
    assert judge_of(instance).values(judge_of(instance).written(draft)) <= now.values


def test_a_draft_that_breaks_rules_is_left_to_others() -> None:
    instance = shared_town(*two_rides())
    now = incumbent_of(instance, held_workshop(instance, "10:00", ("ana",), "bus"))
    judge = replace(judge_of(instance), passes=lambda _: False)
    effort = Effort(None, 1000)
    assert improve(now.situation, now.draft, {}, judge, effort, seed=1, stop=StopFlag()) is now.draft


def test_nothing_to_drive_with_is_no_fault() -> None:
    instance = town(ride("r", "north", "hill", arrive=("9:00", "9:40")), vehicles=(), people=(driver("bob"),))
    assert len(solve(instance, limit=Limit(iterations=50)).plan.unserved) == 1

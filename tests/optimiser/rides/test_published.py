"""A plan made again keeps what was published, as far as need allows."""

from models.instance import Instance
from models.plan import Plan
from optimiser.solve import Limit, solve
from tests.optimiser.rides.town import driver, minibus, ride, town

LIMIT = Limit(iterations=100)


def world(count: int) -> Instance:
    """Rides with windows of two hours, so that their times are for the search to choose; two minibuses and drivers."""
    rides = (
        ride(f"r{k}", *(("north", "hill") if k % 2 else ("hill", "south")), arrive=(f"{8 + k}:00", f"{10 + k}:00"))
        for k in range(count)
    )
    return town(*rides, vehicles=(minibus("m1"), minibus("m2")), people=(driver("ana"), driver("ben")))


def pickups(plan: Plan) -> dict[str, str]:
    """When each party is picked up."""
    return {ride.item: f"{ride.boarding_start:%a %H:%M}" for ride in plan.rides}


def test_one_more_ride_leaves_the_times_of_the_others() -> None:
    before = solve(world(3), limit=LIMIT, seed=1).plan
    for seed in (2, 3):
        after = solve(world(4), previous=before, limit=LIMIT, seed=seed).plan
        assert not after.unserved
        assert pickups(before).items() <= pickups(after).items()


def test_whoever_falls_ill_is_replaced_at_the_times_told() -> None:
    before = solve(world(3), limit=LIMIT, seed=1).plan
    ill = before.duties[0].person
    left = tuple(person for person in world(3).people if person.id != ill)
    after = solve(world(3).model_copy(update={"people": left}), previous=before, limit=LIMIT, seed=2).plan
    assert not after.unserved
    assert pickups(after) == pickups(before)
    assert ill not in {duty.person for duty in after.duties}

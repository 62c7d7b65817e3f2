from models.instance import Instance
from models.plan import Plan
from tests.optimiser.check.breaking import breaches, restate


def test_the_world_is_valid_and_every_figure_computed_by_hand_agrees(instance: Instance, plan: Plan) -> None:
    assert breaches(instance, plan) == ()


def test_stating_anew_changes_no_figure_of_the_world(instance: Instance, plan: Plan) -> None:
    stated = restate(instance, plan)
    assert stated.model_copy(update={"tiers": ()}) == plan.model_copy(update={"tiers": ()})
    assert [tier.value for tier in stated.tiers] == [tier.value for tier in plan.tiers]


def test_the_plan_as_its_own_predecessor_stays_valid(instance: Instance, plan: Plan) -> None:
    assert breaches(instance, plan, previous=plan) == ()

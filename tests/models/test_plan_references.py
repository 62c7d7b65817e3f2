"""A plan that names what its instance does not have is told apart from one of another territory."""

from models.plan import CrewMember, PlannedSession
from models.plan_references import find_strangers
from tests.optimiser.ledger.valley import after, make_instance, make_plan


def test_a_plan_of_the_instance_names_nothing_strange() -> None:
    assert find_strangers(make_plan(), make_instance()) == ()


def test_another_territory_is_told_and_no_more() -> None:
    other = make_plan().model_copy(update={"instance": "elsewhere", "tours": ()})
    assert [notice.code for notice in find_strangers(other, make_instance())] == ["plan.territory"]


def test_each_id_is_told_once_with_how_often_it_stands_there() -> None:
    session = PlannedSession(
        id="x.1@2027-W02",
        demand="x",
        venue="barn",
        set_up_start=after(0),
        start=after(0),
        end=after(60),
        tear_down_end=after(60),
        crew=(CrewMember(person="zoe"),),
        kit="K",
        vehicle="bus",
        fetched_by="bus",
    )
    plan = make_plan()
    rides = tuple(ride.model_copy(update={"request": "P9"}) for ride in plan.rides)
    plan = plan.model_copy(update={"sessions": (session,), "rides": rides})
    told = {(n.location.field, n.location.item): n.what.values["n"] for n in find_strangers(plan, make_instance())}
    assert told == {
        ("demands", "x"): 1,
        ("places", "barn"): 1,
        ("people", "zoe"): 1,
        ("vehicles", "bus"): 2,
        ("kits", "K"): 1,
        ("rides", "P9"): 2,
    }

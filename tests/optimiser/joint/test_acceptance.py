from models.instance import TierName
from optimiser.joint import LEXICOGRAPHIC, Acceptance
from optimiser.tolerances import Tolerances

ANCHOR: dict[TierName, int] = {"need": 4, "change": 0, "cost": 1000, "fairness": 100, "comfort": 10}


def test_tiers_decide_in_order_and_an_equal_plan_is_not_better() -> None:
    assert LEXICOGRAPHIC.better((4, 0, 1000, 100, 10), (4, 0, 999, 500, 50))
    assert LEXICOGRAPHIC.better((4, 0, 1000, 100, 10), (3, 9, 9999, 500, 50))
    assert not LEXICOGRAPHIC.better((4, 0, 1000, 100, 10), (4, 0, 1000, 100, 10))
    assert not LEXICOGRAPHIC.better((4, 0, 1000, 100, 10), (4, 1, 0, 0, 0))
    assert LEXICOGRAPHIC.most_need((4, 0, 1000, 100, 10)) == 4


def test_within_tolerances_cost_is_given_up_for_fairer_hours_as_far_as_allowed() -> None:
    within = Acceptance(Tolerances({"cost": 20}), ANCHOR)
    assert within.better((4, 0, 1000, 100, 10), (4, 0, 1020, 90, 10))
    assert not within.better((4, 0, 1000, 100, 10), (4, 0, 1021, 90, 10))
    assert not within.better((4, 0, 1020, 90, 10), (4, 0, 1000, 100, 10))
    assert not within.better((4, 0, 1020, 90, 10), (4, 0, 1020, 90, 10))


def test_beyond_the_tolerances_the_way_leads_back() -> None:
    within = Acceptance(Tolerances({"cost": 20}), ANCHOR)
    assert within.better((9, 0, 900, 100, 10), (5, 0, 2000, 900, 10))
    assert not within.better((5, 0, 2000, 900, 10), (9, 0, 900, 100, 10))


def test_a_need_that_is_allowed_is_searched_for() -> None:
    assert Acceptance(Tolerances({"need": 500}), ANCHOR).most_need((4, 0, 1000, 100, 10)) == 6
    assert Acceptance(Tolerances({"cost": 20}), ANCHOR).most_need((4, 0, 1000, 100, 10)) == 4

from optimiser.master.large.crews import fits, profiles

CARE, TOYS, DIGITAL = frozenset({"care"}), frozenset({"toys"}), frozenset({"digital"})


def test_one_session_asks_for_one_person_a_head() -> None:
    assert profiles(((CARE, CARE, TOYS),), 5) == ((frozenset({CARE}), frozenset({CARE}), frozenset({TOYS})),)


def test_people_serve_at_several_sessions_of_a_tour_or_others_come_along() -> None:
    found = {frozenset(crew) for crew in profiles(((DIGITAL,), (TOYS, CARE)), 3)}
    assert found == {
        frozenset({frozenset({CARE}), frozenset({TOYS, DIGITAL})}),
        frozenset({frozenset({TOYS}), frozenset({CARE, DIGITAL})}),
        frozenset({frozenset({CARE}), frozenset({DIGITAL}), frozenset({TOYS})}),
    }


def test_nobody_is_at_two_heads_of_one_session() -> None:
    assert all(len(crew) >= 2 for crew in profiles(((CARE, CARE), (CARE,)), 4))
    assert profiles(((CARE, CARE),), 1) == ()


def test_a_role_is_done_by_who_holds_something_of_every_head() -> None:
    role = frozenset({CARE, frozenset({"toys", "digital"})})
    assert fits(frozenset({"care", "digital"}), role)
    assert not fits(frozenset({"toys", "digital"}), role)

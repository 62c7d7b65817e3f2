"""The search for small edits, with scripted answers: the least rung, nothing dominated, no part too much."""

from models.edits import Edit, LateBooking, LongerRides, MorePeople, MoreVehicles, RideWindow
from optimiser.explain.case import Clock
from optimiser.explain.relaxing import MOST, Edits, Ladder, Search, dominates, shown

RUNGS = tuple(range(5, 121, 5))


def later(minutes: int, ride: str = "r") -> Edits:
    return (RideWindow(ride=ride, side="later", minutes=minutes),)


def earlier(minutes: int) -> Edits:
    return (RideWindow(ride="r", side="earlier", minutes=minutes),)


def amounts(edits: Edits) -> dict[str, int]:
    return {edit.subject: edit.amount for edit in edits}


class Script:
    """Serves when every subject named has its amount; counts the questions."""

    def __init__(self, *ways: Edits) -> None:
        self.ways, self.asked = [amounts(way) for way in ways], 0

    def __call__(self, edits: Edits) -> bool:
        self.asked += 1
        have = amounts(edits)
        return any(all(have.get(subject, 0) >= least for subject, least in way.items()) for way in self.ways)


def search(script: Script, seconds: float = 60.0) -> Search:
    return Search(script, Clock(seconds))


def test_the_least_rung_is_found_in_few_questions() -> None:
    for least in RUNGS:
        script = Script(later(least))
        one = search(script)
        one.climb_all([Ladder(RUNGS, later, "later")])
        assert one.found == [later(least)]
        assert script.asked <= 6


def test_a_ladder_that_never_serves_costs_one_question() -> None:
    script = Script(later(500))
    one = search(script)
    one.climb_all([Ladder(RUNGS, later, "later")])
    assert (one.found, script.asked, one.complete) == ([], 1, True)


def test_rungs_without_order_are_tried_one_by_one() -> None:
    exact = later(20)
    one = Search(lambda edits: edits == exact, Clock(60.0))
    one.climb_all([Ladder(RUNGS, later, "later", order="none")])
    assert one.found == [exact]


def test_of_rungs_that_add_up_the_first_needed_is_found_in_few_questions() -> None:
    exact, asked = later(85), []

    def serves(edits: Edits) -> bool:
        asked.append(edits)
        return exact[0] in edits

    one = Search(serves, Clock(60.0))
    one.climb_all([Ladder(RUNGS, later, "later", order="additive")])
    assert one.found == [exact]
    assert len(asked) <= 7


def test_of_alternatives_about_the_same_the_least_is_kept() -> None:
    def vehicles(like: str) -> Ladder:
        return Ladder((1, 2), lambda n: (MoreVehicles(like=like, weekday=1, count=n),), "fleet")

    one = Search(lambda edits: any(e.amount >= (2 if "m1" in e.model_dump_json() else 1) for e in edits), Clock(60.0))
    one.climb_all([vehicles("m1"), vehicles("m2")])
    assert one.found == [(MoreVehicles(like="m2", weekday=1, count=1),)]


def test_a_group_that_does_not_serve_together_is_not_looked_into() -> None:
    script = Script(later(5, "other"))
    one = search(script)
    one.climb_all([Ladder(RUNGS, later, "both"), Ladder(RUNGS, earlier, "both")])
    assert script.asked == 1


def test_a_combination_has_no_part_too_much_and_none_too_large() -> None:
    script = Script((*later(30), *earlier(15)))
    one = search(script)
    rides = Ladder(RUNGS, lambda n: (LongerRides(service="s", minutes=n),), "ride-time")
    one.combine([Ladder(RUNGS, later, "later"), Ladder(RUNGS, earlier, "earlier"), rides])
    (found,) = one.found
    assert amounts(found) == amounts((*later(30), *earlier(15)))
    for part in found:
        assert not script(tuple(other for other in found if other != part))


def test_further_means_leave_a_combination_before_what_the_passenger_could_agree_to() -> None:
    people: Edits = (MorePeople(qualifications=("a",), like="p", weekday=1),)
    script = Script((*later(30), *earlier(15)), (*people, *later(5)))
    one = search(script)
    one.combine([Ladder(RUNGS, later, "l"), Ladder(RUNGS, earlier, "e"), Ladder((1,), lambda _: people, "p")])
    assert [amounts(found) for found in one.found] == [amounts((*later(30), *earlier(15)))]


def test_without_time_nothing_is_claimed() -> None:
    one = search(Script(later(5)), seconds=0.0)
    one.climb_all([Ladder(RUNGS, later, "later")])
    one.combine([Ladder(RUNGS, later, "later"), Ladder(RUNGS, earlier, "earlier")])
    assert (one.found, one.complete) == ([], False)


def test_a_bisection_cut_short_shows_no_amount() -> None:
    clock = Clock(60.0)
    asked: list[Edits] = []

    def serves(edits: Edits) -> bool:
        asked.append(edits)
        if len(asked) == 2:
            clock.stop.set()
        return True

    one = Search(serves, clock)
    one.climb_all([Ladder(RUNGS, later, "later")])
    assert (one.found, one.complete) == ([], False)


def test_dominance() -> None:
    assert dominates(later(20), later(30))
    assert dominates(later(20), (*later(20), *earlier(5)))
    assert not dominates(later(30), later(20))
    assert not dominates(earlier(5), later(20))


def test_five_are_shown_at_most_each_kind_before_a_second_of_any() -> None:
    several: list[tuple[Edit, ...]] = [later(n, f"r{n}") for n in (50, 40, 30, 20, 10)]
    late: Edits = (LateBooking(ride="r"),)
    vehicle: Edits = (MoreVehicles(like="m", weekday=1),)
    both: Edits = (*late, *vehicle)
    found = shown([both, vehicle, late, *several])
    assert len(found) == MOST
    assert found == (later(10, "r10"), later(20, "r20"), later(30, "r30"), late, vehicle)

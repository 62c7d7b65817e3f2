from collections import defaultdict

import pytest

from models.base import WeeklyWindow
from optimiser.master.columns import vehicle_columns
from optimiser.master.large.kernels import MAX_STARTS, NEVER
from optimiser.master.large.tours import all_tours
from tests.optimiser.master.large.weeks import compiled, made

Key = tuple[str, int, tuple[tuple[int, str], ...]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tours_are_the_outings_of_the_model_by_name(seed: int) -> None:
    small = made(7, 5, 2, seed=seed)
    week = small.week
    columns = vehicle_columns(small.instance, small.horizon, small.times, week.asked, 100_000)
    by_name: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for column in columns:
        visits = tuple((stay.asked, stay.placement.venue) for stay in column.stays)
        vehicle = small.instance.vehicles[column.vehicle].id
        by_name[vehicle, week.day_index[column.day], visits].append((column.metres, column.shortest))
    tours = all_tours(week, 100_000)
    found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for row in range(len(tours)):
        visits = tuple((week.nodes[n].asked, week.nodes[n].venue) for n in tours.visits[row] if n >= 0)
        for v in week.fleets[int(tours.fleet[row])].members:
            key = small.instance.vehicles[v].id, int(tours.day[row]), visits
            found[key].append((int(tours.metres[row]), int(tours.away[row])))
    # The model by name leaves out vehicles that bring nothing, and asks of meals later.
    assert set(found) <= set(by_name) | {key for key in found if key[0] not in {name for name, _, _ in by_name}}
    for key in set(found) & set(by_name):
        assert min(found[key]) == min(by_name[key])


def test_paid_minutes_are_time_away_less_a_meal_at_most() -> None:
    week = made(10, 6, 3, seed=4).week
    tours = all_tours(week, 100_000)
    plain = tours.paid[:, 0] < NEVER
    assert (tours.paid[plain, 0] >= tours.away[plain] - week.lenient.credit_min).all()
    relieved = tours.paid[:, 1] < NEVER
    assert (tours.paid[relieved, 1] == tours.away[relieved] - week.lenient.credit_min).all()
    assert (tours.relief[relieved] > 0).all()


def test_more_tours_than_wanted_are_refused() -> None:
    with pytest.raises(OverflowError):
        all_tours(made(10, 6, 3, seed=4).week, 3)


def test_a_grid_too_fine_to_list_is_refused_rather_than_cut() -> None:
    week = made(12, 6, 3, seed=1).week
    services = tuple(
        service.model_copy(
            update={
                "grid_min": 1,
                "duration_min": 30,
                "start_windows": tuple(w.model_copy(update={"start": 480, "end": 1080}) for w in service.start_windows),
            }
        )
        for service in week.instance.services
    )
    opening = {"opening": (WeeklyWindow(start=420, end=1200, weekdays=(1, 2, 3, 4, 5)),)}
    venues = tuple(venue.model_copy(update=opening) for venue in week.instance.venues)
    fine = compiled(week.instance.model_copy(update={"services": services, "venues": venues})).week
    assert max(len(node.starts) for node in fine.nodes) > MAX_STARTS
    with pytest.raises(OverflowError, match="starts of one session"):
        all_tours(fine, 10**6)

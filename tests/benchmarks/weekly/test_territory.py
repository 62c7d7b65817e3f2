from pathlib import Path
from random import Random

import pytest

from benchmarks.weekly.communes import FOLDER, bundled_communes, cluster, read_communes
from benchmarks.weekly.demands import counts_by_service
from benchmarks.weekly.size import Size, parse_size
from benchmarks.weekly.territory import generate
from models.horizon import horizon_of, occurrences, ride_items
from models.instance import Instance
from models.references import find_faults


def asked_a_week(instance: Instance) -> float:
    horizon = horizon_of(instance)
    return len(occurrences(instance, horizon)) / horizon.weeks


@pytest.mark.parametrize("text", ["12/6/3", "25/14/5", "50/24/8", "150/70/22"])
def test_an_instance_has_the_size_asked_for_and_no_fault(text: str) -> None:
    size = parse_size(text)
    instance = generate(size, seed=3)
    assert find_faults(instance) == ()
    assert (asked_a_week(instance), len(instance.people), len(instance.vehicles)) == (
        size.sessions,
        size.people,
        size.vans,
    )


def test_two_weeks_ask_for_the_size_in_each_with_series_every_week_and_every_other() -> None:
    instance = generate(Size(50, 24, 8), seed=1, weeks=2)
    assert asked_a_week(instance) == 50
    assert {demand.pattern.every_weeks for demand in instance.demands} == {1, 2}
    assert find_faults(instance) == ()


def test_rides_are_asked_for_each_day_and_some_follow_sessions() -> None:
    instance = generate(Size(25, 14, 5), seed=2, rides_per_day=10)
    horizon = horizon_of(instance)
    items = ride_items(instance, horizon, occurrences(instance, horizon))
    assert len(items) == 50
    assert sum(item.occurrence is not None for item in items) == 10
    assert find_faults(instance) == ()


def test_the_same_seed_draws_the_same_week_and_another_seed_another() -> None:
    size = Size(25, 14, 5)
    assert generate(size, seed=1) == generate(size, seed=1) != generate(size, seed=2)


def test_communes_of_a_file_are_used_and_lie_together(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    rows = [f"{k:05d},Commune {k},{100 + k},{k},{2 + k / 50},46.0" for k in range(40)]
    path.write_text("insee,name,population,births_2022,lon,lat\n" + "\n".join(rows) + "\n", encoding="utf-8")
    instance = generate(Size(12, 6, 3), seed=1, communes=read_communes(path))
    numbers = sorted(int(commune.id) for commune in instance.communes)
    assert len(numbers) == 8
    assert numbers[-1] - numbers[0] == 7


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    path.write_text("insee,name\n01001,A\n")
    with pytest.raises(ValueError, match="population"):
        read_communes(path)


def test_bundled_communes_are_enough_for_the_largest_size() -> None:
    assert len(bundled_communes(Size(300, 140, 44).communes, Random(1))) >= 200
    assert len(cluster(read_communes(FOLDER / "creuse.csv"), 30, Random(1))) == 30


@pytest.mark.parametrize("text", ["25/14", "3/4/2", "25/14/x", "5000/1/1"])
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="/"):
        parse_size(text)


def test_sessions_by_service_come_to_the_size() -> None:
    assert sum(counts_by_service(37).values()) == 37

"""Outings that could be: exactly those some choice of starts makes possible, with their least spans."""

from itertools import permutations, product
from random import Random

import pytest

from models.horizon import horizon_of, occurrences
from models.instance import Instance
from optimiser.master.build import scope_of
from optimiser.master.columns import Column
from optimiser.master.context import Scope
from optimiser.travel import travel_times
from tests.optimiser.strategies.tiny import tiny_sessions

Key = tuple[int, str, tuple[tuple[int, str], ...]]


def scope(instance: Instance) -> Scope:
    """Placements and columns of an instance."""
    horizon = horizon_of(instance)
    return scope_of(instance, horizon, travel_times(instance), occurrences(instance, horizon), {})


def spans(scope: Scope, vehicle: int) -> dict[Key, int]:
    """Least minutes from depot to depot of each order of sessions, over every choice of their starts."""
    van, found = scope.instance.vehicles[vehicle], dict[Key, int]()
    windows = {day: (scope.horizon.day_start(day), scope.horizon.day_start(day) + 1440) for day in scope.horizon.days}
    if van.availability:
        hours = van.availability[0]
        windows = {
            day: (base + hours.start, base + hours.end)
            for day, (base, _) in windows.items()
            if day.isoweekday() in hours.weekdays
        }
    rooms = [[(o, place) for place in item.placements] for o, item in enumerate(scope.asked)]
    for size in range(1, len(rooms) + 1):
        for order in permutations(rooms, size):
            for stays in product(*order):
                day = stays[0][1].day
                if day not in windows or any(place.day != day for _, place in stays):
                    continue
                least = _least(scope, vehicle, stays, windows[day])
                if least is not None:
                    key = (vehicle, day.isoformat(), tuple((o, place.venue) for o, place in stays))
                    found[key] = min(least, found.get(key, least))
    return found


def _least(scope: Scope, vehicle: int, stays: tuple, window: tuple[int, int]) -> int | None:  # type: ignore[type-arg]
    van, best = scope.instance.vehicles[vehicle], None
    for starts in product(*(place.starts for _, place in stays)):
        clock, here, leave = None, van.depot, 0
        for (o, place), start in zip(stays, starts, strict=True):
            item = scope.asked[o]
            drive = scope.times.minutes(here, place.venue, van.profile, place.day)
            if clock is None:
                leave = start - item.before_min - drive
            elif clock + drive > start - item.before_min:
                break
            clock, here = start + item.after_min, place.venue
        else:
            assert clock is not None
            back = clock + scope.times.minutes(here, van.depot, van.profile, stays[0][1].day)
            if window[0] <= leave and back <= window[1] and back - leave <= 780:
                best = back - leave if best is None else min(best, back - leave)
    return best


def key_of(column: Column) -> Key:
    """What tells one outing of a vehicle from another."""
    stays = tuple((stay.asked, stay.placement.venue) for stay in column.stays)
    return column.vehicle, column.day.isoformat(), stays


@pytest.mark.parametrize("seed", range(20))
def test_columns_are_all_possible_outings_with_their_least_spans(seed: int) -> None:
    instance = tiny_sessions(Random(seed))
    plain = instance.services[0].model_copy(update={"kit_kind": None})
    found = scope(instance.model_copy(update={"services": (plain,), "kits": ()}))
    columns = {key_of(column): column.shortest for column in found.columns if column.vehicle >= 0}
    expected: dict[Key, int] = {}
    kinds = {need.qualification for need in plain.crew}
    for vehicle, data in enumerate(instance.vehicles):
        based = [person for person in instance.people if person.base == data.depot]
        # A vehicle that brings neither crew nor kit nor itself has no business there.
        if plain.vehicle_use != "none" or any(c.kind in kinds for person in based for c in person.credentials):
            expected |= spans(found, vehicle)
    assert columns == expected

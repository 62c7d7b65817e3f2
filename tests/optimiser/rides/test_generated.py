"""Generated instances: whatever is asked, the shifts respect the windows, the hours and the parties."""

from collections import defaultdict
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.horizon import Horizon, occurrences, ride_items
from models.instance import Instance
from optimiser.draft import Draft, RideCall
from optimiser.rides.reasons import ride_reasons
from optimiser.rides.situation import Situation, survey
from optimiser.rides.stage import plan_rides
from optimiser.travel import TravelTimes
from tests.optimiser.rides.town import world
from tests.optimiser.strategies.whole import instance_of


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_shifts_of_a_generated_instance(seed: int) -> None:
    instance = instance_of(Random(seed), 2, 12)
    horizon, times = world(instance)
    draft = plan_rides(instance, horizon, times, Draft(), iterations=60, seed=seed)
    situation = survey(instance, horizon, times, Draft(), None)
    items = {item.id for item in ride_items(instance, horizon, occurrences(instance, horizon))}
    served = _served(draft)
    assert set(served) | set(draft.unserved_rides) == items
    assert not set(served) & set(draft.unserved_rides)
    _check_parties(situation, draft)
    _check_travel(instance, times, draft)
    _check_people(situation, horizon, draft)
    reasons = ride_reasons(instance, horizon, times, draft)
    assert set(reasons) == set(draft.unserved_rides)
    assert all(reason.codes for found in reasons.values() for reason in found)


def _served(draft: Draft) -> dict[str, set[tuple[str, str]]]:
    served: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for shift in draft.shifts:
        for stop in shift.stops:
            for call in stop.calls:
                if isinstance(call, RideCall):
                    served[call.item].add((call.leg, call.kind))
    for taxi in draft.taxis:
        served[taxi.item] |= {(taxi.leg, "board"), (taxi.leg, "alight")}
    return served


def _check_parties(situation: Situation, draft: Draft) -> None:
    """Every leg boards and alights at one of its stops, inside the window, in one vehicle and within the limit."""
    for item, done in _served(draft).items():
        legs = situation.requests.by_item[item].item.legs
        assert done == {(leg, kind) for leg in legs for kind in ("board", "alight")}
    for shift in draft.shifts:
        profile = situation.instance.vehicle_by_id[shift.vehicle].profile
        boarded: dict[tuple[str, str], tuple[str, int]] = {}
        for stop in shift.stops:
            for call in stop.calls:
                if not isinstance(call, RideCall):
                    continue
                ride = situation.requests.by_item[call.item]
                journey = next(one for one in ride.journeys if one.leg == call.leg)
                options = journey.pickups if call.kind == "board" else journey.dropoffs
                assert any(o.place == stop.place and o.earliest <= call.start <= o.latest for o in options)
                assert stop.arrival <= call.start <= call.end <= stop.departure
                if call.kind == "board":
                    boarded[call.item, call.leg] = stop.place, call.end
                    continue
                origin, since = boarded.pop((call.item, call.leg))
                direct = situation.times.minutes(origin, stop.place, profile, shift.day)
                assert call.start - since <= ride.service.max_ride(direct)
        assert not boarded


def _check_travel(instance: Instance, times: TravelTimes, draft: Draft) -> None:
    for shift in draft.shifts:
        vehicle = instance.vehicle_by_id[shift.vehicle]
        assert shift.stops[0].place == shift.stops[-1].place == vehicle.depot
        metres = 0
        for here, there in zip(shift.stops, shift.stops[1:], strict=False):
            drive = times.minutes(here.place, there.place, vehicle.profile, shift.day)
            assert there.arrival - here.departure >= drive
            metres += times.metres(here.place, there.place, vehicle.profile, shift.day)
        assert vehicle.range_m is None or metres <= vehicle.range_m


def _check_people(situation: Situation, horizon: Horizon, draft: Draft) -> None:
    """Nobody and no vehicle is in two places; spans stay in windows and the sum of spans inside the week's room."""
    spans: dict[tuple[str, object], list[tuple[int, int]]] = defaultdict(list)
    for shift in draft.shifts:
        span = shift.stops[0].arrival, shift.stops[-1].departure
        spans[shift.vehicle, shift.day].append(span)
        spans[shift.driver, shift.day].append(span)
        person = situation.workdays[shift.day].people[shift.driver]
        assert any(a <= span[0] and span[1] <= b for a, b in person.windows)
        vehicle = situation.workdays[shift.day].vehicles[shift.vehicle]
        assert any(a <= span[0] and span[1] <= b for a, b in vehicle.windows)
    for busy in spans.values():
        ordered = sorted(busy)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))
    driven: dict[tuple[str, int], int] = defaultdict(int)
    for shift in draft.shifts:
        driven[shift.driver, horizon.week_of(shift.day)] += shift.stops[-1].arrival - shift.stops[0].departure
    for (driver, week), minutes in driven.items():
        meals = 60 * len({shift.day for shift in draft.shifts if shift.driver == driver})
        assert minutes <= situation.weeks[driver].room_min(week) + meals

"""Why each ride that is not in the plan is not: impossible alone, pinned out, or what stands against it in this plan.

A reason is found by trial: the item alone with everybody free, then beside the plan's shifts, one rule relaxed at a
time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from models.base import DAY_MIN, format_time_of_day
from models.horizon import Horizon
from models.instance import Instance
from models.people import PASSENGER_ATTESTATION
from models.plan import Plan, Reason
from models.text import Message, message
from optimiser.draft import Draft
from optimiser.rides.asked import AskedRide
from optimiser.rides.completing import driven_turns
from optimiser.rides.day import DayProblem, day_problem
from optimiser.rides.day_search import layouts_on
from optimiser.rides.demand import Wanted
from optimiser.rides.openings import openings
from optimiser.rides.situation import Situation, survey
from optimiser.rides.turns import Turn, may_drive
from optimiser.rides.warm_start import start_from
from optimiser.search import FORBIDDEN, Bucket, MaxIterations, RideProblem, StopOption, solve_rides
from optimiser.travel import TravelTimes

TRIAL_ITERATIONS = 30
SLACK_MIN = 60
"""A window is called binding when an item would fit with it wider by so much."""


def ride_reasons(
    instance: Instance,
    horizon: Horizon,
    travel: TravelTimes,
    draft: Draft,
    previous: Plan | None = None,
    hold: frozenset[date] = frozenset(),
) -> dict[str, tuple[Reason, ...]]:
    """At least one true reason for every unserved ride item of a draft, by item."""
    if not draft.unserved_rides:
        return {}
    s = survey(instance, horizon, travel, draft, previous, hold=hold)
    sessions_only = replace(draft, outings=(), shifts=(), taxis=(), unserved_rides=())
    alone = survey(instance, horizon, travel, sessions_only, previous, hold=hold)
    turns = driven_turns(s, draft.shifts)
    found: dict[str, tuple[Reason, ...]] = {}
    for item in draft.unserved_rides:
        if item in s.requests.impossible:
            found[item] = (s.requests.impossible[item],)
            continue
        want = next(w for w in s.wanted[s.requests.by_item[item].day] if w.ride.item.id == item)
        found[item] = _impossible_alone(alone, want) or _not_chosen(s, turns, want)
    return found


def _reason(kind: str, codes: Sequence[str], text: Message) -> Reason:
    return Reason.model_validate({"kind": kind, "codes": tuple(codes), "text": text})


def _clock(minute: int) -> str:
    return format_time_of_day(minute % DAY_MIN)


def _impossible_alone(alone: Situation, want: Wanted) -> tuple[Reason, ...]:
    """Reasons that hold with every vehicle free and nobody busy but with fixed activities; none when it is possible."""
    ride = want.ride
    for k in range(len(ride.journeys)):
        kind = "pinned_out" if set(want.vehicles[k]) != set(ride.vehicles) else "impossible"
        if not want.journeys[k]:
            text = message("no vehicle could fetch the party from a depot and be back the same day")
            return (_reason(kind, ("T1", "T2"), text),)
        if not want.vehicles[k]:
            return (_reason("pinned_out", ("L1", "T4"), message("the vehicle it is pinned to does not suit")),)
        found = openings(alone, (), (), want, k)
        if found.ways:
            if not _within_range(alone, want, k):
                metres = min(_loop_metres(alone, want, k, v) for v in want.vehicles[k])
                text = message(
                    "the way from the depot and back is {km} km, more than an electric vehicle drives on one charge",
                    km=metres // 1000,
                )
                return (_reason(kind, ("T6",), text),)
            continue
        return _nobody(alone, want, k, kind, sorted({code for code, _ in found.hindrances}))
    return ()


def _within_range(s: Situation, want: Wanted, k: int) -> bool:
    return any(
        (limit := s.instance.vehicle_by_id[v].range_m) is None or _loop_metres(s, want, k, v) <= limit
        for v in want.vehicles[k]
    )


def _loop_metres(s: Situation, want: Wanted, k: int, vehicle_id: str) -> int:
    """Metres from the depot by the least pair of stops and home."""
    vehicle = s.instance.vehicle_by_id[vehicle_id]
    journey, day = want.ride.journeys[k], want.ride.day

    def metres(a: str, b: str) -> int:
        return s.times.metres(a, b, vehicle.profile, day)

    return min(
        metres(vehicle.depot, a.place) + metres(a.place, b.place) + metres(b.place, vehicle.depot)
        for a in journey.pickups
        for b in journey.dropoffs
    )


def _nobody(alone: Situation, want: Wanted, k: int, kind: str, codes: Sequence[str]) -> tuple[Reason, ...]:
    work = alone.workdays[want.ride.day]
    drivers = want.drivers[k]
    if drivers is not None:
        text = message("the people it is pinned to cannot drive it: rules {codes}", codes=", ".join(codes))
        return (_reason("pinned_out", ("L1", *(code for code in codes if code != "L1")), text),)
    if set(codes) == {"P9"}:
        held = [p for p in work.people.values() if p.person.holds(PASSENGER_ATTESTATION, want.ride.day)]
        depots = {alone.instance.vehicle_by_id[v].depot for v in want.vehicles[k]}
        names = ", ".join(sorted(alone.instance.places[id_].name for id_ in depots))
        if not any(may_drive(p, work.vehicles[v]) for p in held for v in want.vehicles[k]):
            text = message("nobody based at {depots} holds both licence and attestation that day", depots=names)
            return (_reason(kind, ("P9",), text),)
    spans = [moment.span for moment in want.journeys[k]]
    text = message(
        "between {start} and {end}, no suitable vehicle and driver are at work: rules {codes}",
        start=_clock(min(a for a, _ in spans)),
        end=_clock(max(b for _, b in spans)),
        codes=", ".join(codes),
    )
    return (_reason(kind, codes, text),)


def _not_chosen(s: Situation, turns: Sequence[Turn], want: Wanted) -> tuple[Reason, ...]:
    """What stands against the item in this plan, one journey after the other."""
    reasons: dict[str, Reason] = {}
    offered = list(turns)
    for k in range(len(want.journeys)):
        found = openings(s, offered, s.reserved, want, k)
        if found.ways:
            way = max(found.ways, key=lambda one: (one.turn is not None, one.replaces is not None))
            if way.turn is not None:
                offered = [*(turn for turn in offered if turn != way.replaces), way.turn]
            continue
        by_code: dict[str, list[str]] = {}
        for code, who in found.hindrances:
            by_code.setdefault(code, []).append(who)
        start = _clock(min(moment.span[0] for moment in want.journeys[k]))
        end = _clock(max(moment.span[1] for moment in want.journeys[k]))
        for code, whos in sorted(by_code.items()):
            names = ", ".join(_names(s, whos))
            reasons.setdefault(code, _reason("not_chosen", (code,), _sentence(code, names, start, end)))
    if reasons:
        return tuple(reasons.values())
    codes = _binding(s, offered, want)
    if not codes:
        text = message("it would fit beside this plan's rides; the search ended before it was placed")
        return (_reason("not_chosen", ("R1",), text),)
    text = message(
        "in this plan, the vehicles and drivers at work at its times cannot take it as well: rules {codes}",
        codes=", ".join(codes),
    )
    return (_reason("not_chosen", codes, text),)


def _names(s: Situation, ids: Sequence[str]) -> list[str]:
    vehicles, people = s.instance.vehicle_by_id, s.instance.person_by_id
    return sorted({vehicles[id_].name if id_ in vehicles else people[id_].name for id_ in ids})


def _sentence(code: str, names: str, start: str, end: str) -> Message:
    between: dict[str, str | int] = {"names": names, "start": start, "end": end}
    match code:
        case "T1":
            return message("between {start} and {end}, {names} drives other rides", **between)
        case "T2":
            return message("between {start} and {end}, {names} is not available all along", **between)
        case "S9":
            return message("between {start} and {end}, {names} is kept by a session", **between)
        case "P1":
            return message("between {start} and {end}, {names} is busy elsewhere", **between)
        case "P2":
            return message("between {start} and {end}, {names} is not available all along", **between)
        case "P3":
            return message("the day of {names} would hold too many hours of work", **between)
        case "P4":
            return message("the day of {names} would stretch too far", **between)
        case "P5":
            return message("the week of {names} has no hours left", **between)
        case "P6":
            return message("the day of {names} would leave no room for a break or a meal", **between)
        case "P7":
            return message("{names} would not have the daily rest", **between)
        case "P8":
            return message("{names} would not have the weekly rest", **between)
        case "P9":
            return message("nobody at the depot of {names} may drive it with passengers that day", **between)
        case "L3":
            return message("the reserve for late bookings would not stay free", **between)
    raise ValueError(f"no sentence for rule {code}")


def _binding(s: Situation, turns: Sequence[Turn], want: Wanted) -> tuple[str, ...]:
    """Rules that keep the item out of the shifts driven.

    Each one, relaxed alone, would let it in; else it takes all of them together. None when it fits after all.
    """
    day, ride = want.ride.day, want.ride
    out = {*s.draft.unserved_rides, *(taxi.item for taxi in s.draft.taxis)}
    asked = [one.ride for one in s.wanted[day] if one.ride is ride or one.ride.item.id not in out]
    today = [turn for turn in turns if turn.day == day]
    layouts = {turn.vehicle: layouts_on(s, day, turn.vehicle) for turn in today}
    buckets = {key: Bucket(bucket.asked) for key, bucket in s.need.items()}
    plain = day_problem(s.instance, s.times, s.workdays[day], asked, today, layouts, s.kits_of, {}, buckets)
    start = start_from(plain, [shift for shift in s.draft.shifts if shift.day == day])

    def fits(problem: RideProblem) -> bool:
        return bool(solve_rides(problem, stop=MaxIterations(TRIAL_ITERATIONS), initial=start).served.all())

    if fits(plain.problem):
        return ()
    relaxed = {"R2": _wider_windows, "R3": _longer_rides, "T3": _more_seats}
    codes = tuple(code for code, relax in relaxed.items() if fits(relax(plain.problem, plain, ride)))
    return codes or ("T1", "R2", "R3")


def _rows(day: DayProblem, ride: AskedRide) -> frozenset[int]:
    return frozenset(row for row, (one, _) in enumerate(day.rides) if one is ride)


def _wider_windows(problem: RideProblem, day: DayProblem, ride: AskedRide) -> RideProblem:
    mine = _rows(day, ride)

    def wide(options: tuple[StopOption, ...]) -> tuple[StopOption, ...]:
        return tuple(StopOption(o.place, max(0, o.earliest - SLACK_MIN), o.latest + SLACK_MIN) for o in options)

    rides = tuple(
        replace(one, pickups=wide(one.pickups), dropoffs=wide(one.dropoffs)) if row in mine else one
        for row, one in enumerate(problem.rides)
    )
    return replace(problem, rides=rides)


def _longer_rides(problem: RideProblem, day: DayProblem, ride: AskedRide) -> RideProblem:
    mine = _rows(day, ride)
    rides = tuple(
        replace(one, max_ride=np.where(one.limits() == FORBIDDEN, FORBIDDEN, one.limits() + SLACK_MIN))
        if row in mine
        else one
        for row, one in enumerate(problem.rides)
    )
    return replace(problem, rides=rides)


def _more_seats(problem: RideProblem, day: DayProblem, ride: AskedRide) -> RideProblem:
    mine = _rows(day, ride)
    rides = tuple(replace(one, load=(0, 0, 0)) if row in mine else one for row, one in enumerate(problem.rides))
    return replace(problem, rides=rides)

"""Write a draft out as a plan: tours, sessions, rides, duties, tiers."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.horizon import Horizon, Occurrence, RideItem
from models.instance import Instance, TierName
from models.plan import (
    CrewMember,
    Duty,
    Plan,
    PlannedRide,
    PlannedSession,
    Reason,
    TierValue,
    Unserved,
)
from models.text import N_, Message
from optimiser.binds import binds
from optimiser.draft import Draft, HeldSession, RideCall
from optimiser.travel import TravelTimes
from optimiser.writing.changes import change_value
from optimiser.writing.duties import MealHints, duty_of
from optimiser.writing.evaluate import (
    TIER_ORDER,
    Written,
    comfort_value,
    cost_value,
    fairness_value,
    need_value,
    overtime_cents,
    rules_of,
)
from optimiser.writing.legs import Run, runs_of
from optimiser.writing.pieces import days_of
from optimiser.writing.tours import tour_id, tours_of

UNITS: dict[TierName, str] = {
    "need": N_("quarters of a person's need"),
    "change": N_("change points"),
    "cost": N_("cents"),
    "fairness": N_("minutes"),
    "comfort": N_("minutes"),
}


@dataclass(frozen=True)
class Frame:
    """What a draft is written against."""

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    asked: tuple[Occurrence, ...]
    items: tuple[RideItem, ...]
    previous: Plan | None
    made_at: datetime


def write_parts(frame: Frame, draft: Draft, keep: Written | None = None) -> Written:
    """Tours, sessions, rides and duties of a draft, with the days of an earlier plan that are kept as they were."""
    runs = runs_of(frame.instance, frame.times, draft.outings, draft.shifts, draft.sessions)
    sessions = tuple(_session(frame, session, draft) for session in draft.sessions)
    rides = rides_of(frame, draft)
    requests = {item.id: frame.instance.ride_by_id[item.request] for item in frame.items}
    tours = tours_of(frame.instance, frame.horizon, frame.times, runs, requests)
    duties = _duties(frame, draft, runs)
    if keep is not None:
        days = {duty.date for duty in keep.duties} | {tour.date for tour in keep.tours}
        days |= {session.start.date() for session in keep.sessions}
        tours = (*keep.tours, *(tour for tour in tours if tour.date not in days))
        duties = (*keep.duties, *(duty for duty in duties if duty.date not in days))
        sessions = (*keep.sessions, *(s for s in sessions if s.start.date() not in days))
        rides = (*keep.rides, *(ride for ride in rides if ride.boarding_start.date() not in days))
    done = {session.id for session in sessions} | {ride.item for ride in rides}
    everything = {item.id for item in frame.asked} | {item.id for item in frame.items}
    return Written(
        tuple(sorted(tours, key=lambda t: (t.date, t.vehicle))),
        tuple(sorted(sessions, key=lambda s: (s.start, s.id))),
        tuple(sorted(rides, key=lambda r: (r.boarding_start, r.item, r.leg))),
        tuple(sorted(duties, key=lambda d: (d.date, d.person))),
        frozenset(everything - done),
    )


def values_of(frame: Frame, written: Written) -> dict[TierName, int]:
    """Value of every tier of a written plan."""
    previous = frame.previous
    same = previous is not None and (previous.monday, previous.weeks) == (frame.horizon.monday, frame.horizon.weeks)
    return {
        "need": need_value(frame.instance, (*frame.asked, *frame.items), written.unserved),
        "change": change_value(frame.instance, previous, written, frame.made_at, same, frame.asked, frame.items),
        "cost": cost_value(frame.instance, frame.horizon, written),
        "fairness": fairness_value(frame.instance, frame.horizon, written.duties),
        "comfort": comfort_value(frame.instance, frame.times, written),
    }


def tier_values(plan: Plan) -> dict[TierName, int]:
    """Value of each tier of a plan."""
    return {tier.tier: tier.value for tier in plan.tiers}


def digest_of(instance: Instance) -> str:
    """SHA-256 of an instance's canonical JSON."""
    return hashlib.sha256(instance.model_dump_json().encode()).hexdigest()


def tier_list(values: Mapping[TierName, int], bounds: Mapping[TierName, tuple[int, Message]]) -> tuple[TierValue, ...]:
    """Tiers in order, with the bounds there are."""
    return tuple(
        TierValue(
            tier=tier,
            value=values[tier],
            unit=Message(msgid=UNITS[tier]),
            lower_bound=min(bounds[tier][0], values[tier]) if tier in bounds else None,
            bound_of=bounds[tier][1] if tier in bounds else None,
        )
        for tier in TIER_ORDER
    )


@binds("A6.unserved", "R1.once")
def unserved_list(frame: Frame, written: Written, reasons: Mapping[str, tuple[Reason, ...]]) -> tuple[Unserved, ...]:
    """What stays unserved, in the order asked, each with its reasons.

    Raises
    ------
    KeyError
        When an unserved item has no reason: nothing is left out without one.
    """
    sessions: Sequence[Occurrence | RideItem] = frame.asked
    return tuple(
        Unserved(
            item=item.id,
            kind="session" if isinstance(item, Occurrence) else "ride",
            commune=item.commune,
            service=item.service,
            weight=item.weight,
            reasons=reasons[item.id],
        )
        for item in (*sessions, *frame.items)
        if item.id in written.unserved
    )


@binds("S1.duration", "S9.back")
def _session(frame: Frame, held: HeldSession, draft: Draft) -> PlannedSession:
    visit, horizon = held.visit, frame.horizon
    outing = next((o for o in draft.outings if o.vehicle is not None and visit in o.visits), None)
    released = any(shift.carries == outing for shift in draft.shifts if shift.carries is not None)
    demand = visit.occurrence.rpartition("@")[0].rpartition(".")[0]
    service = frame.instance.service_by_id[frame.instance.demand_by_id[demand].service]
    # A vehicle that only brings the crew is named where a pin is about it.
    pinned = any(
        pin.after == visit.occurrence or (pin.item == visit.occurrence and (pin.vehicle or pin.after))
        for pin in frame.instance.pins
    )
    uses = outing is not None and (service.vehicle_use != "none" or held.kit in outing.kits or pinned)
    vehicle = outing.vehicle if outing is not None and uses else None
    return PlannedSession(
        id=visit.occurrence,
        demand=demand,
        venue=visit.venue,
        set_up_start=horizon.moment(visit.set_up_start),
        start=horizon.moment(visit.start),
        end=horizon.moment(visit.end),
        tear_down_end=horizon.moment(visit.tear_down_end),
        crew=tuple(CrewMember(person=person, qualification=kind) for person, kind in sorted(held.crew)),
        kit=held.kit,
        vehicle=vehicle,
        released=released and vehicle is not None and service.vehicle_use == "may_release",
        fetched_by=vehicle,
    )


@binds("R1.order", "R4.boarding", "R5.party")
def rides_of(frame: Frame, draft: Draft) -> tuple[PlannedRide, ...]:
    """The rides of a draft's shifts and taxis."""
    found: list[PlannedRide] = []
    moment = frame.horizon.moment
    items = {item.id: item for item in frame.items}
    for shift in draft.shifts:
        boarded: dict[tuple[str, str], tuple[str, RideCall]] = {}
        for stop in shift.stops:
            for call in stop.calls:
                if not isinstance(call, RideCall):
                    continue
                if call.kind == "board":
                    boarded[call.item, call.leg] = (stop.place, call)
                    continue
                pickup, board = boarded.pop((call.item, call.leg))
                found.append(
                    PlannedRide(
                        item=call.item,
                        request=items[call.item].request,
                        leg=call.leg,
                        tour=tour_id(shift.vehicle, shift.day),
                        pickup=pickup,
                        dropoff=stop.place,
                        boarding_start=moment(board.start),
                        boarding_end=moment(board.end),
                        alighting_start=moment(call.start),
                        alighting_end=moment(call.end),
                    )
                )
    for taxi in draft.taxis:
        request = frame.instance.ride_by_id[items[taxi.item].request]
        service = frame.instance.ride_service_by_id[request.service]
        board_min = service.wheelchair_boarding_min if request.wheelchairs else service.boarding_min
        found.append(
            PlannedRide(
                item=taxi.item,
                request=request.id,
                leg=taxi.leg,
                tour=None,
                pickup=taxi.pickup,
                dropoff=taxi.dropoff,
                boarding_start=moment(taxi.boarding_start),
                boarding_end=moment(taxi.boarding_start + board_min),
                alighting_start=moment(taxi.alighting_start),
                alighting_end=moment(taxi.alighting_start + board_min),
                taxi_cents=taxi.cents,
            )
        )
    return tuple(found)


def _duties(frame: Frame, draft: Draft, runs: Sequence[Run]) -> tuple[Duty, ...]:
    instance, horizon = frame.instance, frame.horizon
    days = days_of(instance, horizon, frame.times, runs, draft.outings, draft.sessions)
    meals = {(person, day): start for person, day, start in draft.meals}
    relieved = {
        (person, horizon.moment(session.visit.start).date()): session.visit.occurrence
        for session in draft.sessions
        for person, _ in session.relieved
    }
    return tuple(
        duty_of(
            instance,
            horizon,
            key,
            day,
            rules_of(instance, *key),
            MealHints(meals.get(key), relieved.get(key)),
        )
        for key, day in days.items()
    )


def bare_plan(frame: Frame, written: Written, seed: int, digest: str, revision: int) -> Plan:
    """A plan of the written parts, without tiers, reasons and notices; what happened in its weeks stays known."""
    before, horizon = frame.previous, frame.horizon
    same = before is not None and (before.monday, before.weeks) == (horizon.monday, horizon.weeks)
    return Plan(
        events=before.events if before is not None and same else (),
        instance=frame.instance.territory.id,
        digest=digest,
        monday=frame.horizon.monday,
        weeks=frame.horizon.weeks,
        made_at=frame.made_at,
        revision=revision,
        seed=seed,
        tours=written.tours,
        sessions=written.sessions,
        rides=written.rides,
        duties=written.duties,
        overtime_cents=overtime_cents(frame.instance, frame.horizon, written.duties),
    )

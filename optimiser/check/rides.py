"""Rides: order, windows, ride time, boarding, parties, links to sessions (rules R1 to R5, R7)."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from models.base import Window, format_time_of_day
from models.plan import PlannedRide
from models.text import Message, message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Served


def ride_id(ride: PlannedRide) -> str:
    """One direction of a ride item, as breaches name it."""
    return f"{ride.item} {ride.leg}"


@checks("R1.order", "R1.once")
def r1(facts: Facts) -> Iterator[Breach]:
    """Each ride is served once or left unserved once; pick-up comes before drop-off, in one vehicle."""
    yield from _once(facts)
    for served in facts.served:
        ride, who = served.ride, ride_id(served.ride)
        if ride.tour is None:
            if served.service.taxi is None:
                yield breach("R1.order", who, ride.boarding_start, message("no vehicle takes this ride"))
        elif served.run is not None:
            on, off = (
                [
                    (k, action.start)
                    for k, stop in enumerate(served.run.tour.stops)
                    for action in stop.actions
                    if action.kind == kind and action.item == ride.item and action.leg == ride.leg
                ]
                for kind in ("board", "alight")
            )
            if not on or not off:
                what = message("the party does not both board and alight in the tour {tour}", tour=ride.tour)
                yield breach("R1.order", who, ride.boarding_start, what)
            elif min(on)[0] >= max(off)[0]:
                yield breach("R1.order", who, ride.boarding_start, message("the party alights before it boards"))


def _once(facts: Facts) -> Iterator[Breach]:
    unserved = Counter(item.item for item in facts.plan.unserved if item.kind == "ride")
    served: dict[str, Counter[str]] = defaultdict(Counter)
    for known in facts.served:
        served[known.item.id][known.ride.leg] += 1
    for item in facts.items.values():
        legs = served[item.id]
        for leg, times in legs.items():
            if times > 1:
                what = message("this ride is served {times} times", times=times)
                yield breach("R1.once", f"{item.id} {leg}", None, what, times - 1)
        if not legs and unserved[item.id] != 1:
            what = message("this ride is not served, and left unserved {times} times", times=unserved[item.id])
            yield breach("R1.once", item.id, None, what, abs(unserved[item.id] - 1))
        elif len(legs) == len(item.legs) and unserved[item.id]:
            yield breach("R1.once", item.id, None, message("this ride is served and left unserved"), 1)
    for ride in facts.plan.rides:
        known_item = facts.items.get(ride.item)
        if known_item is None or ride.leg not in known_item.legs or ride.request != known_item.request:
            yield breach("R1.once", ride_id(ride), ride.boarding_start, message("nobody asked for this ride"), 1)
    for id_ in unserved:
        if id_ not in facts.items:
            yield breach("R1.once", id_, None, message("nobody asked for this ride"), 1)


@checks("R2.pickup", "R2.dropoff")
def r2(facts: Facts) -> Iterator[Breach]:
    """Boarding and alighting start inside their windows, on the day asked."""
    for served in facts.served:
        who, ride = ride_id(served.ride), served.ride
        trip = served.request.trip(ride.leg)
        midnight = facts.horizon.day_start(served.day)
        if served.item.day is not None and served.day != served.item.day:
            what = message("the ride is asked for {day}", day=served.item.day.isoformat())
            yield breach("R2.pickup", who, ride.boarding_start, what, abs((served.day - served.item.day).days), "days")
        elif trip is not None and trip.pickup is not None:
            off = _outside(served.boarding_start - midnight, trip.pickup)
            if off:
                yield breach("R2.pickup", who, ride.boarding_start, _window(trip.pickup), off, "min")
        if trip is not None and trip.dropoff is not None:
            off = _outside(served.alighting_start - midnight, trip.dropoff)
            if off:
                yield breach("R2.dropoff", who, ride.alighting_start, _window(trip.dropoff), off, "min")


def _outside(minute: int, window: Window) -> int:
    return max(window.start - minute, minute - window.end, 0)


def _window(window: Window) -> Message:
    first, last = format_time_of_day(window.start), format_time_of_day(window.end)
    return message("the window asked for is {first} to {last}", first=first, last=last)


@checks("R3.ride_time")
def r3(facts: Facts) -> Iterator[Breach]:
    """Ride time stays inside the limit."""
    for served in facts.served:
        direct = direct_min(facts, served)
        if direct is not None:
            limit, given = served.service.max_ride(direct), served.alighting_start - served.boarding_end
            if given > limit:
                what = message(
                    "the ride lasts {given} min, {limit} at most for {direct} direct",
                    given=given,
                    limit=limit,
                    direct=direct,
                )
                yield breach(
                    "R3.ride_time", ride_id(served.ride), served.ride.alighting_start, what, given - limit, "min"
                )


def direct_min(facts: Facts, served: Served) -> int | None:
    """Minutes from the chosen pick-up straight to the chosen drop-off, in the ride's vehicle; None without a way."""
    ends = served.ride.pickup, served.ride.dropoff
    if served.run is not None:
        way = facts.leg_way(served.run.vehicle, *ends, served.day)
    else:
        way = facts.own_car_way(*ends, served.day) if served.ride.tour is None else None
    return None if way is None else way[0]


@checks("R4.boarding")
def r4(facts: Facts) -> Iterator[Breach]:
    """Boarding and alighting take their time, more with a wheelchair."""
    for served in facts.served:
        service, ride = served.service, served.ride
        needed = service.wheelchair_boarding_min if served.request.wheelchairs else service.boarding_min
        for start, given in (
            (ride.boarding_start, served.boarding_end - served.boarding_start),
            (ride.alighting_start, served.alighting_end - served.alighting_start),
        ):
            if given != needed:
                what = message(
                    "{given} min are planned to get on or off, and it takes {needed} min", given=given, needed=needed
                )
                yield breach("R4.boarding", ride_id(ride), start, what, abs(needed - given), "min")


@checks("R5.party", "R5.return")
def r5(facts: Facts) -> Iterator[Breach]:
    """A party travels together; an outbound and its return are both served or neither."""
    planned = Counter((ride.item, ride.leg) for ride in facts.plan.rides)
    for kind in ("board", "alight"):
        actions = Counter(
            (action.item, action.leg)
            for tour in facts.plan.tours
            for stop in tour.stops
            for action in stop.actions
            if action.kind == kind
        )
        for (item, leg), times in actions.items():
            if item is not None and leg is not None and times > max(planned[item, leg], 1):
                what = message("the party gets on or off in {times} parts", times=times)
                yield breach("R5.party", f"{item} {leg}", None, what, times - 1)
    legs: dict[str, set[str]] = defaultdict(set)
    for served in facts.served:
        legs[served.item.id].add(served.ride.leg)
    for id_, there in legs.items():
        if missing := sorted(set(facts.items[id_].legs) - there):
            what = message("only one of the outbound and the return is served")
            yield breach("R5.return", f"{id_} {missing[0]}", None, what, 1)


@checks("R7.before", "R7.after")
def r7(facts: Facts) -> Iterator[Breach]:
    """A ride to a session arrives the margin before it and leaves after it, whatever time the plan gives it."""
    for served in facts.served:
        if served.item.occurrence is None:
            continue
        who, ride, service = ride_id(served.ride), served.ride, served.service
        held = facts.held_by_id.get(served.item.occurrence)
        clause = "R7.before" if ride.leg == "outbound" else "R7.after"
        if held is None:
            yield breach(clause, who, ride.boarding_start, message("the session of this ride is not held"))
        elif ride.leg == "outbound":
            late = served.alighting_end - (held.start - service.margin_before_session_min)
            early = held.start - service.early_for_session_min - served.alighting_start
            if late > 0:
                what = message("the ride arrives too late for its session")
                yield breach(clause, who, ride.alighting_end, what, late, "min")
            elif early > 0:
                what = message("the ride arrives too long before its session")
                yield breach(clause, who, ride.alighting_start, what, early, "min")
        else:
            early = held.end + service.margin_after_session_min - served.boarding_start
            late = served.boarding_start - (held.end + service.wait_after_session_min)
            if early > 0:
                what = message("the ride leaves before its session is over")
                yield breach(clause, who, ride.boarding_start, what, early, "min")
            elif late > 0:
                what = message("the ride leaves too long after its session")
                yield breach(clause, who, ride.boarding_start, what, late, "min")

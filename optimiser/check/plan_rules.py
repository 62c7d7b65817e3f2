"""The plan as a whole: pins, the freeze line, promises, the reserve (rules L1 to L3)."""

from collections.abc import Iterator
from datetime import date, datetime

from models.base import DAY_MIN, format_time_of_day
from models.pins import Pin
from models.plan import Plan, PlannedRide, Tour
from models.rides import Reserve, RideService
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts, Held, Served
from optimiser.check.free_time import free_minutes
from optimiser.check.rides import ride_id


@checks("L1.pin")
def l1(facts: Facts) -> Iterator[Breach]:
    """What is held or served stands as it is pinned."""
    rides = {(served.item.id, served.ride.leg): served for served in facts.served}
    for pin in facts.instance.pins:
        held, served = facts.held_by_id.get(pin.item), rides.get((pin.item, pin.leg or "outbound"))
        if held is not None:
            yield from _pinned_session(facts, pin, held)
        elif served is not None:
            yield from _pinned_ride(facts, pin, served)


def _pinned_session(facts: Facts, pin: Pin, held: Held) -> Iterator[Breach]:
    session = held.session
    crew = {member.person for member in session.crew}
    yield from _when(facts, pin, session.id, session.start)
    yield from _what(pin, session.start, (pin.place, session.venue), (pin.vehicle, session.vehicle), crew)
    yield from _after(facts, pin, session.vehicle, held.set_up_start, session.start)


def _pinned_ride(facts: Facts, pin: Pin, served: Served) -> Iterator[Breach]:
    ride, run = served.ride, served.run
    vehicle = run.vehicle.id if run else None
    drivers = {
        move.driver or ""
        for move in (run.moves if run else ())
        if served.boarding_start <= move.departure and move.arrival <= served.alighting_end
    }
    yield from _when(facts, pin, ride_id(ride), ride.boarding_start)
    yield from _what(pin, ride.boarding_start, (pin.place, ride.pickup), (pin.vehicle, vehicle), drivers)
    yield from _after(facts, pin, vehicle, served.boarding_start, ride.boarding_start)


def _when(facts: Facts, pin: Pin, who: str, start: datetime) -> Iterator[Breach]:
    if pin.date is not None and start.date() != pin.date:
        what = message("the date is pinned to {day}", day=pin.date.isoformat())
        yield breach("L1.pin", who, start, what, abs((start.date() - pin.date).days), "days")
    minute = facts.minute(start) - facts.horizon.day_start(start.date())
    if pin.time is not None and minute != pin.time:
        what = message("the time is pinned to {time}", time=format_time_of_day(pin.time))
        yield breach("L1.pin", who, start, what, abs(minute - pin.time), "min")


def _what(
    pin: Pin, when: datetime, place: tuple[str | None, str], vehicle: tuple[str | None, str | None], people: set[str]
) -> Iterator[Breach]:
    for pinned, planned in (place, vehicle):
        if pinned is not None and pinned != planned:
            what = message("{pinned} is pinned, and {planned} is planned", pinned=pinned, planned=planned or "-")
            yield breach("L1.pin", pin.item, when, what)
    if missing := [person for person in pin.people if person not in people]:
        what = message("{people} are pinned and not there", people=", ".join(missing))
        yield breach("L1.pin", pin.item, when, what, len(missing))


def _after(facts: Facts, pin: Pin, vehicle: str | None, start: int, when: datetime) -> Iterator[Breach]:
    """The item named in ``after`` is done before by the same vehicle, if it is done at all."""
    if pin.after is None:
        return
    earlier = [(held.session.vehicle, held.set_up_start) for held in facts.held if held.session.id == pin.after]
    earlier += [
        (served.run.vehicle.id if served.run else None, served.boarding_start)
        for served in facts.served
        if served.item.id == pin.after
    ]
    if earlier and not any(other == vehicle and before <= start for other, before in earlier):
        what = message("{after} is pinned before it, with the same vehicle", after=pin.after)
        yield breach("L1.pin", pin.item, when, what)


@checks("L2.frozen", "L2.promised")
def l2(facts: Facts) -> Iterator[Breach]:
    """What lies before the freeze line does not move; what was promised is still served.

    Either holds for what is still asked: whoever gives up a session or a ride frees it.
    """
    previous = facts.previous
    if previous is None:
        return
    lines = [line for line in (previous.frozen_until, facts.plan.frozen_until) if line is not None]
    frozen = max(lines, default=None)
    if frozen is not None:
        yield from _frozen(facts, previous, frozen)
    rides = {(ride.item, ride.leg) for ride in facts.plan.rides}
    for ride in previous.rides:
        item = facts.items.get(ride.item)
        told = frozen is not None and ride.boarding_start < frozen  # the freeze line's matter
        if item is None or ride.leg not in item.legs or told or ride.boarding_start.date() not in facts.horizon:
            continue
        if (ride.item, ride.leg) not in rides:
            what = message("this ride was promised and is no longer served")
            yield breach("L2.promised", ride_id(ride), ride.boarding_start, what)


def _frozen(facts: Facts, previous: Plan, line: datetime) -> Iterator[Breach]:
    sessions = {session.id: session for session in facts.plan.sessions}
    for session in previous.sessions:
        known = session.id in facts.asked and facts.moment(0) <= session.set_up_start < line
        if known and sessions.get(session.id) != session:
            what = message("this session lies before the freeze line and changed")
            yield breach("L2.frozen", session.id, session.set_up_start, what)
    rides = {(ride.item, ride.leg): ride for ride in facts.plan.rides}
    vehicles, before = _vehicle_of(facts.plan), _vehicle_of(previous)
    for ride in previous.rides:
        if ride.item in facts.items and facts.moment(0) <= ride.boarding_start < line:
            now = rides.get((ride.item, ride.leg))
            same = now is not None and _told(now) == _told(ride)
            if now is None or not same or vehicles.get(now.tour or "") != before.get(ride.tour or ""):
                what = message("this ride lies before the freeze line and changed")
                yield breach("L2.frozen", ride_id(ride), ride.boarding_start, what)
    tours = {(tour.vehicle, tour.date): tour for tour in facts.plan.tours}
    for tour in previous.tours:
        if tour.date in facts.horizon and tour.stops[0].arrival < line and _still_asked(facts, tour):
            changed = _first_change(tour, tours.get((tour.vehicle, tour.date)), line)
            if changed is not None:
                what = message("this tour changed before the freeze line")
                yield breach("L2.frozen", tour.id, changed, what)


def _still_asked(facts: Facts, tour: Tour) -> bool:
    """Whether nobody aboard gave up the ride since; a tour without them cannot be as it was."""
    return all(
        action.item in facts.items
        for stop in tour.stops
        for action in stop.actions
        if action.kind in ("board", "alight")
    )


def _vehicle_of(plan: Plan) -> dict[str, str]:
    return {tour.id: tour.vehicle for tour in plan.tours}


def _told(ride: PlannedRide) -> PlannedRide:
    """A ride but for its tour's name, which no passenger is told."""
    return ride.model_copy(update={"tour": None})


def _first_change(before: Tour, now: Tour | None, line: datetime) -> datetime | None:
    """Arrival at the first stop that the vehicle reached before the line and that is not as it was."""
    stops = now.stops if now is not None else ()
    for k, stop in enumerate(before.stops):
        if stop.arrival >= line:
            return None
        if k >= len(stops):
            return stop.arrival
        left = stop.departure < line
        if (stop != stops[k]) if left else (stop.place, stop.arrival) != (stops[k].place, stops[k].arrival):
            return stop.arrival
    return None


@checks("L3.reserve")
def l3(facts: Facts) -> Iterator[Breach]:
    """The stated reserve of vehicle time stays free, as far as an empty plan has it."""
    for service in facts.instance.ride_services:
        for day in facts.horizon.days:
            for reserve in reserves_on(facts, service, day):
                asked = min(reserve.vehicle_min, free_minutes(facts, service, day, reserve, empty=True))
                free = free_minutes(facts, service, day, reserve)
                if free < asked:
                    what = message("{free} vehicle minutes are free of {asked} in reserve", free=free, asked=asked)
                    when = facts.moment(facts.horizon.day_start(day) + min(reserve.start, DAY_MIN - 1))
                    yield breach("L3.reserve", service.id, when, what, asked - free, "min")


def reserves_on(facts: Facts, service: RideService, day: date) -> list[Reserve]:
    """Reserves of a day the service runs on; where some are of a season the day lies in, only those."""
    holiday = facts.instance.territory.is_holiday(day) and not service.runs_on_holidays
    if holiday or any(day in closure for closure in service.closures):
        return []
    seasons = facts.seasons(day)
    seasonal = any(reserve.season in seasons for reserve in service.reserve if reserve.season)
    return [
        reserve
        for reserve in service.reserve
        if day.isoweekday() in reserve.weekdays and (reserve.season in seasons if seasonal else reserve.season is None)
    ]

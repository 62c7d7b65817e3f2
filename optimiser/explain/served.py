"""Where, when and by whom an item is served, and the rules that leave it no other choice."""

from collections.abc import Iterator
from datetime import datetime

from models.explanation import ServedAt
from models.horizon import Occurrence, RideItem
from models.plan import PlannedRide, PlannedSession, Tour
from optimiser.explain.case import Case, Item
from optimiser.master.placements import place
from optimiser.offers.reading import read_plan
from optimiser.rides.requests import RequestBuilder


def served_at(case: Case, item: Item) -> tuple[ServedAt, ...]:
    """The session, or each direction of the ride."""
    if isinstance(item, Occurrence):
        held = next(session for session in case.plan.sessions if session.id == item.id)
        return (_session(case, item, held),)
    rides = [ride for ride in case.plan.rides if ride.item == item.id]
    return tuple(_ride(case, item, ride) for ride in sorted(rides, key=lambda ride: ride.boarding_start))


def _session(case: Case, item: Occurrence, held: PlannedSession) -> ServedAt:
    day = held.start.date()
    tour = next((t for t in case.plan.tours if (t.vehicle, t.date) == (held.vehicle, day)), None)
    return ServedAt(
        start=held.start,
        end=held.end,
        origin=held.venue,
        vehicle=held.vehicle,
        people=tuple(member.person for member in held.crew),
        binding=tuple(dict.fromkeys(_session_binding(case, item, held))),
        tour_cents=None if tour is None else tour.cost_cents,
        shared=0 if tour is None else _others(case, tour, item.id),
    )


def _session_binding(case: Case, item: Occurrence, held: PlannedSession) -> Iterator[str]:
    """S1 for its only day or the first or last start allowed, S2 for the opening, S4 for the only people there are."""
    placed = place(case.instance, case.horizon, item, None)
    start = case.horizon.minute(held.start)
    starts = [
        s for one in placed.placements if (one.day, one.venue) == (held.start.date(), held.venue) for s in one.starts
    ]
    if len(placed.days) == 1 or (starts and start in (min(starts), max(starts))):
        yield "S1"
    venue, day = case.instance.venue_by_id[held.venue], held.start.date()
    midnight = case.horizon.day_start(day)
    for opens, closes in venue.open_windows(day, case.instance.territory.seasons_on(day)) if venue.opening else ():
        ends = case.horizon.minute(held.set_up_start), case.horizon.minute(held.tear_down_end)
        if ends[0] == midnight + opens or ends[1] == midnight + closes:
            yield "S2"
    for need in placed.service.crew:
        if sum(person.holds(need.qualification, day) for person in case.instance.people) == need.count:
            yield "S4"
    if case.pins_of(item.id):
        yield "L1"


def _ride(case: Case, item: RideItem, ride: PlannedRide) -> ServedAt:
    tour = next((t for t in case.plan.tours if t.id == ride.tour), None)
    driver = None if tour is None else _driver(tour, ride.boarding_start)
    return ServedAt(
        leg=ride.leg,
        start=ride.boarding_start,
        end=ride.alighting_end,
        origin=ride.pickup,
        destination=ride.dropoff,
        vehicle=None if tour is None else tour.vehicle,
        people=() if driver is None else (driver,),
        binding=tuple(dict.fromkeys(_ride_binding(case, item, ride, tour))),
        tour_cents=ride.taxi_cents if tour is None else tour.cost_cents,
        shared=0 if tour is None else _others(case, tour, item.id),
    )


def _driver(tour: Tour, when: datetime) -> str | None:
    """Who drives away from the stop at which somebody boards then."""
    return next((stop.driver for stop in tour.stops if stop.arrival <= when <= stop.departure and stop.driver), None)


def _ride_binding(case: Case, item: RideItem, ride: PlannedRide, tour: Tour | None) -> Iterator[str]:
    """R2 at an end of a window, R3 at the longest ride, R7 at the session's times, R9 where a pick-up was promised."""
    reading = read_plan(case.instance, case.horizon, case.plan)
    # Without the pins, so that windows are those asked for.
    builder = RequestBuilder(case.instance.model_copy(update={"pins": ()}), case.horizon, case.times, reading.draft)
    asked = builder.build([item]).asked
    journey = next((one for a in asked for one in a.journeys if one.leg == ride.leg), None)
    if journey is not None:
        minute = case.horizon.minute
        code = "R2" if item.occurrence is None else "R7"
        board, alight = minute(ride.boarding_start), minute(ride.alighting_start)
        pickups = [k for k, option in enumerate(journey.pickups) if option.place == ride.pickup]
        dropoffs = [k for k, option in enumerate(journey.dropoffs) if option.place == ride.dropoff]
        if any(board in (journey.pickups[k].earliest, journey.pickups[k].latest) for k in pickups):
            yield code
        if any(alight in (journey.dropoffs[k].earliest, journey.dropoffs[k].latest) for k in dropoffs):
            yield code
        if tour is not None:
            limit = journey.limit(case.instance.vehicle_by_id[tour.vehicle].profile)
            taken = alight - minute(ride.boarding_end)
            if any(limit[a, b] == taken for a in pickups for b in dropoffs):
                yield "R3"
    if case.previous is not None and any(told.item == item.id for told in case.previous.rides):
        yield "R9"
    if case.pins_of(item.id):
        yield "L1"


def _others(case: Case, tour: Tour, item: str) -> int:
    """Further sessions and ride items of a tour."""
    rides = {ride.item for ride in case.plan.rides if ride.tour == tour.id}
    sessions = {s.id for s in case.plan.sessions if (s.vehicle, s.start.date()) == (tour.vehicle, tour.date)}
    return len((rides | sessions) - {item})

"""Shifts of a plan as a solution the search can start from."""

from collections.abc import Iterable, Sequence

import numpy as np

from optimiser.draft import CrewCall, Pause, RideCall, Shift, TaxiRide
from optimiser.rides.day import DayProblem
from optimiser.search import RideSolution, RouteVisits, Tiers, Visit, VisitKind


def start_from(day: DayProblem, shifts: Sequence[Shift], taxis: Sequence[TaxiRide] = ()) -> RideSolution:
    """The solution that drives these shifts and taxi rides on the routes of a problem.

    A shift goes to the turn of its vehicle and driver that holds it; what the problem does not know (an item it leaves
    out, a pause no longer asked for) is passed over, and an item found in part only is left out whole. The search
    checks what it is given, so that nothing else here has to be exact but the order of the stops.
    """
    visits: dict[int, list[Visit]] = {}
    for shift in shifts:
        for row, turn in enumerate(day.turns):
            one = turn.turn
            if (
                row not in visits
                and (one.vehicle, one.driver, one.carries) == (shift.vehicle, shift.driver, shift.carries)
                and one.start <= shift.stops[0].departure
                and shift.stops[-1].arrival <= one.end
            ):
                visits[row] = _visits(day, row, shift)
                break
    for taxi in taxis:
        for k, leg in enumerate(day.taxis):
            if (leg.item, leg.leg) == (taxi.item, taxi.leg):
                visits[len(day.turns) + k] = _taxi_visits(day, taxi)
    whole = _whole_journeys(day, visits.values())
    routes = (
        RouteVisits(row, 0, tuple(visit for visit in found if _stays(visit, whole)), 0, 0)
        for row, found in visits.items()
    )
    return RideSolution(tuple(routes), np.zeros(len(day.asked), dtype=np.bool_), Tiers(0, 0, 0, 0))


def _whole_journeys(day: DayProblem, found: Iterable[Sequence[Visit]]) -> frozenset[int]:
    """Rows of the rides that are made from pick-up to drop-off on one route, as are all others of their item."""
    made: set[int] = set()
    for visits in found:
        picked = {visit.row for visit in visits if visit.kind is VisitKind.PICKUP}
        made |= picked & {visit.row for visit in visits if visit.kind is VisitKind.DROPOFF}
    partly = {ride.item.id for row, (ride, _) in enumerate(day.rides) if row not in made}
    return frozenset(row for row in made if day.rides[row][0].item.id not in partly)


def _stays(visit: Visit, whole: frozenset[int]) -> bool:
    return visit.kind not in (VisitKind.PICKUP, VisitKind.DROPOFF) or visit.row in whole


def _taxi_visits(day: DayProblem, taxi: TaxiRide) -> list[Visit]:
    row, journey = next(
        (k, journey)
        for k, (ride, journey) in enumerate(day.rides)
        if (ride.item.id, journey.leg) == (taxi.item, taxi.leg)
    )
    visits = [Visit(VisitKind.START, -1, 0, 0, 0, 0, 0)]
    for kind, options, place, start in (
        (VisitKind.PICKUP, journey.pickups, taxi.pickup, taxi.boarding_start),
        (VisitKind.DROPOFF, journey.dropoffs, taxi.dropoff, taxi.alighting_start),
    ):
        at = [k for k, o in enumerate(options) if o.place == place and o.earliest <= start <= o.latest]
        visits += [Visit(kind, row, k, 0, start, start, start) for k in at[:1]]
    return [*visits, Visit(VisitKind.END, -1, 0, 0, 0, 0, 0)]


def _visits(day: DayProblem, row: int, shift: Shift) -> list[Visit]:
    known = {(ride.item.id, journey.leg): k for k, (ride, journey) in enumerate(day.rides)}
    duties = day.turns[row].duties
    fixed = iter(range(len(duties)))
    visits = [Visit(VisitKind.START, -1, 0, 0, 0, 0, 0)]
    for stop in shift.stops:
        for call in stop.calls:
            if isinstance(call, RideCall):
                ride = known.get((call.item, call.leg))
                if ride is None:
                    continue
                journey = day.rides[ride][1]
                options = journey.pickups if call.kind == "board" else journey.dropoffs
                at = [
                    k for k, o in enumerate(options) if o.place == stop.place and o.earliest <= call.start <= o.latest
                ]
                if at:
                    kind = VisitKind.PICKUP if call.kind == "board" else VisitKind.DROPOFF
                    visits.append(Visit(kind, ride, at[0], 0, call.start, call.start, call.end))
                continue
            known_call = isinstance(call, CrewCall) or (isinstance(call, Pause) and any(duty.pause for duty in duties))
            if known_call and (k := next(fixed, None)) is not None:
                visits.append(Visit(VisitKind.FIXED, k, 0, 0, 0, 0, 0))
    visits += [Visit(VisitKind.FIXED, k, 0, 0, 0, 0, 0) for k in fixed]
    visits.append(Visit(VisitKind.END, -1, 0, 0, 0, 0, 0))
    return visits

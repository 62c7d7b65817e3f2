"""Shifts of a plan as a solution the search can start from."""

from collections.abc import Sequence

import numpy as np

from optimiser.draft import CrewCall, Pause, RideCall, Shift
from optimiser.rides.day import DayProblem
from optimiser.search import RideSolution, RouteVisits, Tiers, Visit, VisitKind


def start_from(day: DayProblem, shifts: Sequence[Shift]) -> RideSolution:
    """The solution that drives these shifts on the routes of a problem.

    A shift goes to the turn of its vehicle and driver that holds it; what the problem does not know (an item it leaves out, a
    pause no longer asked for) is passed over. The search checks what it is given, so that nothing here has to be exact but
    the order of the stops.
    """
    routes: dict[int, RouteVisits] = {}
    for shift in shifts:
        for row, turn in enumerate(day.turns):
            one = turn.turn
            if (
                row not in routes
                and (one.vehicle, one.driver, one.carries) == (shift.vehicle, shift.driver, shift.carries)
                and one.start <= shift.stops[0].departure
                and shift.stops[-1].arrival <= one.end
            ):
                routes[row] = RouteVisits(row, 0, tuple(_visits(day, row, shift)), 0, 0)
                break
    return RideSolution(tuple(routes.values()), np.zeros(len(day.asked), dtype=np.bool_), Tiers(0, 0, 0, 0))


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
            elif isinstance(call, CrewCall) or (isinstance(call, Pause) and any(duty.pause for duty in duties)):
                if (k := next(fixed, None)) is not None:
                    visits.append(Visit(VisitKind.FIXED, k, 0, 0, 0, 0, 0))
    visits += [Visit(VisitKind.FIXED, k, 0, 0, 0, 0, 0) for k in fixed]
    visits.append(Visit(VisitKind.END, -1, 0, 0, 0, 0, 0))
    return visits

"""From the routes a search drove to shifts: stops merged, pauses that nobody needs any more left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.instance import Instance
from optimiser.binds import binds
from optimiser.draft import CrewCall, Pause, RideCall, Shift, ShiftStop, TaxiRide
from optimiser.rides.day import DayProblem
from optimiser.rides.routes import TurnRoute
from optimiser.search import RideSolution, RouteVisits, Visit, VisitKind
from optimiser.travel import TravelTimes

Call = RideCall | CrewCall | Pause


@dataclass(frozen=True)
class DayResult:
    """What one day came to."""

    shifts: tuple[Shift, ...]
    taxis: tuple[TaxiRide, ...]
    served: frozenset[str]
    unserved: tuple[str, ...]


@binds("T1.travel", "R4.boarding", "T2.depot")
def read_solution(instance: Instance, times: TravelTimes, day: DayProblem, solution: RideSolution) -> DayResult:
    """The shifts and taxi rides of a solution; routes that carry no passenger vanish."""
    shifts, taxis = [], []
    for route in solution.routes:
        if not route.rides:
            continue
        if route.route < len(day.turns):
            shifts.append(_shift(day, day.turns[route.route], route))
        else:
            taxis.append(_taxi(instance, times, day, route))
    served = frozenset(ride.item.id for ride, done in zip(day.asked, solution.served, strict=True) if done)
    unserved = tuple(ride.item.id for ride in day.asked if ride.item.id not in served)
    return DayResult(tuple(shifts), tuple(taxis), served, unserved)


def _shift(day: DayProblem, turn: TurnRoute, route: RouteVisits) -> Shift:
    stops: list[ShiftStop] = []
    for visit in route.visits:
        call = _call(day, turn, visit)
        calls = () if call is None else (call,)
        place = day.places[visit.place]
        if stops and stops[-1].place == place:
            last = stops[-1]
            stops[-1] = replace(last, departure=max(last.departure, visit.departure), calls=(*last.calls, *calls))
        else:
            stops.append(ShiftStop(place, visit.arrival, visit.departure, calls))
    stops = _trim(stops)
    return Shift(
        day=turn.turn.day,
        vehicle=turn.turn.vehicle,
        driver=turn.turn.driver,
        layout=turn.layouts[route.layout].id,
        stops=tuple(stops),
        carries=turn.turn.carries,
    )


def _call(day: DayProblem, turn: TurnRoute, visit: Visit) -> Call | None:
    match visit.kind:
        case VisitKind.PICKUP | VisitKind.DROPOFF:
            ride, journey = day.rides[visit.row]
            kind = "board" if visit.kind is VisitKind.PICKUP else "alight"
            return RideCall(
                "board" if kind == "board" else "alight", ride.item.id, journey.leg, visit.start, visit.departure
            )
        case VisitKind.FIXED:
            duty = turn.duties[visit.row]
            if duty.crew is not None:
                return replace(duty.crew, at=visit.start)
            if duty.pause is not None:
                return replace(duty.pause, start=visit.start, end=visit.departure)
    return None


@binds("P10.work")
def _trim(stops: Sequence[ShiftStop]) -> list[ShiftStop]:
    """A shift starts when it leaves and ends when it is back; a pause taken at either end falls outside of it."""
    first, last = stops[0], stops[-1]
    kept_first = tuple(call for call in first.calls if not isinstance(call, Pause))
    kept_last = tuple(call for call in last.calls if not isinstance(call, Pause))
    arrival = first.departure
    for call in kept_first:
        arrival = min(arrival, call.at if isinstance(call, CrewCall) else call.start)
    departure = last.arrival
    for call in kept_last:
        departure = max(departure, call.at if isinstance(call, CrewCall) else call.end)
    return [
        replace(first, arrival=arrival, calls=kept_first),
        *stops[1:-1],
        replace(last, departure=departure, calls=kept_last),
    ]


def _taxi(instance: Instance, times: TravelTimes, day: DayProblem, route: RouteVisits) -> TaxiRide:
    """The one journey of a taxi's route, at the price of the stops it uses."""
    board = next(visit for visit in route.visits if visit.kind is VisitKind.PICKUP)
    alight = next(visit for visit in route.visits if visit.kind is VisitKind.DROPOFF)
    ride, journey = day.rides[board.row]
    taxi = ride.service.taxi
    if taxi is None:
        raise ValueError(f"{ride.item.id} is in a taxi, and its service has none")
    pickup, dropoff = day.places[board.place], day.places[alight.place]
    metres = times.metres(pickup, dropoff, instance.territory.travel.own_car_profile, ride.day)
    cents = taxi.base_cents + (2 * taxi.km_cents * metres + 1000) // 2000
    return TaxiRide(ride.item.id, journey.leg, pickup, dropoff, board.start, alight.start, cents)

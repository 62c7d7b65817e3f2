"""Tours of a plan: runs of one vehicle and day joined at the depot, with loads, distances and costs."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from models.fleet import Layout, Vehicle
from models.horizon import Horizon
from models.instance import Instance
from models.plan import Load, StopAction, Tour, TourStop
from models.rides import RideRequest
from optimiser.binds import binds
from optimiser.travel import TravelTimes
from optimiser.writing.amounts import half_up, tour_cents
from optimiser.writing.legs import Run, Stop


def tour_id(vehicle: str, day: object) -> str:
    """Id of a vehicle's tour of a day."""
    return f"{vehicle}@{day}"


def tours_of(
    instance: Instance, horizon: Horizon, times: TravelTimes, runs: Sequence[Run], requests: Mapping[str, RideRequest]
) -> tuple[Tour, ...]:
    """One tour per vehicle and day with a run, in order of day and vehicle; ``requests`` by ride item."""
    ordered = sorted(runs, key=lambda run: (run.day, run.vehicle, run.stops[0].departure))
    return tuple(
        _tour(instance, horizon, times, list(same), requests)
        for _, same in groupby(ordered, key=lambda run: (run.day, run.vehicle))
    )


@binds("A2.loads", "A3.metres", "A4.costs")
def _tour(
    instance: Instance, horizon: Horizon, times: TravelTimes, runs: list[Run], requests: Mapping[str, RideRequest]
) -> Tour:
    vehicle = instance.vehicle_by_id[runs[0].vehicle]
    stops = _joined(runs)
    written: list[TourStop] = []
    aboard: dict[tuple[str, str], Load] = {}
    metres = 0
    for index, stop in enumerate(stops):
        for action in stop.actions:
            if action.item is not None and action.leg is not None:
                if action.kind == "board":
                    request = requests[action.item]
                    aboard[action.item, action.leg] = Load(
                        seats=request.walkers, wheelchairs=request.wheelchairs, child_seats=request.child_seats
                    )
                elif action.kind == "alight":
                    aboard.pop((action.item, action.leg), None)
        last = index == len(stops) - 1
        far = times.metres(stops[index - 1].place, stop.place, vehicle.profile, runs[0].day) if index else 0
        metres += far
        written.append(_written(horizon, stop, aboard, far, last))
    minutes = stops[-1].arrival - stops[0].departure
    return Tour(
        id=tour_id(vehicle.id, runs[0].day),
        vehicle=vehicle.id,
        date=runs[0].day,
        layout=_layout(vehicle, runs, written).id,
        stops=tuple(written),
        metres=metres,
        cost_cents=tour_cents(vehicle, metres, minutes),
        co2_g=half_up(vehicle.co2_g_per_km * metres, 1000),
    )


def _joined(runs: list[Run]) -> list[Stop]:
    stops = list(runs[0].stops)
    for run in runs[1:]:
        last, first = stops[-1], run.stops[0]
        stops[-1] = Stop(
            last.place,
            last.arrival,
            first.departure,
            last.actions + first.actions,
            first.driver,
            first.aboard,
            last.pauses + first.pauses,
        )
        stops += run.stops[1:]
    return stops


def _written(horizon: Horizon, stop: Stop, aboard: dict[tuple[str, str], Load], metres: int, last: bool) -> TourStop:
    load = Load(
        seats=sum(load.seats for load in aboard.values()) + len(stop.aboard),
        wheelchairs=sum(load.wheelchairs for load in aboard.values()),
        child_seats=sum(load.child_seats for load in aboard.values()),
    )
    return TourStop(
        place=stop.place,
        arrival=horizon.moment(stop.arrival),
        departure=horizon.moment(stop.departure),
        actions=tuple(
            StopAction(
                kind=action.kind,
                start=horizon.moment(action.start),
                end=horizon.moment(action.end),
                item=action.item,
                leg=action.leg,
            )
            for action in stop.actions
        ),
        driver=stop.driver,
        load=Load() if last else load,
        metres=metres,
    )


@binds("T3.layout")
def _layout(vehicle: Vehicle, runs: list[Run], stops: list[TourStop]) -> Layout:
    """The layout the day's loads fit: the one a shift chose where it suits the whole day."""
    seats = max(stop.load.seats for stop in stops)
    wheelchairs = max(stop.load.wheelchairs for stop in stops)
    chosen = {run.layout for run in runs}
    fitting = [layout for layout in vehicle.layouts if layout.seats >= seats and layout.wheelchairs >= wheelchairs]
    preferred = [layout for layout in fitting if layout.id in chosen]
    return (preferred or fitting or [max(vehicle.layouts, key=lambda layout: (layout.wheelchairs, layout.seats))])[0]

"""Tours: one place at a time, depots, loads, features, range (rules T1 to T4, T6)."""

from collections.abc import Iterator
from itertools import pairwise

from models.territory import windows_on
from models.text import message
from optimiser.check.breach import Breach, breach, checks
from optimiser.check.facts import Facts
from optimiser.check.runs import Run
from optimiser.travel import UNREACHABLE


@checks("T1.overlap", "T1.travel")
def t1(facts: Facts) -> Iterator[Breach]:
    """A vehicle is in one place at a time, with travel between."""
    for runs in facts.runs_of.values():
        for before, after in pairwise(runs):
            who = f"{before.tour.id} {after.tour.id}"
            if before.day == after.day:
                what = message("{vehicle} has two tours on one day", vehicle=after.vehicle.name)
                yield breach("T1.overlap", who, after.tour.stops[0].arrival, what)
            elif before.end > after.start:
                what = message("{vehicle} is in two tours at once", vehicle=after.vehicle.name)
                yield breach("T1.overlap", who, after.tour.stops[0].arrival, what, before.end - after.start, "min")
    for run in facts.runs:
        yield from _stops_in_order(facts, run)
        for move in run.moves:
            way = facts.way(move.origin, move.destination, run.vehicle.profile, run.day)
            given = move.arrival - move.departure
            if way is None or given < 0 or given >= way[0]:
                continue
            when = facts.moment(move.departure)
            if way[0] >= UNREACHABLE:
                what = message(
                    "no way leads from {origin} to {destination}", **_ends(facts, move.origin, move.destination)
                )
                yield breach("T1.travel", run.tour.id, when, what)
            else:
                what = message(
                    "{given} min are planned from {origin} to {destination}, which takes {needed} min",
                    given=given,
                    needed=way[0],
                    **_ends(facts, move.origin, move.destination),
                )
                yield breach("T1.travel", run.tour.id, when, what, way[0] - given, "min")
    for served in facts.served:
        if served.ride.tour is None:
            way = facts.own_car_way(served.ride.pickup, served.ride.dropoff, served.day)
            given = served.alighting_start - served.boarding_end
            if way is not None and given < way[0]:
                what = message(
                    "the taxi ride is planned in {given} min and takes {needed} min", given=given, needed=way[0]
                )
                yield breach("T1.travel", served.item.id, served.ride.boarding_end, what, way[0] - given, "min")


def _stops_in_order(facts: Facts, run: Run) -> Iterator[Breach]:
    for stop in run.tour.stops:
        if stop.departure < stop.arrival:
            what = message("the vehicle leaves {place} before it is there", place=facts.place_name(stop.place))
            by = int((stop.arrival - stop.departure).total_seconds()) // 60
            yield breach("T1.overlap", run.tour.id, stop.arrival, what, by, "min")
    for move in run.moves:
        if move.arrival < move.departure:
            what = message(
                "the vehicle is at {place} before it left the stop before", place=facts.place_name(move.destination)
            )
            when = run.tour.stops[move.index + 1].arrival
            yield breach("T1.overlap", run.tour.id, when, what, move.departure - move.arrival, "min")


def _ends(facts: Facts, origin: str, destination: str) -> dict[str, str]:
    places = facts.instance.places
    return {"origin": places[origin].name, "destination": places[destination].name}


@checks("T2.depot", "T2.availability")
def t2(facts: Facts) -> Iterator[Breach]:
    """A tour starts and ends at its depot, inside the vehicle's availability."""
    for run in facts.runs:
        first, last = run.tour.stops[0], run.tour.stops[-1]
        for stop in (first, last):
            if stop.place != run.vehicle.depot:
                what = message(
                    "the tour is at {place}, and the depot is {depot}",
                    place=facts.place_name(stop.place),
                    depot=facts.place_name(run.vehicle.depot),
                )
                yield breach("T2.depot", run.tour.id, stop.arrival, what)
        midnight = facts.horizon.day_start(run.day)
        windows = windows_on(run.vehicle.availability, run.day, facts.seasons(run.day))
        inside = any(start <= run.start - midnight and run.end - midnight <= end for start, end in windows)
        if not inside:
            what = message("{vehicle} is not available that long that day", vehicle=run.vehicle.name)
            yield breach("T2.availability", run.tour.id, first.arrival, what)
        for period in run.vehicle.unavailable:
            if inside and period.overlaps(first.arrival, last.departure):
                what = message("{vehicle} is unavailable then", vehicle=run.vehicle.name)
                yield breach("T2.availability", run.tour.id, period.start, what)


@checks("T3.layout", "T3.seats", "T3.wheelchairs", "T3.child_seats")
def t3(facts: Facts) -> Iterator[Breach]:
    """What is aboard fits one layout, from depot to depot."""
    for run in facts.runs:
        layout = next((layout for layout in run.vehicle.layouts if layout.id == run.tour.layout), None)
        if layout is None:
            what = message("{vehicle} has no layout {layout}", vehicle=run.vehicle.name, layout=run.tour.layout)
            yield breach("T3.layout", run.tour.id, run.tour.start, what)
        for move in run.moves:
            load, when = move.load, facts.moment(move.departure)
            if layout is not None and load.seats > layout.seats:
                what = message("{load} seats are taken of {places}", load=load.seats, places=layout.seats)
                yield breach("T3.seats", run.tour.id, when, what, load.seats - layout.seats)
            if layout is not None and load.wheelchairs > layout.wheelchairs:
                what = message(
                    "{load} wheelchairs are aboard, with places for {places}",
                    load=load.wheelchairs,
                    places=layout.wheelchairs,
                )
                yield breach("T3.wheelchairs", run.tour.id, when, what, load.wheelchairs - layout.wheelchairs)
            if load.child_seats > run.vehicle.child_seats:
                what = message(
                    "{load} child seats are needed of {places}", load=load.child_seats, places=run.vehicle.child_seats
                )
                yield breach("T3.child_seats", run.tour.id, when, what, load.child_seats - run.vehicle.child_seats)
    for served in facts.served:
        taxi = served.service.taxi
        if served.ride.tour is None and taxi is not None and served.request.wheelchairs and not taxi.wheelchairs:
            what = message("the taxi takes no wheelchair")
            yield breach("T3.wheelchairs", served.item.id, served.ride.boarding_start, what, served.request.wheelchairs)


@checks("T4.features", "T4.kit_volume")
def t4(facts: Facts) -> Iterator[Breach]:
    """The vehicle has what its sessions and rides ask for, and room for the kits."""
    for held in facts.held:
        if held.service.vehicle_use == "none":
            continue
        for id_ in dict.fromkeys((held.session.vehicle, held.session.fetched_by)):
            if (vehicle := facts.instance.vehicle_by_id.get(id_ or "")) is not None:
                missing = sorted(set(held.service.vehicle_features) - set(vehicle.features))
                if missing:
                    what = message("{vehicle} lacks {features}", vehicle=vehicle.name, features=", ".join(missing))
                    yield breach("T4.features", held.session.id, held.session.set_up_start, what, len(missing))
    for served in facts.served:
        if served.run is not None:
            missing = sorted(set(served.service.vehicle_features) - set(served.run.vehicle.features))
            if missing:
                vehicle = served.run.vehicle
                what = message("{vehicle} lacks {features}", vehicle=vehicle.name, features=", ".join(missing))
                yield breach("T4.features", served.item.id, served.ride.boarding_start, what, len(missing))
    for run in facts.runs:
        room = run.vehicle.kit_volume_l
        for move in run.moves:
            if move.kit_volume_l > room:
                what = message("kits of {load} l are aboard, with room for {room} l", load=move.kit_volume_l, room=room)
                yield breach(
                    "T4.kit_volume", run.tour.id, facts.moment(move.departure), what, move.kit_volume_l - room, "l"
                )


@checks("T6.range", "T6.charger")
def t6(facts: Facts) -> Iterator[Breach]:
    """An electric vehicle stays inside its range, and charges where it can."""
    for run in facts.runs:
        full = run.vehicle.range_m
        left = full
        for k, stop in enumerate(run.tour.stops):
            if left is not None and k > 0:
                way = facts.leg_way(run.vehicle, run.moves[k - 1].origin, stop.place, run.day)
                left -= way[1] if way else 0
                if left < 0:
                    what = message("the range is passed on the way to {place}", place=facts.place_name(stop.place))
                    yield breach("T6.range", run.tour.id, stop.arrival, what, -left, "m")
                    left = 0
            place = facts.instance.places.get(stop.place)
            for action in stop.actions:
                if action.kind == "charge" and place is not None:
                    if place.charger_m_per_min == 0:
                        what = message("no charger is declared at {place}", place=place.name)
                        yield breach("T6.charger", run.tour.id, action.start, what)
                    if left is not None and full is not None:
                        minutes = max(0, facts.minute(action.end) - facts.minute(action.start))
                        left = min(full, left + minutes * place.charger_m_per_min)

"""Instances with few of their items: one alone on an empty fleet, or one beside those that are pinned."""

from collections.abc import Collection, Iterable

from models.horizon import Occurrence
from models.instance import Instance
from models.pins import Pin
from models.rides import RideRequest
from optimiser.explain.case import Case


def restricted(case: Case, items: Collection[str], pins: Iterable[Pin] = ()) -> Instance:
    """The instance that asks for some items, under some pins, with all its people and vehicles.

    A session stands for its whole series, and a ride to a session brings that session along.
    """
    found = [case.items[id_] for id_ in items]
    demands = {item.demand for item in found if isinstance(item, Occurrence)}
    rides: dict[str, RideRequest] = {}
    for item in found:
        if isinstance(item, Occurrence):
            continue
        request = case.request_of(item)
        if request.session is not None:
            demands.add(request.session)
        elif request.recurrence is not None:
            # The one day of it: its item keeps the same id.
            request = request.model_copy(update={"date": item.day, "recurrence": None})
            if request.id in rides:
                request = case.request_of(item)
        rides[request.id] = request
    wanted = set(items)
    kept = tuple(
        pin.model_copy(update={"after": pin.after if pin.after in wanted else None})
        for pin in pins
        if pin.item in wanted
    )
    return case.known.model_copy(
        update={
            "demands": tuple(demand for demand in case.instance.demands if demand.id in demands),
            "rides": tuple(rides[ride.id] for ride in case.instance.rides if ride.id in rides),
            "pins": kept,
        }
    )

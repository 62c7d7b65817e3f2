"""Who waits on the road where a tour was cut short: said in the plan, as nothing in it fetches them."""

from collections.abc import Iterator

from models.instance import Instance
from models.notices import Location, Notice, warning
from models.plan import Plan, Tour
from models.text import message

STRANDED = "tour.stranded"
"""Code of the notice that names, as its item, a tour that ends on the road."""


def stranded_notices(instance: Instance, before: Plan, plan: Plan) -> Iterator[Notice]:
    """A notice for each tour that ends on the road and did not in the plan before.

    Parameters
    ----------
    before
        The plan published, of which passengers aboard were to alight further on.
    """
    homes = {vehicle.id: vehicle.depot for vehicle in instance.vehicles}
    known = {tour.id for tour in before.tours if tour.stops[-1].place != homes.get(tour.vehicle)}
    for tour in plan.tours:
        last = tour.stops[-1]
        if last.place == homes.get(tour.vehicle) or tour.id in known:
            continue
        vehicle, place = instance.vehicle_by_id[tour.vehicle].name, instance.places[last.place].name
        waiting = ", ".join((*_crew(instance, tour), *_passengers(instance, before, plan, tour)))
        what = message(
            "{vehicle} stands at {place} since {when}, with {people}",
            vehicle=vehicle,
            place=place,
            when=f"{last.arrival:%d/%m %H:%M}",
            people=waiting,
        )
        remedy = message("have them and the vehicle fetched: no tour of the plan does it")
        yield warning(STRANDED, Location(source="plan", item=tour.id), what, remedy)


def _crew(instance: Instance, tour: Tour) -> list[str]:
    """Who drove there, and who of the crew was aboard to the end."""
    aboard = [stop.driver for stop in tour.stops[-2:] if stop.driver is not None]
    aboard += [
        action.item for action in tour.stops[-1].actions if action.kind == "crew_off" and action.item is not None
    ]
    return [instance.person_by_id[person].name for person in dict.fromkeys(aboard)]


def _passengers(instance: Instance, before: Plan, plan: Plan, tour: Tour) -> list[str]:
    """Who had boarded and does not alight any more."""
    now = {(ride.item, ride.leg) for ride in plan.rides}
    cut = plan.frozen_until
    found = []
    for ride in before.rides:
        left = ride.tour == tour.id and (ride.item, ride.leg) not in now
        if left and cut is not None and ride.boarding_start < cut < ride.alighting_end:
            request = instance.ride_by_id.get(ride.request)
            found.append(request.passenger if request is not None and request.passenger else ride.request)
    return found

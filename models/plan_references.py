"""What a plan names that its instance does not have: a plan of another territory, or of one that has changed since."""

from collections import Counter
from collections.abc import Iterator

from models.instance import Instance
from models.notices import Location, Notice, error
from models.plan import Plan
from models.text import message


def find_strangers(plan: Plan, instance: Instance) -> tuple[Notice, ...]:
    """An error for another territory, or for each id the instance does not have, with how often it stands there."""
    if plan.instance != instance.territory.id:
        what = message("this is a plan of {other}, not of {this}", other=plan.instance, this=instance.territory.id)
        remedy = message("give the instance the plan was made from")
        return (error("plan.territory", Location(), what, remedy),)
    known: dict[str, set[str]] = {
        "places": set(instance.places),
        "vehicles": set(instance.vehicle_by_id),
        "people": set(instance.person_by_id),
        "kits": set(instance.kit_by_id),
        "demands": set(instance.demand_by_id),
        "rides": set(instance.ride_by_id),
    }
    strange = Counter((table, id_) for table, id_ in _named(plan) if id_ not in known[table])
    return tuple(
        error(
            "plan.unknown",
            Location(field=table, item=id_),
            message("the plan names {id}, which the instance does not have (times: {n})", id=id_, n=times),
            message("give the instance the plan was made from"),
        )
        for (table, id_), times in strange.items()
    )


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    for tour in plan.tours:
        yield "vehicles", tour.vehicle
        for stop in tour.stops:
            yield "places", stop.place
            if stop.driver is not None:
                yield "people", stop.driver
    for session in plan.sessions:
        yield "demands", session.demand
        yield "places", session.venue
        yield from (("people", member.person) for member in session.crew)
        yield from (("vehicles", vehicle) for vehicle in (session.vehicle, session.fetched_by) if vehicle is not None)
        if session.kit is not None:
            yield "kits", session.kit
    for ride in plan.rides:
        yield "rides", ride.request
        yield "places", ride.pickup
        yield "places", ride.dropoff
    for duty in plan.duties:
        yield "people", duty.person
        yield from (("places", activity.place) for activity in duty.activities)

"""A record sheet to fill in: every session and ride of some plans, as the office knows them."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.instance import Instance
from models.plan import Plan
from models.record import Outcome, Record
from models.territory import Address
from optimiser.ledger.charges import purposes


def blank_record(plans: Sequence[Plan], instance: Instance) -> Record:
    """A row for each planned session and direction of a ride, by time; private addresses show as their commune."""
    rows = [row for plan in plans for row in (*_session_rows(plan, instance), *_ride_rows(plan, instance))]
    ordered = sorted(rows, key=lambda row: (row.date or date.min, row.start or 0, row.item, row.leg or ""))
    return Record(instance=instance.territory.id, outcomes=tuple(ordered))


def _session_rows(plan: Plan, instance: Instance) -> Iterator[Outcome]:
    for session in plan.sessions:
        demand = instance.demand_by_id[session.demand]
        yield Outcome(
            item=session.id,
            date=session.start.date(),
            start=session.start.hour * 60 + session.start.minute,
            service=instance.service_by_id[demand.service].name,
            commune=instance.commune_by_id[demand.commune].name,
            place=instance.venue_by_id[session.venue].name,
            expected=demand.attendance.people,
        )


def _ride_rows(plan: Plan, instance: Instance) -> Iterator[Outcome]:
    purpose = purposes([plan], instance)
    for ride in plan.rides:
        pickup = instance.places[ride.pickup]
        there = instance.commune_by_id[pickup.commune].name
        yield Outcome(
            item=ride.item,
            leg=ride.leg,
            date=ride.boarding_start.date(),
            start=ride.boarding_start.hour * 60 + ride.boarding_start.minute,
            service=instance.ride_service_by_id[purpose[ride.item].service].name,
            commune=instance.commune_by_id[purpose[ride.item].commune].name,
            place=there if isinstance(pickup, Address) else pickup.name,
            expected=instance.ride_by_id[ride.request].people,
        )

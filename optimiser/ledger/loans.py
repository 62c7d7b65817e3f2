"""What organisations owe each other for vehicles, people and kits that worked for another's service."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.instance import Instance
from models.plan import Plan
from models.shares import ShareKey
from optimiser.ledger.charges import Charge, purposes

LoanKind = Literal["vehicle", "person", "kit"]


@dataclass(frozen=True)
class Loan:
    """What one organisation owes another for one vehicle, person or kit.

    Attributes
    ----------
    days
        Dates on which it worked for the borrower.
    cents
        Of a vehicle or a person, the part of its cost charged to the borrower's sessions and rides, overtime included;
        of a kit, its days at the key's price.
    """

    lender: str
    borrower: str
    kind: LoanKind
    resource: str
    days: int
    cents: int


def loans(plans: Sequence[Plan], instance: Instance, charged: Sequence[Charge], key: ShareKey) -> tuple[Loan, ...]:
    """Every loan in some plans, with all their charges, by lender, borrower and resource.

    A vehicle's and a kit's owner, a person's employer and a service's organisation are compared by name; where either
    has none, nothing is lent.
    """
    purpose = purposes(plans, instance)
    runs = {id_: service.organisation for id_, service in instance.any_service_by_id.items()}
    cents: dict[tuple[str, str, LoanKind, str], int] = defaultdict(int)
    days: dict[tuple[str, str, LoanKind, str], set[date]] = defaultdict(set)
    for charge in charged:
        if charge.item is None or charge.kind == "taxi":
            continue
        kind: LoanKind = "vehicle" if charge.kind == "vehicle" else "person"
        lender = (
            instance.vehicle_by_id[charge.resource].owner
            if kind == "vehicle"
            else instance.person_by_id[charge.resource].employer
        )
        borrower = runs[purpose[charge.item].service]
        if lender and borrower and lender != borrower:
            cents[lender, borrower, kind, charge.resource] += charge.cents
            if charge.kind != "overtime":
                days[lender, borrower, kind, charge.resource].add(charge.day)
    prices = {price.kit: price.day_cents for price in key.kit_prices}
    for session in (session for plan in plans for session in plan.sessions):
        if session.kit is None:
            continue
        lender, borrower = instance.kit_by_id[session.kit].owner, runs[purpose[session.id].service]
        if lender and borrower and lender != borrower:
            days[lender, borrower, "kit", session.kit].add(session.start.date())
    for (lender, borrower, kind, resource), dates in days.items():
        if kind == "kit":
            cents[lender, borrower, kind, resource] = len(dates) * prices.get(resource, 0)
    return tuple(Loan(*of, len(days[of]), cents[of]) for of in sorted(days.keys() | cents.keys()))


def balances(found: Sequence[Loan]) -> dict[str, int]:
    """Cents each organisation is owed (above 0) or owes (below 0), by name; they add up to 0."""
    net: dict[str, int] = defaultdict(int)
    for loan in found:
        net[loan.lender] += loan.cents
        net[loan.borrower] -= loan.cents
    return dict(sorted(net.items()))

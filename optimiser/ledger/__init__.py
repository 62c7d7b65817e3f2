"""The ledger: what a finished plan's money went into, who pays it by a key, and what was delivered for it.

Arithmetic over a plan and its instance, in whole cents and minutes; nothing is planned here.
"""

from optimiser.ledger.blank_record import blank_record
from optimiser.ledger.charges import Charge, Purpose, charges, purposes
from optimiser.ledger.loans import Loan, balances, loans
from optimiser.ledger.outcomes import Cell, Delivery, deliveries
from optimiser.ledger.received import Received, received
from optimiser.ledger.shares import Shares, Slice, partners_of, services_of, share_costs, split

__all__ = [
    "Cell",
    "Charge",
    "Delivery",
    "Loan",
    "Purpose",
    "Received",
    "Shares",
    "Slice",
    "balances",
    "blank_record",
    "charges",
    "deliveries",
    "loans",
    "partners_of",
    "purposes",
    "received",
    "services_of",
    "share_costs",
    "split",
]

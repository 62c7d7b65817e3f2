"""Shares and loans for programs: amounts in cents, times in minutes, ids as in the instance."""

from collections.abc import Sequence
from typing import Any

from models.plan import Plan
from models.shares import ShareKey
from optimiser.ledger import Loan, Shares, balances


def shares_document(shares: Shares, lent: Sequence[Loan], plans: Sequence[Plan], key: ShareKey) -> dict[str, Any]:
    """The document ``halte shares --json`` writes: partners with their parts, services, loans."""
    return {
        "instance": plans[0].instance,
        "plans": [
            {"monday": plan.monday.isoformat(), "weeks": plan.weeks, "revision": plan.revision} for plan in plans
        ],
        "key": key.name,
        "by": key.by,
        "total_cents": shares.total_cents,
        "common_cents": shares.common_cents,
        "partners": [
            {
                "id": partner.id,
                "name": partner.name,
                "cents": cents,
                "parts": [
                    {
                        "rule": piece.rule,
                        "measure": piece.measure,
                        "percent": piece.percent,
                        "amount": piece.amounts[k],
                        "of": sum(piece.amounts),
                        "split_cents": piece.cents,
                        "cents": piece.shares[k],
                    }
                    for piece in shares.slices
                ],
            }
            for k, (partner, cents) in enumerate(zip(shares.partners, shares.cents, strict=True))
        ],
        "services": [
            {
                "service": service,
                "commune": commune,
                "minutes": of.minutes,
                "sessions": of.sessions,
                "rides": of.rides,
                "passengers": of.passengers,
                "alone_cents": of.alone_cents,
                "cents": of.cents,
            }
            for (service, commune), of in sorted(shares.received.items())
        ],
        "loans": [
            {
                "lender": loan.lender,
                "borrower": loan.borrower,
                "kind": loan.kind,
                "id": loan.resource,
                "days": loan.days,
                "cents": loan.cents,
            }
            for loan in lent
        ],
        "balances": balances(lent),
    }

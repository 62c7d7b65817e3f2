"""What each commune gets of each service in some plans: the quantities a key measures by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.plan import Plan
from optimiser.ledger.alone import minutes_between
from optimiser.ledger.charges import Charge, Purpose


@dataclass(frozen=True)
class Received:
    """What one commune gets of one service.

    Attributes
    ----------
    minutes, sessions
        Of sessions held.
    rides, passengers
        Directions of parties carried, by tour or taxi, and people in them.
    cents, alone_cents
        The plan's cost charged to them, and what they would cost one by one.
    """

    minutes: int = 0
    sessions: int = 0
    rides: int = 0
    passengers: int = 0
    cents: int = 0
    alone_cents: int = 0

    def __add__(self, other: "Received") -> "Received":
        return Received(*(a + b for a, b in zip(_figures(self), _figures(other), strict=True)))


def _figures(received: Received) -> tuple[int, ...]:
    return (
        received.minutes,
        received.sessions,
        received.rides,
        received.passengers,
        received.cents,
        received.alone_cents,
    )


ServiceCommune = tuple[str, str]


def received(
    plans: Sequence[Plan], instance: Instance, charged: Sequence[Charge], purpose: dict[str, Purpose]
) -> dict[ServiceCommune, Received]:
    """Quantities and cost by service and commune, where there are any."""
    found: dict[ServiceCommune, Received] = defaultdict(Received)
    for session in (session for plan in plans for session in plan.sessions):
        of = purpose[session.id]
        found[of.service, of.commune] += Received(minutes=minutes_between(session.start, session.end), sessions=1)
    for ride in (ride for plan in plans for ride in plan.rides):
        of = purpose[ride.item]
        people = instance.ride_by_id[ride.request].people
        found[of.service, of.commune] += Received(rides=1, passengers=people)
    for charge in charged:
        if charge.item is not None:
            of = purpose[charge.item]
            found[of.service, of.commune] += Received(cents=charge.cents, alone_cents=charge.alone_cents)
    return dict(found)

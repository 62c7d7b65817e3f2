"""Planned, delivered, attended: what became of plans, by month, commune and service, and what it cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from models.instance import Instance
from models.plan import Plan
from models.record import Outcome
from models.rides import Leg
from optimiser.ledger.alone import minutes_between
from optimiser.ledger.charges import Charge, purposes


@dataclass(frozen=True)
class Delivery:
    """What was planned, delivered and attended, and what the plan spends for it.

    Attributes
    ----------
    sessions, sessions_held, sessions_open
        Planned; delivered; not recorded yet.
    minutes, minutes_held, expected, attended
        Of sessions: minutes planned and held, people expected and present.
    rides, rides_done, rides_open, passengers, carried
        Directions of parties planned, delivered, not recorded yet; people planned, and carried in those delivered.
    session_cents, ride_cents
        Cost charged to them as planned: a session that is not held has mostly been paid for.
    common_cents
        Cost that no session and no ride is behind.
    """

    sessions: int = 0
    sessions_held: int = 0
    sessions_open: int = 0
    minutes: int = 0
    minutes_held: int = 0
    expected: int = 0
    attended: int = 0
    rides: int = 0
    rides_done: int = 0
    rides_open: int = 0
    passengers: int = 0
    carried: int = 0
    session_cents: int = 0
    ride_cents: int = 0
    common_cents: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def cents(self) -> int:
        """All cost."""
        return self.session_cents + self.ride_cents + self.common_cents

    @property
    def cents_per_hour(self) -> float | None:
        """Cost of the sessions per hour held; none when none was."""
        return self.session_cents * 60 / self.minutes_held if self.minutes_held else None

    @property
    def cents_per_attendance(self) -> float | None:
        """Cost of the sessions per person present; none when nobody was."""
        return self.session_cents / self.attended if self.attended else None

    @property
    def cents_per_passenger(self) -> float | None:
        """Cost of the rides per person carried; none when nobody was."""
        return self.ride_cents / self.carried if self.carried else None


@dataclass(frozen=True, order=True)
class Cell:
    """Where figures belong: the month (its first day), the commune, the service; the latter empty for common costs."""

    month: date
    commune: str
    service: str


def deliveries(
    plans: Sequence[tuple[Plan, Sequence[Charge]]], instance: Instance, outcomes: Iterable[Outcome]
) -> dict[Cell, Delivery]:
    """Figures by month, commune and service.

    Parameters
    ----------
    plans
        Each with its charges; no two of one week.
    outcomes
        Without a fault for these plans. A session that was held is as long as planned where no minutes are told, and
        has nobody where nobody was counted; a ride that was made carried those who booked it.
    """
    told: Mapping[tuple[str, Leg | None], Outcome] = {(outcome.item, outcome.leg): outcome for outcome in outcomes}
    found: dict[Cell, Delivery] = defaultdict(Delivery)
    for plan, charged in plans:
        cells = _cells(plan, instance)
        for session in plan.sessions:
            expected = instance.demand_by_id[session.demand].attendance.people
            minutes = minutes_between(session.start, session.end)
            found[cells[session.id]] += _session(minutes, expected, told.get((session.id, None)))
        for ride in plan.rides:
            people = instance.ride_by_id[ride.request].people
            found[cells[ride.item]] += _ride(people, told.get((ride.item, ride.leg)))
        purpose = purposes([plan], instance)
        for charge in charged:
            if charge.item is None:
                found[Cell(charge.day.replace(day=1), "", "")] += Delivery(common_cents=charge.cents)
            elif purpose[charge.item].kind == "session":
                found[cells[charge.item]] += Delivery(session_cents=charge.cents)
            else:
                found[cells[charge.item]] += Delivery(ride_cents=charge.cents)
    return dict(sorted(found.items()))


def _cells(plan: Plan, instance: Instance) -> dict[str, Cell]:
    """The cell of each item; a ride's is that of its first direction."""
    days: dict[str, date] = {session.id: session.start.date() for session in plan.sessions}
    for ride in plan.rides:
        day = ride.boarding_start.date()
        days[ride.item] = min(days.get(ride.item, day), day)
    return {
        item: Cell(days[item].replace(day=1), of.commune, of.service) for item, of in purposes([plan], instance).items()
    }


def _session(minutes: int, expected: int, outcome: Outcome | None) -> Delivery:
    planned = Delivery(sessions=1, minutes=minutes, expected=expected)
    if outcome is None or outcome.delivered is None:
        return planned + Delivery(sessions_open=1)
    if not outcome.delivered:
        return planned
    held = minutes if outcome.minutes is None else outcome.minutes
    return planned + Delivery(sessions_held=1, minutes_held=held, attended=outcome.attended or 0)


def _ride(people: int, outcome: Outcome | None) -> Delivery:
    planned = Delivery(rides=1, passengers=people)
    if outcome is None or outcome.delivered is None:
        return planned + Delivery(rides_open=1)
    if not outcome.delivered:
        return planned
    return planned + Delivery(rides_done=1, carried=people if outcome.attended is None else outcome.attended)

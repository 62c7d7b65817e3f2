"""The reserve of vehicle time for bookings still to come (rule L3), half hour by half hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.people import PASSENGER_ATTESTATION
from models.rides import RideService
from optimiser.binds import binds
from optimiser.reserve import DatedReserve
from optimiser.rides.free_times import Busy, Span
from optimiser.rides.turns import BIN_MIN, Turn, Workday


@dataclass(frozen=True)
class Member:
    """A vehicle or a person that could serve a late booking: when it is there, and from when to when it is out."""

    open: tuple[Span, ...]
    out: Span | None

    def is_open(self, k: int, window: Span) -> bool:
        """Whether it is there for the whole of a half hour inside the window."""
        start, end = max(window[0], k * BIN_MIN), min(window[1], (k + 1) * BIN_MIN)
        return any(a <= start and end <= b for a, b in self.open)

    def is_out(self, k: int) -> bool:
        """Whether a tour or a duty that exists already touches a half hour."""
        return self.out is not None and self.out[0] < (k + 1) * BIN_MIN and k * BIN_MIN < self.out[1]


@dataclass(frozen=True)
class ReserveAsked:
    """One reserve on one day: the minutes asked, at most those that sessions leave, and who could give them."""

    day: date
    window: Span
    asked_min: int
    vehicles: Mapping[str, Member]
    people: Mapping[str, Member]

    @property
    def bins(self) -> dict[int, int]:
        """Minutes of the window in each half hour."""
        start, end = self.window
        return {
            k: min(end, (k + 1) * BIN_MIN) - max(start, k * BIN_MIN)
            for k in range(start // BIN_MIN, -(-end // BIN_MIN))
        }

    def free_min(self, turns: Sequence[Turn]) -> int:
        """Minutes that stay free when these turns of the day are driven."""
        out: dict[str, Span] = {}
        for turn in turns:
            for id_, span in ((turn.vehicle, (turn.start, turn.end)), (turn.driver, (turn.duty_start, turn.duty_end))):
                known = out.get(id_, span)
                out[id_] = min(known[0], span[0]), max(known[1], span[1])
        hulls = [
            {id_: replace(member, out=_join(member.out, out.get(id_))) for id_, member in members.items()}
            for members in (self.vehicles, self.people)
        ]
        return sum(
            minutes * min(_free(members, k, self.window) for members in hulls) for k, minutes in self.bins.items()
        )


def _join(a: Span | None, b: Span | None) -> Span | None:
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), max(a[1], b[1])


@binds("L3.reserve")
def reserves_on(asked: Sequence[DatedReserve], workday: Workday) -> tuple[ReserveAsked, ...]:
    """The reserves of a day, each cut down to what sessions leave of it when counted by half hours."""
    found = []
    for reserve in asked:
        if reserve.day != workday.day:
            continue
        vehicles, people = _members(reserve.service, workday)
        whole = ReserveAsked(reserve.day, (reserve.start, reserve.end), reserve.wanted, vehicles, people)
        left = sum(
            minutes * min(_free(vehicles, k, whole.window), _free(people, k, whole.window))
            for k, minutes in whole.bins.items()
        )
        found.append(replace(whole, asked_min=min(reserve.wanted, left)))
    return tuple(one for one in found if one.asked_min > 0)


def _free(members: Mapping[str, Member], k: int, window: Span) -> int:
    return sum(1 for member in members.values() if member.is_open(k, window) and not member.is_out(k))


def _members(service: RideService, workday: Workday) -> tuple[dict[str, Member], dict[str, Member]]:
    vehicles = {
        id_: Member(found.windows, _hull(found.busy))
        for id_, found in workday.vehicles.items()
        if set(service.vehicle_features) <= set(found.vehicle.features)
    }
    licences = {workday.vehicles[id_].vehicle.licence for id_ in vehicles}
    people = {
        id_: Member(found.windows, _hull(found.busy))
        for id_, found in workday.people.items()
        if found.person.holds(PASSENGER_ATTESTATION, workday.day)
        and any(found.person.holds(licence, workday.day) for licence in licences)
    }
    return vehicles, people


def _hull(busy: Sequence[Busy]) -> Span | None:
    return (min(one.start for one in busy), max(one.end for one in busy)) if busy else None

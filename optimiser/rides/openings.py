"""Where one more journey could find a vehicle and a driver in a plan, and which rules stand against it elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimiser.rides.demand import Wanted
from optimiser.rides.free_times import PersonDay, Span, VehicleDay
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.situation import Situation
from optimiser.rides.turns import Turn, blank_turn, may_drive, whole_day


@dataclass(frozen=True)
class Opening:
    """A turn that would make a journey possible, new or in place of another; ``turn`` None when one is out already."""

    turn: Turn | None
    replaces: Turn | None = None


@dataclass(frozen=True)
class Openings:
    """Openings of a journey, and (rule code, who or what) pairs of what stands against others."""

    ways: tuple[Opening, ...]
    hindrances: tuple[tuple[str, str], ...]


def openings(
    s: Situation, turns: Sequence[Turn], reserves: Sequence[ReserveAsked], want: Wanted, journey: int
) -> Openings:
    """What a plan with these turns could offer to one journey of an item.

    Parameters
    ----------
    turns
        The turns of every day, each from its first departure to its last return.
    """
    ways: list[Opening] = []
    hindrances: dict[tuple[str, str], None] = {}
    for moment in want.journeys[journey]:
        for vehicle_id in want.vehicles[journey]:
            vehicle = s.workdays[want.ride.day].vehicles[vehicle_id]
            drivers = want.drivers[journey]
            for found in _with_vehicle(s, turns, reserves, vehicle, drivers, moment.span):
                if isinstance(found, Opening):
                    ways.append(found)
                else:
                    hindrances[found] = None
    return Openings(tuple(ways), tuple(hindrances))


def _with_vehicle(
    s: Situation,
    turns: Sequence[Turn],
    reserves: Sequence[ReserveAsked],
    vehicle: VehicleDay,
    drivers: frozenset[str] | None,
    span: Span,
) -> Iterable[Opening | tuple[str, str]]:
    id_ = vehicle.vehicle.id
    if not any(a <= span[0] and span[1] <= b for a, b in vehicle.windows):
        yield "T2", id_
        return
    mine = [turn for turn in turns if turn.vehicle == id_ and turn.day == vehicle.day]
    carried = [turn.carries for turn in mine if turn.carries is not None]
    if any(one.start < span[1] and span[0] < one.end and one.outing not in carried for one in vehicle.busy):
        yield "S9", id_
        return
    touching = [turn for turn in mine if turn.start < span[1] and span[0] < turn.end]
    if not touching:
        yield from _new(s, turns, reserves, vehicle, drivers, span)
    elif len(touching) > 1:
        yield "T1", id_
    elif touching[0].start <= span[0] and span[1] <= touching[0].end:
        if drivers is None or touching[0].driver in drivers:
            yield Opening(None)
        else:
            yield "T1", id_
    else:
        yield from _extended(s, turns, reserves, touching[0], span)


def _new(
    s: Situation,
    turns: Sequence[Turn],
    reserves: Sequence[ReserveAsked],
    vehicle: VehicleDay,
    drivers: frozenset[str] | None,
    span: Span,
) -> Iterable[Opening | tuple[str, str]]:
    able = [
        person
        for person in s.workdays[vehicle.day].people.values()
        if may_drive(person, vehicle) and (drivers is None or person.person.id in drivers)
    ]
    if not able:
        yield "P9", vehicle.vehicle.id
    for person in able:
        turn = blank_turn(vehicle, person, span)
        code = hindrance(s, turns, reserves, turn, person)
        yield Opening(_legal(turn, person, turns)) if code is None else (code, person.person.id)


def _extended(
    s: Situation, turns: Sequence[Turn], reserves: Sequence[ReserveAsked], turn: Turn, span: Span
) -> Iterable[Opening | tuple[str, str]]:
    person = s.workdays[turn.day].people[turn.driver]
    others = [one for one in turns if one != turn]
    wider = replace(turn, start=min(turn.start, span[0]), end=max(turn.end, span[1]))
    if any(
        one.vehicle == turn.vehicle and one.day == turn.day and one.start < wider.end and wider.start < one.end
        for one in others
    ):
        yield "T1", turn.vehicle
        return
    code = hindrance(s, others, reserves, wider, person)
    yield Opening(_legal(wider, person, others), turn) if code is None else (code, turn.driver)


def _legal(turn: Turn, person: PersonDay, others: Sequence[Turn]) -> Turn:
    """A turn that nothing hinders, with its pauses."""
    found = whole_day(turn, person, spans_of(others, turn))
    return turn if isinstance(found, str) else found


def spans_of(turns: Iterable[Turn], turn: Turn) -> list[Span]:
    """The other turns of a turn's driver on its day."""
    return [(one.start, one.end) for one in turns if (one.driver, one.day) == (turn.driver, turn.day) and one != turn]


def hindrance(
    s: Situation, turns: Sequence[Turn], reserves: Sequence[ReserveAsked], turn: Turn, person: PersonDay
) -> str | None:
    """The code of the first rule that keeps somebody from a turn beside the turns of a plan; None when nothing does."""
    if not any(a <= turn.start and turn.end <= b for a, b in person.windows):
        return "P2"
    taken = [*((one.start, one.end) for one in person.busy), *spans_of(turns, turn)]
    if any(a < turn.end and turn.start < b for a, b in taken):
        return "P1"
    whole = whole_day(turn, person, spans_of(turns, turn))
    if isinstance(whole, str):
        return whole
    for other in turns:
        if other.driver == turn.driver and other.day == turn.day:
            again = whole_day(other, person, [*spans_of(turns, other), (turn.start, turn.end)])
            if isinstance(again, str) or again.pauses != other.pauses:
                return again if isinstance(again, str) else "P6"
    weeks = s.weeks[turn.driver]
    week = s.horizon.week_of(turn.day)
    worked = sum(
        one.extra_work_min for one in turns if one.driver == turn.driver and s.horizon.week_of(one.day) == week
    )
    if worked + whole.extra_work_min > weeks.least_room_min(week):
        return "P5"
    duties = {one.day: (one.duty_start, one.duty_end) for one in turns if one.driver == turn.driver}
    duties[turn.day] = whole.duty_start, whole.duty_end
    if (broken := weeks.rest_breach(duties)) is not None:
        return broken
    today = [one for one in turns if one.day == turn.day]
    for reserve in reserves:
        if reserve.day == turn.day and reserve.free_min((*today, whole)) < min(
            reserve.asked_min, reserve.free_min(today)
        ):
            return "L3"
    return None

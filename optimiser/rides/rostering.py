"""From the demand of every day to the turns that are driven: when vehicles go out, and who drives them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.instance import Instance
from optimiser.binds import binds
from optimiser.master.fleet_hours import FleetDay, vehicle_hours
from optimiser.master.roster import RosterProblem, choose_turns
from optimiser.rides.first_roster import first_roster
from optimiser.rides.free_times import PersonDay, gaps
from optimiser.rides.presence import presence_weights
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.situation import BucketKey, Situation
from optimiser.rides.turns import BIN_MIN, Turn, bins_of, carrying, with_pauses

CALL_MIN = 45
"""Minutes of pay that calling one more person is reckoned to cost, so that days are not cut into crumbs."""

STRETCH_MIN = 60
"""A turn may begin that much earlier and end that much later than reckoned, where nothing stands against it."""


@dataclass(frozen=True)
class Effort:
    """Seconds for the two models, deterministic ones when ``deterministic``."""

    seconds: float
    deterministic: bool
    seed: int


def roster(
    s: Situation,
    days: Sequence[date],
    kept: Sequence[Turn],
    lost: Mapping[BucketKey, int],
    capacity_min: Mapping[date, int],
    effort: Effort,
    *,
    change_bins: int | None = None,
) -> tuple[Turn, ...]:
    """Choose the turns of some days.

    Parameters
    ----------
    kept
        Turns of the other days, which stay.
    lost
        Weight already unserved elsewhere, by bucket.
    capacity_min
        Loaded minutes reckoned per vehicle and half hour, by day; 30 where not given.
    change_bins
        Where given, vehicles go out whenever they would find something to do, as far as hours go, rather than as
        reckoned; and so many half hours of a vehicle are what a change of its drivers takes, by way of its depot.

    Returns
    -------
    The turns of ``days``, each with the pauses that the whole day of its driver asks for.
    """
    share = effort.seconds / 2
    hours: dict[tuple[str, int], int] = {}
    for day in days:
        if wanted := [one for one in s.wanted.get(day, ()) if all(one.journeys)]:
            if change_bins is not None:
                hours |= presence_weights(wanted)
                continue
            today = [turn for turn in s.turns if turn.day == day]
            fleet = FleetDay(
                turns=today,
                wanted=wanted,
                depots={v.id: v.depot for v in s.instance.vehicles},
                bucket_of=[(one.ride.item.commune, one.ride.item.service) for one in wanted],
                buckets={key: replace(b, carried=b.carried + lost.get(key, 0)) for key, b in s.need.items()},
                taxi_cents=s.taxi_cents,
                out_cents={v.id: _hour_cents(s, today, v.id) * BIN_MIN // 60 for v in s.instance.vehicles},
                begin_cents={v.id: _hour_cents(s, today, v.id) * CALL_MIN // 60 for v in s.instance.vehicles},
                capacity_min=capacity_min.get(day, BIN_MIN),
            )
            hours |= vehicle_hours(
                fleet, seed=effort.seed, effort=share / len(days), deterministic=effort.deterministic
            )
    useful = [turn for turn in s.turns if turn.day in days and _is_useful(turn, hours)]
    pool = (*kept, *useful)
    problem = RosterProblem(
        turns=pool,
        kept=len(kept),
        hours=hours,
        turn_cost=tuple(_turn_cents(s.instance, turn) for turn in pool),
        day_cost={
            (v.id, day): v.cost_day_cents
            for day, work in s.workdays.items()
            for v in s.instance.vehicles
            if not work.vehicles[v.id].busy
        },
        weeks=s.weeks,
        compatible=lambda a, b: _compatible(s, a, b),
        reserves=s.reserved,
        turn_loss=change_bins * sum(hours.values()) // len(hours) if change_bins and hours else 0,
    )
    first = first_roster(
        s.horizon,
        pool,
        len(kept),
        hours,
        problem.turn_cost,
        s.weeks,
        problem.compatible,
        s.reserved,
        problem.turn_loss,
    )
    chosen = choose_turns(problem, seed=effort.seed, effort=share, deterministic=effort.deterministic, first=first)
    settled = [_with_whole_day(s, turn, chosen) for turn in chosen]
    return tuple(turn for turn in _stretched(s, settled, s.reserved) if turn.day in days)


def _hour_cents(s: Situation, turns: Iterable[Turn], vehicle: str) -> int:
    """Cheapest hour of a vehicle out with a driver."""
    drivers = {turn.driver for turn in turns if turn.vehicle == vehicle}
    pay = min((s.instance.person_by_id[id_].contract.cost_hour_cents for id_ in drivers), default=0)
    return pay + s.instance.vehicle_by_id[vehicle].cost_hour_cents


def _turn_cents(instance: Instance, turn: Turn) -> int:
    vehicle, driver = instance.vehicle_by_id[turn.vehicle], instance.person_by_id[turn.driver]
    paid = turn.extra_work_min + CALL_MIN
    out = turn.end - turn.start
    return (paid * driver.contract.cost_hour_cents + out * vehicle.cost_hour_cents) // 60 + out


def _is_useful(turn: Turn, hours: Mapping[tuple[str, int], int]) -> bool:
    """Whether a turn begins and ends with a half hour in which its vehicle should be out."""
    free = bins_of(turn)
    if turn.carries is not None:
        return any((turn.vehicle, k) in hours for k in free if not carrying(turn, k))
    if not free or (turn.vehicle, free[0]) not in hours or (turn.vehicle, free[-1]) not in hours:
        return False
    # Drivers take over at whole hours.
    begins, ends = (turn.vehicle, free[0] - 1) not in hours, (turn.vehicle, free[-1] + 1) not in hours
    return (begins or turn.start % 60 == 0) and (ends or turn.end % 60 == 0)


def _compatible(s: Situation, a: Turn, b: Turn) -> bool:
    person = s.workdays[a.day].people[a.driver]
    return all(with_pauses(one, person, [(other.start, other.end)]) is not None for one, other in ((a, b), (b, a)))


def _others(turn: Turn, chosen: Iterable[Turn]) -> list[tuple[int, int]]:
    return [
        (one.start, one.end)
        for one in chosen
        if (one.driver, one.day) == (turn.driver, turn.day) and (one.start, one.vehicle) != (turn.start, turn.vehicle)
    ]


def _with_whole_day(s: Situation, turn: Turn, chosen: Sequence[Turn]) -> Turn:
    others = _others(turn, chosen)
    if not others:
        return turn
    found = with_pauses(turn, s.workdays[turn.day].people[turn.driver], others)
    if found is None:
        raise ValueError(f"{turn.driver} has turns on {turn.day} that are not legal together")
    return found


@binds("P5.week", "P5.contract", "P7.daily_rest", "P8.weekly_rest", "L3.reserve")
def _stretched(s: Situation, chosen: Sequence[Turn], reserves: Sequence[ReserveAsked]) -> list[Turn]:
    """Turns with some time to spare at both ends, within the hours and rests of their drivers.

    What is not used costs nothing: a shift ends when its last passenger is out and the vehicle is home. Weekly hours
    are shared as if all of it were used; drivers whose rests or weeks are nearly full, and days with a reserve, stay as
    they are.
    """
    turns = list(chosen)
    room: dict[tuple[str, int], int] = {}
    for turn in turns:
        key = turn.driver, s.horizon.week_of(turn.day)
        room.setdefault(key, s.weeks[turn.driver].least_room_min(key[1]))
        room[key] -= turn.extra_work_min
    for position in range(len(turns)):
        turn = turns[position]
        if turn.carries is not None or any(one.day == turn.day for one in reserves):
            continue
        key = turn.driver, s.horizon.week_of(turn.day)
        for before, after in ((STRETCH_MIN, STRETCH_MIN), (BIN_MIN, BIN_MIN), (BIN_MIN, 0), (0, BIN_MIN)):
            wider = _widened(s, turn, before, after, turns)
            if wider is None or wider.extra_work_min - turn.extra_work_min > room[key]:
                continue
            together = [wider if one is turn else one for one in turns]
            if _keeps_rests(s, wider, turns) and (mates := _mates_of(s, wider, together)) is not None:
                room[key] -= wider.extra_work_min - turn.extra_work_min
                turns = [mates.get(k, one) for k, one in enumerate(together)]
                break
    return turns


def _mates_of(s: Situation, turn: Turn, turns: Sequence[Turn]) -> dict[int, Turn] | None:
    """The driver's other turns of the day with the pauses the whole day now asks for, or None when it is not legal."""
    person = s.workdays[turn.day].people[turn.driver]
    mates: dict[int, Turn] = {}
    for k, one in enumerate(turns):
        if one is not turn and (one.driver, one.day) == (turn.driver, turn.day):
            found = with_pauses(one, person, _others(one, turns))
            if found is None:
                return None
            mates[k] = found
    return mates


def _widened(s: Situation, turn: Turn, before: int, after: int, turns: Sequence[Turn]) -> Turn | None:
    """The turn begun earlier and ended later as far as its vehicle and its driver are free, when that day is legal."""
    vehicle = s.workdays[turn.day].vehicles[turn.vehicle]
    person = s.workdays[turn.day].people[turn.driver]
    start, end = turn.start - before, turn.end + after
    others = [one for one in turns if one.day == turn.day and one is not turn]
    for other in others:
        if turn.vehicle == other.vehicle or turn.driver == other.driver:
            start = max(start, other.end) if other.end <= turn.start else start
            end = min(end, other.start) if other.start >= turn.end else end
    for free in (gaps(vehicle.windows, vehicle.busy), gaps(person.windows, person.busy)):
        inside = next((span for span in free if span[0] <= turn.start and turn.end <= span[1]), (turn.start, turn.end))
        start, end = max(start, inside[0]), min(end, inside[1])
    return with_pauses(replace(turn, start=start, end=end), person, _others(turn, turns))


def _keeps_rests(s: Situation, turn: Turn, turns: Sequence[Turn]) -> bool:
    weeks: PersonDay | None = s.workdays[turn.day].people.get(turn.driver)
    if weeks is None:
        return False
    duties = {one.day: (one.duty_start, one.duty_end) for one in turns if one.driver == turn.driver}
    duties[turn.day] = (turn.duty_start, turn.duty_end)
    return s.weeks[turn.driver].legal(duties)

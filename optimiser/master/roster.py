"""Which driving shifts exist: a small CP-SAT model over the whole horizon, before any tour of rides is known.

It covers the estimated minutes of driving of each half hour, first for the sake of the need served, then at least cost,
inside everybody's hours. Indices: w item wanted, t turn, b half hour of the horizon.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.need import QUARTERS, Bucket, need_lines
from optimiser.rides.demand import BIN_MIN, Wanted
from optimiser.rides.hours import PersonWeeks
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.turns import Turn

COST_UNIT = 10
"""Cents in one unit of cost: the model needs no more detail."""
OVERTIME_STEP_MIN = 30
DEAREST = 200_000
"""Most units of cost that one unit of need is worth: keeps the objective in numbers a solver handles well."""
MANDATORY_COST = 1000
"""Need that leaving out a promised ride costs: above that of any ordinary item."""


@dataclass(frozen=True)
class RosterProblem:
    """Data of the roster.

    Parameters
    ----------
    capacity
        Loaded minutes a turn is reckoned to have in a half hour, by day of the horizon; 30 where not given.
    turn_cost
        Cents of a turn, by its index; ``day_cost`` of using a vehicle at all on a day it is not used otherwise.
    taxi
        Cents of giving an item to the taxi, where that is possible.
    compatible
        Whether two turns of one driver on one day, in different slots, are legal together.
    """

    turns: tuple[Turn, ...]
    wanted: tuple[Wanted, ...]
    bucket_of: tuple[tuple[str, str], ...]
    buckets: Mapping[tuple[str, str], Bucket]
    turn_cost: tuple[int, ...]
    day_cost: Mapping[tuple[str, date], int]
    taxi: Mapping[str, int]
    capacity: Mapping[int, int]
    weeks: Mapping[str, PersonWeeks]
    compatible: Callable[[Turn, Turn], bool]
    reserves: tuple[ReserveAsked, ...] = ()
    fixed: frozenset[int] = frozenset()


@dataclass
class _Model:
    """The model and the variables its constraints share."""

    problem: RosterProblem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: list[cp_model.IntVar] = field(default_factory=list)
    served: list[cp_model.IntVar] = field(default_factory=list)
    need: list[cp_model.LinearExprT] = field(default_factory=list)
    cost: list[cp_model.LinearExprT] = field(default_factory=list)


def choose_turns(
    problem: RosterProblem, *, seed: int, effort: float, deterministic: bool, hint: frozenset[int] = frozenset()
) -> tuple[Turn, ...]:
    """The turns that exist, in order of day and start.

    Parameters
    ----------
    effort
        Seconds, or deterministic seconds when ``deterministic``: then the same problem gives the same turns.
    hint
        Indices of turns of a good roster, to start from.
    """
    if not problem.turns:
        return ()
    m = _Model(problem)
    m.x = [m.model.new_bool_var(f"x{t}") for t in range(len(problem.turns))]
    for t in problem.fixed:
        m.model.add(m.x[t] == 1)
    _one_use(m)
    _days(m)
    _rests(m)
    _weeks(m)
    _reserves(m)
    _cover(m)
    _need(m)
    _costs(m)
    most = sum(problem.turn_cost) // COST_UNIT + sum(problem.taxi.values()) // COST_UNIT
    most += sum(problem.day_cost.values()) // COST_UNIT + 1
    m.model.minimize(_total(m.need) * min(most, DEAREST) + _total(m.cost))
    for t, var in enumerate(m.x):
        m.model.add_hint(var, int(t in hint))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.relative_gap_limit = 1e-4
    if deterministic:
        solver.parameters.max_deterministic_time = effort
    else:
        solver.parameters.max_time_in_seconds = effort
    status = solver.solve(m.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return tuple(sorted((problem.turns[t] for t in problem.fixed), key=_order))
    chosen = [turn for turn, var in zip(problem.turns, m.x, strict=True) if solver.boolean_value(var)]
    return tuple(sorted(chosen, key=_order))


def _total(terms: Sequence[cp_model.LinearExprT]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum(list(terms))


def _order(turn: Turn) -> tuple[date, int, str]:
    return turn.day, turn.start, turn.vehicle


def bins_of(turn: Turn) -> range:
    """The half hours at least half of which lie in a turn."""
    half = BIN_MIN // 2
    return range((turn.start + half) // BIN_MIN, (turn.end + half) // BIN_MIN)


@binds("T1.overlap", "P1.place", "P2.availability")
def _one_use(m: _Model) -> None:
    """A vehicle has one turn at a time, all inside one window of its day; a driver one turn per free stretch."""
    by_vehicle: dict[tuple[str, date], list[int]] = defaultdict(list)
    by_slot: dict[tuple[str, date, int], list[int]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        by_vehicle[turn.vehicle, turn.day].append(t)
        by_slot[turn.driver, turn.day, turn.slot].append(t)
    for rows in by_vehicle.values():
        edges = sorted({m.problem.turns[t].start for t in rows})
        for edge in edges:
            running = [m.x[t] for t in rows if m.problem.turns[t].start <= edge < m.problem.turns[t].end]
            if len(running) > 1:
                m.model.add_at_most_one(running)
    for rows in by_slot.values():
        m.model.add_at_most_one(m.x[t] for t in rows)


@binds("P3.day", "P4.amplitude", "P6.meal", "P6.break")
def _days(m: _Model) -> None:
    """Turns are legal alone; two of one driver on one day may be chosen together only when legal together."""
    by_day: dict[tuple[str, date], list[int]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        by_day[turn.driver, turn.day].append(t)
    for rows in by_day.values():
        turns = m.problem.turns
        slots = {turns[t].slot for t in rows}
        for first, second in combinations(sorted(slots), 2):
            pairs = [(a, b) for a in rows if turns[a].slot == first for b in rows if turns[b].slot == second]
            if second - first > 1 or len(pairs) > 4000:
                m.model.add_at_most_one(m.x[t] for t in rows if turns[t].slot in (first, second))
                continue
            for a, b in pairs:
                if not m.problem.compatible(turns[a], turns[b]):
                    m.model.add_at_most_one(m.x[a], m.x[b])


@binds("P7.daily_rest", "P8.weekly_rest")
def _rests(m: _Model) -> None:
    """Between two days lies the daily rest, and in each week a weekly one."""
    by_day: dict[tuple[str, date], list[int]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        by_day[turn.driver, turn.day].append(t)
    for (driver, day), rows in by_day.items():
        weeks = m.problem.weeks[driver]
        for t in rows:
            turn = m.problem.turns[t]
            if not weeks.rested(day, turn.duty_start, turn.duty_end):
                m.model.add(m.x[t] == 0)
        following = by_day.get((driver, day + timedelta(days=1)), [])
        for end in sorted({m.problem.turns[t].duty_end for t in rows}):
            too_soon = [s for s in following if not weeks.far_enough(end, m.problem.turns[s].duty_start)]
            if too_soon:
                late = [m.x[t] for t in rows if m.problem.turns[t].duty_end == end]
                works = _any(m, late)
                m.model.add(works + _any(m, [m.x[s] for s in too_soon]) <= 1)
    for driver, weeks in m.problem.weeks.items():
        days = {day: rows for (who, day), rows in by_day.items() if who == driver}
        for week in weeks.tight_weeks(days):
            options = []
            for rest in weeks.rests(week):
                option = m.model.new_bool_var("")
                for t in (t for rows in days.values() for t in rows):
                    turn = m.problem.turns[t]
                    if turn.duty_start < rest[1] and rest[0] < turn.duty_end:
                        m.model.add_implication(option, ~m.x[t])
                options.append(option)
            m.model.add_bool_or(options)


def _any(m: _Model, literals: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
    if len(literals) == 1:
        return literals[0]
    some = m.model.new_bool_var("")
    m.model.add_max_equality(some, literals)
    return some


@binds("P5.week", "P5.average", "P5.contract")
def _weeks(m: _Model) -> None:
    """The work turns add stays inside what each week leaves; what passes the contract costs overtime."""
    by_week: dict[tuple[str, int], list[int]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        if turn.extra_work_min:
            by_week[turn.driver, m.problem.weeks[turn.driver].week_of(turn.day)].append(t)
    for (driver, week), rows in by_week.items():
        weeks = m.problem.weeks[driver]
        added = sum(m.problem.turns[t].extra_work_min * m.x[t] for t in rows)
        m.model.add(added <= weeks.room_min(week))
        if weeks.overtime_cents_per_min:
            rate = round(weeks.overtime_cents_per_min * OVERTIME_STEP_MIN / COST_UNIT)
            over = m.model.new_int_var(0, 7 * DAY_MIN // OVERTIME_STEP_MIN, "")
            m.model.add(OVERTIME_STEP_MIN * over >= added - weeks.contract_room_min(week))
            m.cost.append(over * max(1, rate))
    for driver, weeks in m.problem.weeks.items():
        for week, room in weeks.average_rooms():
            rows = [t for w in range(week + 1) for t in by_week.get((driver, w), [])]
            if rows:
                m.model.add(sum(m.problem.turns[t].extra_work_min * m.x[t] for t in rows) <= room)


@binds("L3.reserve")
def _reserves(m: _Model) -> None:
    """In each stated window, so many minutes of a vehicle and a driver stay free of tours and duties."""
    for reserve in m.problem.reserves:
        turns = [(x, turn) for x, turn in zip(m.x, m.problem.turns, strict=True) if turn.day == reserve.day]
        spans_of: dict[str, list[tuple[cp_model.IntVar, int, int]]] = defaultdict(list)
        for x, turn in turns:
            spans_of[turn.vehicle].append((x, turn.start, turn.end))
            spans_of[turn.driver].append((x, turn.duty_start, turn.duty_end))
        kept = []
        for k, minutes in reserve.bins.items():
            free = m.model.new_int_var(0, max(1, len(reserve.vehicles)), "")
            for members in (reserve.vehicles, reserve.people):
                there: list[cp_model.LinearExprT] = [0]
                for id_, member in members.items():
                    if member.is_open(k, reserve.window) and not member.is_out(k):
                        there.append(1 - _is_out(m, spans_of[id_], member.out, k))
                m.model.add(free <= _total(there))
            kept.append(minutes * free)
        m.model.add(_total(kept) >= reserve.asked_min)


def _is_out(
    m: _Model, spans: Sequence[tuple[cp_model.IntVar, int, int]], out: tuple[int, int] | None, k: int
) -> cp_model.LinearExprT:
    """At least 1 when a tour or duty is under way: it left before the end of the half hour and comes back after its start."""
    left = [x for x, start, _ in spans if start < (k + 1) * BIN_MIN]
    due = [x for x, _, end in spans if end > k * BIN_MIN]
    if out is not None and out[0] < (k + 1) * BIN_MIN:
        return 1 if out[1] > k * BIN_MIN else _any(m, due) if due else 0
    if out is not None:
        return _any(m, left) if left else 0
    if not left or not due:
        return 0
    under_way = m.model.new_bool_var("")
    m.model.add(under_way >= _any(m, left) + _any(m, due) - 1)
    return under_way


def _cover(m: _Model) -> None:
    """A journey is made at a moment, within turns of vehicles that suit it, and turns have so many minutes in a half hour."""
    on: dict[tuple[str, int], list[cp_model.LinearExprT]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        for k in bins_of(turn):
            if turn.carries is None or not _carrying(turn, k):
                on[turn.vehicle, k].append(m.x[t])
    load: dict[tuple[tuple[str, ...], int], list[cp_model.LinearExprT]] = defaultdict(list)
    for w, want in enumerate(m.problem.wanted):
        served = m.model.new_bool_var(f"served{w}")
        m.served.append(served)
        for journey, vehicles, drivers in zip(want.journeys, want.vehicles, want.drivers, strict=True):
            choices = []
            for moment in journey:
                chosen = m.model.new_bool_var("")
                choices.append(chosen)
                for k, minutes in moment.minutes.items():
                    load[vehicles, k].append(minutes * chosen)
                if drivers is not None or len(want.ride.pins):
                    fitting = [
                        m.x[t]
                        for t, turn in enumerate(m.problem.turns)
                        if turn.vehicle in vehicles
                        and (drivers is None or turn.driver in drivers)
                        and turn.start <= moment.span[0]
                        and moment.span[1] <= turn.end
                    ]
                    m.model.add_bool_or([*fitting, ~chosen])
                edges = {moment.span[0] // BIN_MIN, (moment.span[1] - 1) // BIN_MIN} - set(moment.minutes)
                for k in sorted(edges):
                    load[vehicles, k].append(chosen)
            m.model.add(_total(choices) == served)
    for (vehicles, k), loads in _nested(load).items():
        there = [literal for v in vehicles for literal in on.get((v, k), [])]
        m.model.add(_total(loads) <= m.problem.capacity.get(k * BIN_MIN // DAY_MIN, BIN_MIN) * _total(there))


def _carrying(turn: Turn, k: int) -> bool:
    """Whether the crew of the outing a turn carries is aboard in a half hour."""
    outing = turn.carries
    if outing is None:
        return False
    first, last = outing.visits[0].set_up_start, outing.visits[-1].tear_down_end
    return outing.depart // BIN_MIN <= k <= first // BIN_MIN or last // BIN_MIN <= k <= outing.back // BIN_MIN


def _nested(
    load: Mapping[tuple[tuple[str, ...], int], list[cp_model.LinearExprT]],
) -> dict[tuple[tuple[str, ...], int], list[cp_model.LinearExprT]]:
    """Loads of each set of vehicles with those of its subsets: what only few can do, they must find room for."""
    by_bin: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for vehicles, k in load:
        by_bin[k].append(vehicles)
    return {
        (vehicles, k): [one for inner in by_bin[k] if set(inner) <= set(vehicles) for one in load[inner, k]]
        for vehicles, k in load
    }


def _need(m: _Model) -> None:
    """Tier 1: the convex cost of what each bucket lacks; items a taxi can take cost money instead."""
    weights: dict[tuple[str, str], list[cp_model.LinearExprT]] = defaultdict(list)
    for w, (want, served) in enumerate(zip(m.problem.wanted, m.served, strict=True)):
        item = want.ride.item
        if want.ride.mandatory:
            m.need.append(MANDATORY_COST * (1 - served))
        if item.id in m.problem.taxi:
            m.cost.append(max(1, m.problem.taxi[item.id] // COST_UNIT) * (1 - served))
        else:
            weights[m.problem.bucket_of[w]].append(item.weight * (1 - served))
    for key, losses in weights.items():
        bucket = m.problem.buckets[key]
        lost = _total(losses)
        cost = m.model.new_int_var(0, bucket.cost(sum(want.ride.item.weight for want in m.problem.wanted)), "")
        for slope, offset in need_lines(bucket):
            m.model.add(cost >= QUARTERS * slope * lost + offset)
        m.need.append(cost)


def _costs(m: _Model) -> None:
    """Tier 3: paid minutes, and the day of a vehicle that would else stay home."""
    used: dict[tuple[str, date], list[cp_model.IntVar]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        m.cost.append(max(1, m.problem.turn_cost[t] // COST_UNIT) * m.x[t])
        if m.problem.day_cost.get((turn.vehicle, turn.day), 0) >= COST_UNIT:
            used[turn.vehicle, turn.day].append(m.x[t])
    for key, literals in used.items():
        m.cost.append(m.problem.day_cost[key] // COST_UNIT * _any(m, literals))

"""Who drives when: a CP-SAT set covering over the whole horizon, before any tour of rides is known.

The half hours in which vehicles should be out are covered by turns at least cost, inside everybody's hours and rests.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from optimiser.binds import binds
from optimiser.rides.hours import PersonWeeks
from optimiser.rides.reserves import ReserveAsked
from optimiser.rides.turns import BIN_MIN, Turn, bins_of, carrying

COST_UNIT = 10
"""Cents in one unit of cost: the model needs no more detail."""
OVERTIME_STEP_MIN = 30
LOST_COST = 2_000
"""Units of cost that a unit of weight left without a driver is worth."""


@dataclass(frozen=True)
class RosterProblem:
    """Data of the roster.

    Parameters
    ----------
    turns
        The first ``kept`` of them are chosen already.
    hours
        Weight lost when a (vehicle, half hour) that should be out has no driver.
    turn_cost
        Cents of a turn, by its index; ``day_cost`` of using a vehicle at all on a day it is not used otherwise.
    compatible
        Whether two turns of one driver on one day, in different slots, are legal together.
    turn_loss
        Weight a turn loses by itself: drivers change at the depot, and the way there and back serves nobody.
    """

    turns: tuple[Turn, ...]
    kept: int
    hours: Mapping[tuple[str, int], int]
    turn_cost: tuple[int, ...]
    day_cost: Mapping[tuple[str, date], int]
    weeks: Mapping[str, PersonWeeks]
    compatible: Callable[[Turn, Turn], bool]
    reserves: tuple[ReserveAsked, ...] = ()
    turn_loss: int = 0


@dataclass
class _Model:
    """The model and the variables its constraints share."""

    problem: RosterProblem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: list[cp_model.IntVar] = field(default_factory=list)
    lost: list[cp_model.LinearExprT] = field(default_factory=list)
    cost: list[cp_model.LinearExprT] = field(default_factory=list)


def choose_turns(
    problem: RosterProblem, *, seed: int, effort: float, deterministic: bool, first: frozenset[int]
) -> tuple[Turn, ...]:
    """The turns that exist, in order of day and start.

    Parameters
    ----------
    effort
        Seconds, or deterministic seconds when ``deterministic``: then the same problem gives the same turns.
    first
        Rows of a roster to start from; it is the result when nothing better is found.
    """
    if not problem.turns:
        return ()
    m = _Model(problem)
    m.x = [m.model.new_bool_var(f"x{t}") for t in range(len(problem.turns))]
    for x in m.x[: problem.kept]:
        m.model.add(x == 1)
    _one_use(m)
    _days(m)
    _rests(m)
    _weeks(m)
    _reserves(m)
    _cover(m)
    _costs(m)
    m.model.minimize(_total(m.lost) * LOST_COST + _total(m.cost))
    for t, var in enumerate(m.x):
        m.model.add_hint(var, int(t in first))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.relative_gap_limit = 1e-3
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.interleave_search = True
    if deterministic:
        solver.parameters.max_deterministic_time = effort
    else:
        solver.parameters.max_time_in_seconds = effort
    status = solver.solve(m.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return tuple(sorted((problem.turns[t] for t in first), key=_order))
    chosen = [turn for turn, var in zip(problem.turns, m.x, strict=True) if solver.boolean_value(var)]
    return tuple(sorted(chosen, key=_order))


def _total(terms: Sequence[cp_model.LinearExprT]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum(list(terms))


def _order(turn: Turn) -> tuple[date, int, str]:
    return turn.day, turn.start, turn.vehicle


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
        spans = {t: (m.problem.turns[t].duty_start, m.problem.turns[t].duty_end) for t in rows}
        tiring = {span for span in set(spans.values()) if not weeks.rested(day, *span)}
        for t in rows:
            if spans[t] in tiring:
                m.model.add(m.x[t] == 0)
        following = by_day.get((driver, day + timedelta(days=1)), [])
        starts = {m.problem.turns[s].duty_start for s in following}
        for end in sorted({end for _, end in spans.values()}):
            early = {start for start in starts if not weeks.far_enough(end, start)}
            too_soon = [s for s in following if m.problem.turns[s].duty_start in early]
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
    """At least 1 when a tour or duty is under way: it left before the half hour ends and comes back after it starts."""
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
    """Each half hour a vehicle should be out lies in a turn of it, or its weight is lost."""
    turns: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    for x, turn in zip(m.x, m.problem.turns, strict=True):
        for k in bins_of(turn):
            if not carrying(turn, k):
                turns[turn.vehicle, k].append(x)
    for key, weight in sorted(m.problem.hours.items()):
        lost = m.model.new_bool_var("lost")
        m.model.add_bool_or([*turns[key], lost])
        m.lost.append(weight * lost)
    if m.problem.turn_loss:
        m.lost += [m.problem.turn_loss * x for x in m.x]


def _costs(m: _Model) -> None:
    """Tier 3: paid minutes, and the day of a vehicle that would else stay home."""
    used: dict[tuple[str, date], list[cp_model.IntVar]] = defaultdict(list)
    for t, turn in enumerate(m.problem.turns):
        m.cost.append(max(1, m.problem.turn_cost[t] // COST_UNIT) * m.x[t])
        if m.problem.day_cost.get((turn.vehicle, turn.day), 0) >= COST_UNIT:
            used[turn.vehicle, turn.day].append(m.x[t])
    for key, literals in used.items():
        m.cost.append(m.problem.day_cost[key] // COST_UNIT * _any(m, literals))

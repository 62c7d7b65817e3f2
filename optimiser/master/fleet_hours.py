"""When vehicles should be out on a day, before anybody knows who drives them: a small CP-SAT model of half hours.

Journeys are put at one of a few moments each, inside half hours in which a vehicle that suits them is out and has
minutes left. Drivers are only counted: in no half hour are more vehicles of a depot out than people there could drive.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from optimiser.need import QUARTERS, Bucket, need_lines
from optimiser.rides.demand import Wanted
from optimiser.rides.turns import BIN_MIN, Turn, bins_of, carrying

DEAREST = 100_000
"""Most that one unit of need is worth in units of cost: keeps the objective in numbers a solver handles well."""
MANDATORY_COST = 1000
"""Need that leaving out a promised ride costs: above that of any ordinary item."""
STEP_CENTS = 10


@dataclass(frozen=True)
class FleetDay:
    """Data of one day.

    Parameters
    ----------
    turns
        Every turn of the day: they say when each vehicle could be out, and how many drivers there are.
    depots
        Depot of each vehicle.
    buckets, bucket_of
        Levels of tier 1, what other days lack included; the bucket of each item wanted.
    taxi_cents
        Price of giving an item to the taxi, where that is possible.
    out_cents, begin_cents
        Cost of half an hour out, and of going out once, per vehicle.
    capacity_min
        Loaded minutes reckoned per vehicle and half hour.
    """

    turns: Sequence[Turn]
    wanted: Sequence[Wanted]
    depots: Mapping[str, str]
    bucket_of: Sequence[tuple[str, str]]
    buckets: Mapping[tuple[str, str], Bucket]
    taxi_cents: Mapping[str, int]
    out_cents: Mapping[str, int]
    begin_cents: Mapping[str, int]
    capacity_min: int = BIN_MIN


@dataclass
class _Model:
    day: FleetDay
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    out: dict[tuple[str, int], cp_model.IntVar] = field(default_factory=dict)
    served: list[cp_model.IntVar] = field(default_factory=list)
    need: list[cp_model.LinearExprT] = field(default_factory=list)
    cost: list[cp_model.LinearExprT] = field(default_factory=list)


def vehicle_hours(day: FleetDay, *, seed: int, effort: float, deterministic: bool) -> dict[tuple[str, int], int]:
    """Weight of the items reckoned with in each (vehicle, half hour of the horizon) that should be out.

    Parameters
    ----------
    effort
        Seconds, or deterministic seconds when ``deterministic``: then the same data give the same hours.
    """
    m = _Model(day)
    _vehicles_out(m)
    used = _journeys(m)
    _need(m)
    m.model.minimize(_total(m.need) * DEAREST + _total(m.cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    if deterministic:
        solver.parameters.max_deterministic_time = effort
    else:
        solver.parameters.max_time_in_seconds = effort
    if solver.solve(m.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return dict.fromkeys(m.out, 1)
    hours = {key: 1 for key, var in m.out.items() if solver.boolean_value(var)}
    for chosen, weight, vehicles, bins in used:
        if solver.boolean_value(chosen):
            for k in bins:
                for v in vehicles:
                    if (v, k) in hours:
                        hours[v, k] += weight
    return hours


def _total(terms: Sequence[cp_model.LinearExprT]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum(list(terms))


def _vehicles_out(m: _Model) -> None:
    drivers: dict[tuple[str, int], set[str]] = defaultdict(set)
    possible: set[tuple[str, int]] = set()
    longest: dict[tuple[object, ...], Turn] = {}
    for turn in m.day.turns:
        known = longest.setdefault((turn.vehicle, turn.driver, turn.carries, turn.start), turn)
        if known.end < turn.end:
            longest[turn.vehicle, turn.driver, turn.carries, turn.start] = turn
    for turn in longest.values():
        for k in bins_of(turn):
            drivers[m.day.depots[turn.vehicle], k].add(turn.driver)
            if not carrying(turn, k):
                possible.add((turn.vehicle, k))
    for key in sorted(possible):
        m.out[key] = m.model.new_bool_var("out")
        m.cost.append(m.day.out_cents[key[0]] // STEP_CENTS * m.out[key])
    for vehicle, k in m.out:
        begun = m.model.new_bool_var("begun")
        before = m.out.get((vehicle, k - 1))
        m.model.add(begun >= m.out[vehicle, k] - (0 if before is None else before))
        m.cost.append(m.day.begin_cents[vehicle] // STEP_CENTS * begun)
    for (depot, k), people in drivers.items():
        there = [var for (vehicle, at), var in m.out.items() if at == k and m.day.depots[vehicle] == depot]
        if len(there) > len(people):
            m.model.add(_total(there) <= len(people))


def _journeys(m: _Model) -> list[tuple[cp_model.IntVar, int, tuple[str, ...], range]]:
    load: dict[tuple[tuple[str, ...], int], list[cp_model.LinearExprT]] = defaultdict(list)
    used = []
    for want in m.day.wanted:
        served = m.model.new_bool_var("served")
        m.served.append(served)
        weight = want.ride.item.weight + (MANDATORY_COST if want.ride.mandatory else 0)
        for journey, vehicles in zip(want.journeys, want.vehicles, strict=True):
            choices = []
            for moment in journey:
                chosen = m.model.new_bool_var("at")
                choices.append(chosen)
                bins = range(moment.span[0] // BIN_MIN, -(-moment.span[1] // BIN_MIN))
                used.append((chosen, weight, vehicles, bins))
                for k in bins:
                    load[vehicles, k].append(moment.minutes.get(k, 0) * chosen)
                    m.model.add_bool_or([*(m.out[v, k] for v in vehicles if (v, k) in m.out), ~chosen])
            m.model.add_exactly_one([*choices, ~served])
    for vehicles, k in load:
        there = [m.out[v, k] for v in vehicles if (v, k) in m.out]
        # What only few vehicles can do must find room among them: loads of subsets count as well.
        loads = [one for (inner, at) in load if at == k and set(inner) <= set(vehicles) for one in load[inner, at]]
        m.model.add(_total(loads) <= m.day.capacity_min * _total(there))
    return used


def _need(m: _Model) -> None:
    """Tier 1: the convex cost of what each bucket lacks; items a taxi can take cost money instead."""
    weights: dict[tuple[str, str], list[cp_model.LinearExprT]] = defaultdict(list)
    most: dict[tuple[str, str], int] = defaultdict(int)
    for want, served, key in zip(m.day.wanted, m.served, m.day.bucket_of, strict=True):
        item = want.ride.item
        if want.ride.mandatory:
            m.need.append(MANDATORY_COST * (1 - served))
        if item.id in m.day.taxi_cents:
            m.cost.append(max(1, m.day.taxi_cents[item.id] // STEP_CENTS) * (1 - served))
        else:
            weights[key].append(item.weight * (1 - served))
            most[key] += item.weight
    for key, losses in weights.items():
        bucket = m.day.buckets[key]
        cost = m.model.new_int_var(0, bucket.cost(most[key]), "need")
        for slope, offset in need_lines(bucket):
            m.model.add(cost >= QUARTERS * slope * _total(losses) + offset)
        m.need.append(cost)

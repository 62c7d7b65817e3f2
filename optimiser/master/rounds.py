"""Plans a real round anew: the same stays on the same cycle, over as many half-days, with the fewest kilometres.

Each unit of the round takes one weekday and half-day, the same in each of its weeks; a day with a morning and an
afternoon saves a way back and out. What is left is a matching of units into days, solved to optimality by CP-SAT, and
then, among the shortest plans, the one that moves the fewest stays.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from ortools.sat.python import cp_model

from models.base import DAY_MIN
from models.profiles import WorkRules
from models.rounds import HalfDay, Round
from models.text import Message, message
from optimiser.master.round_days import Days
from optimiser.master.round_units import Parts, Unit, find_obstacle, take_apart

HALF_DAYS: tuple[HalfDay, ...] = ("am", "pm", "day")
Slot = tuple[int, HalfDay]
"""Weekday and half-day."""


@dataclass(frozen=True)
class RoundPlan:
    """A stated round and its plan, in metres over the cycle; ``slots`` gives each unit's weekday, half-day, start."""

    slug: str
    stated_m: int
    planned_m: int | None
    bound_m: int | None
    status: Literal["optimal", "feasible", "not_representable"]
    notes: tuple[Message, ...] = ()
    slots: tuple[tuple[Unit, Slot, int], ...] = ()


def plan_round(stated: Round, rules: WorkRules, time_limit_s: float = 20.0) -> RoundPlan:
    """The shortest round with the same stays, cycle, depot and number of worked half-days.

    Parameters
    ----------
    rules
        Working-time rules of the agent: travel, meal and hours of each day obey them.
    time_limit_s
        Of each of the two solutions, kilometres and then moved stays.

    Returns
    -------
    RoundPlan
        ``not_representable``, with the rule at fault in its notes, when the schedule has no place in the vocabulary;
        otherwise a plan. A note tells which rule a stated day breaks, if one does: only then may the plan be longer.
    """
    parts = take_apart(stated)
    if obstacle := find_obstacle(parts):
        return RoundPlan(stated.slug, parts.stated_m, None, None, "not_representable", (obstacle,))
    days = Days(rules, stated, parts.distances)
    notes = _stated_faults(parts, days)
    model = _Model(parts, days)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = time_limit_s
    found = solver.solve(model.shortest())
    if found not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        if not notes:
            notes = (message("no plan was found in time"),)
        return RoundPlan(stated.slug, parts.stated_m, None, None, "not_representable", notes)
    planned, bound = round(solver.objective_value), round(solver.best_objective_bound)
    slots = model.read(solver)
    if solver.solve(model.least_moved(planned)) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        slots = model.read(solver)
    status: Literal["optimal", "feasible"] = "optimal" if found == cp_model.OPTIMAL else "feasible"
    return RoundPlan(stated.slug, parts.stated_m, planned, bound, status, notes, slots)


def _stated_faults(parts: Parts, days: Days) -> tuple[Message, ...]:
    """Rules that the stated days break, each said once."""
    found = (days.breach(tuple((unit, unit.start) for unit in units)) for units in parts.stated_days.values())
    faults = [fault for fault in found if fault is not None]
    return tuple(fault for k, fault in enumerate(faults) if fault not in faults[:k])


class _Model:
    """The CP-SAT model: ``held[unit, slot]``, ``start[unit]``, ``both[morning, afternoon, weekday]`` on shared days.

    A start is one for all weeks (rule S7), whatever the day holds besides in each.
    """

    def __init__(self, parts: Parts, days: Days) -> None:
        self.parts, self.days = parts, days
        self.model = cp_model.CpModel()
        self.held: dict[tuple[int, Slot], cp_model.IntVar] = {}
        self.start: list[cp_model.IntVar] = []
        self._lawful: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.both: dict[tuple[int, int, int], cp_model.IntVar] = {}
        for number, unit in enumerate(parts.units):
            self._hold_once(number, unit)
        self._one_unit_per_half_day()
        self._share_days()
        self._one_partner_per_week()
        self._keep_spacing()

    def _hold_once(self, number: int, unit: Unit) -> None:
        lawful = {half: starts for half in HALF_DAYS if (starts := self.days.lawful_alone(unit, half))}
        every = sorted({start for starts in lawful.values() for start in starts} | {unit.start})
        start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(every), f"start_{number}")
        self.start.append(start)
        self.model.add_hint(start, unit.start)
        for weekday in self.parts.stated.weekdays:
            for half, starts in lawful.items():
                held = self.held[number, (weekday, half)] = self.model.new_bool_var(f"held_{number}_{weekday}_{half}")
                domain = cp_model.Domain.from_values(starts)
                self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(held)
                self.model.add_hint(held, (weekday, half) == (unit.weekday, unit.half_day))
        self.model.add_exactly_one([held for (unit_of, _), held in self.held.items() if unit_of == number])

    def _one_unit_per_half_day(self) -> None:
        for week in range(1, self.parts.stated.weeks + 1):
            for weekday in self.parts.stated.weekdays:
                for half in ("am", "pm"):
                    self.model.add_at_most_one(
                        [
                            held
                            for (number, slot), held in self.held.items()
                            if slot in ((weekday, half), (weekday, "day")) and week in self.parts.units[number].weeks
                        ]
                    )

    def _share_days(self) -> None:
        units = self.parts.units
        for (a, slot_a), held_a in list(self.held.items()):
            for (b, slot_b), held_b in list(self.held.items()):
                together = slot_a[1] == "am" and slot_b == (slot_a[0], "pm") and a != b
                if not together or not units[a].weeks & units[b].weeks:
                    continue
                lawful = self._lawful_pairs(a, b)
                if not lawful:
                    self.model.add_at_most_one([held_a, held_b])
                    continue
                both = self.both[a, b, slot_a[0]] = self.model.new_bool_var(f"both_{a}_{b}_{slot_a[0]}")
                self.model.add_implication(both, held_a)
                self.model.add_implication(both, held_b)
                self.model.add_bool_or([both, ~held_a, ~held_b])
                if len(lawful) < len(self.days.starts(units[a], "am")) * len(self.days.starts(units[b], "pm")):
                    starts = [self.start[a], self.start[b]]
                    self.model.add_allowed_assignments(starts, lawful).only_enforce_if(both)

    def _lawful_pairs(self, a: int, b: int) -> list[tuple[int, int]]:
        if (a, b) not in self._lawful:
            self._lawful[a, b] = self.days.lawful_pairs(self.parts.units[a], self.parts.units[b])
        return self._lawful[a, b]

    def _one_partner_per_week(self) -> None:
        """In one week a unit shares one day at most: implied by the half-days, and what makes the bound strong."""
        for number, unit in enumerate(self.parts.units):
            for week in unit.weeks:
                self.model.add_at_most_one(
                    [
                        both
                        for (a, b, _), both in self.both.items()
                        if number in (a, b) and week in self.parts.units[a].weeks & self.parts.units[b].weeks
                    ]
                )

    def _keep_spacing(self) -> None:
        """Stays in one commune lie no nearer to each other than the nearest stated ones."""
        units = self.parts.units
        for commune, spacing in self.parts.spacing_days.items():
            numbers = [number for number, unit in enumerate(units) if commune in unit.communes]
            for a, b in combinations(numbers, 2):
                weeks = {7 * (x - y) for x in units[a].weeks for y in units[b].weeks}
                for (number, slot_a), held_a in self.held.items():
                    if number != a:
                        continue
                    for (other, slot_b), held_b in self.held.items():
                        if other == b and any(abs(w + slot_a[0] - slot_b[0]) < spacing for w in weeks):
                            self.model.add_at_most_one([held_a, held_b])

    def _metres(self) -> cp_model.LinearExpr:
        units, path_m = self.parts.units, self.parts.distances.path_m
        alone = [len(unit.weeks) * path_m(unit.stops) for unit in units]
        saved = {
            (a, b): path_m(units[a].stops) + path_m(units[b].stops) - path_m((*units[a].stops, *units[b].stops))
            for a, b, _ in self.both
        }
        return sum(alone) - cp_model.LinearExpr.weighted_sum(
            list(self.both.values()),
            [saved[a, b] * len(units[a].weeks & units[b].weeks) for a, b, _ in self.both],
        )

    def shortest(self) -> cp_model.CpModel:
        """The model, minimising metres over the cycle."""
        self.model.minimize(self._metres())
        return self.model

    def least_moved(self, metres: int) -> cp_model.CpModel:
        """The model, minimising moved stays, then minutes starts move by, among plans of so many metres."""
        self.model.add(self._metres() <= metres)
        moved = [
            DAY_MIN * len(self.parts.units) * len(self.parts.units[number].weeks) * held
            for (number, slot), held in self.held.items()
            if slot != (self.parts.units[number].weekday, self.parts.units[number].half_day)
        ]
        shifts = []
        for number, unit in enumerate(self.parts.units):
            shift = self.model.new_int_var(0, DAY_MIN, f"shift_{number}")
            self.model.add_abs_equality(shift, self.start[number] - unit.start)
            shifts.append(shift)
        self.model.minimize(sum(moved) + sum(shifts))
        return self.model

    def read(self, solver: cp_model.CpSolver) -> tuple[tuple[Unit, Slot, int], ...]:
        """The slot and start of each unit in the solution found."""
        return tuple(
            (self.parts.units[number], slot, solver.value(self.start[number]))
            for (number, slot), held in self.held.items()
            if solver.boolean_value(held)
        )

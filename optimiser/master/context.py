"""Everything the constraints of the session model share: the data, the columns, the variables."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ortools.sat.python import cp_model

from models.horizon import Horizon
from models.instance import Instance
from models.plan import Plan
from models.profiles import WorkRules, work_rules_on
from optimiser.master.columns import Column
from optimiser.master.placements import Asked
from optimiser.reserve import DatedReserve, reserves
from optimiser.travel import TravelTimes

Literal = cp_model.IntVar
"""A 0-1 variable."""

Linear = cp_model.LinearExpr | int
"""A linear expression, or the number it boils down to."""


@dataclass(frozen=True)
class Scope:
    """Read-only data of one session model; ``staff`` are the people it plans the days of, all when not given.

    ``partial`` when it does not hold every column: what its columns cannot do may be possible all the same.
    """

    instance: Instance
    horizon: Horizon
    times: TravelTimes
    asked: tuple[Asked, ...]
    columns: tuple[Column, ...]
    qualified: tuple[frozenset[int], ...]
    previous: Plan | None = None
    staff: frozenset[int] | None = None
    partial: bool = False
    stretches: dict[tuple[str, date], list[tuple[int, int]]] = field(default_factory=dict, repr=False, compare=False)
    """What ``free_stretches`` found, by person and day."""

    @cached_property
    def car_people(self) -> dict[int, frozenset[int]]:
        """Per occurrence the people who could come by own car, where there are any."""
        found: dict[int, set[int]] = defaultdict(set)
        for column in self.columns:
            if column.person >= 0:
                for stay in column.stays:
                    found[stay.asked].add(column.person)
        return {o: frozenset(people) for o, people in found.items()}

    @cached_property
    def reserves(self) -> tuple[DatedReserve, ...]:
        """Vehicle time that rule L3 keeps free."""
        return tuple(reserves(self.instance, self.horizon))

    def rules(self, person: int, day: date) -> WorkRules:
        """Working-time rules of a person on a day."""
        return work_rules_on(self.instance.work_rules, self.instance.people[person].work_rules, day)

    @cached_property
    def meal_hours(self) -> dict[date, frozenset[tuple[int, int, int]]]:
        """Per day the (from, until, length) of everybody's meal break, in minutes since the horizon's Monday."""
        found = {}
        for day in self.horizon.days:
            base = self.horizon.day_start(day)
            rules = [self.rules(p, day) for p in range(len(self.instance.people))]
            found[day] = frozenset((base + r.meal_from, base + r.meal_until, r.meal_min.value) for r in rules)
        return found


@dataclass
class Variables:
    """Decisions of the session model. Indices: o occurrence, p person, c column, d day; times in minutes.

    ``at[o, day, venue]`` held there; ``held[o]``; ``start[o]``; ``x[c]`` column chosen; ``alone[o, day, venue]`` held
    without a vehicle; ``on_day[o, day]``; ``goes[p, c]`` on that vehicle outing; ``out_start[o]``, ``out_end[o]``
    departure and return of the vehicle outing it is in; ``member[p, o]`` in the crew; ``counts[p, o, q]`` counts for
    qualification q (``None``: beyond the crew asked); ``rides[p, o]`` comes by vehicle; ``works[p, d]`` has a duty;
    ``day_start``, ``day_end``, ``work`` of a duty; ``meal[p, d]`` has a meal break, at ``meal_at``; ``relieved[p, o]``
    takes it during the session, the others staying; ``spare[o]`` its crew is larger than asked.
    """

    at: dict[tuple[int, date, str], Literal] = field(default_factory=dict)
    held: list[Literal] = field(default_factory=list)
    start: list[cp_model.IntVar] = field(default_factory=list)
    x: list[Literal] = field(default_factory=list)
    alone: dict[tuple[int, date, str], Literal] = field(default_factory=dict)
    on_day: dict[tuple[int, date], Literal] = field(default_factory=dict)
    by_vehicle: list[Literal] = field(default_factory=list)
    goes: dict[tuple[int, int], Literal] = field(default_factory=dict)
    out_start: list[cp_model.IntVar] = field(default_factory=list)
    out_end: list[cp_model.IntVar] = field(default_factory=list)
    member: dict[tuple[int, int], Literal] = field(default_factory=dict)
    counts: dict[tuple[int, int, str | None], Literal] = field(default_factory=dict)
    rides: dict[tuple[int, int], Literal] = field(default_factory=dict)
    works: dict[tuple[int, date], Literal] = field(default_factory=dict)
    day_start: dict[tuple[int, date], cp_model.IntVar] = field(default_factory=dict)
    day_end: dict[tuple[int, date], cp_model.IntVar] = field(default_factory=dict)
    work: dict[tuple[int, date], cp_model.IntVar] = field(default_factory=dict)
    meal: dict[tuple[int, date], Literal] = field(default_factory=dict)
    meal_at: dict[tuple[int, date], cp_model.IntVar] = field(default_factory=dict)
    relieved: dict[tuple[int, int], Literal] = field(default_factory=dict)
    spare: dict[int, Literal] = field(default_factory=dict)
    busy_people: dict[int, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    busy_vehicles: dict[int, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Context:
    """The model under construction; ``without`` are the codes of rules left out of it."""

    scope: Scope
    without: frozenset[str] = frozenset()
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    v: Variables = field(default_factory=Variables)

    @property
    def horizon_min(self) -> int:
        """Minutes of the horizon."""
        return self.scope.horizon.weeks * 7 * 1440

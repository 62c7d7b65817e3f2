"""The linear relaxation of a large week: tours with their crews by class of people, priced in as they are needed.

Rows: each occurrence is covered or unserved; vehicles, kits and people away at one moment are no more than there are;
paid minutes of a class in a week; a day's kilometres of ranged vehicles; choices of patterns, spacing and rooms.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimiser.binds import binds
from optimiser.master.large.moments import Moments
from optimiser.master.large.need import Shortfall, shortfalls
from optimiser.master.large.people import Crews, Peers, Slots, can
from optimiser.master.large.rows import choices, rooms, spaced
from optimiser.master.large.tours import Tours
from optimiser.master.large.week import Week

F64 = NDArray[np.float64]
Row = "pywraplp.Constraint"


@dataclass(frozen=True)
class Setting:
    """Everything the relaxation is made of."""

    week: Week
    tours: Tours
    moments: Moments
    slots: Slots
    peers: tuple[Peers, ...]
    crews: Crews
    cents: F64
    """Of each tour, its crew and its vehicle's day aside."""


@dataclass
class Duals:
    """Duals of one solve, by what they are prices of."""

    node: F64
    vehicle: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    kit: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    metre: dict[tuple[int, int], float] = field(default_factory=dict)
    person: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    hour: dict[tuple[int, int], float] = field(default_factory=dict)


class Relaxation:
    """The restricted master; begins with nothing served."""

    @binds("S1.count", "P1.place", "T1.overlap", "S6.present", "A5.tiers")
    def __init__(self, setting: Setting) -> None:
        self.s = setting
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        # GLOP starts anew at each solve; from nothing the dual simplex takes less than half the time of the primal.
        self._solver.SetSolverSpecificParametersAsString("use_dual_simplex: true")
        self._inf = self._solver.infinity()
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self.columns: dict[tuple[int, tuple[int, ...], bool], pywraplp.Variable] = {}
        self._costs: dict[pywraplp.Variable, float] = {}
        self._needs: dict[pywraplp.Variable, float] = {}
        week = setting.week
        self._node_rows: list[list[pywraplp.Constraint]] = [[] for _ in week.nodes]
        self._cover = [self._solver.Constraint(1.0, 1.0) for _ in week.asked]
        for n, node in enumerate(week.nodes):
            self._node_rows[n].append(self._cover[node.asked])
        self._need_row = self._solver.Constraint(-self._inf, self._inf)
        self.shortfalls = shortfalls(week)
        for shortfall in self.shortfalls:
            self._add_shortfall(shortfall)
        self._add_choices()
        for members in (*spaced(week), *rooms(week, setting.moments)):
            row = self._solver.Constraint(-self._inf, 1.0)
            for n in members:
                self._node_rows[n].append(row)
        self._vehicle: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        self._metre: dict[tuple[int, int], pywraplp.Constraint] = {}
        self._kit: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        self._person: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        self._hour: dict[tuple[int, int], pywraplp.Constraint] = {}
        self._add_vehicles()
        self._add_kits()
        self._add_people()

    def _variable(self, most: float, cents: float = 0.0) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, most, "")
        if cents:
            self._costs[variable] = cents
            self._objective.SetCoefficient(variable, cents * self._weight)
        return variable

    def _add_shortfall(self, shortfall: Shortfall) -> None:
        unserved = [self._variable(1.0) for _ in shortfall.members]
        for o, variable in zip(shortfall.members, unserved, strict=True):
            self._cover[o].SetCoefficient(variable, 1.0)
        if len(unserved) == 1:
            self._needs[unserved[0]] = float(shortfall.cost(shortfall.weights[0]))
            self._need_row.SetCoefficient(unserved[0], self._needs[unserved[0]])
            return
        row = self._solver.Constraint(0.0, 0.0)
        for variable, weight in zip(unserved, shortfall.weights, strict=True):
            row.SetCoefficient(variable, float(weight))
        for length, slope in shortfall.pieces:
            piece = self._variable(float(length))
            row.SetCoefficient(piece, -1.0)
            self._needs[piece] = slope
            self._need_row.SetCoefficient(piece, slope)

    def _add_choices(self) -> None:
        for choice in choices(self.s.week):
            one = self._solver.Constraint(-self._inf, 1.0)
            for slot in choice.slots:
                chosen = self._variable(1.0)
                one.SetCoefficient(chosen, 1.0)
                for nodes in slot:
                    row = self._solver.Constraint(-self._inf, 0.0)
                    row.SetCoefficient(chosen, -1.0)
                    for n in nodes:
                        self._node_rows[n].append(row)

    def _add_vehicles(self) -> None:
        week = self.s.week
        for f, fleet in enumerate(week.fleets):
            for day, there in enumerate(fleet.stretch):
                if fleet.is_car or there is None:
                    continue
                out = self._variable(float(len(fleet.members)), float(fleet.day_cents))
                rows = [self._solver.Constraint(-self._inf, 0.0) for _ in self.s.moments.of_day[day]]
                for row in rows:
                    row.SetCoefficient(out, -1.0)
                self._vehicle[f, day] = rows
                if fleet.range_m is not None:
                    self._metre[f, day] = self._solver.Constraint(-self._inf, 0.0)
                    self._metre[f, day].SetCoefficient(out, -float(fleet.range_m))

    def _add_kits(self) -> None:
        for g, group in enumerate(self.s.week.kit_groups):
            for day, moments in enumerate(self.s.moments.of_day):
                there = float(self.s.week.kits_there(group, day))
                self._kit[g, day] = [self._solver.Constraint(-self._inf, there) for _ in moments]

    def _add_people(self) -> None:
        for k, peers in enumerate(self.s.peers):
            for day, moments in enumerate(self.s.moments.of_day):
                there = [sum(self.s.week.is_free(p, day, moment) for p in peers.members) for moment in moments]
                self._person[k, day] = [self._solver.Constraint(-self._inf, float(many)) for many in there]
            for w in range(self.s.week.horizon.weeks):
                row = self._hour[k, w] = self._solver.Constraint(-self._inf, float(peers.hours[w] - peers.fixed[w]))
                over = self._variable(
                    float(max(0, peers.most[w] - peers.hours[w], peers.fixed[w] - peers.hours[w])),
                    peers.overtime_cents / 60,
                )
                row.SetCoefficient(over, -1.0)

    def add(self, tour: int, crew: tuple[int, ...], *, relieved: bool) -> None:
        """A tour with its crew by class; one there already is left as it is."""
        key = tour, crew, relieved
        if key in self.columns:
            return
        tours, week = self.s.tours, self.s.week
        day, fleet, minutes = int(tours.day[tour]), int(tours.fleet[tour]), int(tours.paid[tour, int(relieved)])
        cents = float(self.s.cents[tour]) + minutes * sum(self.s.peers[k].rate_cents for k in crew) / 60
        variable = self.columns[key] = self._variable(self._inf, cents)
        rows: dict[pywraplp.Constraint, float] = defaultdict(float)
        for n in tours.visits[tour]:
            for row in self._node_rows[n] if n >= 0 else ():
                rows[row] += 1.0
        bits = [b for b in range(len(self.s.moments.of_day[day])) if self.s.moments.away[tour] >> b & 1]
        for b in bits:
            if (fleet, day) in self._vehicle:
                rows[self._vehicle[fleet, day][b]] += 1.0
            for group in tours.loads[tours.load[tour]].groups:
                rows[self._kit[group, day][b]] += 1.0
            for k in crew:
                rows[self._person[k, day][b]] += 1.0
        if (fleet, day) in self._metre:
            rows[self._metre[fleet, day]] += float(tours.metres[tour])
        for k in crew:
            rows[self._hour[k, week.horizon.week_of(week.days[day])]] += float(minutes)
        for row, coefficient in rows.items():
            row.SetCoefficient(variable, coefficient)

    _weight = 0.0
    need = float("inf")
    """Need of the last solution."""

    def aim(self, *, cost: float, need: float, most_need: float | None = None) -> None:
        """Minimise cost and need by these weights, under a need."""
        self._weight = cost
        for variable, cents in self._costs.items():
            self._objective.SetCoefficient(variable, cents * cost)
        for variable, unserved in self._needs.items():
            self._objective.SetCoefficient(variable, unserved * need)
        self._need_row.SetUb(self._inf if most_need is None else most_need)

    def no_duals(self) -> Duals:
        """Nothing is scarce."""
        return Duals(
            np.zeros(len(self._node_rows)),
            {key: [0.0] * len(rows) for key, rows in self._vehicle.items()},
            {key: [0.0] * len(rows) for key, rows in self._kit.items()},
            dict.fromkeys(self._metre, 0.0),
            {key: [0.0] * len(rows) for key, rows in self._person.items()},
            dict.fromkeys(self._hour, 0.0),
        )

    def solve(self) -> tuple[float, Duals] | None:
        """Value and duals; None when GLOP gives up."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        self.need = sum(float(variable.solution_value()) * unserved for variable, unserved in self._needs.items())
        node = np.array([sum(row.dual_value() for row in rows) for rows in self._node_rows])
        return float(self._objective.Value()), Duals(
            node,
            {key: [row.dual_value() for row in rows] for key, rows in self._vehicle.items()},
            {key: [row.dual_value() for row in rows] for key, rows in self._kit.items()},
            {key: row.dual_value() for key, row in self._metre.items()},
            {key: [row.dual_value() for row in rows] for key, rows in self._person.items()},
            {key: row.dual_value() for key, row in self._hour.items()},
        )

    def values(self) -> dict[int, float]:
        """How much of each tour the last solve took."""
        found: dict[int, float] = defaultdict(float)
        for (tour, _, _), variable in self.columns.items():
            if (value := variable.solution_value()) > 1e-7:
                found[tour] += value
        return dict(found)

    def forbid(self, dead: NDArray[np.bool_]) -> None:
        """Take nothing of some tours until told otherwise (a mask over all tours)."""
        for (tour, _, _), variable in self.columns.items():
            variable.SetUb(0.0 if dead[tour] else self._inf)

    def who(self, role: int, slot: int) -> list[int]:
        """Classes that can do a role in a slot."""
        base, day, _ = self.s.slots.keys[slot]
        return [k for k, p in enumerate(self.s.peers) if p.base == base and can(p, self.s.crews.roles[role], day)]

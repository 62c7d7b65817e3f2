"""The best choice of routes that serves each item once or not at all, tier after tier, by CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimiser.search.problem import RideProblem


@dataclass(frozen=True)
class Family:
    """Routes that are alike.

    Attributes
    ----------
    count
        How many there are.
    costs
        Least cost of each set of rides (a bit mask) that one of them can serve.
    driven
        Whether each must be driven, as one with fixed stops is.
    """

    count: int
    costs: dict[int, int]
    driven: bool


@dataclass(frozen=True)
class Tier:
    """Least value of a tier that was found, the bound that was proved, and the sets of rides chosen, by family."""

    value: int
    bound: int
    chosen: tuple[tuple[int, int], ...] = ()

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.bound >= self.value


class Choice:
    """The model.

    Parameters
    ----------
    seconds
        Limit of each tier's search.
    """

    def __init__(self, problem: RideProblem, families: Sequence[Family], seconds: float) -> None:
        self.problem, self.seconds = problem, seconds
        self.model = cp_model.CpModel()
        self.served = [self.model.new_bool_var("") for _ in problem.items]
        serving: list[list[cp_model.IntVar]] = [[] for _ in problem.rides]
        costs: list[cp_model.LinearExpr | int] = []
        self.columns: list[tuple[int, int, cp_model.IntVar]] = []
        for number, family in enumerate(families):
            used = []
            for mask, cost in sorted(family.costs.items()):
                if mask == 0 and not family.driven:
                    continue
                variable = self.model.new_bool_var("")
                used.append(variable)
                self.columns.append((number, mask, variable))
                costs.append(cost * variable)
                for q in range(len(problem.rides)):
                    if mask >> q & 1:
                        serving[q].append(variable)
            if family.driven:
                self.model.add(sum(used) == family.count)
            else:
                self.model.add(sum(used) <= family.count)
        for ride, columns in zip(problem.rides, serving, strict=True):
            self.model.add(sum(columns) == self.served[ride.item])
        self.cost = sum(costs)
        self.need, self.need_base = self._need()
        self.mandatory = sum(1 - s for s, item in zip(self.served, problem.items, strict=True) if item.mandatory)

    def best(self) -> list[Tier]:
        """Mandatory items left out, tier 1 and cost, each least among the choices best in those before.

        The list ends with the first tier that is not proved: there is no bound on the later ones.
        """
        tiers: list[Tier] = []
        for goal, base in ((self.mandatory, 0), (self.need, self.need_base), (self.cost, 0)):
            tier = self._solve(goal, base)
            if tier is None:
                return tiers
            tiers.append(tier)
            if not tier.proved:
                return tiers
            self.model.add(goal == tier.value + base)
        return tiers

    def _solve(self, goal: cp_model.LinearExprT, base: int) -> Tier | None:
        self.model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = self.seconds
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        value = round(solver.objective_value) - base
        bound = value if status == cp_model.OPTIMAL else round(solver.best_objective_bound) - base
        chosen = tuple((family, mask) for family, mask, variable in self.columns if solver.value(variable))
        return Tier(value, bound, chosen)

    def _need(self) -> tuple[cp_model.LinearExprT, int]:
        """Tier 1 as a sum of four hinges a bucket, and what it is when all is served.

        See `optimiser.search.problem.Bucket.cost`.
        """
        hinges: list[cp_model.IntVar] = []
        base = 0
        for row, bucket in enumerate(self.problem.buckets):
            low = bucket.shortfall + bucket.unserved
            pairs = zip(self.problem.items, self.served, strict=True)
            members = [(item.weight, served) for item, served in pairs if item.bucket == row]
            most = 4 * (low + sum(weight for weight, _ in members))
            level = low + sum(weight * (1 - served) for weight, served in members)
            for quarter in range(4):
                hinge = self.model.new_int_var(0, most, "")
                self.model.add(hinge >= 4 * level - quarter * bucket.asked)
                hinges.append(hinge)
                base += max(0, 4 * low - quarter * bucket.asked)
        return sum(hinges), base
